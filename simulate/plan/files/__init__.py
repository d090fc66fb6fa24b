"""A plan's folder: loading, checks, patches, JSON Schema.

Imports: the models of ``plan`` and the rooms below it.
Add: a check that says file, line and what was expected.
"""
