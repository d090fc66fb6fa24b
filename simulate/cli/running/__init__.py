"""Commands that read, check, run and report scenarios.

Imports: ``api`` and the rooms below it, inside the command.
Add: a module with ``register``, and its name in ``cli.main``.
"""
