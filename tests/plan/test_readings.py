"""Every reading of the shipped plan can be chosen, and changes exactly what it says."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from simulate.foundation.errors import InputError, ProblemsError
from simulate.plan.files.checks import round_dates
from simulate.plan.files.load import load_plan
from simulate.plan.files.patches import apply_readings
from simulate.plan.plan import Plan
from simulate.plan.values import Known

PLAN = load_plan("qingdao_2023")
ALTERNATIVES = [(one.id, name) for one in PLAN.readings for name in one.alternatives]
NOTES = {"R18", "R19", "R22", "R23"}


def test_all_questions_of_the_text_are_there_in_order() -> None:
    assert [one.id for one in PLAN.readings] == [f"R{n}" for n in range(1, 25)]
    assert {one.id for one in PLAN.readings if one.kind == "note"} == NOTES


def test_weights_sum_to_one_and_the_default_is_the_text_as_encoded() -> None:
    for one in PLAN.readings:
        assert math.fsum(each.weight for each in one.alternatives.values()) == pytest.approx(1)
        assert not one.alternatives[one.default].patch
        assert one.settled_by.zh


@pytest.mark.parametrize(("reading", "choice"), ALTERNATIVES)
def test_every_alternative_applies_cleanly_and_changes_only_what_it_patches(reading: str, choice: str) -> None:
    patch = PLAN.reading(reading).alternatives[choice].patch
    changed = apply_readings(PLAN, {reading: choice})
    different = {
        old.id
        for old, new in zip(PLAN.instruments, changed.instruments, strict=True)
        if {**old.to_data(), "sources": 0} != {**new.to_data(), "sources": 0}
    }
    assert different == set(patch)


def test_all_non_defaults_apply_together() -> None:
    choices = {one.id: list(one.alternatives)[-1] for one in PLAN.readings}
    assert len(apply_readings(PLAN, choices).instruments) == 35


def test_two_readings_never_patch_one_figure() -> None:
    keys = sorted(
        {
            (instrument, f"{path}.", one.id)
            for one in PLAN.readings
            for each in one.alternatives.values()
            for instrument, patch in each.patch.items()
            for path in patch
        }
    )
    for (instrument, path, reading), (other, longer, rival) in pairwise(keys):
        assert reading == rival or instrument != other or not longer.startswith(path)


def awards(plan: Plan, *names: str) -> list[float]:
    found = [plan.instrument(name).award.amount for name in names]
    return [one.value for one in found if isinstance(one, Known)]


def test_three_titles_and_two_amounts() -> None:
    names = ("a09.3", "a09.4", "a09.5")
    assert awards(PLAN, *names) == [500_000, 300_000, 300_000]
    assert awards(apply_readings(PLAN, {"R10": "B"}), *names) == [500_000, 500_000, 300_000]
    assert awards(apply_readings(PLAN, {"R10": "C"}), *names) == [500_000, 300_000, 0]


def test_grants_for_laboratories_count_in_the_headline_and_financing_does_not() -> None:
    assert not PLAN.instrument("a13.1").headline
    grant = apply_readings(PLAN, {"R14": "grant"}).instrument("a13.1")
    assert (grant.award.kind, grant.headline, awards(PLAN, "a13.1")) == ("up_to", True, [5_000_000])
    total = apply_readings(PLAN, {"R14": "total_cap"})
    assert awards(total, "a13.1") == [5_000_000 / 50]


def test_municipal_titles_may_end_after_2024() -> None:
    rounds = {choice: _rounds(choice) for choice in ("continued", "mapped", "ended")}
    assert rounds == {"continued": (3, 3, 3), "mapped": (3, 2, 2), "ended": (2, 2, 2)}


def _rounds(choice: str) -> tuple[int, ...]:
    plan = apply_readings(PLAN, {"R21": choice})
    return tuple(len(round_dates(plan.instrument(name))) for name in ("a09.3", "a09.4", "a09.5"))


def test_the_page_date_drops_the_rounds_in_between() -> None:
    plan = apply_readings(PLAN, {"R20": "page_date"})
    patched = set(PLAN.reading("R20").alternatives["page_date"].patch)
    for one in plan.instruments:
        lost = len(round_dates(PLAN.instrument(one.id))) - len(round_dates(one))
        assert lost == (1 if one.id in patched else 0)
    day = PLAN.issued
    between = {
        one.id
        for one in PLAN.instruments
        for month, dom in one.rounds
        if one.window.start == day and (10, 20) <= (month, dom) < (11, 4)
    }
    assert between == patched


def test_who_pays_by_provincial_policy() -> None:
    patched = set(PLAN.reading("R6").instruments)
    assert patched == {one.id for one in PLAN.instruments if "province" in one.payer}
    shared = apply_readings(PLAN, {"R6": "shared"})
    assert all(shared.instrument(name).payer == {"city": 0.5, "province": 0.5} for name in patched)


def test_wider_stacking_puts_the_5g_factory_with_the_municipal_titles() -> None:
    plan = apply_readings(PLAN, {"R17": "strict"})
    groups = {one.id: one.stacking.group for one in plan.instruments if one.stacking}
    assert len({groups[name] for name in ("a08.1", "a09.3", "a09.4", "a09.5")}) == 1
    assert groups["a06.1"] == groups["a08.2"] != groups["a08.1"]
    both = apply_readings(PLAN, {"R24": "once"})
    assert both.instrument("a08.1").stacking.group == both.instrument("a08.2").stacking.group  # type: ignore[union-attr]


def test_reading_a_figure_otherwise_keeps_it_a_reading_of_the_text() -> None:
    plan = apply_readings(PLAN, {"R10": "B", "R13": "share_of_investment"})
    award = plan.instrument("a09.4").source("award.amount")
    assert award is not None
    assert award.rating == "stated"
    base = plan.instrument("a11.1").source("award.base")
    assert base is not None
    assert (base.rating, base.where.en) == ("assumed", "R13 read as share_of_investment")


def test_an_unknown_reading_or_alternative_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'R10'"):
        apply_readings(PLAN, {"r10": "B"})
    with pytest.raises(ProblemsError, match="did you mean 'grant'"):
        apply_readings(PLAN, {"R14": "grants"})
