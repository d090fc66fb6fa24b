"""Commands that ask something of forecasts.

Imports: ``api`` and the rooms below it, inside the command.
Add: a module with ``register``, and its name in ``cli.main``.
"""
