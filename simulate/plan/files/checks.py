"""What one field cannot know: that weights sum to 1, dates are in order, names exist, and parts fit together."""

from __future__ import annotations

import datetime
import math
from collections.abc import Hashable, Iterable, Iterator, Mapping

from simulate.foundation.errors import nearest
from simulate.foundation.units import in_yuan
from simulate.language.choice import noun, tell
from simulate.language.vocabulary import TERMS
from simulate.plan.award import FORMS, Award
from simulate.plan.conditions import SEGMENTS, Conditions
from simulate.plan.files.figures import instrument_sources
from simulate.plan.files.limit_checks import frame_limits, instrument_limits
from simulate.plan.files.unread import unread_findings
from simulate.plan.files.validation import Finding
from simulate.plan.frame import Frame
from simulate.plan.instrument import Instrument, Scheme, Window
from simulate.plan.mechanism import WAYS
from simulate.plan.target import Target
from simulate.plan.values import Known

TOLERANCE = 1e-9
LAST_YEAR = 2100


def instrument_findings(instrument: Instrument, frame: Frame | None) -> Iterator[Finding]:
    """Every cross mistake of one instrument.

    Parameters
    ----------
    instrument : each of whose fields is right by itself
    frame : tells the names of payers, sectors and attributes; without one they are not checked

    Yields
    ------
    Mistakes, at paths from the instrument.
    """
    yield from sums_to_one(("lag",), instrument.lag.values(), "the weights of the lag")
    yield from sums_to_one(("payer",), instrument.payer.values(), "the shares of the payers")
    yield from window_order(("window",), instrument.window)
    if instrument.scheme is not None:
        yield from window_order(("scheme",), instrument.scheme)
    yield from _rounds(instrument)
    yield from _award(instrument)
    yield from _parts(instrument)
    yield from instrument_limits(instrument)
    yield from unread_findings(instrument, frame)
    yield from instrument_sources(instrument)
    if frame is not None:
        yield from _names(instrument, frame)


def frame_findings(frame: Frame) -> Iterator[Finding]:
    """Every cross mistake of ``plan.yaml`` but those of its sources.

    Parameters
    ----------
    frame : each of whose fields is right by itself

    Yields
    ------
    Mistakes, at paths from the top of the file.
    """
    yield from window_order(("window",), frame.window)
    yield from frame_limits(frame)
    if frame.budget_payer not in frame.payers:
        near = nearest(frame.budget_payer, frame.payers) or ""
        message, expected = (
            tell("error.value.unknown_payer", budget_payer=frame.budget_payer),
            tell("error.value.one_of", names=", ".join(frame.payers)),
        )
        yield Finding(("budget_payer",), message, expected, near)
    yield from sums_to_one(("defaults", "lag"), frame.defaults.lag.values(), "the weights of the lag")
    yield from sums_to_one(("defaults", "payer"), frame.defaults.payer.values(), "the shares of the payers")
    yield from known(("defaults", "payer"), frame.defaults.payer, frame.payers, "payer", on_key=True)
    yield from known(("segments",), frame.segments, SEGMENTS, "segment", on_key=True)
    yield from _twice(("sectors",), [one.id for one in frame.sectors], "sector")
    yield from _twice(("targets",), [one.id for one in frame.targets], "target")
    yield from _twice(("not_modelled",), [one.id for one in frame.not_modelled], "entry")
    yield from _sector_shares(frame)
    for n, target in enumerate(frame.targets):
        if (target.simulated is None) == (target.why_not is None):
            yield Finding(
                ("targets", n), tell("error.value.the_target", id=target.id), tell("error.value.either_imulated_or_why")
            )
        first = frame.window.start.year
        if target.by is not None and not first <= target.by <= LAST_YEAR:
            yield Finding(
                ("targets", n, "by"),
                tell("error.value.no_year_plan", by=target.by),
                tell("error.value.a_year_from_to", low=first, high=LAST_YEAR),
            )
        yield from _summed(n, target)
        yield from _of_share(n, target)


def _summed(place: int, target: Target) -> Iterator[Finding]:
    """A finding where a target sums over years what does not add up: a stock, a share, a figure of one year."""
    simulated = target.simulated
    if simulated is None or simulated.over != "total" or simulated.variable not in TERMS:
        return
    if not TERMS[simulated.variable].adds_up:
        what = f"{simulated.variable} does not add up over years"
        yield Finding(("targets", place, "simulated", "over"), what, tell("error.value.each_year_last_year"))


