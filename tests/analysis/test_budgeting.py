"""Appropriation, shortfall and proration against analytic values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.analysis.budgeting import expected_shortfall, level_at, settle, tail_mean, under_execution

EVEN = np.arange(1, 1001) / 1000 * 100  # uniform on 0..100


def test_the_level_is_exceeded_with_at_most_the_accepted_probability() -> None:
    level, low, high = level_at(EVEN, 0.1)
    assert level == pytest.approx(90.0)
    above, just_below = (level < EVEN).mean(), (level - 0.11 < EVEN).mean()
    assert above <= 0.1 < just_below
    assert low < level < high


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40), st.floats(0.01, 0.99))
def test_no_smaller_observed_sum_keeps_the_risk(values: list[int], risk: float) -> None:
    due = np.array(values, dtype=float)
    level, _, _ = level_at(due, risk)
    assert (due > level).mean() <= risk + 1e-9
    smaller = due[due < level]
    assert smaller.size == 0 or (due > smaller.max()).mean() > risk - 1e-9


def test_shortfall_and_tail_of_a_uniform_sum() -> None:
    assert expected_shortfall(EVEN, 80.0) == pytest.approx(20**2 / 200, rel=0.01)
    assert tail_mean(EVEN, 80.0) == pytest.approx(90.0, rel=0.01)
    assert tail_mean(EVEN, 100.0) == 100.0
    assert under_execution(EVEN, 100.0) == pytest.approx(0.9, abs=0.002)


@given(
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=8),
    st.integers(0, 120), st.booleans(),
)  # fmt: skip
def test_every_yuan_due_is_paid_carried_or_lost(rows: list[tuple[int, int, int]], level: int, lapses: bool) -> None:
    due = np.array(rows, dtype=float)
    out = settle(due, level, lapses)
    kept = out["paid"].sum(axis=1) + out["lapsed"].sum(axis=1) + out["unpaid"][:, -1]
    np.testing.assert_array_equal(kept, due.sum(axis=1))
    assert out["paid"].max() <= level
    assert not out["unpaid"].any() if lapses else not out["lapsed"].any()


def test_proration_is_the_share_of_claims_that_is_paid() -> None:
    out = settle(np.array([[100.0, 50.0]]), 80.0, lapses=False)
    assert out["paid"].tolist() == [[80.0, 70.0]]
    assert out["proration"].tolist() == [[0.8, 1.0]]
