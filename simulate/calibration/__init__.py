"""Fitting to public figures, and scoring forecasts against what came true.

Imports: scoring and the rooms below it.
Add: a moment to ``moments``.
"""
