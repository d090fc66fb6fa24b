"""Monte Carlo errors against theory, on distributions whose answer is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from simulate.forecast.summary import LEVELS, _ranks, exceeding, mean_error, quantiles_and_errors, reaching, summarise

DRAWS = 2000
REPEATS = 300


def samples(kind: str) -> np.ndarray:
    generator = np.random.default_rng(11)
    return getattr(generator, kind)(size=(REPEATS, DRAWS))


# density at the quantile of each level: P10, P50, P90, P95
DENSITY = {
    "uniform": [1.0, 1.0, 1.0, 1.0],
    "standard_exponential": [1 - level for level in LEVELS],
    "standard_normal": [0.1754983, 0.3989423, 0.1754983, 0.1031356],
}


@pytest.mark.parametrize("kind", DENSITY)
def test_errors_of_quantiles_tend_to_the_asymptotic_formula(kind):
    theory = [math.sqrt(p * (1 - p) / DRAWS) / f for p, f in zip(LEVELS, DENSITY[kind], strict=True)]
    found = np.mean([quantiles_and_errors(np.sort(one))[1] for one in samples(kind)], axis=0)
    np.testing.assert_allclose(found, theory, rtol=0.08)


@pytest.mark.parametrize("kind", DENSITY)
def test_errors_of_quantiles_are_the_spread_of_repeated_runs(kind):
    repeated = samples(kind)
    spread = np.quantile(repeated, LEVELS, axis=1).std(axis=1, ddof=1)
    found = np.mean([quantiles_and_errors(np.sort(one))[1] for one in repeated], axis=0)
    np.testing.assert_allclose(found, spread, rtol=0.2)


def test_an_interval_of_one_error_holds_the_true_quantile_two_times_in_three():
    truth = -math.log(1 - 0.9)
    inside = []
    for one in samples("standard_exponential"):
        found = summarise(one)
        inside.append(abs(found.p90 - truth) <= found.error_p90)
    assert 0.60 <= np.mean(inside) <= 0.76


def test_lumpy_counts_have_an_error_too():
    counts = np.random.default_rng(5).poisson(0.11, size=(REPEATS, 500))  # P90 jumps between 0 and 1
    found = [quantiles_and_errors(np.sort(one).astype(float), (0.9,))[1][0] for one in counts]
    assert 0.1 < np.mean(found) <= 0.5


def test_the_error_of_the_mean_is_the_standard_deviation_over_the_root_of_the_draws():
    values = np.array([1.0, 2.0, 3.0, 6.0])
    assert mean_error(values) == pytest.approx(math.sqrt(14 / 3) / 2)


def test_what_never_varies_has_no_error_and_one_draw_has_no_finite_one():
    certain = summarise(np.full(50, 7))
    assert (certain.mean, certain.p10, certain.p95, certain.error_mean, certain.error_p90) == (7, 7, 7, 0, 0)
    single = summarise(np.array([3]))
    assert single.p50 == 3
    assert math.isinf(single.error_mean)
    assert math.isinf(single.error_p50)


def test_chances_count_the_limit_itself_only_when_reaching():
    values = np.array([999, 1000, 1000, 1001])
    assert reaching(values, 1000).share == 0.75
    assert exceeding(values, 1000).share == 0.25
    assert exceeding(values, 1000).error == pytest.approx(math.sqrt(0.25 * 0.75 / 4))
    assert reaching(values, 2000).never
    assert reaching(values, 999).always


def test_money_beyond_32_bits_keeps_its_yuan():
    values = np.full(1000, 3_000_000_000_001, dtype=np.int64)
    assert summarise(values).mean == 3_000_000_000_001


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-(10**12), 10**12), min_size=2, max_size=60))
def test_levels_are_ordered_within_the_range_and_shift_with_the_values(values):
    found = summarise(np.array(values))
    levels = [found.p10, found.p50, found.p90, found.p95]
    assert levels == sorted(levels)
    assert min(values) <= levels[0]
    assert levels[-1] <= max(values)
    shifted = summarise(np.array(values) + 1000)
    assert shifted.p90 == pytest.approx(found.p90 + 1000, abs=1e-3)
    assert shifted.error_p90 == pytest.approx(found.error_p90, abs=1e-2)


def test_a_quantile_at_an_atom_has_an_error_unless_it_surely_stays_there():
    """P10 at an atom of zero that holds 11 % of the draws: another run may well give more than zero."""
    generator = np.random.default_rng(3)
    runs = [np.where(generator.random(DRAWS) < 0.11, 0.0, 1 + generator.random(DRAWS)) for _ in range(200)]
    elsewhere = np.mean([np.quantile(one, 0.1) > 0 for one in runs])
    assert elsewhere > 0.03
    at_zero = [summarise(one) for one in runs if np.quantile(one, 0.1) == 0]
    assert np.mean([one.error_p10 > 0 for one in at_zero]) > 0.5
    sure = np.where(np.arange(DRAWS) < 0.2 * DRAWS, 0.0, 1.0 + np.arange(DRAWS))
    assert (summarise(sure).p10, summarise(sure).error_p10) == (0, 0)


def test_the_interval_behind_the_error_holds_the_quantile_nineteen_times_in_twenty():
    truth = -math.log(1 - 0.9)
    inside = []
    for one in samples("standard_exponential"):
        low, high = (np.sort(one)[place - 1] for place in _ranks(DRAWS, 0.9))
        inside.append(low <= truth <= high)
    assert np.mean(inside) >= 0.93


def test_too_few_draws_hold_no_quantile_between_them():
    assert math.isinf(summarise(np.arange(12)).error_p95)
    assert math.isfinite(summarise(np.arange(12)).error_p50)


@pytest.mark.parametrize("draws", [1, 12, 2000])
def test_a_chance_that_shows_in_no_draw_has_a_bound_and_no_error(draws):
    never, always = reaching(np.zeros(draws), 1), reaching(np.ones(draws), 1)
    assert math.isnan(never.error)
    assert math.isnan(always.error)
    assert (1 - never.bound) ** draws == pytest.approx(0.05)
    assert never.interval == (0.0, never.bound)
    assert always.interval == (1 - never.bound, 1.0)
    assert draws < 100 or never.bound == pytest.approx(3 / draws, rel=0.01)


def test_the_interval_of_a_chance_is_that_of_the_binomial_law():
    low, high = reaching(np.array([1, 1, 1, 0, 0, 0, 0, 0, 0, 0]), 1).interval
    assert stats.binom.sf(2, 10, low) == pytest.approx(0.025)
    assert stats.binom.cdf(3, 10, high) == pytest.approx(0.025)
