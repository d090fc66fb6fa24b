"""What the engines can tell apart and when they run, set against a plan (see ``behaviour.limits``)."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterable, Iterator, Sized

from simulate.behaviour import limits
from simulate.foundation.years import FIRST_YEAR
from simulate.language.choice import tell
from simulate.plan.conditions import SEGMENTS
from simulate.plan.files.validation import Finding
from simulate.plan.frame import Frame
from simulate.plan.instrument import Instrument
from simulate.plan.values import Known, PerRecipient
from simulate.randomness.marginals import Choice

FIRST_DAY = datetime.date(FIRST_YEAR, 1, 1)
CORE = SEGMENTS[2]


def at_most(
    path: tuple[Hashable, ...], found: Sized, most: int, what: str, *, on_key: bool = False
) -> Iterator[Finding]:
    """A finding where there are more of something than the engines can tell apart.

    Parameters
    ----------
    path : where it is told
    found : what is counted
    most : how many there may be (``behaviour.limits``)
    what : its name in the message
    on_key : whether the last key of the path is at fault

    Yields
    ------
    The mistake, if it is one.

    Examples
    --------
    >>> [one.message for one in at_most(("round",), range(13), 12, "rounds a year")]
    ['13 rounds a year']
    """
    if len(found) > most:
        yield Finding(path, f"{len(found)} {what}", tell("error.value.at_most", max_money=most), on_key=on_key)


def not_before_start(path: tuple[Hashable, ...], end: datetime.date | None) -> Iterator[Finding]:
    """A finding where something is over before the first simulated year.

    Parameters
    ----------
    path : where its last day stands
    end : that day; None where there is none

    Yields
    ------
    The mistake, if it is one.
    """
    if end is not None and end < FIRST_DAY:
        yield Finding(
            path,
            tell("error.value.lies_before_first_simulated", end=end),
            tell("error.value.a_day_from_on", first_day=FIRST_DAY),
        )


def instrument_limits(instrument: Instrument) -> Iterator[Finding]:
    """What of one instrument the engines could not read.

    Parameters
    ----------
    instrument : each of whose fields is right by itself

    Yields
    ------
    Mistakes, at paths from the instrument.
    """
    yield from not_before_start(("window", "to"), instrument.window.end)
    yield from not_before_start(("scheme", "to"), instrument.scheme.end if instrument.scheme else None)
    yield from at_most(("round",), instrument.rounds, limits.ROUNDS, "rounds a year")
    for key in ("amount", "base"):
        value = getattr(instrument.award, key)
        if isinstance(value, PerRecipient) and isinstance(value.marginal, Choice):
            path = ("award", key, "each", "choice")
            yield from at_most(path, value.marginal.values, limits.TIERS, "amounts of one award")
    standard = instrument.mechanism.standard
    if standard and isinstance(standard.anchor, Known) and standard.anchor.value == 0:
        expected = tell("error.value.number_above_0_tells")
        yield Finding(("mechanism", "standard", "anchor"), tell("error.value.an_anchor_of_0"), expected)


def frame_limits(frame: Frame) -> Iterator[Finding]:
    """What of ``plan.yaml`` the engines could not read.

    Parameters
    ----------
    frame : each of whose fields is right by itself

    Yields
    ------
    Mistakes, at paths from the top of the file.
    """
    yield from not_before_start(("window", "to"), frame.window.end)
    past = list(frame.attributes)[limits.ATTRIBUTES :]
    yield from at_most(("attributes", *past[:1]), frame.attributes, limits.ATTRIBUTES, "attributes", on_key=True)
    yield from at_most(("sectors", limits.SECTORS), frame.sectors, limits.SECTORS, "sectors")
    yield from _segments_of_sectors(frame)


def _segments_of_sectors(frame: Frame) -> Iterator[Finding]:
    """The digital core is one sector of its own; every other has firms of both industrial segments."""
    core = [n for n, sector in enumerate(frame.sectors) if CORE in sector.segments]
    for n in core[1:]:
        message = tell("error.value.second_sector_firms_told", core=CORE)
        yield Finding(("sectors", n, "segments"), message, tell("error.value.one_sector_of", core=CORE))
    for n, sector in enumerate(frame.sectors):
        wanted = (CORE,) if n in core else SEGMENTS[:2]
        if set(sector.segments) != set(wanted):
            message = tell("error.value.sector_has_segments", id=sector.id, segments=", ".join(sector.segments))
            expected = tell("error.value.alone_or_both_of", core=CORE, segments=", ".join(SEGMENTS[:2]))
            yield Finding(("sectors", n, "segments"), message, expected)


def limits_together(instruments: Iterable[Instrument]) -> Iterator[tuple[Instrument, Finding]]:
    """What goes beyond what the engines tell apart in all instruments together, at the first that does.

    Parameters
    ----------
    instruments : of a plan, and the variants that readings make of them

    Yields
    ------
    The instrument and its mistake.
    """
    titles: set[str] = set()
    revenue: set[float] = set()
    growth: set[float] = set()
    for one in instruments:
        before = len(titles)
        titles.add(one.id)
        if len(titles) == limits.INSTRUMENTS + 1 > before:
            message = tell("error.value.more_than_instruments", instruments=limits.INSTRUMENTS)
            yield one, Finding(("id",), message, tell("error.value.most_plan", instruments=limits.INSTRUMENTS))
        for key in ("eligible", "award_eligible"):
            wanted = getattr(one, key)
            for name, seen, most, what in (
                ("min_revenue", revenue, limits.REVENUE_THRESHOLDS, "least revenues"),
                ("min_growth", growth, limits.GROWTH_THRESHOLDS, "least growth rates"),
            ):
                found = getattr(wanted, name, None)
                if found is None or found in seen:
                    continue
                seen.add(found)
                if len(seen) > most:
                    yield (
                        one,
                        Finding(
                            (key, name),
                            tell("error.value.more_than_different", most=most, what=what),
                            tell("error.value.most_plan", instruments=most),
                        ),
                    )
