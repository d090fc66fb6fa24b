"""What is asked of forecasts: one function a question, one ``Result`` an answer.

Imports: panel and the rooms below it.
Add: a module or folder with the function and its ``Result``, tables in ``report.answers``, a command.
"""
