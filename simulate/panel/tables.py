"""The panel: ``calibration/panel.csv``, ``titles.csv`` and ``places.csv``, read with every mistake at its cell.

A count belongs to a title, a place, a year and a measure: ``new`` (recognised in the year's list), ``cumulative`` (all
lists so far), ``valid`` (in force: less those that failed a review), or ``pass_share`` (the share of those reviewed in
the year that passed).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from simulate.foundation.errors import nearest
from simulate.foundation.units import UnitError, describe, number_in, parse_date
from simulate.foundation.years import parse_year
from simulate.place.evidence import CALIBRATION, QUALITIES, one_of, text
from simulate.yamlfile.problems import Problems
from simulate.yamlfile.table import TableRow, read_table, refuse_twins

MEASURES = ("new", "cumulative", "valid", "pass_share")
COUNTS = MEASURES[:3]
MODELS = ("batches", "level")
LEVELS = ("country", "province", "city", "county")
EARLIEST = 1990


@dataclass(frozen=True)
class Title:
    """A title.

    ``also``: other names, each with the measure that it means. ``root``: the place whose authority gives the title, whose
    count is the length of the list. ``model``: a sum of yearly ``batches``, or a ``level`` that moves. ``review_after``:
    years between reviews, 0 for none; ``month``: that of the yearly list.
    """

    title: str
    en: str
    zh: str
    also: Mapping[str, str]
    root: str
    model: str
    first_year: int
    review_after: int
    month: int
    note: str

    @property
    def measure(self) -> str:
        """What is forecast where nothing is said."""
        return "new" if self.model == "batches" else "valid"


@dataclass(frozen=True)
class Place:
    """A place, the one it lies within, and its gross product of 2020 in 100 million yuan; 0 where unknown."""

    place: str
    zh: str
    level: str
    within: str
    gdp: float
    known_at: datetime.date
    quality: str
    source_title: str
    source_address: str
    note: str


@dataclass(frozen=True)
class Count:
    """One figure: a count between ``low`` and ``high`` (a share for ``pass_share``), and since when it could be known.

    Stocks carry the year of the last list that they include.
    """

    id: str
    title: str
    place: str
    year: int
    measure: str
    value: float
    low: float
    high: float
    known_at: datetime.date
    quality: str
    source_title: str
    source_address: str
    note: str

    @property
    def exact(self) -> bool:
        """Whether the source gives one number."""
        return self.low == self.high and self.quality != "D"


@dataclass(frozen=True, eq=False)
class Panel:
    """All counts, with the titles and places they speak of. Panels are equal only to themselves: what was fitted to one is
    kept for it."""

    counts: tuple[Count, ...]
    titles: Mapping[str, Title]
    places: Mapping[str, Place]

    def as_of(self, vintage: datetime.date) -> Panel:
        """What could be known on ``vintage``."""
        counts = tuple(one for one in self.counts if one.known_at <= vintage)
        return Panel(counts, self.titles, self.places)


def load_panel(folder: Path = CALIBRATION) -> Panel:
    """Read the three tables of ``folder``.

    Raises
    ------
    ProblemsError
        Every cell that is not what its column holds, at its line and column.
    """
    problems = Problems()
    titles = _titles(folder / "titles.csv", problems)
    places = _places(folder / "places.csv", problems)
    rows = read_table(folder / "panel.csv", tuple(Count.__dataclass_fields__), problems)
    counts = tuple(_count(row, titles, places) for row in rows)
    refuse_twins(rows)
    problems.raise_if_any()
    return Panel(counts, titles, places)


@lru_cache(maxsize=1)
def shipped_panel() -> Panel:
    """The panel that ships."""
    return load_panel()


def _titles(path: Path, problems: Problems) -> dict[str, Title]:
    rows = read_table(path, tuple(Title.__dataclass_fields__), problems)
    refuse_twins(rows, "title")
    return {
        row.cells["title"]: Title(
            title=row.read("title", text, ""),
            en=row.read("en", text, ""),
            zh=row.read("zh", text, ""),
            also=row.read("also", _names, {}),
            root=row.read("root", text, ""),
            model=row.read("model", one_of(*MODELS), "level"),
            first_year=row.read("first_year", lambda cell: parse_year(cell, EARLIEST), EARLIEST),
            review_after=row.read("review_after", _years, 0),
            month=row.read("month", _month, 12),
            note=row.cells["note"],
        )
        for row in rows
    }


def _places(path: Path, problems: Problems) -> dict[str, Place]:
    rows = read_table(path, tuple(Place.__dataclass_fields__), problems)
    refuse_twins(rows, "place")
    names = {row.cells["place"] for row in rows}
    return {
        row.cells["place"]: Place(
            place=row.read("place", text, ""),
            zh=row.read("zh", text, ""),
            level=row.read("level", one_of(*LEVELS), "city"),
            within=row.read("within", _known(names | {""}, "places.csv"), ""),
            gdp=row.read("gdp", _positive, 0.0),
            known_at=row.read("known_at", parse_date, datetime.date.max),
            quality=row.read("quality", one_of(*QUALITIES), "D"),
            source_title=row.read("source_title", text, ""),
            source_address=row.cells["source_address"],
            note=row.cells["note"],
        )
        for row in rows
    }


def _count(row: TableRow, titles: Mapping[str, Title], places: Mapping[str, Place]) -> Count:
    one = Count(
        id=row.read("id", text, ""),
        title=row.read("title", _known(titles, "titles.csv"), ""),
        place=row.read("place", _known(places, "places.csv"), ""),
        year=row.read("year", lambda cell: parse_year(cell, EARLIEST), EARLIEST),
        measure=row.read("measure", one_of(*MEASURES), "new"),
        value=row.read("value", _positive, 0.0),
        low=row.read("low", _positive, 0.0),
        high=row.read("high", _positive, 0.0),
        known_at=row.read("known_at", parse_date, datetime.date.max),
        quality=row.read("quality", one_of(*QUALITIES), "D"),
        source_title=row.read("source_title", text, ""),
        source_address=row.cells["source_address"],
        note=row.cells["note"],
    )
    if not one.low <= one.value <= one.high:
        row.refuse("value", f"{one.value:g} lies outside {one.low:g} to {one.high:g}", "low <= value <= high")
    title = titles.get(one.title)
    if title and one.year < title.first_year:
        row.refuse("year", f"{one.year} came before the first list", f"a year from {title.first_year}")
    if title and title.model == "level" and one.measure != "valid":
        row.refuse("measure", f"'{one.measure}' of a title that is a level", "valid")
    return one


def _known(names: Collection[str], table: str) -> Callable[[str], str]:
    """A parser that accepts only names that ``table`` knows."""

    def parse(cell: str) -> str:
        if cell in names:
            return cell
        raise UnitError(f"{describe(cell)} is not in {table}", f"a name of {table}", nearest(cell, names) or "")

    return parse


def _names(cell: str) -> dict[str, str]:
    """``name: measure | name: measure``."""
    found = {}
    for part in filter(None, (part.strip() for part in cell.split("|"))):
        name, _, measure = part.rpartition(":")
        if not name.strip():
            raise UnitError(f"{describe(part)} came", "names of a measure: 'name: new | other name: valid'")
        found[name.strip()] = one_of(*COUNTS)(measure.strip())
    return found


def _positive(cell: str) -> float:
    value = number_in(cell)
    if value < 0.0:
        raise UnitError(f"{describe(cell)} came", "a number of at least 0")
    return value


def _years(cell: str) -> int:
    return 0 if cell == "" else int(_between(cell, 1, 20))


def _month(cell: str) -> int:
    return int(_between(cell, 1, 12))


def _between(cell: str, low: int, high: int) -> float:
    value = number_in(cell)
    if value != int(value) or not low <= value <= high:
        raise UnitError(f"{describe(cell)} came", f"a whole number from {low} to {high}")
    return value
