"""Keys of an instrument that nothing reads, by what its mechanism, recipient and award are: they are refused, not ignored."""

from __future__ import annotations

from collections.abc import Iterator

from simulate.language.choice import tell
from simulate.plan.files.validation import Finding
from simulate.plan.frame import Frame
from simulate.plan.instrument import Instrument

_FIRMS = ("eligible", "award_eligible", "award_requires", "holders", "stacking", "once")
"""What only firms of the table can have."""

_MONEY = ("award_eligible", "award_requires", "claim", "payer", "lag", "stacking", "headline")
"""What only an award with a sum can have."""

_TITLES = ("eligible", "scheme", "window", "once", "holders")
"""What only a title that is simulated can have."""

DEFAULTED = ("payer", "lag", "claim", "window")
"""Keys that every instrument has from its plan: only another value than the plan's is one that somebody wrote."""


def unread(instrument: Instrument) -> dict[str, tuple[str, str]]:
    """Keys that nothing reads, by the instrument's own form.

    Parameters
    ----------
    instrument : of a plan

    Returns
    -------
    Key to what makes it idle and what would make it count.

    Examples
    --------
    A park is no firm of the table, so that it holds no title at the start:

    >>> from simulate.plan.files.load import load_plan
    >>> "holders" in unread(load_plan("qingdao_2023").instrument("a07.2"))
    True
    """
    found: dict[str, tuple[str, str]] = {}
    if instrument.once in ("no", "per_year"):
        found["holders"] = (
            "of a title that a firm may win again",
            "a title that is won 'once: per_firm' or 'per_project'",
        )
    if not instrument.award.priced:
        found |= dict.fromkeys(_MONEY, ("of an award without a sum", "an award with a sum, such as 'award.amount'"))
    if instrument.outside:
        recipient = f"of a {instrument.recipient}"
        found |= dict.fromkeys(
            _FIRMS, (recipient, f"no such key: a {instrument.recipient} is not in the table of firms")
        )
    if not instrument.simulated:
        idle = "where the mechanism is none", "a mechanism too, such as {count: {yearly: {poisson: 5}}}"
        found |= dict.fromkeys((*_MONEY, *_TITLES), idle)
    return found


def unread_findings(instrument: Instrument, frame: Frame | None) -> Iterator[Finding]:
    """A finding for each key that is stated and that nothing reads.

    Parameters
    ----------
    instrument : with the plan's defaults filled in
    frame : tells the defaults, which nobody wrote; without one, keys that have a default are not checked

    Yields
    ------
    Mistakes, at paths from the instrument.
    """
    for key, (why, expected) in unread(instrument).items():
        if _stated(instrument, key, frame):
            yield Finding((key,), tell("error.value.nothing_reads_it", name=key, why=why), expected, on_key=True)
    if not instrument.simulated and instrument.award.priced:
        key = "amount" if instrument.award.amount is not None else "base"
        idle = "an award is priced where the mechanism is none: it would change nothing"
        yield Finding(("award", key), idle, tell("error.value.mechanism_too_such"), on_key=True)


def _stated(instrument: Instrument, key: str, frame: Frame | None) -> bool:
    if key in DEFAULTED:
        return frame is not None and getattr(instrument, key) != _of_plan(frame, key)
    if key == "once":
        return instrument.once != "no"
    if key == "headline":
        return instrument.headline_choice is not None
    return getattr(instrument, key) not in (None, ())


def _of_plan(frame: Frame, key: str) -> object:
    return frame.window if key == "window" else getattr(frame.defaults, key)
