"""The ledger's array functions: whole yuan, exactly shared, prorated and carried over."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from simulate.engine.inputs.layout import CASH, FISCAL_COST, LAPSED, UNPAID
from simulate.engine.ledger import Claims, PaymentLimits, pay_draws, prorate, split_whole
from simulate.kernels.compiling import kernel

Whole = NDArray[np.int64]
yuan = st.integers(0, 5 * 10**9)
weights = st.lists(st.integers(0, 50), min_size=1, max_size=5).filter(any)


@kernel
def split_once(total: int, shares: np.ndarray, parts: np.ndarray, remainders: np.ndarray) -> None:
    split_whole(total, shares, parts, remainders)


@kernel
def prorate_once(due: np.ndarray, limit: int, paid: np.ndarray) -> None:
    prorate(due, limit, paid)


def pay(claims: Claims, limits: PaymentLimits, paid: Whole) -> None:
    """The payments of one draw."""
    pay_draws(Claims(*(array[None] for array in claims)), limits, paid[:, None])


def split(total: int, shares: NDArray[np.float64]) -> list[int]:
    parts = np.zeros(shares.size, dtype=np.int64)
    split_once(total, shares, parts, np.zeros(shares.size))
    return [int(part) for part in parts]


@given(yuan, weights)
@example(1, [1, 1, 1])
@example(10**9 + 1, [1, 7, 2])
def test_a_split_conserves_every_yuan_and_is_off_by_less_than_one(total: int, raw: list[int]) -> None:
    shares = np.array(raw) / sum(raw)
    parts = split(total, shares)
    assert sum(parts) == total
    for part, weight in zip(parts, raw, strict=True):
        exact = Fraction(total * weight, sum(raw))
        assert abs(part - exact) < 1 + Fraction(1, 10**6)
        assert part >= 0
        assert weight or not part


@pytest.mark.parametrize(
    ("total", "shares", "parts"),
    [
        (1001, (0.1, 0.7, 0.2), [100, 701, 200]),
        (100, (1 / 3, 1 / 3, 1 / 3), [34, 33, 33]),  # ties: the earlier part
        (10, (0.25, 0.25, 0.5), [3, 2, 5]),
        (0, (0.5, 0.5), [0, 0]),
        (7, (1.0,), [7]),
    ],
)
def test_leftover_yuan_go_to_the_largest_remainders(total: int, shares: tuple[float, ...], parts: list[int]) -> None:
    assert split(total, np.array(shares)) == parts


def paid_under(due: list[int], limit: int) -> list[int]:
    paid = np.zeros(len(due), dtype=np.int64)
    prorate_once(np.array(due, dtype=np.int64), limit, paid)
    return [int(each) for each in paid]


@given(st.lists(yuan, min_size=1, max_size=12), yuan)
@example([10, 10, 10], 20)
@example([7, 7, 7], 20)
@example([7, 7, 7], 21)
@example([10**9, 3], 10**9)
@example([0, 0], 0)
def test_proration_pays_exactly_the_lesser_of_budget_and_claims(due: list[int], limit: int) -> None:
    paid = paid_under(due, limit)
    assert sum(paid) == min(limit, sum(due))
    for part, claim in zip(paid, due, strict=True):
        assert 0 <= part <= claim
        if sum(due) > limit:
            assert abs(part - Fraction(claim * limit, sum(due))) <= len(due)


def test_proration_leaves_leftover_yuan_in_id_order() -> None:
    assert paid_under([10, 10, 10], 20) == [7, 7, 6]
    assert paid_under([1, 1, 1, 1], 2) == [1, 1, 0, 0]
    assert paid_under([0, 5], 3) == [0, 3]


tables = st.integers(1, 5).flatmap(
    lambda instruments: st.integers(1, 5).flatmap(
        lambda years: st.lists(
            st.lists(st.sampled_from([0, 1, 33, 10**6, 10**8 + 1]), min_size=years, max_size=years),
            min_size=instruments,
            max_size=instruments,
        )
    )
)


def settled(due: Whole, limits: Whole, lapses: bool, seed: int) -> tuple[Whole, NDArray[np.float64], Whole]:
    """Payments of due claims by two payers, instruments alternating between two articles."""
    instruments, years = due.shape
    city = (np.arange(instruments) * 37 + seed) % 11 / 10
    payer = np.stack([city, 1 - city], axis=1)
    article = (np.arange(instruments) + seed) % 3 - 1  # some belong to no article that is bound
    paid = np.zeros((4, instruments, years, 2), dtype=np.int64)
    pay(Claims(due, payer, np.full(instruments, 0.3)), PaymentLimits(article, limits, 0, lapses), paid)
    return paid, payer, article


@given(
    tables, st.lists(st.sampled_from([-1, 0, 40, 10**6]), min_size=10, max_size=10), st.booleans(), st.integers(0, 20)
)
def test_cash_lapsed_and_last_unpaid_are_what_was_due(
    table: list[list[int]], limits: list[int], lapses: bool, seed: int
) -> None:
    due = np.array(table, dtype=np.int64)
    years = due.shape[1]
    limit = np.array(limits[: 2 * years], dtype=np.int64).reshape(2, years)
    paid, payer, article = settled(due, limit, lapses, seed)
    assert (paid >= 0).all()
    closed = paid[CASH].sum(axis=(1, 2)) + paid[LAPSED].sum(axis=(1, 2)) + paid[UNPAID, :, -1].sum(axis=1)
    np.testing.assert_array_equal(closed, due.sum(axis=1))
    unpaid = paid[UNPAID].sum(axis=2)
    carried = np.concatenate([np.zeros((len(due), 1), dtype=np.int64), unpaid[:, :-1]], axis=1)
    np.testing.assert_array_equal(carried + due, paid[CASH].sum(axis=2) + paid[LAPSED].sum(axis=2) + unpaid)
    for place in range(2):
        for year in range(years):
            owed = (paid[CASH] + paid[LAPSED] + paid[UNPAID])[article == place, year, 0].sum()
            spent = paid[CASH, article == place, year, 0].sum()
            assert spent == (min(limit[place, year], owed) if limit[place, year] >= 0 else owed)
    np.testing.assert_array_equal(paid[CASH] - paid[FISCAL_COST], np.floor(0.3 * paid[CASH] + 0.5))
    assert payer.shape == (len(due), 2)


def test_what_rolls_over_is_paid_when_there_is_room() -> None:
    due, limit = np.array([[500, 300, 0, 0]]), np.array([[200, 200, -1, -1]])
    paid = np.zeros((4, 1, 4, 1), dtype=np.int64)
    claims, article = Claims(due, np.ones((1, 1)), np.zeros(1)), np.zeros(1, dtype=np.int64)
    pay(claims, PaymentLimits(article, limit, 0, False), paid)
    assert paid[CASH, 0, :, 0].tolist() == [200, 200, 400, 0]
    assert paid[UNPAID, 0, :, 0].tolist() == [300, 400, 0, 0]
    pay(claims, PaymentLimits(article, limit, 0, True), paid)
    assert paid[CASH, 0, :, 0].tolist() == [200, 200, 0, 0]
    assert paid[LAPSED, 0, :, 0].tolist() == [300, 100, 0, 0]


@given(st.lists(tables, min_size=1, max_size=3), st.booleans())
def test_a_block_is_paid_as_its_draws_are(draws: list[list[list[int]]], lapses: bool) -> None:
    shape = (max(len(each) for each in draws), max(len(each[0]) for each in draws))
    due = np.zeros((len(draws), *shape), dtype=np.int64)
    for place, table in enumerate(draws):
        due[place, : len(table), : len(table[0])] = table
    payer = np.full((len(draws), shape[0], 2), 0.5)
    recovery, article = np.full((len(draws), shape[0]), 0.25), np.zeros(shape[0], dtype=np.int64)
    limits = PaymentLimits(article, np.full((1, shape[1]), 10**6), 1, lapses)
    together = np.zeros((4, len(draws), *shape, 2), dtype=np.int64)
    pay_draws(Claims(due, payer, recovery), limits, together)
    for place in range(len(draws)):
        alone = np.zeros((4, *shape, 2), dtype=np.int64)
        pay(Claims(due[place], payer[place], recovery[place]), limits, alone)
        np.testing.assert_array_equal(together[:, place], alone)
