"""Running a scenario: run folders, their records and tables, opening and verifying them.

Imports: forecast and the rooms below it.
Add: a file of a run to ``record``, and who writes it.
"""
