"""What reports share: style of charts, words, findings, views of the dataset, printing.

Imports: ``analysis`` and the rooms below it, and no other report.
Add: what two kinds of report need.
"""
