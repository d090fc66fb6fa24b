"""Scores agree with an independent library and with closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scoringrules
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from simulate.scoring.scores import binomial_band, central_interval, crps, crps_poisson, log_score, randomised_pit


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(-50, 50), min_size=1, max_size=40), st.integers(-60, 60))
def test_crps_of_draws_is_that_of_scoringrules(draws: list[int], actual: int) -> None:
    expected = float(scoringrules.crps_ensemble(float(actual), np.array(draws, dtype=float)))
    assert crps(np.array(draws, dtype=float), actual) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("mean", "actual"), [(0.8, 0), (3.0, 0), (39.2, 15), (60.0, 80)])
def test_crps_of_poisson_is_that_of_scoringrules(mean: float, actual: int) -> None:
    assert crps_poisson(mean, actual) == pytest.approx(float(scoringrules.crps_poisson(actual, mean)), rel=1e-6)


def test_log_score_of_many_draws_is_that_of_the_law() -> None:
    draws = stats.poisson.ppf((np.arange(200_000) + 0.5) / 200_000, 6.0)
    assert log_score(draws, 4.0, 4.0) == pytest.approx(-stats.poisson.logpmf(4, 6.0), abs=1e-3)
    assert math.isfinite(log_score(draws, 500.0, 500.0))


def test_the_randomised_pit_of_a_right_forecast_is_uniform() -> None:
    generator = np.random.default_rng(1)
    draws = generator.poisson(3.0, 20_000).astype(float)
    pits = [
        randomised_pit(draws, float(y), float(u))
        for y, u in zip(generator.poisson(3.0, 2000), generator.random(2000), strict=True)
    ]
    assert stats.kstest(pits, "uniform").pvalue > 0.001
    shifted = [randomised_pit(draws, float(y + 1), 0.5) for y in generator.poisson(3.0, 2000)]
    assert stats.kstest(shifted, "uniform").pvalue < 1e-6


def test_intervals_and_bands_are_those_of_the_tables() -> None:
    assert central_interval(np.arange(1.0, 101.0), 0.9) == (5.0, 95.0)
    assert binomial_band(400, 0.9) == (int(stats.binom.ppf(0.05, 400, 0.9)), int(stats.binom.ppf(0.95, 400, 0.9)))
