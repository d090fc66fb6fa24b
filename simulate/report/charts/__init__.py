"""Charts, found by their files: a function of the file's name that draws a dataset.

Imports: ``report.base``, ``analysis`` and the rooms below them.
Add: a file in the folder of what it shows; of a forecast, a method in ``plots``.
"""
