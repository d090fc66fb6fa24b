"""A scenario: what it changes of plan and place, which parameters it draws, posteriors.

Imports: place and the rooms below it.
Add: a field to ``Scenario``, where ``resolve`` fills it, and its key to ``files.schema``.
"""
