"""Bars that add up to the yuan, in declared order and averaged over all orders."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.analysis.compare.waterfall import Value, declared_order, shapley, waterfall
from simulate.foundation.errors import InputError


def game(seed: int, steps: tuple[str, ...], draws: int = 5) -> Value:
    """Any whole yuan for each set of steps."""
    numbers = np.random.default_rng(seed)
    sets = [frozenset(c) for size in range(len(steps) + 1) for c in itertools.combinations(steps, size)]
    table = {one: numbers.integers(-(10**12), 10**12, draws) for one in sets}
    return table.__getitem__


@given(st.integers(0, 10**6), st.integers(1, 4))
def test_bars_add_to_the_difference_in_every_draw(seed: int, count: int) -> None:
    steps = ("a", "b", "c", "d")[:count]
    data = waterfall(steps, game(seed, steps), "en").dataset
    for kind in ("declared", "shapley"):
        assert (data["base"] + data[kind].sum("step") == data["other"]).all()
        assert data[kind].dtype == np.int64


@given(st.integers(0, 10**6))
def test_reversing_the_steps_leaves_shapley_and_changes_the_declared_split(seed: int) -> None:
    steps = ("a", "b", "c")
    value = game(seed, steps)
    np.testing.assert_array_equal(shapley(steps, value)[:, ::-1], shapley(steps[::-1], value))
    assert (declared_order(steps, value)[:, ::-1] != declared_order(steps[::-1], value)).any()


def test_shapley_splits_what_two_steps_do_together_in_halves() -> None:
    def value(taken: frozenset[str]) -> np.ndarray:
        return np.array([10 * ("a" in taken) + 20 * ("b" in taken) + 7 * (len(taken) == 2)])

    assert declared_order(("a", "b"), value).tolist() == [[10, 27]]
    assert shapley(("a", "b"), value).tolist() == [[14, 23]]  # 13.5 and 23.5: the odd yuan goes to the first name


def test_more_than_four_steps_have_the_declared_order_only() -> None:
    steps = ("a", "b", "c", "d", "e")
    assert "shapley" not in waterfall(steps, game(1, steps), "zh").dataset
    with pytest.raises(InputError, match="at most 4"):
        shapley(steps, game(1, steps))
