"""Commands that read, check, run and report scenarios.

Imports: ``api`` and the rooms below it, inside the command.
Add: a module of the command's name with ``register``; it is found by its file.
"""
