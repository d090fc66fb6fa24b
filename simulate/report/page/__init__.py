"""The page, and the memo for pasting.

Imports: ``report.charts``, ``report.base`` and the rooms below them.
Add: a section to ``sections``, a paragraph of the memo to ``memo``.
"""
