"""What came true, as a user keeps it: a table of instrument, year, and count of recognitions, or cash, or both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simulate.foundation.units import parse_money
from simulate.language.choice import tell
from simulate.scenario.observed import count_of, one_instrument, one_year
from simulate.yamlfile.problems import Problems
from simulate.yamlfile.table import TableRow, read_table

COLUMNS = ("instrument", "year", "count", "cash")
QUANTITIES = ("count", "cash")


@dataclass(frozen=True)
class Actual:
    """What came true of an instrument in a year: recognitions (``count``), or yuan paid (``cash``)."""

    instrument: str
    year: int
    quantity: str
    value: float


def load_actual_table(
    path: Path, instruments: Sequence[str], years: Sequence[int], payment_years: Sequence[int]
) -> tuple[Actual, ...]:
    """Read a table of actuals; a row fills ``count`` (by recognition year), ``cash`` (by payment year) or both.

    Parameters
    ----------
    path : CSV with the columns instrument, year, count, cash; money carries its unit
    instruments : ids of the plan
    years : recognition years of the forecast, in order
    payment_years : payment years of the forecast, in order

    Returns
    -------
    One entry for each count and each sum: recognitions, or yuan paid.

    Raises
    ------
    ProblemsError
        Every problem at its line and column: an instrument or a year that the forecast does not have, a cell that is no
        number or no money with its unit, a row without either, the same actual twice.
    """
    problems = Problems()
    found: list[Actual] = []
    for row in read_table(path, COLUMNS, problems, QUANTITIES):
        for one in _actuals(row, instruments, years, payment_years):
            if any(one.quantity == other.quantity and _same(one, other) for other in found):
                row.refuse(
                    one.quantity,
                    tell("error.value.actual_stands_twice", instrument=one.instrument, year=one.year),
                    tell("error.value.one_line_each_actual"),
                )
            found.append(one)
    problems.raise_if_any()
    return tuple(found)


def _actuals(
    row: TableRow, instruments: Sequence[str], years: Sequence[int], payment_years: Sequence[int]
) -> list[Actual]:
    instrument = row.read("instrument", one_instrument(instruments), "")
    readers = {"count": (count_of, years), "cash": (_yuan, payment_years)}
    filled = [quantity for quantity in QUANTITIES if row.cells[quantity]]
    if not filled:
        row.refuse("count", tell("error.actual_missing"), tell("error.actual_expected"))
    return [
        Actual(instrument, row.read("year", one_year(of), 0), quantity, row.read(quantity, parse, 0.0))
        for quantity, (parse, of) in readers.items()
        if quantity in filled
    ]


def _same(one: Actual, other: Actual) -> bool:
    return (one.instrument, one.year) == (other.instrument, other.year)


def _yuan(cell: str) -> float:
    return float(parse_money(cell))
