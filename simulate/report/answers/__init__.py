"""The tables that an analysis prints, a file an answer with a function ``tables``.

Imports: ``report.base``, ``analysis`` and the rooms below them.
Add: a file of the name that the ``Result`` gives as ``answer``.
"""
