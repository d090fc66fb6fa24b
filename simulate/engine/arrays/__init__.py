"""The state of the compiled engine: its arrays, passes over them, lists and contests.

Imports: ``engine.inputs`` and the rooms below it.
Add: an array with its shape and unit to ``state``.
"""
