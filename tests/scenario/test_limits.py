"""What a scenario makes of a plan is held to what the engines tell apart and what a sum can hold, before any draw."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulate.behaviour import limits
from simulate.foundation.errors import InputError, ProblemsError
from simulate.plan.files.unread import unread
from simulate.scenario.largest import bounds, overflow, refuse_overflow
from simulate.scenario.resolve import Scenario, load_scenario

BASELINE = Path(__file__).parents[2] / "scenarios" / "baseline.yaml"


def problems(*sets: str) -> list[str]:
    """What is refused of the baseline with some settings."""
    with pytest.raises(ProblemsError) as caught:
        load_scenario(BASELINE, sets)
    assert all(one.line for one in caught.value.problems)
    return [one.headline() for one in caught.value.problems]


@pytest.fixture(scope="module")
def baseline() -> Scenario:
    return load_scenario(BASELINE)


@pytest.mark.parametrize(
    ("sets", "words"),
    [
        (["instruments.a09.3.award.amount=1000万亿元"], "instruments.a09.3: up to"),
        (["instruments.a13.1.award.amount=1000万亿元"], "instruments.a13.1: up to"),
        (["instruments.a11.1.award.amount={each: {lognormal: {median: 1亿元, sd: 3}}}", "instruments.a11.1.award.cap=null"],
         "instruments.a11.1: up to"),
        (["instruments.*.award.amount=1万亿元", "instruments.a11.1.award.cap=null", "instruments.a25.1.award.cap=null"],
         "instruments.*: "),
    ],
)  # fmt: skip
def test_a_sum_that_64_bits_may_not_hold_is_refused_before_any_draw(sets: list[str], words: str) -> None:
    [problem] = problems(*sets)
    assert words in problem
    assert "64 bits" in problem


def test_the_bound_is_over_all_draws(baseline: Scenario) -> None:
    total = sum(one.total for one in bounds(baseline))
    most = int(limits.LARGEST_TOTAL / total)
    assert overflow(baseline, int(most * 0.99)) is None
    with pytest.raises(InputError, match=r"instruments\.a\d+\.\d+\.award: up to .*64 bits"):
        refuse_overflow(baseline, int(most * 1.01) + 1)


def test_the_bound_names_what_weighs_most(baseline: Scenario) -> None:
    found = {one.instrument: one for one in bounds(baseline)}
    assert found["a05.1"].total == 3 * 10_000_000  # a rare event: at most one a year
    assert found["a13.1"].recipients == pytest.approx(3 * 31)  # at most 30 a year, and the half that is rounded up
    assert found["a11.1"].award == 10_000_000  # the cap
    assert set(found) == {one.id for one in baseline.plan.instruments if one.priced}


def test_thresholds_of_plan_and_scenario_are_counted_together() -> None:
    names = ("a04.1", "a04.2", "a05.2", "a06.1", "a06.2", "a06.3", "a08.2", "a15.1", "a22.1")
    [problem] = problems(*(f"instruments.{name}.eligible.min_revenue={n + 1}万元" for n, name in enumerate(names[:7])))
    assert "more than 8 different least revenues" in problem
    load_scenario(
        BASELINE, [f"instruments.{name}.eligible.min_revenue={n + 1}万元" for n, name in enumerate(names[:6])]
    )


def test_a_price_needs_a_mechanism_and_both_may_be_given() -> None:
    for name in ("a07.1", "a26.2"):
        assert "a mechanism too" in problems(f"instruments.{name}.award.amount=5万元")[0]
    both = ["award.amount=5万元", "mechanism={count: {yearly: {poisson: 3}}}", "round=10-30"]
    assert load_scenario(BASELINE, [f"instruments.a07.1.{one}" for one in both]).plan.instrument("a07.1").priced


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("a07.1.claim=50%", "where the mechanism is none"),
        ("a06.2.lag={0: 1}", "of an award without a sum"),
        ("a13.1.holders=4", "of a laboratory"),
        ("a13.1.once=per_firm", "of a laboratory"),
        ("a06.1.once=no", "a firm may win again"),
        ("a13.1.award.kind=up_to", "'recovery' in an award of kind up_to"),
        ("a09.3.holders={by_year: {2023: 5, later: 6}}", "read once"),
        ("a13.1.award.recovery={by_year: {2023: 10%, later: 20%}}", "read once"),
    ],
)
def test_what_nothing_reads_is_refused(path: str, words: str) -> None:
    [problem] = problems(f"instruments.{path}")
    assert words in problem


def test_a_change_of_every_instrument_changes_those_that_read_it(baseline: Scenario) -> None:
    after = load_scenario(BASELINE, ["instruments.*.claim=50%"]).plan
    for before in baseline.plan.instruments:
        changed = after.instrument(before.id).claim != before.claim
        assert changed == ("claim" not in unread(before)), before.id


@pytest.mark.parametrize("places", ["{rounded: 10}", "{poisson: 10}", "{binomial: {list: 100, share: 10%}}"])
@pytest.mark.parametrize("name", ["a05.2", "a06.1"])
def test_a_way_of_drawing_places_is_replaced_by_another(name: str, places: str) -> None:
    found = load_scenario(BASELINE, [f"instruments.{name}.mechanism.quota.slots={places}"])
    slots = found.plan.instrument(name).mechanism.places
    assert slots is not None
    assert slots.kind == places[1:].partition(":")[0]


def test_a_standing_title_may_be_given_days() -> None:
    scheme = load_scenario(BASELINE, ["instruments.a09.3.scheme.from=2024-01-01"]).plan.instrument("a09.3").scheme
    assert scheme is not None
    assert scheme.to_data() == {"from": "2024-01-01"}
