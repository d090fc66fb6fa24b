"""The command line; each command imports what it needs when it is called, so that help is instant.

Imports: api and the rooms below it.
Add: a module in ``asking`` or ``running`` with ``register``, and its name in ``main``.
"""
