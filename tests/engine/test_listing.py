"""Marks turned into a list: both ways give the list that NumPy gives, behind what is there already."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.engine.arrays import listing
from simulate.engine.arrays.instructions import has_instruction
from simulate.engine.arrays.listing import append_by_vectors, append_by_words
from simulate.engine.arrays.state import MARKS
from simulate.kernels.compiling import kernel


@kernel
def by_vectors(mark: np.ndarray, marks: np.ndarray, first: int, size: int, count: int, slots: np.ndarray) -> int:
    """Sixteen marks at a time; processors without the instruction are given others that do the same."""
    return append_by_vectors(mark, marks, first, size, count, slots)


@kernel
def by_words(mark: np.ndarray, marks: np.ndarray, first: int, size: int, count: int, slots: np.ndarray) -> int:
    """Eight marks at a time."""
    return append_by_words(mark, marks, first, size, count, slots)


@pytest.mark.parametrize("way", [by_vectors, by_words])
@given(
    st.lists(st.booleans(), max_size=70) | st.integers(0, 70).map(lambda size: [True] * size),
    st.integers(0, 2**31),
    st.integers(0, 5),
    st.integers(0, 20),
)
def test_the_marked_are_appended_in_order(way: Any, marked: list[bool], first: int, count: int, behind: int) -> None:
    size = len(marked)
    mark = np.zeros(((size + behind) // MARKS + 1) * MARKS, dtype=np.uint8)
    mark[:size] = marked
    mark[size : size + behind] = 1  # left behind by a longer pass
    slots = np.arange(size + count + MARKS, dtype=np.uint32)
    found = way(mark, mark.view(np.uint64), first, size, count, slots)
    assert slots[:found].tolist() == [*range(count), *(first + np.flatnonzero(marked)).tolist()]


def test_the_way_is_that_of_the_processor() -> None:
    chosen = append_by_vectors if has_instruction() else append_by_words
    assert listing.append_marked is chosen
