"""Facts inside the horizon: recognitions that have been observed, as a table of instrument, year, count, low, high."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulate.foundation.errors import nearest
from simulate.foundation.units import UnitError, describe, number_in, parse_number
from simulate.foundation.years import parse_year
from simulate.language.choice import tell
from simulate.yamlfile.problems import Problems
from simulate.yamlfile.table import TableRow, read_table

COLUMNS = ("instrument", "year", "count", "low", "high")
RANGE = ("low", "high")


@dataclass(frozen=True)
class Fact:
    """Recognitions of some instruments (joined by '+' in the table) in a year, between ``low`` and ``high``."""

    instruments: tuple[str, ...]
    year: int
    low: float
    high: float

    def __str__(self) -> str:
        counts = f"{self.low:g}" if self.low == self.high else f"{self.low:g} to {self.high:g}"
        return f"{'+'.join(self.instruments)} {self.year}: {counts}"


def load_facts(path: Path, instruments: Sequence[str], years: Sequence[int]) -> tuple[Fact, ...]:
    """Read a table of facts: recognitions that have been observed inside the horizon.

    Parameters
    ----------
    path : CSV with the columns instrument, year, count, low, high; the last two default to ``count``
    instruments : ids of the plan; a row may join several with ``+``
    years : recognition years of the forecast, in order

    Returns
    -------
    One fact a row.

    Raises
    ------
    ProblemsError
        Every problem at its line and column: an instrument or year that the scenario does not have, a cell that is no
        number, a count outside its own range, the same fact twice.
    """
    problems = Problems()
    rows = read_table(path, COLUMNS, problems, RANGE)
    facts = tuple(_fact(row, instruments, years) for row in rows)
    seen = set[tuple[tuple[str, ...], int]]()
    for row, fact in zip(rows, facts, strict=True):
        if (fact.instruments, fact.year) in seen:
            row.refuse(
                "instrument",
                tell("error.value.actual_stands_twice", instrument=row.cells["instrument"], year=fact.year),
                tell("error.value.one_line_each_fact"),
            )
        seen.add((fact.instruments, fact.year))
    problems.raise_if_any()
    return facts


def _fact(row: TableRow, instruments: Sequence[str], years: Sequence[int]) -> Fact:
    def names(cell: str) -> tuple[str, ...]:
        return tuple(one_instrument(instruments)(part.strip()) for part in cell.split("+"))

    count = row.read("count", count_of, 0.0)
    low, high = (row.read(name, count_of, count) if row.cells[name] else count for name in RANGE)
    if not low <= count <= high:
        row.refuse(
            "count",
            tell("error.value.lies_outside_to", value=count, low=low, high=high),
            tell("error.value.low_count_high"),
        )
    return Fact(row.read("instrument", names, ()), row.read("year", one_year(years), 0), low, high)


def one_instrument(instruments: Sequence[str]) -> Callable[[str], str]:
    """A reader of an instrument's id.

    Parameters
    ----------
    instruments : ids of the plan

    Returns
    -------
    A function of a cell's text, which raises UnitError with the nearest id where there is no such one.

    Examples
    --------
    >>> one_instrument(["a09.3", "a09.4"])("a09.4")
    'a09.4'
    """

    def read(cell: str) -> str:
        if cell in instruments:
            return cell
        near = nearest(cell, instruments) or ""
        raise UnitError(
            tell("error.value.unknown_cell", cell=describe(cell)), tell("error.value.instrument_plan"), near
        )

    return read


def one_year(years: Sequence[int]) -> Callable[[str], int]:
    """A reader of a year of the forecast.

    Parameters
    ----------
    years : of the forecast, in order

    Returns
    -------
    A function of a cell's text, which raises UnitError for another year.

    Examples
    --------
    >>> one_year([2023, 2024, 2025])("2024")
    2024
    """
    return lambda cell: parse_year(cell, years[0], years[-1])


def count_of(cell: str) -> float:
    """A whole number of recognitions from a cell of a table.

    Parameters
    ----------
    cell : its text

    Returns
    -------
    The count, 0 or more.

    Raises
    ------
    UnitError
        The cell holds something else.

    Examples
    --------
    >>> count_of("12")
    12.0
    """
    count = parse_number(number_in(cell), 0.0)
    if count % 1:
        raise UnitError(
            tell("error.value.not_whole_number", value=describe(cell)), tell("error.value.whole_number_recognitions")
        )
    return count
