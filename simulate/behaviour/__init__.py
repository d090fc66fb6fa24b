"""The rules of firms and rounds as scalar functions, and the parameters that are declared.

Imports: randomness and the rooms below it.
Add: a rule with its equation, called by both engines; a parameter in ``parameters``.
"""
