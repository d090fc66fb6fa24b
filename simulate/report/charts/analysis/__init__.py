"""Charts of answers.

Imports: ``report.base``, ``analysis`` and the rooms below them.
Add: a file with a function of its name, named as the ``chart`` of a ``Result``.
"""
