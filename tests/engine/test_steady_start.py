"""The start is a steady state: nothing jumps in the first year only because the model begins there."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from simulate.behaviour.start import length_biased
from simulate.engine.agents.mesa_model import CityModel
from simulate.engine.inputs import layout
from simulate.engine.inputs.city import City
from simulate.randomness.marginals import Constant
from tests.engine.cities import city, results

HAZARD = 0.13
BUILD: dict[int, float] = {2: 0.3, 4: 0.5, 8: 0.2}
MEAN_BUILD = 1.05  # years
SIGMAS = 4.0


def steady_city(counts: tuple[int, int, int] = (20_000, 0, 0), years: int = 3, **changes: Any) -> City:
    """Firms all alike, with as many projects under way as their hazard keeps under way."""
    start = 1.0 - math.exp(-HAZARD / 4)  # chance that an idle firm starts in a quarter
    busy = start * 4 * MEAN_BUILD / (1.0 - start + start * 4 * MEAN_BUILD)
    settings: dict[str, Any] = {f"stage_success_{stage}": 1.0 for stage in range(3)}
    return city(
        counts=counts, years=years, structure={"build_quarters": BUILD}, project_hazard=HAZARD, busy_share_start=busy,
        project_cost_share_0=0.0, project_cost_share_1=0.0, project_cost_share_2=0.0, project_cost_floor=1e6,
        **settings, **changes,
    )  # fmt: skip


def alike(sample: NDArray[Any]) -> bool:
    """The yearly figures (draws, years) have one mean, within four standard errors of their differences."""
    steps = np.diff(np.asarray(sample, dtype=np.float64), axis=1)
    return bool((np.abs(steps.mean(axis=0)) <= SIGMAS * steps.std(axis=0, ddof=1) / math.sqrt(len(steps))).all())


def test_as_many_projects_are_completed_in_each_year() -> None:
    """What is under way at the start ends at the pace at which projects go on ending."""
    moves = results(steady_city().block(0, 24)).activity[:, layout.OFF, layout.STAGE_MOVES, 0]
    assert alike(moves)


def test_who_is_under_way_has_long_projects() -> None:
    """Of the projects under way at a time, a share in proportion to their length: 0.3 x 2, 0.5 x 4, 0.2 x 8 of 4.2."""
    found = length_biased(np.array([2, 4, 8]), np.array([0.3, 0.5, 0.2]))
    assert found == pytest.approx(np.array([0.6, 2.0, 1.6]) / 4.2)
    assert list(length_biased(np.array([0]), np.array([1.0]))) == [1.0]


def with_gdp(one: City, gdp: float) -> City:
    return City(dataclasses.replace(one.spec, gdp=gdp))


MACRO = {"core_share_2022": 0.5, "local_spend_share": 0.5, "value_added_ratio": 0.4}


def test_core_value_added_leads_over_from_the_year_before() -> None:
    """Nothing grows, so value added stays where it was: the sales to projects stand in it once, not twice."""
    gdp = 4e9  # sales to projects make up a fifth of the core
    found = results(with_gdp(steady_city(**MACRO), gdp).block(0, 24)).core_value_added[:, layout.OFF]
    before = np.full((len(found), 1), MACRO["core_share_2022"] * gdp)
    assert abs(found.mean() / before.mean() - 1.0) < 0.005
    assert np.ptp(found) > 0


def test_a_part_of_gdp_is_no_larger_than_gdp() -> None:
    """A city whose projects cost more than it makes."""
    one = with_gdp(steady_city(counts=(200, 0, 50), **MACRO), 1e6)
    inputs = one.block(0, 3)
    found = results(inputs)
    assert (found.core_value_added <= found.gdp[:, None]).all()
    assert (found.core_value_added == found.gdp[:, None]).any()


@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_gdp_grows_by_each_years_own_rate(engine: str) -> None:
    rates = {"2023": Constant(0.05), "2024": Constant(0.2), "later": Constant(0.3)}
    inputs = city(years=4, counts=(3, 0, 0), gdp_growth=rates).block(0, 1)
    gdp = (results(inputs) if engine == "compiled" else CityModel(inputs, 0, "off").run()).gdp[0]
    assert gdp == pytest.approx(1.5e12 * np.cumprod([1.05, 1.2, 1.3, 1.3]))
