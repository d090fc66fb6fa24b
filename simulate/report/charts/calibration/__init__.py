"""Charts of fits and back-tests.

Imports: ``report.base``, ``calibration`` and the rooms below them.
Add: a file with a function of its name, named as the ``chart`` of a ``Result``.
"""
