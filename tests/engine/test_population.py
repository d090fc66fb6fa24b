"""The population of a draw: drawn anew in each, evenly, the same whatever is computed beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulate.engine.agents.mesa_model import CityModel
from simulate.engine.inputs import layout
from simulate.engine.inputs.city import City
from simulate.engine.inputs.limits import MOST_FIRMS, check_sums
from simulate.foundation.errors import InputError, ProblemsError
from simulate.runs.run import prepared_spec
from simulate.scenario.resolve import load_scenario
from simulate.yamlfile.merge import UNWRITTEN
from tests.engine.cities import Condition, city, ends, results, row

MEAN = 2.2e8
TAILED = {"tail_from": 0.9, "mean_revenue": MEAN}


def revenues(one: City, draws: int) -> np.ndarray:
    """Revenue at the start of firms that neither grow nor close, (draws, firms), yuan."""
    inputs = one.block(0, draws)
    return np.exp([state.off.log_revenue[: inputs.firms.identity.size].copy() for state in ends(inputs)])


def test_each_draw_has_its_own_firms() -> None:
    found = revenues(city(counts=(500, 300, 200), years=1), 4)
    assert len({draw.tobytes() for draw in found}) == 4


def test_the_firms_of_each_draw_have_the_published_revenue() -> None:
    """The body counts by its mean, so that a per mille is left."""
    found = revenues(city(counts=(4000, 0, 0), years=1, structure=TAILED), 30)
    assert found.mean(axis=1) == pytest.approx(np.full(30, MEAN), rel=2e-3)


def test_no_firm_is_larger_than_the_largest_and_the_revenue_is_still_met() -> None:
    found = revenues(city(counts=(4000, 0, 0), years=1, structure=TAILED | {"largest": 2e9}), 10)
    assert found.max() == pytest.approx(2e9)
    assert found.mean(axis=1) == pytest.approx(np.full(10, MEAN), rel=2e-3)


def test_a_larger_city_keeps_every_firm() -> None:
    small, large = (city(counts=(count, 0, 0), years=1) for count in (100, 400))
    assert (revenues(large, 3)[:, :100] == revenues(small, 3)).all()


def test_the_sizes_of_a_draw_are_even() -> None:
    """Firms over a revenue that a tenth exceeds: in each draw within a few of a tenth, where chance would be off by 20."""
    found = revenues(city(counts=(4000, 0, 0), years=1), 40)
    over = (found > np.quantile(found, 0.9)).sum(axis=1)
    assert np.ptp(over) <= 12
    assert np.ptp(over) > 0


def test_a_firm_in_its_first_year_has_no_growth() -> None:
    """Every firm of the start grows by 5 %; who entered this year does not pass, whatever the least growth."""
    grown = row(eligible=Condition(min_growth=0.0), values={"pass_rate": 1.0, "anchor": 1e9, "cost_first": 0.0})
    one = city([grown], counts=(200, 0, 0), years=1, entrants=(50.0, 0.0, 0.0))
    one = City(one.spec.__class__(**{**vars(one.spec), "sectors": (
        one.spec.sectors[0].__class__("industry", 1.0, 0.05, False), one.spec.sectors[1])}))  # fmt: skip
    inputs = one.block(0, 5)
    found = results(inputs)
    assert (found.firms[:, 0, 0, 0] > 210).all()
    assert (found.counts[:, 0, layout.ELIGIBLE, 0, 0] == 200).all()
    assert CityModel(inputs, 0, "off").run().counts[0, layout.OFF, layout.ELIGIBLE, 0, 0] == 200


@pytest.mark.parametrize("changes", [{"growth_size_exponent": 0.4, "growth_sd": 0.4}, {"growth_sd": 1.0}])
def test_a_long_horizon_stays_finite(changes: dict[str, float]) -> None:
    """Volatile firms for 28 years: sums stay whole, shares stay shares."""
    one = city(
        counts=(300, 300, 300), years=28, project_hazard=0.2, size_gradient=0.3, project_cost_share_0=0.05,
        core_share_2022=0.1, local_spend_share=0.5, value_added_ratio=0.45, gdp_growth=0.05, **changes,
    )  # fmt: skip
    found = results(one.block(0, 8))
    assert (found.activity >= 0).all()
    share = found.core_value_added / found.gdp[:, None]
    assert (share >= 0.0).all()
    assert (share <= 1.0).all()


@pytest.mark.parametrize(
    ("room", "changes", "named"),
    [
        (MOST_FIRMS, {}, "population"),
        (10**6, {"project_cost_share_1": 5.0}, "behaviour.project_cost_share_1"),
        (1000, {"size_gradient": 2.0}, "behaviour.size_gradient"),
    ],
)
def test_sums_that_64_bits_may_not_hold_are_refused(room: int, changes: dict[str, float], named: str) -> None:
    inputs = city(counts=(1, 0, 0), **changes if named != "behaviour.size_gradient" else {}).block(0, 1)
    behaviour = inputs.draws.behaviour.copy()
    for name, value in changes.items():
        behaviour[name] = value
    with pytest.raises(InputError, match=named):
        check_sums(room, inputs.settings, behaviour, UNWRITTEN)
    check_sums(1000, inputs.settings, inputs.draws.behaviour, UNWRITTEN)


SCENARIO = """format: 1
title: {zh: 城, en: City}
plan: qingdao_2023
"""
MILLION = "population: {scale: 1, segments: {industry_small: {count: 1000000}}}"


@pytest.mark.parametrize(
    ("stated", "refused"),
    [
        ("behaviour:\n  size_gradient: 2.0", "5:18: behaviour.size_gradient: the largest firm could start "),
        (f"{MILLION}\nbehaviour: {{project_cost_share_2: 5.0}}", "5:35: behaviour.project_cost_share_2: "),
        ("population: {scale: 100, segments: {industry_small: {count: 1000000}}}", "4:13: population: room for "),
        ("population:\n  segments: {industry_small: {entrants_per_year: 1000000}}\nhorizon: {end: 2040}",
         "5:50: population.segments.industry_small.entrants_per_year: room for "),
    ],
)  # fmt: skip
def test_what_is_too_large_is_refused_where_the_scenario_states_it(tmp_path: Path, stated: str, refused: str) -> None:
    path = tmp_path / "city.yaml"
    path.write_text(SCENARIO + stated, encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        City(prepared_spec(load_scenario(path))).block(0, 1)
    assert [problem.headline().startswith(f"{path}:{refused}") for problem in caught.value.problems] == [True]
