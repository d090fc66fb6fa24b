"""What a recorded draw says: its rounds, what each firm met in them, and the projects of the watched firm."""

from __future__ import annotations

import datetime
import inspect
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simulate.analysis.replay.recording import Note, RecordingCity
from simulate.engine import ledger
from simulate.language.message import Message

if TYPE_CHECKING:
    from simulate.engine.agents.agents import Recognition

NO_AWARD = {
    "outside the window": "outside_window",
    "award's own condition not met": "own_condition",
    "not claimed": "not_claimed",
}
"""Why the engine pays nothing for a title -> the key of the text that says so."""


def _reason(name: str, **values: object) -> Message:
    return Message(f"analysis.replay.reason.{name}", values)


@dataclass(frozen=True)
class HeldRound:
    """One round of one instrument: how many firms could, knew, applied and won; ``places`` None if nothing is rationed."""

    date: datetime.date
    instrument: str
    eligible: int
    aware: int
    applied: int
    places: int | None
    won: int


@dataclass(frozen=True)
class Event:
    """What a firm met in one round.

    ``rank`` is 1 for the best of a contest, None where nothing is ranked. ``award`` is the entitlement and ``obligation``
    what is owed after the rule of the higher award, in yuan; ``paid`` the year of payment; ``anyway`` whether the twin
    without awards gives the firm the title by then. ``reason`` says why there is no title or no money, None where there are.
    """

    date: datetime.date
    instrument: str
    firm: int
    stage: int | None
    applied: bool
    rank: int | None
    won: bool
    award: int
    obligation: int
    paid: int | None
    anyway: bool | None
    reason: Message | None


@dataclass(frozen=True)
class Project:
    """A project of the firm that was asked for: the quarter (2024, 3), what happened, the firm's stage after it."""

    year: int
    quarter: int
    what: Message
    stage: int


@dataclass(frozen=True)
class Booked:
    """One recognition as the ledger sees it: what is owed for it, and whether the twin has the title too."""

    entry: Recognition
    obligation: int
    anyway: bool


class EventLog:
    """Reads the notes of a draw; ``ids`` are the instruments', ``first_year`` the first simulated one."""

    def __init__(self, city: RecordingCity, ids: list[str], first_year: int) -> None:
        self.city, self.ids, self.first_year = city, ids, first_year

    @cached_property
    def book(self) -> dict[tuple[int, int, int], Booked]:
        """Every recognition by (instrument, day, firm), through the ledger's own rules."""
        city = self.city
        assert city.twin is not None
        on, off = city.treasury.as_state(city.firms), city.twin.treasury.as_state(city.matched(city.twin))
        stack, is_deadweight = (
            inspect.unwrap(ledger.stack),
            inspect.unwrap(ledger.is_deadweight),
        )  # compiled callers only
        rows, row_of = city.inputs.instruments, np.array(city.rows)
        found = {}
        for event, entry in enumerate(city.treasury.book):
            owed = int(stack(on, event, rows, row_of))
            anyway = bool(is_deadweight(off, on.event_firm[event], entry.instrument, entry.year))
            found[entry.instrument, entry.day, entry.firm.identity] = Booked(entry, owed, anyway)
        return found

    def notes(self, wanted: Collection[int]) -> list[tuple[int, Note]]:
        """Rounds of the wanted instruments (places), in the order of time and of the text."""
        chosen = [(place, note) for (_, place, _), note in self.city.rounds_held.items() if place in wanted]
        return sorted(chosen, key=lambda one: (one[1].day, one[0]))

    def rounds(self, wanted: Collection[int]) -> Iterator[HeldRound]:
        """The rounds of the ``wanted`` instruments: date, firms eligible, aware and applied, places, titles won."""
        for place, note in self.notes(wanted):
            date = datetime.date.fromordinal(note.day)
            eligible, aware, applied, won = note.counts
            yield HeldRound(date, self.ids[place], eligible, aware, applied, note.places, won)

    def events(self, wanted: Collection[int]) -> Iterator[Event]:
        """Every applicant and every winner of the rounds, and the watched firm where it is neither; best ranks first."""
        for place, note in self.notes(wanted):
            if note.outside:
                continue
            applicants = {firm.identity for firm in note.applicants}
            winners = {firm for instrument, day, firm in self.book if (instrument, day) == (place, note.day)}
            watched = {self.city.watched} if self.city.watched in note.stages else set()
            rank = {firm: index + 1 for index, firm in enumerate(note.order)}
            firms = applicants | winners | {firm for firm in watched if firm is not None}
            for firm in sorted(firms, key=lambda one: (one not in winners, rank.get(one, 0), one)):
                yield self.event(place, note, firm, rank.get(firm), firm in applicants)

    def event(self, place: int, note: Note, firm: int, rank: int | None, applied: bool) -> Event:
        """What one firm met in one round: rank, title, yuan entitled and owed, year of payment, or why no title."""
        date, name = datetime.date.fromordinal(note.day), self.ids[place]
        booked = self.book.get((place, note.day, firm))
        if booked is None:
            why = self.why_no_title(note, rank, applied)
            return Event(date, name, firm, note.stages.get(firm), applied, rank, False, 0, 0, None, None, why)
        entry, owed = booked.entry, booked.obligation
        paid = self.first_year + entry.year + entry.lag if owed else None
        unpaid = NO_AWARD.get(entry.reason, "unpriced" if entry.award == 0 else "higher")
        reason = _reason(unpaid) if owed < entry.award or entry.award == 0 else None
        stage = note.stages.get(firm)
        return Event(date, name, firm, stage, applied, rank, True, entry.award, owed, paid, booked.anyway, reason)

    def why_no_title(self, note: Note, rank: int | None, applied: bool) -> Message:
        """Why a firm won no title in a round."""
        if applied and not note.order:
            return _reason("failed")
        if rank is not None and not note.absence:
            return _reason("rank", rank=rank, ranked=len(note.order), places=note.places)
        return note.absence or _reason("not_applied" if note.by_application else "not_chosen")

    def projects(self) -> Iterator[Project]:
        """What the watched firm started and completed, by year and quarter."""
        for quarter, what, stage in self.city.projects:
            yield Project(self.first_year + quarter // 4, quarter % 4 + 1, what, stage)