def _of_share(place: int, target: Target) -> Iterator[Finding]:
    """A finding where a share is to be negative or more than the whole: no city could reach or miss it."""
    simulated = target.simulated
    variable = TERMS.get(simulated.variable) if simulated is not None and simulated.over != "yearly_growth" else None
    share = variable.over_years == "share" if variable is not None else target.unit == "share" and simulated is None
    if share and target.value is not None and not 0 <= target.value <= 1:
        yield Finding(
            ("targets", place, "value"),
            tell("error.value.is_no_share", value=target.value),
            tell("error.value.share_from_0_1"),
        )


def article_findings(frame: Frame, articles: Iterable[int]) -> Iterator[Finding]:
    """A finding for each title of an article in which the plan has nothing.

    Parameters
    ----------
    frame : with the titles of articles
    articles : numbers of those that hold something

    Yields
    ------
    Mistakes, at paths from the top of ``plan.yaml``.
    """
    numbers = list(articles)
    for number in frame.articles:
        if number not in numbers:
            expected = tell("error.value.one_of", names=", ".join(map(str, numbers)))
            yield Finding(
                ("articles", number), tell("error.value.plan_has_nothing_article", number=number), expected, on_key=True
            )


def sums_to_one(path: tuple[Hashable, ...], weights: Iterable[float], what: str) -> Iterator[Finding]:
    """A finding where weights do not sum to 1, to within 1e-9.

    Parameters
    ----------
    path : where they stand
    weights : shares or probabilities
    what : their name in the message

    Yields
    ------
    The mistake, if it is one.

    Examples
    --------
    >>> [one.message for one in sums_to_one(("lag",), (0.5, 0.25), "the weights of the lag")]
    ['the weights of the lag sum to 0.75']
    """
    total = math.fsum(weights)
    if abs(total - 1) > TOLERANCE:
        yield Finding(path, tell("error.value.sum_to", what=what, total=total), tell("error.value.a_sum_of_1"))


def known(
    path: tuple[Hashable, ...], words: Iterable[str], allowed: Iterable[str], what: str, *, on_key: bool = False
) -> Iterator[Finding]:
    """A finding for each word that is none of those allowed.

    Parameters
    ----------
    path : of the mapping whose keys the words are, or of the list whose entries
    words : those that came
    allowed : the valid ones
    what : one of them in the message, such as ``payer``
    on_key : whether they are keys

    Yields
    ------
    Mistakes, with the nearest valid word.

    Examples
    --------
    >>> [one.suggestion for one in known(("payer",), ["cty"], ["city", "province"], "payer", on_key=True)]
    ['city']
    """
    names = list(allowed)
    for n, word in enumerate(words):
        if word not in names:
            expected = (
                tell("error.value.one_of", names=", ".join(names))
                if names
                else tell("error.value.no_plan_has_none", what=noun(what))
            )
            place = (*path, word if on_key else n)
            yield Finding(
                place,
                tell("error.value.unknown", what=noun(what), word=word),
                expected,
                nearest(word, names) or "",
                on_key,
            )


def window_order(path: tuple[Hashable, ...], window: Window | Scheme) -> Iterator[Finding]:
    """A finding where a window ends before it starts.

    Parameters
    ----------
    path : where it stands
    window : of an award or a title; a day that is not stated is no limit

    Yields
    ------
    The mistake, if it is one.
    """
    if window.start is not None and window.end is not None and window.end < window.start:
        yield Finding(
            (*path, "to"),
            tell("error.value.the_window_ends_on", end=window.end),
            tell("error.value.a_day_not_before", start=window.start),
        )


def _twice(path: tuple[Hashable, ...], names: list[str], what: str) -> Iterator[Finding]:
    for n, name in enumerate(names):
        if name in names[:n]:
            yield Finding(
                (*path, n, "id"),
                tell("error.value.the_stands_twice", what=noun(what), name=name),
                tell("error.value.each_id_once"),
            )


def _sector_shares(frame: Frame) -> Iterator[Finding]:
    for segment in SEGMENTS:
        shares = [one.share for one in frame.sectors if segment in one.segments]
        yield from sums_to_one(("sectors",), shares, f"the sector shares of {segment}")


def round_dates(instrument: Instrument) -> list[datetime.date]:
    """The dates of an instrument's rounds on which the title is granted and the award paid.

    Parameters
    ----------
    instrument : with rounds, a window and perhaps a scheme of its title

    Returns
    -------
    Dates in order.

    Examples
    --------
    >>> from simulate.plan.files.load import load_plan
    >>> [str(day) for day in round_dates(load_plan("qingdao_2023").instrument("a09.3"))]
    ['2023-11-15', '2024-11-15', '2025-11-15']
    """
    window, (start, end) = instrument.window, instrument.granted
    years = range(window.start.year, window.end.year + 1)
    days = [datetime.date(year, month, day) for year in years for month, day in instrument.rounds]
    return [day for day in days if window.holds(day) and (start or day) <= day <= (end or day)]


