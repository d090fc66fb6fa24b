"""The rules, one by one: each against its equation in the model's specification or at its boundary."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from simulate.behaviour import application, award_value, eligibility, entitlement, growth, macro, project, recognition
from simulate.behaviour import start as starting
from simulate.behaviour.arithmetic import exponential
from simulate.engine.inputs.tables import normal_table

shares = st.floats(0.0, 1.0)
inner = st.floats(2.0**-53, 1 - 2.0**-53)
hazards = st.floats(0.0, 5.0)
money = st.floats(0.0, 1e9)
NORMAL = normal_table()


# ------------------------------------------------------------------ projects


@given(inner, hazards)
@example(0.25, 0.25)
@example(1e-9, 1e-9)
def test_the_squeeze_decides_exactly_as_the_exponential_would(u: float, quarterly: float) -> None:
    exact = -math.expm1(-quarterly)
    assume(abs(u - exact) > 4 * math.ulp(1.0))
    assert project.starts(u, quarterly) == (u < exact)


@given(hazards, st.integers(-4, 4))
def test_the_squeeze_decides_near_its_own_bounds(quarterly: float, steps: int) -> None:
    for bound in (quarterly, quarterly - 0.5 * quarterly * quarterly, 1 - math.exp(-quarterly)):
        u = bound + steps * 1e-9
        assume(0 < u < 1)
        exact = -math.expm1(-quarterly)
        if abs(u - exact) > 4 * math.ulp(1.0):
            assert project.starts(u, quarterly) == (u < exact)


def test_without_hazard_nobody_starts() -> None:
    assert not project.starts(2.0**-53, 0.0)


@pytest.mark.parametrize(("u", "quarters"), [(0.0, 2), (0.29, 2), (0.3, 4), (0.79, 4), (0.8, 8), (0.999, 8)])
def test_build_times_follow_their_weights(u: float, quarters: int) -> None:
    assert project.build_quarters(u, np.array([2, 4, 8]), np.array([0.3, 0.8, 1.0])) == quarters


@given(st.floats(14, 26), st.floats(0, 0.2), st.floats(0, 1e7))
def test_a_project_costs_its_share_of_revenue_but_never_less_than_the_floor(
    log_revenue: float, share: float, floor: float
) -> None:
    found = project.project_cost(log_revenue, share, floor)
    assert found == pytest.approx(max(floor, share * math.exp(log_revenue)), rel=1e-14)


@given(shares, shares, st.integers(0, 1000), st.integers(0, 1000))
def test_contact_rate_is_p_plus_q_times_the_adopted_share(p: float, q: float, adopted: int, others: int) -> None:
    firms = adopted + others
    expected = p + q * (adopted / firms) if firms else p
    assert project.contact_rate(p, q, adopted, firms) == expected


# ------------------------------------------------------------------ awards and applications


@given(money, shares, shares, money)
def test_an_award_is_the_realised_amount_up_to_the_cap(base: float, rate: float, share: float, cap: float) -> None:
    assert award_value.award_amount(base, rate, share, cap) == min(cap, base * rate * share)
    assert abs(entitlement.entitled_yuan(base, rate, share, cap) - min(cap, base * rate * share)) <= 0.5


@given(shares, st.integers(0, 500), st.integers(0, 500))
def test_a_belief_moves_from_the_prior_to_the_rate_of_success(prior: float, winners: int, losers: int) -> None:
    found = award_value.updated_belief(prior, winners, winners + losers)
    assert found == pytest.approx((20 * prior + winners) / (20 + winners + losers))
    assert award_value.updated_belief(prior, 0, 0) == pytest.approx(prior)
    assert 0.0 <= found <= 1.0


@given(st.floats(0.001, 500), st.floats(0.01, 1), st.integers(1, 5000))
def test_the_anchor_fixes_expected_recognitions(expected: float, pass_rate: float, aware: int) -> None:
    chance = application.base_chance(expected, pass_rate, aware, 0.95)
    if expected <= 0.95 * pass_rate * aware:
        assert chance * pass_rate * aware == pytest.approx(expected)
    else:
        assert chance == 0.95


@pytest.mark.parametrize(("pass_rate", "aware"), [(0.5, 0), (0.0, 100), (0.0, 0)])
def test_the_chance_is_at_its_cap_where_nobody_can_be_recognised(pass_rate: float, aware: int) -> None:
    assert application.base_chance(3.0, pass_rate, aware, 0.95) == 0.95


@given(st.floats(1e-6, 0.95), st.floats(0.0, 3.0), money, st.floats(1.0, 1e7))
def test_applications_follow_the_logit(base: float, response: float, worth: float, cost: float) -> None:
    found = application.apply_chance(base, response, worth, cost)
    logit = math.log(base / (1 - base)) + response * math.log(1 + worth / cost)
    assert found == pytest.approx(1 / (1 + math.exp(-logit)), rel=1e-9)
    assert found >= application.apply_chance(base, response, 0.0, cost)


@given(st.floats(1e-6, 0.95), st.floats(0.0, 3.0), money)
def test_applying_for_nothing_is_certain(base: float, response: float, worth: float) -> None:
    assert application.apply_chance(base, response, worth, 0.0) == 1.0


@given(shares, money, shares, st.floats(0.5, 1.0), st.sampled_from([0.0, 0.75, 1.0]))
def test_a_discounted_award_is_a_product(
    belief: float, award: float, haircut: float, discount: float, availability: float
) -> None:
    found = award_value.discounted_award(belief, award, haircut, discount, availability)
    assert found == pytest.approx(belief * award * (1 - haircut) * discount * availability)


@given(money, st.floats(1e5, 1e9), st.floats(0.0, 5.0), st.floats(0.0, 20.0))
def test_awards_never_lower_the_hazard(total: float, cost: float, cap: float, response: float) -> None:
    intensity = award_value.intensity(total, cost, cap)
    assert intensity == min(total / cost, cap)
    assert award_value.boost(response, intensity) >= 1.0
    assert award_value.boost(0.0, intensity) == award_value.boost(response, 0.0) == 1.0


# ------------------------------------------------------------------ who may win


conditions = st.tuples(*[st.sets(st.integers(0, size - 1), min_size=1) for size in (3, 3, 4, 9)])


@given(conditions, st.integers(0, 2), st.integers(0, 2), st.integers(0, 3), st.integers(0, 8))
def test_a_firm_is_eligible_exactly_when_every_condition_holds(
    allowed: tuple[set[int], ...], segment: int, size: int, stage: int, sector: int
) -> None:
    bases = (eligibility.SEGMENT_AT, eligibility.SIZE_AT, eligibility.STAGE_AT, eligibility.SECTOR_AT)
    traits, forbidden = 0, 0
    for base, place in zip(bases, (segment, size, stage, sector), strict=True):
        traits |= 1 << (base + place)
    for base, width, places in zip(bases, (3, 3, 4, 9), allowed, strict=True):
        forbidden |= sum(1 << (base + place) for place in range(width) if place not in places)
    expected = all(place in places for place, places in zip((segment, size, stage, sector), allowed, strict=True))
    assert eligibility.is_eligible(np.uint64(traits), np.uint64(forbidden)) == expected


@pytest.mark.parametrize(
    ("revenue", "size"),
    [
        (99_999_999, eligibility.SMALL),
        (100_000_001, eligibility.MEDIUM),
        (399_999_999, eligibility.MEDIUM),
        (400_000_001, eligibility.LARGE),
    ],
)
def test_size_classes_meet_at_100_and_400_million(revenue: float, size: int) -> None:
    assert eligibility.size_class(math.log(revenue), math.log(1e8), math.log(4e8)) == size


@given(st.integers(0, 3), st.integers(0, 3))
def test_moving_a_stage_moves_one_bit(before: int, after: int) -> None:
    others = np.uint64(1 << 40 | 0b101)
    traits = eligibility.with_stage(others, before)
    assert int(eligibility.with_stage(traits, after)) == int(others) | 1 << (eligibility.STAGE_AT + after)


@pytest.mark.parametrize(
    ("stage", "wanted", "weight"),
    [(0, (1, 2, 3), 0.3), (1, (1, 2, 3), 1.0), (3, (3,), 1.0), (2, (3,), 0.3), (1, (3,), 0.0), (3, (0, 1), 0.0)],
)
def test_a_project_award_weighs_by_the_stage_after_the_project(
    stage: int, wanted: tuple[int, ...], weight: float
) -> None:
    forbidden = sum(1 << (eligibility.STAGE_AT + k) for k in range(4) if k not in wanted) | int(eligibility.NO_PROJECT)
    traits = 1 << (eligibility.STAGE_AT + stage) | int(eligibility.NO_PROJECT)
    assert eligibility.could_win_after_project(np.uint64(traits), np.uint64(forbidden), stage, 0.3) == weight


# ------------------------------------------------------------------ titles and money


@given(st.floats(-3, 3), st.floats(0, 1), st.floats(15, 25), st.floats(0, 2), st.floats(-8, 8))
def test_contest_scores_add_capability_size_and_noise(
    a: float, weight: float, x: float, sd: float, noise: float
) -> None:
    assert recognition.contest_score(a, weight, x, sd, noise) == pytest.approx(a + weight * x + sd * noise, abs=1e-12)


@given(st.floats(-120, 120), st.floats(-120, 120), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_rank_keys_order_by_score_then_by_the_smaller_id(a: float, b: float, first: int, second: int) -> None:
    one, other = starting.rank_key(a, first), starting.rank_key(b, second)
    quantised = [round(min(max(score, -100.0), 100.0) * 2**24) for score in (a, b)]
    if abs(quantised[0] - quantised[1]) > 1:
        assert (one > other) == (a > b)
    same = starting.rank_key(a, second)
    assert (one > same) == (first < second)


@given(st.integers(0, 10**8), st.integers(0, 10**8))
def test_a_promotion_pays_the_difference(award: int, before: int) -> None:
    owed = entitlement.obligation_after_stacking(award, before, True)
    assert owed == max(0, award - before)
    assert max(award, before) == before + owed
    assert entitlement.obligation_after_stacking(award, before, False) == 0


@pytest.mark.parametrize(("u", "lag"), [(0.0, 0), (0.0999, 0), (0.1, 1), (0.7999, 1), (0.8, 2), (0.9999, 2)])
def test_lags_follow_their_weights(u: float, lag: int) -> None:
    assert entitlement.lag_years(u, np.array([0.1, 0.8, 1.0, 1.0])) == lag


# ------------------------------------------------------------------ the start, growth, the economy


@given(inner)
def test_starting_revenue_is_monotone_and_meets_where_the_tail_begins(u: float) -> None:
    tail = math.log(60e6) + 1.0 * 1.2815515655446004

    def revenue(v: float) -> float:
        body = starting.RevenueBody(0.0, 1.0, math.log(60e6), 1.0)
        above = starting.RevenueTail(0.9, tail, 1.15, 1.0, math.log(300e9))
        return float(starting.starting_log_revenue(v, NORMAL, body, above))

    assert revenue(u) <= math.log(300e9)
    assert revenue(0.5 * u) <= revenue(u) <= revenue(0.5 + 0.5 * u)
    assert revenue(0.9) == pytest.approx(revenue(math.nextafter(0.9, 1)), abs=2e-3)


@pytest.mark.parametrize("u", [0.91, 0.99, 0.999])
def test_the_tail_of_revenue_is_pareto(u: float) -> None:
    found = starting.starting_log_revenue(
        u, NORMAL, starting.RevenueBody(0.0, 1.0, 17.0, 1.0), starting.RevenueTail(0.9, 18.3, 1.15, 1.0, 26.0)
    )
    assert math.exp(found - 18.3) == pytest.approx(((1 - u) / 0.1) ** (-1 / 1.15), rel=1e-12)


@given(st.floats(0, 20), st.floats(0, 3))
def test_busy_weight_is_the_share_of_time_under_way(hazard: float, build: float) -> None:
    assert starting.busy_weight(hazard, build) == pytest.approx(build * hazard / (1 + build * hazard))


@given(st.floats(0, 20), st.floats(0, 3), st.floats(0.01, 1))
def test_recent_completions_are_more_likely_among_the_transformed(hazard: float, build: float, coverage: float) -> None:
    rate = hazard / (1 + build * hazard)
    found = starting.recent_completion_chance(hazard, build, 2.0, coverage)
    assert found == pytest.approx(min(1.0, (1 - math.exp(-2 * rate)) / coverage), abs=1e-12)
    assert starting.recent_completion_chance(hazard, build, 2.0, 0.0) == 0.0


@given(st.floats(-0.1, 0.2), st.floats(0, 0.1), st.floats(0, 1), st.floats(0, 1), st.floats(-3, 6), st.floats(-5, 5))
def test_growth_is_drift_gain_and_a_shock_that_shrinks_with_size(
    drift: float, gain: float, sd: float, exponent: float, relative: float, shock: float
) -> None:
    found = growth.log_growth(drift, gain, sd, exponent, relative, shock)
    assert found == pytest.approx(
        drift + gain + sd * math.exp(-exponent * max(relative, 0.0)) * shock, rel=1e-12, abs=1e-12
    )


@given(st.integers(1, 10_000), st.floats(-0.1, 0.2), st.integers(0, 30), st.floats(0, 0.3))
def test_entrants_replace_leavers_and_add_growth(firms: int, rate: float, year: int, leaving: float) -> None:
    found = growth.expected_entrants(float(firms), rate, year, leaving)
    assert found == pytest.approx(firms * (1 + rate) ** year * (rate + leaving), rel=1e-10, abs=1e-9)


@given(
    st.tuples(st.integers(0, 2), st.integers(0, 31), st.integers(0, 2**24 - 1)),
    st.tuples(st.integers(0, 2), st.integers(0, 31), st.integers(0, 2**24 - 1)),
)
def test_entrants_have_ids_of_their_own(one: tuple[int, int, int], other: tuple[int, int, int]) -> None:
    ids = growth.entrant_identity(*one), growth.entrant_identity(*other)
    assert all(2**31 <= identity < 2**32 for identity in ids), "no firm of the table has such an id"
    assert (ids[0] == ids[1]) == (one == other)


@given(st.lists(st.floats(0, 0.1), max_size=6), st.floats(0.25, 10))
def test_a_productivity_gain_is_realised_once_in_full(gains: list[float], ramp: float) -> None:
    """However gains follow each other, over the years exactly their sum is realised."""
    pending, yearly, realised = 0.0, 0.0, 0.0
    for gain in [*gains, *[0.0] * 200]:
        pending, yearly = pending + gain, yearly + gain / ramp
        step = growth.realised_gain(pending, yearly)
        assert step >= 0.0
        pending, realised = pending - step, realised + step
    assert realised == pytest.approx(sum(gains), abs=1e-12)


@given(st.floats(-0.05, 0.1), st.integers(0, 10))
def test_gdp_and_core_value_added_follow_their_paths(rate: float, years: int) -> None:
    gdp = 1.5e12
    for _ in range(years):
        gdp = macro.gross_domestic_product(gdp, rate)
    assert gdp == pytest.approx(1.5e12 * (1 + rate) ** years)
    assert macro.core_value_added(1e11, 2 * 10**8, 1.1, 0.3, 0.4, 10**9, gdp) == pytest.approx(
        (1e11 - 0.12 * 2e8) * 1.1 + 0.12 * 1e9
    )


def test_rules_are_scalar_functions_of_numbers() -> None:
    assert isinstance(exponential(0.5), float)
    assert isinstance(project.starts(0.5, 0.1), bool)
