"""What awards do and cannot do: both arms on the same luck, on random cities and on the shipped plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.api import prepared_spec
from simulate.engine.agents.mesa_model import CityModel
from simulate.engine.inputs import layout
from simulate.engine.inputs.city import City
from simulate.engine.inputs.layout import Results
from simulate.engine.inputs.rows import InstrumentRow
from simulate.engine.inputs.spec import CitySpec
from simulate.randomness.marginals import Constant
from simulate.scenario.resolve import load_scenario
from tests.engine.cities import ends, results
from tests.engine.random_cities import cities


def with_parameters(city: City, **changes: float) -> City:
    """The same city with some parameters known."""
    known: Mapping[str, Any] = {name: Constant(value) for name, value in changes.items()}
    return City(replace(city.spec, parameters={**city.spec.parameters, **known}))


def with_rows(city: City, change: Callable[[InstrumentRow], InstrumentRow]) -> City:
    """The same city with every row of every instrument changed."""
    variants = city.spec.variants
    return City(replace(city.spec, variants=replace(variants, rows=tuple(change(row) for row in variants.rows))))


def with_one_more(spec: CitySpec, row: InstrumentRow) -> City:
    """The same city with one more instrument, the last."""
    variants, place = spec.variants, len(spec.variants.instruments)
    more = replace(
        variants,
        rows=(*variants.rows, row),
        instrument_of=(*variants.instrument_of, place),
        instruments=(*variants.instruments, row.identity),
    )
    return City(replace(spec, variants=more, choices={**spec.choices, place: ({},)}))


def arms_differ(found: Results) -> list[str]:
    """Names of the arrays in which the two arms differ (paid recognitions aside: the off arm pays nothing)."""
    differing = []
    for name in layout.BY_ARM:
        array = getattr(found, name)
        array = array[:, :, : layout.PAID] if name == "counts" else array
        if not np.array_equal(array[:, layout.ON], array[:, layout.OFF]):
            differing.append(name)
    return differing


def without_gains(city: City, **changes: float) -> City:
    """No productivity gain, so no firm's size depends on its projects."""
    return with_parameters(city, **{f"productivity_gain_{stage}": 0.0 for stage in (1, 2, 3)}, **changes)


# ------------------------------------------------------------------ results 19 and 20


@settings(max_examples=30)
@given(cities())
def test_without_amounts_both_arms_are_one(city: City) -> None:
    free = with_rows(city, lambda row: replace(row, values={**row.values, "base": 0.0}, each=None))
    found = results(free.block(0, 3))
    assert arms_differ(found) == []
    assert not found.amounts[:, [layout.ENTITLEMENT, layout.SAVING, layout.OBLIGATION]].any()


@settings(max_examples=30)
@given(cities())
def test_without_any_response_both_arms_are_one(city: City) -> None:
    deaf = with_parameters(city, award_response=0.0, application_response=0.0)
    assert arms_differ(results(deaf.block(0, 3))) == []


def test_with_amounts_and_responses_the_arms_differ(root: Path) -> None:
    """What makes the two tests above bite: on the shipped plan everything differs but the number of firms."""
    found = results(shipped(root, "baseline", scale=0.3).block(0, 4))
    assert arms_differ(found) == ["counts", "activity", "ever", "stages", "core_value_added"]


def lower_stages(city: City) -> int:
    """Firms whose stage or number of projects is lower with awards than without, over a few draws."""
    lower = 0
    for arms in ends(city.block(0, 2)):
        used = arms.off.used[0]
        assert (arms.on.identity[:used] == arms.off.identity[:used]).all()
        for name in ("stage", "next_project", "ever"):
            on, off = getattr(arms.on, name)[:used].astype(int), getattr(arms.off, name)[:used].astype(int)
            lower += int((on < off).sum())
    return lower


@settings(max_examples=60)
@given(cities())
def test_awards_never_lower_a_firm_s_stage(city: City) -> None:
    """20: every firm of the compiled engine, whatever contests and beliefs do, as long as size does not depend on projects."""
    calm = without_gains(city)
    assert lower_stages(calm) == 0
    found = results(calm.block(0, 2))
    assert (found.ever[:, layout.ON] >= found.ever[:, layout.OFF]).all()
    adopted = found.stages[:, :, :, 1:].sum(axis=3)
    assert (adopted[:, layout.ON] >= adopted[:, layout.OFF]).all(), "nor any year's adopted share"


def test_awards_that_put_firms_off_would_be_seen(root: Path) -> None:
    """The property bites: a negative response lowers stages."""
    assert lower_stages(with_parameters(shipped(root, "baseline", scale=0.3), award_response=-4.0)) > 0


@settings(max_examples=10)
@given(cities(), st.integers(0, 100))
def test_mesa_s_firms_never_stand_lower_with_awards_in_any_quarter(city: City, draw: int) -> None:
    inputs = without_gains(city).block(draw, 1)
    on, off = CityModel(inputs, 0, "on"), CityModel(inputs, 0, "off")
    while on.quarter < inputs.settings.quarters:
        on.step()
        off.step()
        assert all(mine.stage >= other.stage for mine, other in zip(on.firms, off.firms, strict=True))


