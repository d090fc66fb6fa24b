"""Two engines, one rulebook: equal integers on the real plan and on random scenarios; any block, any order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulate.api import prepared_spec
from simulate.engine.agents.mesa_model import CityModel
from simulate.engine.inputs.city import City
from simulate.engine.inputs.layout import Inputs
from simulate.engine.inputs.schedule import PHASES
from simulate.scenario.resolve import load_scenario
from tests.engine.cities import results


def assert_equal(inputs: Inputs, draws: int) -> None:
    """Every array of every draw is the same from both engines."""
    compiled = results(inputs)
    for draw in range(draws):
        by_agents = CityModel(inputs, draw, "on").run()
        for name, array in by_agents._asdict().items():
            np.testing.assert_array_equal(getattr(compiled, name)[draw], array[0], err_msg=f"draw {draw}: {name}")


def small_city(root, name: str = "baseline", *sets: str, scale: float = 0.04) -> City:
    """A small city under a shipped scenario."""
    return City(prepared_spec(load_scenario(root / "scenarios" / f"{name}.yaml", [f"population.scale={scale}", *sets])))


SHIPPED = (
    "baseline",
    "no_awards",
    "double_smart_factory",
    "application_free",
    "strict_stacking",
    "labs_as_grants",
    "extended_2027",
)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_engines_agree_on_shipped_scenarios(root, name):
    assert_equal(small_city(root, name).block(0, 2), 2)


def test_the_engines_agree_when_productivity_feeds_back(root):
    sets = [f"behaviour.productivity_gain_{stage}=0.08" for stage in (1, 2, 3)]
    assert_equal(small_city(root, "baseline", *sets).block(0, 3), 3)


def test_the_engines_agree_when_all_readings_are_sampled(root):
    assert_equal(small_city(root, "baseline", "readings=sampled").block(0, 6), 6)


scenarios = st.fixed_dictionaries(
    {
        "seed": st.integers(1, 10**6),
        "behaviour.project_hazard": st.floats(0.02, 1.5),
        "behaviour.peer_effect": st.floats(0.0, 0.5),
        "behaviour.award_response": st.floats(0.0, 15.0),
        "behaviour.application_response": st.floats(0.0, 2.0),
        "behaviour.frailty_shape": st.floats(1.0, 20.0),
        "behaviour.growth_sd": st.floats(0.0, 0.5),
        "behaviour.exit_rate_small": st.floats(0.0, 0.3),
        "behaviour.contest_size_weight": st.floats(0.0, 1.0),
        "behaviour.stage_success_0": st.floats(0.0, 1.0),
        "behaviour.productivity_gain_1": st.sampled_from([0.0, 0.0, 0.1]),
        "readings.R10": st.sampled_from(["A", "B", "C"]),
        "readings.R11": st.sampled_from(["default", "each_item", "highest_only"]),
        "readings.R17": st.sampled_from(["default", "strict"]),
        "readings.R21": st.sampled_from(["default", "mapped", "ended"]),
        "instruments.a09.5.award.amount": st.sampled_from(["0元", "30万元", "500万元"]),
        "instruments.a06.1.once": st.sampled_from(["per_firm", "per_project"]),
        "horizon.end": st.sampled_from([2023, 2025, 2026]),
    }
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=scenarios, scale=st.sampled_from([0.01, 0.02, 0.03]))
def test_the_engines_agree_on_random_scenarios(root, changes, scale):
    sets = [f"{path}={value}" for path, value in changes.items()]
    assert_equal(small_city(root, "baseline", *sets, scale=scale).block(3, 1), 1)


def test_blocks_and_the_order_of_firms_change_no_bit(root):
    city = small_city(root)
    whole = results(city.block(0, 12))
    for size in (1, 5):
        for first in range(0, 12, size):
            count = min(size, 12 - first)
            part = results(city.block(first, count))
            for name, array in whole._asdict().items():
                np.testing.assert_array_equal(array[first : first + count], getattr(part, name), err_msg=name)
    inputs = city.block(0, 3)
    order = np.argsort(np.sin(np.arange(inputs.firms.identity.size) * 7.1))
    shuffled = inputs._replace(firms=type(inputs.firms)(*(array[order] for array in inputs.firms)))
    for mine, other in zip(results(inputs), results(shuffled), strict=True):
        np.testing.assert_array_equal(mine, other)


def test_every_phase_has_its_method():
    for phase in PHASES:
        assert callable(getattr(CityModel, phase.name.replace(" ", "_")))


def test_an_inert_instrument_changes_no_other_number(root):
    """An unpriced instrument that gets a count and no money adds its own line and nothing else."""
    sets = ["instruments.a26.1.mechanism={count: {yearly: {poisson: 4}}}", "instruments.a26.1.round=11-30"]
    base, more = small_city(root), small_city(root, "baseline", *sets)
    place = base.spec.variants.instruments.index("a26.1")
    for name, array in results(base.block(0, 4))._asdict().items():
        other = getattr(results(more.block(0, 4)), name)
        if name in ("counts", "amounts", "due"):
            axis = {"counts": 3, "amounts": 2, "due": 1}[name]
            array, other = (np.delete(found, place, axis=axis) for found in (array, other))
        np.testing.assert_array_equal(array, other, err_msg=name)


def test_with_no_response_doubling_an_award_doubles_its_entitlement(root):
    sets = ["behaviour.award_response=0", "behaviour.application_response=0"]
    once, twice = (small_city(root, name, *sets, scale=0.3) for name in ("baseline", "double_smart_factory"))
    ids = once.spec.variants.instruments
    factory = [ids.index(name) for name in ("a09.3", "a09.4", "a09.5")]
    one, two = (results(city.block(0, 4)).amounts[:, 0] for city in (once, twice))
    assert one[:, factory].sum() > 0
    np.testing.assert_array_equal(2 * one[:, factory], two[:, factory])
    np.testing.assert_array_equal(np.delete(one, factory, axis=1), np.delete(two, factory, axis=1))
