"""Keyed uniform numbers, and the distributions that turn them into values.

Imports: kernels and the rooms below it.
Add: a distribution as a class with ``quantile``, and its word in ``distributions``.
"""
