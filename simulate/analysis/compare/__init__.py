"""Scenarios against each other, step by step, and with against without awards.

Imports: ``analysis.base`` and the rooms below it.
Add: a measure to the comparison it belongs to.
"""
