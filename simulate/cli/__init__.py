"""The command line; each command imports what it needs when it is called, so that help is instant.

Imports: api and the rooms below it.
Add: a module of the command's name in ``asking`` or ``running``, with ``register``; it is found by its file.
"""
