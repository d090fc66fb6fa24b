"""Which title, measure, place, year and day a caller means; a slip is refused with the nearest valid name."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from simulate.foundation.errors import nearest
from simulate.foundation.units import UnitError, describe, parse_date
from simulate.foundation.years import parse_year
from simulate.panel.tables import COUNTS, Panel, Place, Title
from simulate.place.evidence import one_of

BATCH = re.compile(r",? batch(es)? [0-9].*$|第[0-9一二三四五六七八九十]+批$")


def title_of(panel: Panel, name: object) -> tuple[Title, str]:
    """The title and measure that ``name`` means: an id, or a name in either language.

    Raises
    ------
    UnitError
        No such title.
    """
    known = {
        _folded(word): (one, means)
        for one in panel.titles.values()
        for word, means in {one.title: one.measure, one.en: one.measure, one.zh: one.measure, **one.also}.items()
    }
    found = known.get(_folded(name)) or known.get(_folded(BATCH.sub("", str(name))))
    if found is None:
        near = nearest(_folded(name), known)
        hint = known[near][0].title if near else ""
        raise UnitError(f"{describe(name)} came", f"one of {', '.join(panel.titles)}", hint)
    return found


def measure_of(title: Title) -> Callable[[object], str]:
    """A parser of measures that the title has."""
    return one_of(*(COUNTS if title.model == "batches" else ("valid",)))


def place_of(panel: Panel, title: Title, name: object) -> tuple[Panel, str]:
    """The place that ``name`` means, and the panel that knows it.

    ``Shandong-Weifang`` is Weifang. A place that is not in the table may be named by the one it lies within, such as
    ``Shandong-Xintai``: it is a new place there, of unknown size.

    Raises
    ------
    UnitError
        No such place, or one in which the title cannot be won.
    """
    known = {_folded(word): one.place for one in panel.places.values() for word in (one.place, one.zh)}
    within, _, own = str(name).rpartition("-")
    found = known.get(_folded(name)) or (known.get(_folded(own)) if within and _folded(within) in known else None)
    if found is None:
        if _folded(within) not in known or not own:
            expected = "a place of places.csv, or a new one after that which it lies within: 'Shandong-Xintai'"
            raise UnitError(f"{describe(name)} came", expected, nearest(name, panel.places) or "")
        panel, found = _with_place(panel, str(name), known[_folded(within)])
    if title.root not in _line(panel.places, found):
        raise UnitError(f"{describe(name)} came", f"{title.root}, where {title.title} are given, or a place within it")
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


def year_parser(title: Title) -> Callable[[object], int]:
    """A parser of years in which the title is given; of a day, the year of the last list before it."""

    def parse(year: object) -> int:
        if isinstance(year, datetime.date) or (isinstance(year, str) and "-" in year):
            day = parse_date(year)
            year = day.year - (day.month < title.month)
        return parse_year(year, title.first_year)

    return parse


def _folded(word: object) -> str:
    return " ".join(str(word).casefold().replace("_", " ").split())
