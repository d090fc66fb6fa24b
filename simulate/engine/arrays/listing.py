"""Compiled engine: marks turned into a list of firms.

A processor with AVX-512 moves the marked ones of sixteen firms together by one instruction, which no compiler finds in
a loop; others take eight marks at a time.  Both give the same list.
"""

from __future__ import annotations

import numpy as np

from simulate.engine.arrays.instructions import has_instruction, put_marked
from simulate.engine.arrays.state import MARKS, Scratch
from simulate.kernels.compiling import inner_kernel


@inner_kernel
def append_by_vectors(mark: np.ndarray, marks: np.ndarray, first: int, size: int, count: int, slots: np.ndarray) -> int:
    """Append ``first + k`` for the marked ones of ``mark[k]``, k < ``size``, to the ``count`` in ``slots``; return the
    new count.  ``marks`` is the same memory, eight at a time.
    """
    vectors, listed = (size + MARKS - 1) // MARKS, count
    for i in range(size, MARKS * vectors):
        mark[i] = 0
    for vector in range(vectors):
        listed = put_marked(mark, MARKS * vector, first, slots, listed)
    return listed


@inner_kernel
def append_by_words(mark: np.ndarray, marks: np.ndarray, first: int, size: int, count: int, slots: np.ndarray) -> int:
    """What ``append_by_vectors`` does, eight marks at a time, most of which are empty together."""
    words, listed = (size + 7) // 8, np.uint64(count)  # unsigned: no index is taken from the end
    for i in range(size, 8 * words):
        mark[i] = 0
    for word in range(words):
        if marks[word] != np.uint64(0):
            for i in range(8 * word, 8 * word + 8):
                slots[listed] = first + i
                listed += np.uint64(mark[i])
    return int(np.int64(listed))


append_marked = append_by_vectors if has_instruction() else append_by_words


@inner_kernel
def list_marked(scratch: Scratch, first: int, size: int, count: int) -> int:
    """Append the marked ones of ``size`` firms from ``first`` on to the ``count`` in ``scratch.slots``; their marks
    start at 0.  Returns the new count.
    """
    return append_marked(scratch.mark, scratch.marks, first, size, count, scratch.slots)


@inner_kernel
def choose_marked(scratch: Scratch, size: int) -> int:
    """Put the places of the marked ones of ``size`` first in ``scratch.chosen``; return how many."""
    return append_marked(scratch.mark, scratch.marks, 0, size, 0, scratch.chosen)
