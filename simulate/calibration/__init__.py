"""Fitting to public figures, and scoring forecasts against what came true.

Imports: runs and the rooms below it.
Add: a moment to ``moments``; a score to ``scores``.
"""
