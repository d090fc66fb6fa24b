"""Places of a year: counts of any mean, and their split over rounds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulate.behaviour import limits, places
from simulate.behaviour.arithmetic import binomial_count, poisson_count
from simulate.foundation.years import FIRST_YEAR, LAST_YEAR
from simulate.randomness.uniforms import draw_key, purpose, uniform

CODE = purpose("places:test", "a test")


@given(st.integers(0, 10**6), st.integers(1, limits.ROUNDS))
def test_the_rounds_of_a_year_add_up_to_it_and_differ_by_one_at_most(yearly: int, rounds: int) -> None:
    before = [places.before_round(yearly, round_number, rounds) for round_number in range(rounds + 1)]
    assert (before[0], before[-1]) == (0, yearly)
    assert np.ptp(np.diff(before)) <= 1


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0, exclude_max=True), st.integers(1, limits.ROUNDS))
def test_a_rare_event_comes_in_one_round_exactly_when_it_comes(chance: float, u: float, rounds: int) -> None:
    falls = [places.falls_in_round(u, chance, round_number, rounds) for round_number in range(rounds)]
    assert sum(falls) == (u < chance)


def test_every_round_has_a_time_of_its_own_below_that_of_the_start() -> None:
    years = range(LAST_YEAR - FIRST_YEAR + 1)
    times = [places.round_time(year, round_number) for year in years for round_number in range(limits.ROUNDS)]
    assert len(set(times)) == len(times)
    assert max(times) < 255
    assert [places.round_time(year, 0) for year in years] == list(years)


@pytest.mark.parametrize("draw", range(20))
def test_small_counts_are_the_inversion_of_one_number(draw: int) -> None:
    key = np.uint64(draw_key(1, draw))
    u = uniform(key, places.CITY, 3, CODE)
    assert places.poisson_places(key, 3, CODE, 40.0) == poisson_count(u, 40.0)
    assert places.binomial_places(key, 3, CODE, 200, 0.2) == binomial_count(u, 200, 0.2)


@pytest.mark.parametrize(
    "law", [stats.poisson(3000.0), stats.binom(4000, 0.7), stats.binom(100_000, 0.02)], ids=["poisson", "dense", "long"]
)
def test_large_counts_follow_their_law(law: stats.rv_discrete) -> None:
    name, arguments = law.dist.name, law.args
    draws = [np.uint64(draw_key(2, draw)) for draw in range(400)]
    found = [
        places.poisson_places(key, 0, CODE, *arguments)
        if name == "poisson"
        else places.binomial_places(key, 0, CODE, *arguments)
        for key in draws
    ]
    spread = law.cdf(np.array(found) - 1) + 0.5 * law.pmf(found)
    assert stats.kstest(spread, "uniform").pvalue > 1e-3


def test_what_is_expected_is_what_is_drawn_on_average() -> None:
    for drawn_as, mean in ((places.POISSON, 7.5), (places.BINOMIAL, 200 * 0.03), (places.ROUNDED, 12)):
        given_ = places.Places(drawn_as, 7.5, 200.4, 0.03, 11.7)
        assert places.expected_places(given_) == pytest.approx(mean)
        drawn = [places.yearly_places(np.uint64(draw_key(3, draw)), 0, CODE, given_) for draw in range(600)]
        assert abs(np.mean(drawn) - mean) < 5 * np.std(drawn) / 600**0.5 + 1e-9
