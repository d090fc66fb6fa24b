"""Searches settings of the plan that reach a target at least cost.

Imports: ``analysis.base`` and the rooms below it.
Add: what may be moved to ``levers``.
"""
