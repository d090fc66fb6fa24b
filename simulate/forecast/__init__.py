"""A forecast: its dataset, labels, lines, summary, and the draws that agree with facts.

Imports: montecarlo and the rooms below it.
Add: a variable to ``dataset``, with unit and words; what draws it stands in ``report``.
"""
