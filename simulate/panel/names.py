"""Which title, measure, place, year and day a caller means; a slip is refused with the nearest valid name."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace

from simulate.foundation.errors import InputError, nearest
from simulate.foundation.units import UnitError, parse_date
from simulate.foundation.years import parse_year
from simulate.panel.tables import COUNTS, Panel, Place, Title

BATCH = re.compile(r",? batch(es)? [0-9].*$|第[0-9一二三四五六七八九十]+批$")


def title_of(panel: Panel, name: str, measure: str | None = None) -> tuple[Title, str]:
    """The title and measure that ``name`` means: an id, or a name in either language; ``measure`` overrides.

    Raises
    ------
    InputError
        No such title; no such measure; a title that is a level has no lists.
    """
    known = {
        _folded(word): (one, means)
        for one in panel.titles.values()
        for word, means in {one.title: one.measure, one.en: one.measure, one.zh: one.measure, **one.also}.items()
    }
    found = known.get(_folded(name)) or known.get(_folded(BATCH.sub("", str(name))))
    if found is None:
        ids = ", ".join(panel.titles)
        raise InputError(_message(f"no title '{name}'", f"one of {ids}", nearest(str(name).lower(), known)))
    title, usual = found
    if measure is not None and measure not in COUNTS:
        raise InputError(_message(f"measure '{measure}'", f"one of {', '.join(COUNTS)}", nearest(measure, COUNTS)))
    if measure is not None and title.model == "level" and measure != "valid":
        raise InputError(_message(f"measure '{measure}' of {title.title}", "valid: its lists are not counted", None))
    return title, measure or usual


def place_of(panel: Panel, title: Title, name: str) -> tuple[Panel, str]:
    """The place that ``name`` means, and the panel that knows it.

    ``Shandong-Weifang`` is Weifang. A place that is not in the table may be named by the one it lies within, such as
    ``Shandong-Xintai``: it is a new place there, of unknown size.

    Raises
    ------
    InputError
        No such place, or one in which the title cannot be won.
    """
    known = {_folded(word): one.place for one in panel.places.values() for word in (one.place, one.zh)}
    within, _, own = str(name).rpartition("-")
    found = known.get(_folded(name)) or (known.get(_folded(own)) if within and _folded(within) in known else None)
    if found is None:
        if _folded(within) not in known or not own:
            expected = "a place of places.csv, or a new one after that which it lies within: 'Shandong-Xintai'"
            raise InputError(_message(f"no place '{name}'", expected, nearest(name, panel.places)))
        panel, found = _with_place(panel, name, known[_folded(within)])
    if title.root not in _line(panel.places, found):
        raise InputError(_message(f"{title.title} at '{name}'", f"{title.root} or a place within it", None))
    return panel, found


def _with_place(panel: Panel, name: str, within: str) -> tuple[Panel, str]:
    levels = {"country": "province", "province": "city"}
    level = levels.get(panel.places[within].level, "county")
    new = Place(name, name, level, within, 0.0, datetime.date.max, "D", "", "", "")
    return replace(panel, places={**panel.places, name: new}), name


def _line(places: Mapping[str, Place], name: str) -> list[str]:
    """A place and all that it lies within."""
    found = []
    while name:
        found.append(name)
        name = places[name].within
    return found


def year_of(title: Title, year: object) -> int:
    """A year; for a day, the year of the last list before it. Raises InputError."""
    try:
        if isinstance(year, int):
            return parse_year(year, title.first_year)
        if isinstance(year, str) and "-" not in year:
            return parse_year(year, title.first_year)
        day = parse_date(year)
        return parse_year(day.year - (day.month < title.month), title.first_year)
    except UnitError as error:
        raise InputError(_message(f"year: {error.message}", error.expected, error.suggestion)) from None


def day_of(vintage: object) -> datetime.date:
    """A day. Raises InputError."""
    try:
        return parse_date(vintage)
    except UnitError as error:
        raise InputError(_message(f"vintage: {error.message}", error.expected, error.suggestion)) from None


def _folded(word: object) -> str:
    return " ".join(str(word).casefold().replace("_", " ").split())


def _message(what: str, expected: str, near: str | None) -> str:
    return f"{what}; expected {expected}" + (f"; did you mean '{near}'?" if near else "")
