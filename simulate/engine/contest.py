"""Exactly-N choices: the best score wins, ties by id.  Array functions that both engines use."""

from __future__ import annotations

import numpy as np

from simulate.compiling import kernel


@kernel
def select_best(keys: np.ndarray, slots: np.ndarray, count: int, best: int) -> None:
    """Reorder the first ``count`` entries so that the ``best`` largest keys stand first (in any order among themselves).

    ``keys`` are distinct whole numbers (score in the high bits, id in the low ones), ``slots`` travel with them; shapes (>= count,).
    """
    low, high = 0, count - 1
    while low < high and 0 < best < count:
        pivot = keys[(low + high) // 2]
        left, right = low, high
        while left <= right:
            while keys[left] > pivot:
                left += 1
            while keys[right] < pivot:
                right -= 1
            if left <= right:
                keys[left], keys[right] = keys[right], keys[left]
                slots[left], slots[right] = slots[right], slots[left]
                left += 1
                right -= 1
        if best - 1 <= right:
            high = right
        elif best - 1 >= left:
            low = left
        else:
            return


@kernel
def sort_by_key(keys: np.ndarray, slots: np.ndarray, count: int) -> None:
    """Insertion sort of the first ``count`` entries, largest key first (for short lists)."""
    for index in range(1, count):
        key, slot = keys[index], slots[index]
        place = index
        while place > 0 and keys[place - 1] < key:
            keys[place], slots[place] = keys[place - 1], slots[place - 1]
            place -= 1
        keys[place], slots[place] = key, slot
