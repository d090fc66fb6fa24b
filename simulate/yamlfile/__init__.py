"""Reads YAML and tables with the line of every value, merges files, collects all mistakes.

Imports: behaviour and the rooms below it.
Add: what holds for every file; keys of plans and scenarios stand with these.
"""
