"""The quarter as named phases: both engines run them, the documentation prints them."""

from __future__ import annotations

from dataclasses import dataclass

from simulate.kernels.compiling import rule

EVERY_QUARTER, FIRST_QUARTER, FIRST_QUARTER_AND_ANNOUNCEMENT, LAST_QUARTER, ROUND_QUARTERS = range(5)
WHEN = ("every quarter", "first quarter", "first quarter and announcement", "last quarter", "round quarters")
"""When a phase takes place, in words; whether a quarter has a round its instruments know."""


@rule
def happens(when: int, quarter: int, announcement: int) -> bool:
    """Whether a phase takes place in a quarter (counted from 0, the first quarter of the first year)."""
    if when == FIRST_QUARTER:
        return quarter % 4 == 0
    if when == FIRST_QUARTER_AND_ANNOUNCEMENT:
        return quarter >= announcement and (quarter % 4 == 0 or quarter == announcement)
    if when == LAST_QUARTER:
        return quarter % 4 == 3
    return True


@dataclass(frozen=True)
class Phase:
    """One phase: when it happens, what it reads and what it writes."""

    name: str
    when: int  # a place in ``WHEN``
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    meaning: str


PHASES = (
    Phase(
        "demography",
        FIRST_QUARTER,
        ("revenue", "size class"),
        ("revenue", "size class", "active", "propensity"),
        "revenue grows, firms close, entrants arrive",
    ),
    Phase(
        "completion",
        EVERY_QUARTER,
        ("project under way",),
        ("stage", "ever transformed", "last completion"),
        "projects are completed and may raise the stage",
    ),
    Phase(
        "incentive",
        FIRST_QUARTER_AND_ANNOUNCEMENT,
        ("awareness", "beliefs", "stage", "titles"),
        ("hazard",),
        "firms weigh the awards that a project could win",
    ),
    Phase(
        "start",
        EVERY_QUARTER,
        ("hazard", "peer share"),
        ("project under way",),
        "firms without a project may start one; a build time of 0 completes at once",
    ),
    Phase(
        "rounds",
        ROUND_QUARTERS,
        ("traits", "titles", "beliefs"),
        ("recognitions", "titles", "beliefs"),
        "firms apply, titles are won, recipients outside the table of firms are counted",
    ),
    Phase(
        "peers",
        EVERY_QUARTER,
        ("stage",),
        ("peer share",),
        "the sector's share at stage 1 or above, for the next quarter",
    ),
    Phase(
        "year end",
        LAST_QUARTER,
        ("stage", "ever transformed", "outlays"),
        ("coverage", "stage shares", "value added"),
        "the year is recorded",
    ),
)