def _rounds(instrument: Instrument) -> Iterator[Finding]:
    if instrument.simulated and not instrument.rounds:
        yield Finding((), tell("error.value.key_round_missing"), tell("error.value.day_yearly_round_such"))
    elif not instrument.simulated and instrument.rounds:
        yield Finding(
            ("round",), tell("error.value.a_round_without_mechanism"), tell("error.value.no_round_where_mechanism")
        )
    elif instrument.rounds and instrument.window.start <= instrument.window.end and not round_dates(instrument):
        window = f"{instrument.window.start} to {instrument.window.end}"
        yield Finding(
            ("round",),
            tell("error.value.no_round_falls_inside"),
            tell("error.value.day_between_within_scheme", window=window),
        )


def _award(instrument: Instrument) -> Iterator[Finding]:
    award, form = instrument.award, FORMS[instrument.award.kind]
    for key in form.needs:
        if getattr(award, key) is None:
            yield Finding(
                ("award",), tell("error.value.award_kind_without", kind=award.kind, name=key), f"'{key}: ...'"
            )
    for key in Award.model_fields:
        if key not in ("kind", *form.fields) and getattr(award, key) is not None:
            expected = tell("error.value.one_of", names=", ".join(form.fields))
            yield Finding(
                ("award", key), tell("error.value.award_kind", name=key, kind=award.kind), expected, on_key=True
            )
    if award.cap is not None and isinstance(award.amount, Known) and award.amount.value > award.cap:
        yield Finding(
            ("award", "cap"),
            tell("error.value.ceiling_lies_below_amount", cap=in_yuan(award.cap)),
            tell("error.value.or_more", value=in_yuan(int(award.amount.value))),
        )


def _parts(instrument: Instrument) -> Iterator[Finding]:
    """Whether recipient, channel, mechanism, conditions and application fit together."""
    kind, way = instrument.mechanism.kind, instrument.mechanism.way
    applied = " or ".join(name for name, one in WAYS.items() if one.applied)
    if way.applied and instrument.application is None:
        yield Finding(
            (), tell("error.value.the_mechanism_without_application", kind=kind), tell("error.value.application")
        )
    if not way.applied and instrument.application is not None:
        expected = tell("error.value.the_mechanism", applied=applied)
        yield Finding(("application",), tell("error.value.application_mechanism", kind=kind), expected, on_key=True)
    if instrument.recipient != "firm" and way.recipients == "firms":
        *some, last = (name for name, one in WAYS.items() if one.recipients != "firms")
        expected = tell("error.value.or_or_recipient_firm", some=", ".join(some), last=last)
        yield Finding(
            ("mechanism",), tell("error.value.the_mechanism_for_a", kind=kind, recipient=instrument.recipient), expected
        )
    if instrument.recipient == "firm" and way.recipients == "others":
        yield Finding(
            ("mechanism",), tell("error.value.a_of_firms", kind=kind), tell("error.value.recipient_outside_table_firms")
        )
    if instrument.outside:
        yield from _outside(instrument)
    elif instrument.simulated and instrument.channel == "none":
        yield Finding(
            ("channel",), tell("error.value.no_channel_title_firms"), tell("error.value.one_of_project_application")
        )
    elif instrument.channel == "project" and not way.applied:
        yield Finding(
            ("channel",),
            tell("error.value.channel_project_mechanism", kind=kind),
            tell("error.value.application_or", applied=applied),
        )


def _outside(instrument: Instrument) -> Iterator[Finding]:
    """Recipients outside the table of firms take no simulated decision."""
    if instrument.channel != "none":
        expected = tell("error.value.none_recipient_takes_no")
        yield Finding(
            ("channel",),
            tell("error.value.the_channel_of_a", channel=instrument.channel, recipient=instrument.recipient),
            expected,
        )


def _names(instrument: Instrument, frame: Frame) -> Iterator[Finding]:
    yield from known(("payer",), instrument.payer, frame.payers, "payer", on_key=True)
    yield from known(("award_requires",), instrument.award_requires, frame.attributes, "attribute")
    conditions: Mapping[str, Conditions | None] = {
        "eligible": instrument.eligible,
        "award_eligible": instrument.award_eligible,
    }
    for key, one in conditions.items():
        if one is not None:
            yield from known((key, "holds"), one.holds, frame.attributes, "attribute")
            yield from known((key, "sector"), one.sector or (), [s.id for s in frame.sectors], "sector")
