"""A second plan folder works with no change of code."""

from __future__ import annotations

from pathlib import Path

from simulate.plan.files.load import load_plan
from simulate.plan.files.patches import apply_readings
from simulate.plan.values import Known

TINY = Path(__file__).parent / "data" / "tiny"


def test_another_city_writes_its_own_plan() -> None:
    plan = load_plan(TINY)
    assert plan.name == "tiny"
    assert [one.id for one in plan.instruments] == ["a01.1", "a02.1"]
    assert [one.id for one in plan.sectors] == ["metal", "food", "software"]
    assert plan.instrument("a01.1").eligible.sector == ("metal",)  # type: ignore[union-attr]
    assert plan.instrument("a01.1").payer == {"city": 0.6, "county": 0.4}


def test_what_an_instrument_leaves_open_comes_from_the_plan() -> None:
    plan = load_plan(TINY)
    park = plan.instrument("a02.1")
    assert (park.payer, park.lag, park.claim, park.window) == ({"city": 1}, {0: 0.5, 1: 0.5}, "automatic", plan.window)
    source = park.source("lag")
    assert source == plan.defaults.sources["lag"]


def test_its_readings_can_be_chosen() -> None:
    plan = apply_readings(load_plan(TINY), {"R1": "high"})
    assert plan.instrument("a01.1").award.amount == Known(400_000, money=True)
