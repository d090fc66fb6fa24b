"""The quarter's phases: Mesa loops over them, and the compiled kernel follows the same order."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from simulate.engine.agents import mesa_model
from simulate.engine.agents.mesa_model import CityModel
from simulate.engine.inputs import layout
from simulate.engine.inputs.city import City
from simulate.engine.inputs.layout import Results
from simulate.engine.inputs.schedule import PHASES, Phase, happens
from simulate.randomness.marginals import Dirichlet
from tests.engine.cities import Condition, city, results, row

NAMES = [phase.name for phase in PHASES]


def lively() -> City:
    """A city in which every phase does something that the next one reads."""
    factory = row(
        by_project=True, eligible=Condition(stage=(1, 2, 3)), values={"base": 2e6, "pass_rate": 0.6, "anchor": 12.0},
        once=layout.ONCE_PER_PROJECT, rounds=((2, 20), (8, 20)),
    )  # fmt: skip
    return city(
        [factory], years=3, counts=(300, 0, 0), announced=datetime.date(2023, 5, 1), entrants=(20.0, 0.0, 0.0),
        structure={"build_quarters": {0: 0.3, 1: 0.4, 3: 0.3}}, project_hazard=0.8, peer_effect=0.5, stage_success_0=0.8,
        stage_success_1=0.5, stage_success_2=0.5, award_response=3.0, application_response=0.5, size_gradient=0.4, growth_sd=0.4,
        exit_rate_small=0.1, exit_rate_medium=0.1, busy_share_start=0.3, coverage_start=0.5, stage_shares_above_scale=STAGES,
    )  # fmt: skip


STAGES = Dirichlet((0.6, 0.2, 0.1, 0.1), np.inf)


def equal(found: Results, expected: Results) -> bool:
    """Every array, bit for bit."""
    return all(np.array_equal(one, other) for one, other in zip(found, expected, strict=True))


def by_agents(monkeypatch: pytest.MonkeyPatch, phases: tuple[Phase, ...]) -> Results:
    """The Mesa engine with phases in another order."""
    monkeypatch.setattr(mesa_model, "PHASES", phases)
    return CityModel(lively().block(0, 1), 0, "on").run()


def swapped(place: int) -> tuple[Phase, ...]:
    """The schedule with one phase after its follower."""
    order = list(PHASES)
    order[place : place + 2] = reversed(order[place : place + 2])
    return tuple(order)


def test_every_phase_has_its_method_and_says_what_it_reads_and_writes() -> None:
    assert len(set(NAMES)) == len(NAMES)
    for phase in PHASES:
        assert callable(getattr(CityModel, phase.name.replace(" ", "_")))
        assert phase.reads
        assert phase.writes
        assert phase.meaning


def test_a_quarter_runs_its_phases_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    trace: list[tuple[int, str]] = []
    for name in NAMES:
        method = name.replace(" ", "_")
        original = getattr(CityModel, method)

        def traced(self: CityModel, name: str = name, original: object = original) -> None:
            if self.policy == "on":
                trace.append((self.quarter, name))
            original(self)  # type: ignore[operator]

        monkeypatch.setattr(CityModel, method, traced)
    inputs = lively().block(0, 1)
    CityModel(inputs, 0, "on").run()
    announcement = inputs.settings.announcement
    wanted = [
        (quarter, phase.name) for quarter in range(12) for phase in PHASES if happens(phase.when, quarter, announcement)
    ]
    assert trace == wanted


def test_phases_happen_when_they_say() -> None:
    by_name = {phase.name: [quarter for quarter in range(12) if happens(phase.when, quarter, 3)] for phase in PHASES}
    assert by_name["demography"] == [0, 4, 8]
    assert by_name["incentive"] == [3, 4, 8]
    assert by_name["year end"] == [3, 7, 11]
    for name in ("completion", "start", "rounds", "peers"):
        assert by_name[name] == list(range(12))


def test_the_compiled_kernel_follows_the_declared_order() -> None:
    inputs = lively().block(0, 1)
    assert equal(CityModel(inputs, 0, "on").run(), results(inputs))


ORDER_MATTERS = ("demography", "completion", "incentive", "start")
COMMUTE = ("rounds", "peers")


@pytest.mark.parametrize("name", ORDER_MATTERS)
def test_another_order_would_be_seen(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The equality above bites: with a phase and its follower swapped, Mesa gives other numbers."""
    compiled = results(lively().block(0, 1))
    assert not equal(by_agents(monkeypatch, swapped(NAMES.index(name))), compiled)


@pytest.mark.parametrize("name", COMMUTE)
def test_only_phases_that_touch_nothing_in_common_may_change_places(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    compiled = results(lively().block(0, 1))
    assert equal(by_agents(monkeypatch, swapped(NAMES.index(name))), compiled)


@pytest.mark.parametrize("name", NAMES[:-1])
def test_no_phase_is_idle(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Without the last phase there is no record at all; without any other the record is another."""
    compiled = results(lively().block(0, 1))
    assert not equal(by_agents(monkeypatch, tuple(phase for phase in PHASES if phase.name != name)), compiled)
