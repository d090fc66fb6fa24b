"""Compiled engine: arrays copied and filled.  Loops, since array expressions take long to compile."""

from __future__ import annotations

import numpy as np

from simulate.kernels.compiling import part


@part
def copy(source: np.ndarray, target: np.ndarray, count: int) -> None:
    """Write the first ``count`` entries of ``source`` into ``target``."""
    for index in range(count):
        target[index] = source[index]


@part
def fill(target: np.ndarray, value: float) -> None:
    """Write ``value`` into every entry of ``target``."""
    for index in range(target.size):
        target[index] = value
