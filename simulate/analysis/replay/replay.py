"""One draw, event by event: who applied, with what rank, who won, what was paid and when, and why not.

The Mesa engine runs the draw again; its counts must equal those of the compiled engine and those of the run folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulate.analysis.replay.event_log import Event, EventLog, HeldRound, Project
from simulate.analysis.replay.recording import RecordingCity, agreement
from simulate.engine.inputs import layout
from simulate.forecast.forecast import Forecast
from simulate.forecast.presenting import presenter
from simulate.foundation.errors import DifferenceError, InputError, nearest
from simulate.language.choice import tell
from simulate.montecarlo.warm_up import warm_up
from simulate.montecarlo.worker import Worker
from simulate.plan.plan import Plan
from simulate.runs import run as runs


@dataclass(frozen=True)
class Replay:
    """The rounds and events of one draw in the order of time, equal to what the compiled engine counted."""

    draw: int
    firm: int | None
    rounds: tuple[HeldRound, ...]
    events: tuple[Event, ...]
    projects: tuple[Project, ...]
    plan: Plan

    def table(self, language: str | None = None) -> Any:
        """Rounds, projects and events as tables of rich, at most 100 columns wide."""
        return presenter().tables("replay")(self, language or self.plan.language)

    def __repr__(self) -> str:
        won = sum(one.won for one in self.events)
        return f"<Replay of draw {self.draw}: {len(self.rounds)} rounds, {len(self.events)} events, {won} titles>"


def replay_draw(folder: Path | str, draw: int, instrument: str | None = None, firm: int | None = None) -> Replay:
    """Replay one draw of a run folder by the engine of agents, event by event.

    Parameters
    ----------
    folder : a run folder
    draw : its number
    instrument : only the rounds and events of this one; all without it
    firm : only the events of the firm with this id; all without it

    Returns
    -------
    Rounds, events and projects in the order of time; money in whole yuan.

    Raises
    ------
    InputError
        A draw, instrument or firm that the run does not have.
    DifferenceError
        The compiled engine counts otherwise (a defect of ours), or the run folder does.

    Examples
    --------
    >>> sim.replay("runs/baseline", draw=17, instrument="a09.3")  # doctest: +SKIP
    """
    forecast = runs.open_run(folder)
    plan = forecast.scenario.plan
    draws = forecast.dataset["draw"].values
    if draw not in draws:
        left = " that agrees with what was observed" if forecast.scenario.facts else ""
        raise InputError(tell("error.replay.draw_run_has_no", draw=draw, first=draws[0], last=draws[-1], left=left))
    if instrument is not None:
        known(plan, instrument)
    worker = Worker(runs.prepared_spec(forecast.scenario))
    warm_up(worker)
    inputs = worker.inputs(draw, draw + 1)
    city = RecordingCity(inputs, 0, worker.city.thresholds, firm)
    city.run()
    differs = agreement(city, worker.compute(draw, draw + 1))
    if differs:
        raise DifferenceError(tell("error.replay.draw_engines_differ_please", draw=draw, differs=differs))
    compare_stored(city, forecast, draw)
    if firm is not None and all(one.identity != firm for one in city.firms):
        raise InputError(tell("error.replay.firm_draw_has_no", firm=firm, draw=draw))
    wanted = [place for place, one in enumerate(plan.instruments) if instrument in (None, one.id)]
    found = EventLog(city, [one.id for one in plan.instruments], worker.city.spec.calendar.first_year)
    rounds = tuple(found.rounds(wanted)) if firm is None else ()
    events = tuple(one for one in found.events(wanted) if firm in (None, one.firm))
    return Replay(draw, firm, rounds, events, tuple(found.projects()), plan)


def known(plan: Plan, instrument: str) -> None:
    """Refuse an instrument that the plan does not have."""
    ids = [one.id for one in plan.instruments]
    if instrument not in ids:
        near = nearest(instrument, ids)
        hint = tell("error.hint", near=near) if near else ""
        raise InputError(
            tell("error.replay.instrument_plan_has_no", instrument=instrument, ids=", ".join(ids), hint=hint)
        )


def compare_stored(city: RecordingCity, forecast: Forecast, draw: int) -> None:
    """The run folder holds the same counts and money of this draw."""
    stored = forecast.dataset.sel(draw=draw)
    ours = {name: city.results.counts[0, layout.ON, place] for place, name in enumerate(layout.COUNTS)}
    ours |= {name: city.results.amounts[0, place] for place, name in enumerate(layout.AMOUNTS)}
    for name, values in ours.items():
        one = stored[name].sel(policy="on") if "policy" in stored[name].dims else stored[name]
        if not np.array_equal(one.transpose("instrument", "year").values, values):
            raise DifferenceError(tell("error.replay.draw_run_folder_not", draw=draw, name=name))
