"""One draw told event by event, by the Mesa engine.

Imports: ``analysis.base`` and the rooms below it.
Add: an event to ``recording``, its telling to ``retelling``.
"""
