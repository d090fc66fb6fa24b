"""A tuple passed by reference reads as the tuple itself: fields, tuples inside it, what is written to its arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from simulate.kernels.compiling import inner_kernel, kernel
from simulate.kernels.reference import by_reference


class Inner(NamedTuple):
    small: np.ndarray
    factor: float
    on: bool


class Outer(NamedTuple):
    off: bool
    table: np.ndarray
    inner: Inner
    count: int
    words: np.ndarray


@inner_kernel
def weighed(outer: Outer, place: int) -> float:
    scale = outer.inner.factor if outer.inner.on and not outer.off else 0.0
    return scale * outer.table[place, 1] * outer.inner.small[place]


@kernel
def total(outer: Outer, steps: int) -> float:
    found = 0.0
    for step in range(steps):
        outer.inner.small[step % outer.count] += 1
        found += weighed(outer, step % outer.count)
    outer.words[0] = np.uint64(outer.table.shape[1])
    return found


def outer(view: bool = False) -> Outer:
    table = np.arange(24.0).reshape(4, 6)[:, ::2] if view else np.arange(12.0).reshape(4, 3)
    return Outer(False, table, Inner(np.zeros(4, dtype=np.int16), 0.5, True), 4, np.zeros(1, dtype=np.uint64))


def expected(of: Outer, steps: int) -> float:
    small = [0] * of.count
    found = 0.0
    for step in range(steps):
        small[step % of.count] += 1
        found += of.inner.factor * float(of.table[step % of.count, 1]) * small[step % of.count]
    return found


def test_fields_inner_tuples_and_written_arrays() -> None:
    one = outer()
    assert total(by_reference(one), 9) == expected(outer(), 9)
    assert one.inner.small.tolist() == [3, 2, 2, 2]
    assert one.words[0] == 3


def test_a_view_with_steps_is_read_by_its_steps() -> None:
    assert total(by_reference(outer(view=True)), 9) == expected(outer(view=True), 9)


def test_the_next_call_reads_its_own_tuple() -> None:
    first, second = outer(), outer()._replace(inner=Inner(np.zeros(4, dtype=np.int16), 2.0, True))
    assert total(by_reference(second), 9) == 4 * total(by_reference(first), 9)
    assert total(by_reference(outer()._replace(off=True)), 9) == 0.0


def test_what_has_no_word_of_its_own_is_refused() -> None:
    with pytest.raises(TypeError, match="no array, number of 64 bits or tuple of them"):
        by_reference(outer()._replace(count=np.int8(4)))


def test_python_cannot_call_a_part_of_a_kernel() -> None:
    one = by_reference(outer())
    assert total(one, 1) == expected(outer(), 1)
    with pytest.raises(TypeError, match="called by compiled code only"):
        weighed(one, 0)
