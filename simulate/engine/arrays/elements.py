"""Compiled engine: arrays copied and filled.  Loops, since array expressions take long to compile."""

from __future__ import annotations

import numpy as np

from simulate.kernels.compiling import inner_kernel


@inner_kernel
def copy(source: np.ndarray, target: np.ndarray, count: int) -> None:
    """Write the first ``count`` entries of ``source`` into ``target``."""
    for index in range(count):
        target[index] = source[index]


@inner_kernel
def fill(target: np.ndarray, value: float | np.uint64) -> None:
    """Write ``value`` into every entry of ``target``."""
    for index in range(target.size):
        target[index] = value
