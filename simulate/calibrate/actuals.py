"""A user's own actuals (instrument, year, count or cash) against a forecast in hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulate.calibrate.scores import central_interval, crps, log_score
from simulate.calibrate.table import Row, read_table
from simulate.errors import nearest
from simulate.units import UnitError, describe, parse_money, parse_number
from simulate.yamlfile.problems import Problems

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast

COLUMNS = ("instrument", "year", "count", "cash")


@dataclass(frozen=True)
class Actual:
    """What came true of an instrument in a year: recognitions (``count``), or yuan paid (``cash``)."""

    instrument: str
    year: int
    quantity: str
    value: float


@dataclass(frozen=True)
class Compared:
    """An actual against the forecast's 5, 50 and 95 %."""

    actual: Actual
    low: float
    middle: float
    high: float
    crps: float
    log_score: float

    @property
    def inside(self) -> bool:
        """Whether the 90 % interval holds the actual."""
        return self.low <= self.actual.value <= self.high


def load_actuals(path: Path, forecast: Forecast) -> list[Actual]:
    """Read a table with the columns instrument, year, count, cash; a row fills count, cash or both.

    Raises ProblemsError with every problem at its line and column: an instrument or a year that the forecast does not
    have, a cell that is no number or no money with its unit, a row without either.
    """
    problems = Problems()
    data = forecast.dataset
    instruments = [str(name) for name in data["instrument"].values]
    found: list[Actual] = []
    for row in read_table(path, COLUMNS, problems):
        instrument = row.read("instrument", _one_of(instruments), "")
        for quantity, parse, dim in (("count", _number, "year"), ("cash", _money, "payment_year")):
            if row.cells[quantity]:
                years = [int(year) for year in data[dim].values]
                year = row.read("year", _year_of(years), 0)
                found.append(Actual(instrument, year, quantity, row.read(quantity, parse, 0.0)))
        _refuse_empty(row)
    problems.raise_if_any()
    return found


def _refuse_empty(row: Row) -> None:
    if not row.cells["count"] and not row.cells["cash"]:
        row.refuse("count", "neither count nor cash", "a number of recognitions, or money such as 300万元 under cash")


def _one_of(names: list[str]) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if cell in names:
            return cell
        raise UnitError(
            f"unknown instrument {describe(cell)}", "an instrument of the forecast's plan", nearest(cell, names) or ""
        )

    return read


def _year_of(years: list[int]) -> Callable[[str], int]:
    def read(cell: str) -> int:
        if cell.isascii() and cell.isdigit() and int(cell) in years:
            return int(cell)
        raise UnitError(f"{describe(cell)} came", f"a year from {years[0]} to {years[-1]}")

    return read


def _number(cell: str) -> float:
    try:
        return parse_number(float(cell), 0.0)
    except ValueError:
        raise UnitError(f"{describe(cell)} is not a number", "a number of recognitions") from None


def _money(cell: str) -> float:
    return float(parse_money(cell))


def compare_actuals(forecast: Forecast, actuals: list[Actual]) -> list[Compared]:
    """Score each actual against the forecast's draws (with awards; cash of all payers)."""
    return [_compared(one, _draws(forecast, one)) for one in actuals]


def _draws(forecast: Forecast, one: Actual) -> np.ndarray:
    data = forecast.dataset
    if one.quantity == "count":
        return np.asarray(
            data["recognised"].sel(policy="on", instrument=one.instrument, year=one.year).values, dtype=np.float64
        )
    cash = data["cash"].sel(instrument=one.instrument, payment_year=one.year).sum("payer")
    return np.asarray(cash.values, dtype=np.float64)


def _compared(one: Actual, draws: np.ndarray) -> Compared:
    low, high = central_interval(draws, 0.9)
    return Compared(
        one, low, float(np.median(draws)), high, crps(draws, one.value), log_score(draws, one.value, one.value)
    )
