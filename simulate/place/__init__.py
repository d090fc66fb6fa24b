"""A place in figures: firms, segments, shares, and the evidence they rest on.

Imports: plan and the rooms below it.
Add: a figure to ``figures``, with source and rating in the folder of figures.
"""
