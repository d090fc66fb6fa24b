"""What the terminal shows of a plan and of a run.

Imports: ``report.base``, ``analysis`` and the rooms below them.
Add: a table to ``tables`` or ``plan_tables``, and its place to ``screen`` or ``plan``.
"""
