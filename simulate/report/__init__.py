"""What a reader sees: charts, page, memos, workbook, terminal.

Imports: analysis and the rooms below it.
Add: a chart, an answer's tables or a section as a file in the folder of its kind.
"""
