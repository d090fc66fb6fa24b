"""Quantile tables and counts against SciPy's own distributions, tails included."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from simulate.behaviour.arithmetic import TABLE_POINTS, binomial_count, poisson_count, quantile
from simulate.engine.inputs import tables
from simulate.randomness.marginals import Lognormal

Floats = NDArray[np.float64]
SMALLEST = 2.0**-53  # the least and, from 1, the largest keyed number
TAILS = np.array([SMALLEST, 1e-15, 1e-12, 1e-9, 1e-6, 1e-4, 1e-3, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.45, 0.49, 0.4999])
NORMAL, LAPLACE = tables.normal_table(), tables.laplace_table()
SHAPES = (0.5, 1.0, 4.0, 20.0, 1000.0)


def of(table: Floats, u: Floats) -> Floats:
    return np.array([quantile(table, float(each)) for each in u])


def test_the_table_s_points_halve_the_tail_53_times() -> None:
    points = tables.points()
    assert points.shape == (TABLE_POINTS,)
    assert (points[0], points[-1]) == (SMALLEST, 0.5)
    assert (np.diff(points) > 0).all()


@pytest.mark.parametrize("lower", [True, False])
def test_normal_quantiles_hold_in_both_tails(lower: bool) -> None:
    exact = stats.norm.ppf(TAILS) if lower else stats.norm.isf(TAILS)
    found = of(NORMAL, TAILS if lower else 1.0 - TAILS)
    keep = slice(None) if lower else TAILS > 1e-14  # nearer to 1 the number itself is coarse
    np.testing.assert_allclose(found[keep], exact[keep], rtol=2e-4, atol=1e-8)
    assert found[0] == pytest.approx(exact[0], rel=1e-12)


@pytest.mark.parametrize("lower", [True, False])
def test_laplace_quantiles_have_unit_variance_and_hold_in_both_tails(lower: bool) -> None:
    shocks = stats.laplace(scale=1 / math.sqrt(2))
    assert shocks.var() == pytest.approx(1.0)
    exact = shocks.ppf(TAILS) if lower else shocks.isf(TAILS)
    found = of(LAPLACE, TAILS if lower else 1.0 - TAILS)
    np.testing.assert_allclose(found[1:], exact[1:], rtol=3e-4, atol=2e-4)


@pytest.mark.parametrize("shape", SHAPES)
def test_log_gamma_quantiles_hold_in_both_tails(shape: float) -> None:
    table, capability = tables.log_gamma_table(shape), stats.gamma(shape, scale=1 / shape)
    inner = TAILS[TAILS > 1e-14]
    for u, exact in ((inner, capability.ppf(inner)), (1.0 - inner, capability.isf(inner))):
        # one octave of 1/u is cut into 32 straight pieces: the error of ln a is at most (ln 2 / 32)^2 / 8 slopes
        np.testing.assert_allclose(of(table, u), np.log(exact), rtol=1e-4, atol=3e-4 / min(shape, 1.0))


@pytest.mark.parametrize("shape", SHAPES)
def test_capability_has_mean_one_and_the_log_variance_of_the_trigamma(shape: float) -> None:
    u = (np.arange(200_000) + 0.5) / 200_000
    logs = of(tables.log_gamma_table(shape), u)
    assert np.exp(logs).mean() == pytest.approx(1.0, abs=2e-4)
    assert np.exp(logs).var() == pytest.approx(1 / shape, rel=5e-3)
    assert logs.std() == pytest.approx(tables.log_gamma_sd(shape), rel=2e-3)


@pytest.mark.parametrize("shape", [1.0, 2.3, 4.7, 9.1])
def test_frailty_between_two_nodes_of_the_grid_is_close_to_the_exact_one(shape: float) -> None:
    grid = tables.frailty_grid(0.8, 12.0)
    place = math.log(shape / 0.8) / math.log(12.0 / 0.8) * (len(grid) - 1)
    node, share = int(place), place - int(place)
    low, high = tables.log_gamma_table(grid[node]), tables.log_gamma_table(grid[node + 1])
    between, exact = low + share * (high - low), tables.log_gamma_table(shape)
    middle = tables.points() > 1e-6
    np.testing.assert_allclose(between[:, middle], exact[:, middle], atol=0.02)
    u = (np.arange(100_000) + 0.5) / 100_000
    assert np.exp(of(between, u)).mean() == pytest.approx(1.0, abs=1e-3)


def test_without_frailty_everybody_is_alike() -> None:
    assert not tables.log_gamma_table(tables.NO_FRAILTY).any()
    assert tables.log_gamma_sd(tables.NO_FRAILTY) == 0.0


@given(st.floats(SMALLEST, 1 - SMALLEST), st.floats(SMALLEST, 1 - SMALLEST))
def test_quantiles_are_monotone(a: float, b: float) -> None:
    low, high = sorted((a, b))
    for table in (NORMAL, LAPLACE):
        assert quantile(table, low) <= quantile(table, high)


@given(st.floats(SMALLEST, 0.5))
def test_symmetric_distributions_are_symmetric(u: float) -> None:
    other = 1.0 - u
    assume(1.0 - other == u)
    for table in (NORMAL, LAPLACE):
        assert quantile(table, other) == -quantile(table, u)


def test_own_amounts_follow_their_distribution() -> None:
    cost = Lognormal(8e6, 0.8)
    built = tables.build_tables((4.0, 4.0), [cost.quantile])
    u = np.concatenate([TAILS[4:], 1.0 - TAILS[4:]])
    np.testing.assert_allclose(of(built.each[0], u), cost.quantile(u), rtol=1e-3)


# ------------------------------------------------------------------ counts

uniforms = st.floats(1e-12, 1 - 1e-12)


def is_inverse(found: int, u: float, law: stats.rv_discrete) -> bool:
    """The least k with F(k) >= u, but for a rounding of F in its last bits."""
    above, below = law.cdf(found), law.cdf(found - 1)
    return bool(above >= u - 1e-13 and below < u + 1e-13)


@given(uniforms, st.floats(0.001, 600))
def test_poisson_counts_invert_the_distribution_function(u: float, mean: float) -> None:
    assert is_inverse(poisson_count(u, mean), u, stats.poisson(mean))


@given(uniforms, st.integers(1, 20_000), st.floats(1e-5, 1 - 1e-5))
def test_binomial_counts_invert_the_distribution_function(u: float, trials: int, share: float) -> None:
    assume(trials * share <= 600 and -trials * math.log1p(-share) <= 700)
    assert is_inverse(binomial_count(u, trials, share), u, stats.binom(trials, share))


@pytest.mark.parametrize("mean", [0.3, 4.0, 60.0, 600.0])
def test_poisson_counts_equal_scipy_s_quantiles(mean: float) -> None:
    u = (np.arange(5000) + 0.5) / 5000
    assert [poisson_count(float(each), mean) for each in u] == stats.poisson.ppf(u, mean).tolist()


@pytest.mark.parametrize(("trials", "share"), [(5, 0.4), (1000, 0.03), (12_000, 0.05), (40, 0.95)])
def test_binomial_counts_equal_scipy_s_quantiles(trials: int, share: float) -> None:
    u = (np.arange(5000) + 0.5) / 5000
    assert [binomial_count(float(each), trials, share) for each in u] == stats.binom.ppf(u, trials, share).tolist()


@pytest.mark.parametrize("u", [SMALLEST, 0.5, 1 - SMALLEST])
def test_counts_at_their_bounds(u: float) -> None:
    assert poisson_count(u, 0.0) == poisson_count(u, -1.0) == 0
    assert binomial_count(u, 0, 0.5) == binomial_count(u, 10, 0.0) == 0
    assert binomial_count(u, 10, 1.0) == 10
    assert 0 <= binomial_count(u, 10, 0.999) <= 10
    assert poisson_count(u, 600.0) < 600 + 12 * math.sqrt(600)
