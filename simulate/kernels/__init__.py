"""Compiling with numba: kernels, what is kept of them, arrays by reference.

Imports: foundation and the rooms below it.
Add: only what numba asks for; equations stand in ``behaviour``.
"""
