"""A scenario's files: their shapes, the chain of parents, changes from outside, priors.

Imports: ``place`` and the rooms below it, and nothing of ``scenario`` itself.
Add: a key to ``schema``; a kind of value to ``value_shapes``.
"""
