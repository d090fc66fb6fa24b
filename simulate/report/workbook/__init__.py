"""The budget workbook.

Imports: ``report.base``, ``report.charts``, ``analysis`` and the rooms below them.
Add: a sheet as a module, called in ``write``.
"""
