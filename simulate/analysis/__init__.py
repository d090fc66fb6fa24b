"""What is asked of forecasts: one function a question, one ``Result`` an answer.

Imports: panel, reference_class and the rooms below them.
Add: a module or folder with the function and its ``Result``, tables in ``report.answers``, a command.
"""
