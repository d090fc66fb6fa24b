"""One draw, event by event: who applied, with what score, who won, what was paid, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.table import Table

from simulate.engine.agents import Firm
from simulate.engine.inputs import City
from simulate.engine.layout import Inputs
from simulate.engine.mesa_model import CityModel
from simulate.engine.montecarlo import Worker
from simulate.engine.spec import SEGMENTS
from simulate.errors import DifferenceError, InputError, nearest
from simulate.forecast import run_folder, runs
from simulate.units import format_money_short

NOT_CHOSEN = "did not win"


@dataclass(frozen=True)
class Event:
    """One application or recognition of one firm.

    ``score`` is the contest key's rank (1 for the best) or None where nothing is ranked; ``award`` in yuan; ``reason`` says why
    there is no award, and is empty where there is one.
    """

    year: int
    instrument: str
    firm: int
    segment: str
    stage: int
    rank: int | None
    won: bool
    award: int
    lag: int | None
    reason: str


@dataclass(frozen=True)
class Replay:
    """The events of one draw, in order, equal to what the compiled engine counted."""

    draw: int
    events: tuple[Event, ...]

    def table(self, language: str) -> Table:
        """The events as a table of at most 100 columns."""
        zh = language == "zh"
        heads = ("年", "工具", "企业", "类别", "等级", "名次", "认定", "奖补", "说明") if zh else (
            "year", "id", "firm", "segment", "stage", "rank", "won", "award", "why not")  # fmt: skip
        table = Table(*heads, box=None, pad_edge=False, title=f"{'抽样' if zh else 'draw'} {self.draw}")
        for one in self.events:
            award = format_money_short(one.award, language) if one.award else ""
            won = ("是" if zh else "yes") if one.won else ""
            rank = "" if one.rank is None else str(one.rank)
            table.add_row(
                str(one.year), one.instrument, str(one.firm), one.segment, str(one.stage), rank, won, award, one.reason
            )
        return table

    def __repr__(self) -> str:
        won = sum(one.won for one in self.events)
        return f"<Replay of draw {self.draw}: {len(self.events)} applications, {won} recognitions>"


class RecordingCity(CityModel):
    """The Mesa engine, taking notes."""

    def __init__(self, inputs: Inputs, draw: int, policy: Any = "on") -> None:
        self.seen: list[tuple[int, int, Firm, int]] = []  # year, instrument, applicant, stage
        self.ranks: dict[tuple[int, int, int], int] = {}  # year, instrument, firm: rank
        super().__init__(inputs, draw, policy)

    def applicants(self, instrument: int, row: int, turn: int) -> list[Firm]:
        """Note who applies."""
        found = super().applicants(instrument, row, turn)
        self.seen.extend((self.year, instrument, firm, firm.stage) for firm in found)
        return found

    def best(self, instrument: int, firms: list[Firm], time: int) -> list[Firm]:
        """Note the ranking of a contest."""
        ranked = super().best(instrument, firms, time)
        if self.quarter > 0 or time == self.year:
            self.ranks.update({(time, instrument, firm.identity): place + 1 for place, firm in enumerate(ranked)})
        return ranked


def replay_draw(folder: Path | str, draw: int, instrument: str | None = None, firm: int | None = None) -> Replay:
    """Replay one draw of a run by the Mesa engine.

    Raises
    ------
    InputError for a draw or instrument that the run does not have; DifferenceError if the engines disagree (a defect).
    """
    record = run_folder.read_record(Path(folder))
    if not 0 <= draw < record["draws"]:
        raise InputError(f"--draw {draw}: the run has draws 0 to {record['draws'] - 1}")
    scenario = run_folder.recorded_scenario(Path(folder), record)
    ids = [one.id for one in scenario.plan.instruments]
    if instrument is not None and instrument not in ids:
        near = nearest(instrument, ids)
        raise InputError(
            f"--instrument {instrument}: the plan has no such instrument"
            + (f"; did you mean '{near}'?" if near else "")
        )
    worker = Worker(runs.prepared_spec(scenario))
    inputs = worker.inputs(draw, draw + 1)
    city = RecordingCity(inputs, 0, "on")
    city.run()
    check_equal(city, worker, draw)
    wanted = [
        one
        for one in events_of(city, worker.city, ids)
        if instrument in (None, one.instrument) and firm in (None, one.firm)
    ]
    return Replay(draw, tuple(wanted))


def check_equal(city: CityModel, worker: Worker, draw: int) -> None:
    """Both engines count the same; raises DifferenceError otherwise."""
    compiled = worker.compute(draw, draw + 1)
    for name, array in city.results._asdict().items():
        if not np.array_equal(array, compiled[name]):
            raise DifferenceError(f"draw {draw}: the engines differ in {name}; please report this scenario")


def events_of(city: RecordingCity, prepared: City, ids: list[str]) -> list[Event]:
    """Applications and recognitions in the order of time."""
    first = prepared.spec.calendar.first_year
    booked = {(one.year, one.instrument, one.firm.identity): one for one in city.treasury.book}
    events: list[Event] = []
    applied: set[tuple[int, int, int]] = set()
    for year, instrument, firm, stage in city.seen:
        key = (year, instrument, firm.identity)
        applied.add(key)
        entry = booked.get(key)
        facts = (first + year, ids[instrument], firm.identity, SEGMENTS[firm.segment], stage, city.ranks.get(key))
        if entry is None:
            events.append(Event(*facts, False, 0, None, NOT_CHOSEN))
        else:
            events.append(Event(*facts, True, entry.award, entry.lag, entry.reason))
    for key, entry in booked.items():
        if key not in applied:  # ranked and rare events need no application
            facts = (
                first + entry.year,
                ids[entry.instrument],
                entry.firm.identity,
                SEGMENTS[entry.firm.segment],
                entry.firm.stage,
                city.ranks.get(key),
            )
            events.append(Event(*facts, True, entry.award, entry.lag, entry.reason))
    return sorted(events, key=lambda one: (one.year, one.instrument, not one.won, one.rank or 0, one.firm))
