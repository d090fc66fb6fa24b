"""Words: catalogues by key, one folder a language, in which language to speak, and how it is set.

Imports: nothing of this package.
Add: a text to the catalogues of every language; a language as a folder of them; a term with its unit to ``vocabulary``.
"""
