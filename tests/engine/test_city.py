"""A city ready to be simulated: any seed, any pace of growth, room for everybody."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simulate.engine.agents.mesa_model import CityModel
from simulate.engine.inputs import layout
from simulate.plan.values import Drawn
from simulate.randomness.marginals import Choice, Lognormal, Uniform
from tests.engine.cities import city, results, row


def test_any_two_seeds_run_in_one_process(root: Path) -> None:
    """Keys below and above 2^63 follow each other: each compiled function must take both."""
    code = (
        "from tests.engine.cities import city, results\n"
        "for seed in (5, 0, 7, 1):\n"
        "    print(results(city(seed=seed, counts=(50, 0, 0), project_hazard=0.5).block(0, 1)).activity.sum())\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-500:]
    assert len(set(run.stdout.split())) == 4


def test_a_larger_city_keeps_every_firm_of_a_smaller_one() -> None:
    small, large = (city(counts=counts).firms for counts in ((100, 50, 20), (300, 60, 20)))
    place = np.searchsorted(np.sort(large.identity), small.identity)
    order = np.argsort(large.identity)[place]
    for one, other in zip(small, large, strict=True):
        np.testing.assert_array_equal(one, other[order])


@pytest.mark.parametrize("growth", [-0.2, -0.05, 0.0, 0.3])
def test_industry_may_grow_or_shrink(growth: float) -> None:
    leaving = {f"exit_rate_{size}": 0.06 for size in ("small", "medium", "large")}
    one = city(years=5, counts=(2000, 0, 0), entrants=(None, None, None), industry_growth=growth, **leaving)
    firms = results(one.block(0, 20)).firms[:, 0, 0].mean(axis=0)
    expected = 2000.0
    for year in range(5):
        expected = expected * 0.94 + max(0.0, 2000 * (1 + growth) ** year * (growth + 0.06))
        assert firms[year] == pytest.approx(expected, rel=0.02)


def test_a_room_that_is_too_small_is_said_and_not_overrun() -> None:
    inputs = city(years=2, counts=(100, 0, 0), entrants=(30.0, 0.0, 0.0)).block(0, 3)
    found = results(inputs._replace(room=110))
    assert (found.notes[:, layout.ROOM_EXCEEDED] > 0).all()
    assert not results(inputs).notes[:, layout.ROOM_EXCEEDED].any()


def test_more_recognitions_than_reserved_are_said_and_not_overrun() -> None:
    title = row(values={"cost_first": 0.0, "pass_rate": 1.0, "anchor": 1.0})
    inputs = city([title], years=1, counts=(100, 0, 0)).block(0, 2)
    assert (results(inputs._replace(event_room=40)).notes[:, layout.ROOM_EXCEEDED] == 2 * 60).all()
    assert not results(inputs).notes[:, layout.ROOM_EXCEEDED].any()


def test_a_draw_takes_its_parameters_by_number_and_not_by_block() -> None:
    uncertain = {"project_hazard": Uniform(0.1, 0.5), "frailty_shape": Uniform(2.0, 9.0)}
    one = city([row(values={"base": Drawn(Uniform(1e5, 9e5), None)})], **uncertain)
    whole, part = one.block(0, 30), one.block(17, 3)
    np.testing.assert_array_equal(whole.draws.values[17:20], part.draws.values)
    for name in whole.draws.behaviour.dtype.names or ():
        np.testing.assert_array_equal(whole.draws.behaviour[name][17:20], part.draws.behaviour[name])


def test_designed_uniforms_replace_keyed_ones_and_no_others() -> None:
    one = city(project_hazard=Uniform(0.0, 1.0), peer_effect=Uniform(0.0, 1.0))
    designed = one.block(0, 4, {"project_hazard": np.array([0.1, 0.2, 0.3, 0.4])})
    assert designed.draws.behaviour["project_hazard"] == pytest.approx([0.1, 0.2, 0.3, 0.4])
    np.testing.assert_array_equal(
        designed.draws.behaviour["peer_effect"], one.block(0, 4).draws.behaviour["peer_effect"]
    )


AMOUNTS = {
    "tiers": (Choice((3e5, 5e5, 1e6), (0.5, 0.3, 0.2)), 5e5),
    "a wide range": (Lognormal(8e5, 0.5), 8e5 * np.exp(0.125)),
    "a few": (Uniform(1e5, 3e5), 2e5),
}


@pytest.mark.parametrize("kind", AMOUNTS)
def test_recipients_own_amounts_have_their_mean_and_every_firm_reckons_with_it(kind: str) -> None:
    marginal, mean = AMOUNTS[kind]
    counted = row(mechanism="count", outside_table=True, each=marginal, values={"base": marginal.mean(), "mean": 400.0})
    found = results(city([counted], years=1, counts=(1, 0, 0)).block(0, 100))
    money, number = found.amounts[:, layout.OBLIGATION].sum(), found.counts[:, layout.ON, layout.RECOGNISED].sum()
    assert money / number == pytest.approx(mean, rel=0.02)
    assert marginal.mean() == pytest.approx(mean)


def test_stage_counts_at_the_start_are_the_nearest_whole_numbers_of_firms() -> None:
    from simulate.randomness.marginals import Dirichlet

    shares = Dirichlet((0.63, 0.21, 0.12, 0.04), np.inf)
    found = results(city(years=1, counts=(150, 0, 0), stage_shares_above_scale=shares, coverage_start=0.5).block(0, 4))
    assert found.stages[:, 0, 0, :, 0].tolist() == [[94, 32, 18, 6]] * 4
    assert found.ever[:, 0, 0, 0].tolist() == [75] * 4


def test_the_data_collector_tells_what_the_results_say() -> None:
    inputs = city(years=2, counts=(120, 0, 0), project_hazard=0.6, stage_success_0=0.7).block(0, 1)
    model = CityModel(inputs, 0, "on")
    found = model.run()
    frame = model.datacollector.get_model_vars_dataframe()
    assert len(frame) == 8
    assert frame["projects"].iloc[-1] == found.activity[0, layout.ON, layout.PROJECTS].sum()
    assert frame["transformed"].iloc[-1] == found.ever[0, layout.ON, :, -1].sum()
    assert frame["firms"].tolist() == [120] * 8
