"""How good a forecast was: scores of draws against what came true, and tables of them.

Imports: runs and the rooms below it.
Add: a score to ``scores``; what every scored forecast holds to ``scored``.
"""
