"""The quarter as named phases: Mesa loops over them, the kernel follows them, the documentation prints them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Phase:
    """One phase: when it happens, what it reads and what it writes."""

    name: str
    when: Literal["every quarter", "first quarter", "first quarter and announcement", "last quarter", "round quarters"]
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    meaning: str


PHASES = (
    Phase(
        "demography",
        "first quarter",
        ("revenue", "size class"),
        ("revenue", "size class", "active", "propensity"),
        "revenue grows, firms close, entrants arrive",
    ),
    Phase(
        "completion",
        "every quarter",
        ("project under way",),
        ("stage", "ever transformed", "last completion"),
        "projects are completed and may raise the stage",
    ),
    Phase(
        "incentive",
        "first quarter and announcement",
        ("awareness", "beliefs", "stage", "titles"),
        ("hazard",),
        "firms weigh the awards that a project could win",
    ),
    Phase(
        "start",
        "every quarter",
        ("hazard", "peer share"),
        ("project under way",),
        "firms without a project may start one; a build time of 0 completes at once",
    ),
    Phase(
        "rounds",
        "round quarters",
        ("traits", "titles", "beliefs"),
        ("recognitions", "titles", "beliefs"),
        "firms apply, titles are won, recipients outside the table of firms are counted",
    ),
    Phase(
        "peers",
        "every quarter",
        ("stage",),
        ("peer share",),
        "the sector's share at stage 1 or above, for the next quarter",
    ),
    Phase(
        "year end",
        "last quarter",
        ("stage", "ever transformed", "outlays"),
        ("coverage", "stage shares", "value added"),
        "the year is recorded",
    ),
)


def happens(phase: Phase, quarter: int, announcement: int) -> bool:
    """Whether a phase takes place in a quarter (counted from 0, the first quarter of the first year)."""
    if phase.when == "first quarter":
        return quarter % 4 == 0
    if phase.when == "first quarter and announcement":
        return quarter >= announcement and (quarter % 4 == 0 or quarter == announcement)
    if phase.when == "last quarter":
        return quarter % 4 == 3
    return True
