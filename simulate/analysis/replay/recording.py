"""The Mesa engine taking notes: what each round saw, who applied and ranked where, why a firm could not take part."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.behaviour import eligibility
from simulate.engine.agents.mesa_model import CityModel
from simulate.engine.inputs import layout
from simulate.language.message import Listed, Message
from simulate.plan.mechanism import WAYS

if TYPE_CHECKING:
    from simulate.engine.agents.agents import Firm
    from simulate.engine.inputs.layout import Inputs
    from simulate.engine.inputs.rows import Thresholds

Round = tuple[int, int, int]
"""Year index, instrument's place, number within the year."""

NOT_AWARE, HOLDS = Message("analysis.replay.reason.not_aware"), Message("analysis.replay.missing.title")


@dataclass
class Note:
    """One round as it was held.

    ``stages`` are those of the firms at the round; ``order`` the ranked firms, best first; ``places`` None where nothing is
    rationed; ``absence`` why the watched firm takes no part, None if it may.
    """

    day: int
    by_application: bool
    outside: bool
    counts: tuple[int, ...] = ()  # eligible, aware, applied, recognised, as the results count them
    applicants: list[Firm] = field(default_factory=list)
    stages: dict[int, int] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    places: int | None = None
    absence: Message | None = None


class RecordingCity(CityModel):
    """The on arm of one draw, with a note of every round; ``watched`` is a firm whose absence is explained."""

    def __init__(self, inputs: Inputs, draw: int, thresholds: Thresholds, watched: int | None = None) -> None:
        self.rounds_held: dict[Round, Note] = {}
        self.current: Note | None = None
        self.thresholds, self.watched = thresholds, watched
        self.projects: list[tuple[int, Message, int]] = []  # quarter, what, stage: of the watched firm
        super().__init__(inputs, draw, "on")

    def hold(self, instrument: int, row: int, number: int) -> None:
        """Hold a round and keep its counts, applicants and places beside what it does."""
        self.begin(instrument, row, number, by_application=WAYS[self.mechanism(row)].applied)
        super().hold(instrument, row, number)
        self.end(instrument)

    def begin(self, instrument: int, row: int, number: int, *, by_application: bool) -> None:
        """A round opens: what was counted before it, and why the watched firm takes no part."""
        rows = self.inputs.instruments
        note = Note(int(rows.round_day[row, self.year, number]), by_application, bool(rows.outside_table[row]))
        note.counts = self.counted(instrument)
        if not note.outside:
            bars, title = int(rows.forbidden[row]), int(rows.title[row])
            watched = next((one for one in self.firms if one.identity == self.watched), None)
            if watched is not None:
                note.absence = self.absence(watched, bars, title, by_application)
                note.stages[watched.identity] = watched.stage
        self.current = self.rounds_held[self.year, instrument, number] = note

    def end(self, instrument: int) -> None:
        """Close the round under way: its counts are those of the instrument since it began."""
        assert self.current is not None
        before, after = self.current.counts, self.counted(instrument)
        self.current.counts = tuple(now - then for now, then in zip(after, before, strict=True))
        self.current = None

    def counted(self, instrument: int) -> tuple[int, ...]:
        """Eligible, aware, applied and recognised of the year so far."""
        kinds = (layout.ELIGIBLE, layout.AWARE, layout.APPLIED, layout.RECOGNISED)
        return tuple(int(self.results.counts[0, self.arm, kind, instrument, self.year]) for kind in kinds)

    def applicants(self, instrument: int, row: int, number: int) -> list[Firm]:
        """Note who applies."""
        found = super().applicants(instrument, row, number)
        assert self.current is not None
        self.current.applicants = found
        self.current.stages |= {firm.identity: firm.stage for firm in found}
        return found

    def best(self, instrument: int, firms: list[Firm], time: int) -> list[Firm]:
        """The firms of a contest, best first; their order is kept."""
        ranked = super().best(instrument, firms, time)
        if self.current is not None:
            self.current.order = [firm.identity for firm in ranked]
        return ranked

    def places(self, instrument: int, row: int, number: int) -> int:
        """Note how many places there are."""
        found = super().places(instrument, row, number)
        if self.current is not None:
            self.current.places = found
        return found

    def recognise(self, instrument: int, row: int, number: int, firm: Firm) -> None:
        """Note the stage of who wins without applying."""
        if self.current is not None:
            self.current.stages.setdefault(firm.identity, firm.stage)
        super().recognise(instrument, row, number, firm)

    def absence(self, firm: Firm, bars: int, title: int, by_application: bool) -> Message | None:
        """Why a firm takes no part in a round; None if it may."""
        if not firm.active:
            return Message("analysis.replay.reason.inactive")
        missing = [*barred(firm.traits & bars, self.thresholds), *([HOLDS] if firm.blocked & title else [])]
        if missing:
            return Message("analysis.replay.reason.not_eligible", {"missing": Listed(missing)})
        return NOT_AWARE if by_application and firm.traits & int(eligibility.UNAWARE) else None

    def completion(self) -> None:
        """Complete what is due, and keep what the watched firm completes."""
        self.watch(super().completion)

    def start(self) -> None:
        """Let firms start projects, and keep what the watched firm starts."""
        self.watch(super().start)

    def watch(self, phase: Any) -> None:
        """Run a phase and note the projects that the watched firm started or completed in it."""
        firm = next((one for one in self.firms if one.identity == self.watched), None)
        before = None if firm is None else (firm.next_project, firm.finished)
        phase()
        if firm is None or before is None:
            return
        if firm.next_project != before[0]:
            self.projects.append((self.quarter, Message("analysis.replay.project.starts"), firm.stage))
        if firm.finished != before[1]:
            self.projects.append((self.quarter, Message("analysis.replay.project.completes"), firm.stage))


def barred(bits: int, thresholds: Thresholds) -> list[Message]:
    """What a firm lacks, from the bits that its traits share with what a title forbids."""
    groups = (
        ("segment", eligibility.SEGMENT_AT, eligibility.SEGMENTS),
        ("size", eligibility.SIZE_AT, eligibility.SIZES),
        ("stage", eligibility.STAGE_AT, eligibility.STAGES),
        ("sector", eligibility.SECTOR_AT, eligibility.SECTORS),
        ("revenue", eligibility.REVENUE_AT, eligibility.REVENUE_THRESHOLDS),
        ("growth", eligibility.GROWTH_AT, eligibility.GROWTH_THRESHOLDS),
    )
    found = [
        Message(f"analysis.replay.missing.{name}") for name, first, size in groups if bits >> first & ((1 << size) - 1)
    ]
    found += [
        Message("analysis.replay.missing.attribute", {"attribute": name})
        for place, name in enumerate(thresholds.attributes)
        if bits >> (eligibility.LACKS_AT + place) & 1
    ]
    if bits & int(eligibility.NO_PROJECT):
        found.append(Message("analysis.replay.missing.project"))
    return found


def agreement(city: CityModel, compiled: dict[str, Any]) -> str:
    """Name of the first array in which the compiled engine counts otherwise; empty where both agree."""
    ours = city.results._asdict()
    return next((name for name in layout.Results._fields if not np.array_equal(ours[name], compiled[name])), "")
