"""Counts of titles by place and year: how many firms, sites or laboratories a place wins, and what it will win.

Statistics alone: nothing of the engine, the plan or a scenario. ``tables`` reads the figures, ``names`` what a caller
means, ``latent`` says what figures observe, ``kernel`` how places, titles and years resemble each other, ``fit`` learns
from what was known on a day, ``predict`` draws, ``naive`` holds the two forecasts to beat, ``backtest`` keeps score, and
``standing`` writes forecasts down before their figures are known.

Imports: reference_class and the rooms below it.
Add: a figure to the folder of figures; a naive forecast to ``naive``; a score to ``scoring.scores``.
"""
