"""A plan as data: instruments, awards, mechanisms, readings, targets, and words for them.

Imports: yamlfile and the rooms below it.
Add: a field to its model here, what must hold between fields to ``plan.files``.
"""
