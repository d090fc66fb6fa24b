"""Commands that ask something of forecasts.

Imports: ``api`` and the rooms below it, inside the command.
Add: a module of the command's name with ``register``; it is found by its file.
"""
