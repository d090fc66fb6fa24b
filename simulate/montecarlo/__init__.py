"""Draws in blocks: who computes them, and how they are stored and resumed.

Imports: engine and the rooms below it.
Add: an executor as a module that keeps ``protocol``, chosen in ``executors``.
"""
