"""One draw of a city, twice: compiled, and as agents of Mesa; both give the same bits.

Imports: scenario and the rooms below it.
Add: a rule to ``behaviour``, then its call in ``compiled`` and in ``agents``.
"""
