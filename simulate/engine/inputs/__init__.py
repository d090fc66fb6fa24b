"""A scenario as arrays: what both engines read.

Imports: ``scenario`` and the rooms below it.
Add: a column of instruments to ``rows`` and ``layout``, filled in ``translate``.
"""