# ------------------------------------------------------------------ doubling, and one instrument more


@settings(max_examples=30)
@given(cities(), st.integers(0, 6))
def test_without_response_a_doubled_award_doubles_its_entitlement_alone(city: City, place: int) -> None:
    names = city.spec.variants.instruments
    name = names[place % len(names)]

    def amount(yuan: float) -> Results:
        def change(row: InstrumentRow) -> InstrumentRow:
            fixed = {**row.values, "base": yuan, "rate": 1.0, "share": 1.0, "cap": 1e15}
            return replace(row, values=fixed, each=None) if row.identity == name else row

        deaf = with_parameters(city, award_response=0.0, application_response=0.0)
        return results(with_rows(deaf, change).block(0, 3))

    once, twice = amount(3e5), amount(6e5)
    np.testing.assert_array_equal(once.counts[:, :, : layout.PAID], twice.counts[:, :, : layout.PAID])
    factor = np.array([2 if each == name else 1 for each in names])[:, None]
    for kind in (layout.ENTITLEMENT, layout.ENTITLEMENT_DEADWEIGHT, layout.PROJECT_DEADWEIGHT):
        np.testing.assert_array_equal(once.amounts[:, kind] * factor, twice.amounts[:, kind])


INERT: dict[str, InstrumentRow] = {
    "not simulated": InstrumentRow("x99.1", "none", {}),
    "no recipients": InstrumentRow("x99.1", "count", {"base": 1e6, "mean": 0.0}, outside_table=True, rounds=((9, 30),)),
    "unpriced recipients": InstrumentRow("x99.1", "count", {"mean": 20.0}, outside_table=True, rounds=((9, 30),)),
    "a title without award": InstrumentRow(
        "x99.1", "standard", {"pass_rate": 0.7, "anchor": 12.0, "cost_first": 1e4, "belief": 0.5}, by_project=True,
        group="factory", once=layout.ONCE_PER_PROJECT, rounds=((6, 30),),
    ),
    "a contest without prize": InstrumentRow(
        "x99.1", "quota", {"mean": 5.0, "success": 0.3, "holders": 4.0}, group="award", rounds=((3, 31), (11, 15))
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", INERT)
@settings(max_examples=8)
@given(city=cities())
def test_one_inert_instrument_more_changes_no_other_number(kind: str, city: City) -> None:
    inputs = city.block(0, 3)
    before, after = results(inputs), results(with_one_more(city.spec, INERT[kind]).block(0, 3))
    count = len(city.spec.variants.instruments)
    for name in Results._fields:
        array = getattr(after, name)
        if name in ("counts", "amounts", "due"):
            array = array[
                {"counts": np.s_[:, :, :, :count], "amounts": np.s_[:, :, :count], "due": np.s_[:, :count]}[name]
            ]
        if name != "notes":  # the new title may have an anchor at its cap
            np.testing.assert_array_equal(getattr(before, name), array, err_msg=name)
    assert not after.amounts[:, :, count:][:, [layout.ENTITLEMENT, layout.OBLIGATION]].any()


# ------------------------------------------------------------------ the shipped plan


def shipped(root: Path, name: str, *sets: str, scale: float = 0.05) -> City:
    """A small city under a shipped scenario."""
    path = root / "scenarios" / f"{name}.yaml"
    return City(prepared_spec(load_scenario(path, [f"population.scale={scale}", *sets])))


def test_awards_for_recognitions_before_the_announcement_are_all_deadweight(root: Path) -> None:
    """21: in 2023 only what is decided after 20 October can differ, and earlier titles are held anyway."""
    found = results(shipped(root, "baseline", scale=0.5).block(0, 6))
    early = round_before_october(root)
    entitled = found.amounts[:, layout.ENTITLEMENT, early, 0]
    assert entitled.sum() > 0
    np.testing.assert_array_equal(found.amounts[:, layout.ENTITLEMENT_DEADWEIGHT, early, 0], entitled)
    np.testing.assert_array_equal(found.amounts[:, layout.PROJECT_DEADWEIGHT, early, 0], entitled)
    counts = found.counts[:, :, : layout.PAID, early, 0]
    np.testing.assert_array_equal(counts[:, layout.ON], counts[:, layout.OFF])
    later = found.amounts[:, :, :, 1:].sum(axis=(0, 2, 3))
    assert later[layout.ENTITLEMENT_DEADWEIGHT] < later[layout.ENTITLEMENT], "later awards are not all deadweight"


def round_before_october(root: Path) -> list[int]:
    """Instruments whose rounds of 2023 all lie before the announcement."""
    plan = load_scenario(root / "scenarios" / "baseline.yaml").plan
    return [
        place for place, one in enumerate(plan.instruments)
        if one.rounds and max(one.rounds) < (plan.issued.month, plan.issued.day)
    ]  # fmt: skip
