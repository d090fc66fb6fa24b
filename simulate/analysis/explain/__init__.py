"""Where uncertainty comes from: layers of variance, drivers, indices.

Imports: ``analysis.base`` and the rooms below it.
Add: a kind of driver to ``drivers``; a method as a module, called in ``explain``.
"""
