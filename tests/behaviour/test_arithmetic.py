"""Portable arithmetic: as exact as it says, monotone, the same bits in a loop, sums without an order."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from simulate.behaviour.arithmetic import (
    exponential,
    fixed_point,
    fixed_point_squares,
    logarithm,
    quantile,
    round_half_up,
)
from simulate.engine.inputs.tables import laplace_table, normal_table
from simulate.kernels.compiling import kernel

Floats = NDArray[np.float64]
NORMAL, LAPLACE = normal_table(), laplace_table()


@kernel
def every_exponential(x: np.ndarray, out: np.ndarray) -> None:
    for index in range(x.size):
        out[index] = exponential(x[index])


@kernel
def every_logarithm(x: np.ndarray, out: np.ndarray) -> None:
    for index in range(x.size):
        out[index] = logarithm(x[index])


@kernel
def every_quantile(table: np.ndarray, u: np.ndarray, out: np.ndarray) -> None:
    for index in range(u.size):
        out[index] = quantile(table, u[index])


def exponentials(x: Floats) -> Floats:
    out = np.empty_like(x)
    every_exponential(x, out)
    return out


def logarithms(x: Floats) -> Floats:
    out = np.empty_like(x)
    every_logarithm(x, out)
    return out


def ulps(found: float, exact: float) -> float:
    """Distance in units of the last place of the exact value."""
    return abs(found - exact) / math.ulp(exact)


exponents = st.floats(-700, 700)
positives = st.floats(1e-300, 1e300)


@given(exponents)
@example(0.0)
@example(math.log(2) / 2)
@example(-math.log(2) / 2)
@example(5e-324)
def test_exponential_is_within_two_units_in_the_last_place(x: float) -> None:
    assert ulps(exponential(x), math.exp(x)) <= 2


@given(positives)
@example(1.0)
@example(math.sqrt(2))
@example(math.nextafter(math.sqrt(2), 2))
@example(math.nextafter(1.0, 0.0))
@example(math.nextafter(1.0, 2.0))
@example(1.27942187)
def test_logarithm_is_within_three_units_in_the_last_place(x: float) -> None:
    assert ulps(logarithm(x), math.log(x)) <= 3


def test_dense_grids_stay_as_exact() -> None:
    x = np.concatenate([np.linspace(-700, 700, 400_001), np.linspace(-1, 1, 400_001)])
    assert (np.abs(exponentials(x) - np.exp(x)) <= 2 * np.spacing(np.exp(x))).all()
    x = np.concatenate([np.geomspace(1e-300, 1e300, 400_001), np.linspace(0.25, 4, 400_001)])
    exact = np.array([math.log(each) for each in x.tolist()])
    assert (np.abs(logarithms(x) - exact) <= 3 * np.spacing(np.abs(exact))).all()


def test_the_exponential_of_nothing_is_one_and_the_logarithm_of_one_is_nothing() -> None:
    assert exponential(0.0) == 1.0
    assert logarithm(1.0) == 0.0


def test_the_exponential_is_clipped_and_never_overflows() -> None:
    assert exponential(1e9) == exponential(700.0)
    assert exponential(-1e9) == exponential(-700.0) > 0.0


def around(seams: Floats) -> Floats:
    """Every double near the seams, ascending."""
    return np.sort(np.concatenate([seam + np.arange(-2000, 2001) * np.spacing(abs(seam)) for seam in seams]))


def test_the_logarithm_is_monotone_between_neighbours_and_across_its_seams() -> None:
    seams = np.ldexp(math.sqrt(2), np.arange(-40, 41))  # where the mantissa is halved
    for x in (around(seams), np.linspace(0.5, 2, 1_000_001), np.geomspace(1e-300, 1e300, 1_000_001)):
        assert (np.diff(logarithms(x)) >= 0).all()


def test_the_exponential_rises_but_for_one_last_place_between_neighbours() -> None:
    for x in (np.linspace(-2, 2, 1_000_001), np.linspace(-700, 700, 1_000_001)):
        assert (np.diff(exponentials(x)) > 0).all()
    seams = (np.arange(-40, 41) + 0.5) * math.log(2)  # where the reduction changes n
    found = exponentials(around(seams))
    assert (np.diff(found) >= -np.spacing(found[1:])).all()


@given(exponents, exponents)
def test_the_exponential_is_monotone(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assume(high - low > 1e-12 * max(1.0, abs(low)))
    assert exponential(low) < exponential(high)


@given(st.lists(exponents, min_size=1, max_size=70))
def test_scalar_calls_and_compiled_loops_give_the_same_bits(numbers: list[float]) -> None:
    """Lists of many lengths: vector bodies and their scalar remainders must agree."""
    x = np.array(numbers)
    assert exponentials(x).tolist() == [exponential(each) for each in numbers]
    positive = np.exp(x)
    assert logarithms(positive).tolist() == [logarithm(each) for each in positive.tolist()]


@given(st.lists(st.floats(2.0**-53, 1 - 2.0**-53), min_size=1, max_size=40))
def test_quantiles_in_a_loop_have_the_bits_of_scalar_calls(numbers: list[float]) -> None:
    u = np.array(numbers)
    for table in (NORMAL, LAPLACE):
        out = np.empty_like(u)
        every_quantile(table, u, out)
        assert out.tolist() == [quantile(table, each) for each in numbers]


# ------------------------------------------------------------------ whole numbers

logs = st.lists(st.floats(-80, 80), min_size=1, max_size=60)


@given(logs, st.randoms(use_true_random=False))
def test_fixed_point_sums_have_no_order(numbers: list[float], shuffle: object) -> None:
    shuffled = list(numbers)
    shuffle.shuffle(shuffled)  # type: ignore[attr-defined]
    for convert in (fixed_point, fixed_point_squares):
        total = sum(np.int64(convert(each)) for each in numbers)
        assert total == sum(np.int64(convert(each)) for each in shuffled)
    exact = math.fsum(numbers)
    assert abs(sum(fixed_point(each) for each in numbers) / 2**32 - exact) <= len(numbers) / 2**33


def test_plain_sums_do_have_an_order() -> None:
    """Why the sums over firms are fixed-point ones."""
    numbers = np.exp(np.linspace(-30, 30, 1001)).tolist()
    assert sum(numbers) != sum(reversed(numbers))
    assert sum(map(fixed_point_squares, numbers)) == sum(map(fixed_point_squares, reversed(numbers)))


@given(st.floats(-80, 80))
def test_fixed_point_rounds_to_the_nearest_unit(x: float) -> None:
    assert abs(fixed_point(x) / 2**32 - x) <= 2.0**-33 + math.ulp(x)
    assert abs(fixed_point_squares(x) / 2**24 - x) <= 2.0**-25 + math.ulp(x)


@pytest.mark.parametrize(
    ("x", "nearest"),
    [(0.0, 0), (0.49, 0), (0.5, 1), (1.5, 2), (2.5, 3), (-0.5, 0), (-0.51, -1), (1e12 + 0.5, 10**12 + 1)],
)
def test_whole_numbers_round_halves_upwards(x: float, nearest: int) -> None:
    assert round_half_up(x) == nearest
