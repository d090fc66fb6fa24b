"""What every room needs: errors, units of money and time, files, folders, progress.

Imports: language.
Add: what knows neither plans nor draws, and two rooms need.
"""
