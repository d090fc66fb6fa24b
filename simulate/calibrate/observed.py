"""Conditioning on what has been observed inside the horizon: a table of instrument, year, count, low, high.

A draw is kept if its recognitions lie in every observed range. The draws that are left are the forecast given the
facts, exactly, and each weighs the same: the effective sample size is their number. Lists of known length are better
stated as such in a scenario (``behaviour: {little_giant_list: ...}``), since that keeps every draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulate.calibrate.table import Row, read_table
from simulate.errors import InputError, nearest
from simulate.units import UnitError, describe, parse_number
from simulate.yamlfile.problems import Problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulate.forecast.forecast import Forecast

COLUMNS = ("instrument", "year", "count", "low", "high")


@dataclass(frozen=True)
class Fact:
    """Recognitions of some instruments (joined by '+' in the table) in a year, between ``low`` and ``high``."""

    instruments: tuple[str, ...]
    year: int
    low: float
    high: float

    def __str__(self) -> str:
        return f"{'+'.join(self.instruments)} {self.year}: {self.low:g} to {self.high:g}"


def load_facts(path: Path, instruments: Sequence[str], years: Sequence[int]) -> list[Fact]:
    """Read a table of facts; ``low`` and ``high`` default to ``count``.

    Raises ProblemsError with every problem at its line and column: an instrument or year that the scenario does not
    have, a cell that is no number, a count outside its own range.
    """
    problems = Problems()
    facts = [_fact(row, instruments, years) for row in read_table(path, COLUMNS, problems)]
    problems.raise_if_any()
    return facts


def _fact(row: Row, instruments: Sequence[str], years: Sequence[int]) -> Fact:
    def names(cell: str) -> tuple[str, ...]:
        found = tuple(part.strip() for part in cell.split("+"))
        for name in found:
            if name not in instruments:
                raise UnitError(
                    f"unknown instrument {describe(name)}",
                    "instruments of the plan, joined by '+'",
                    nearest(name, instruments) or "",
                )
        return found

    def year(cell: str) -> int:
        if cell.isascii() and cell.isdigit() and int(cell) in years:
            return int(cell)
        raise UnitError(f"{describe(cell)} came", f"a year from {years[0]} to {years[-1]}")

    count = row.read("count", _count, 0.0)
    low, high = (row.read(name, _count, count) if row.cells[name] else count for name in ("low", "high"))
    if not low <= count <= high:
        row.refuse("count", f"{count:g} lies outside {low:g} to {high:g}", "low <= count <= high")
    return Fact(row.read("instrument", names, ()), row.read("year", year, 0), low, high)


def _count(cell: str) -> float:
    try:
        return parse_number(float(cell), 0.0)
    except ValueError:
        raise UnitError(f"{describe(cell)} is not a number", "a number of recognitions") from None


def agreeing(forecast: Forecast, facts: Sequence[Fact]) -> NDArray[np.bool_]:
    """Which draws agree with every fact, shape (draws,).

    Raises InputError naming the share of draws that agree with each fact where none agrees with all.
    """
    data = forecast.dataset["recognised"].sel(policy="on")
    kept = np.ones(forecast.dataset.sizes["draw"], dtype=np.bool_)
    shares = []
    for fact in facts:
        counts = data.sel(instrument=list(fact.instruments), year=fact.year).sum("instrument").values
        inside = (counts >= fact.low) & (counts <= fact.high)
        shares.append(f"{fact}: {inside.mean():.1%} of draws")
        kept &= inside
    if not kept.any():
        raise InputError(
            f"no draw of {kept.size} agrees with every observed figure ({'; '.join(shares)}); "
            "expected more draws, or wider ranges"
        )
    return kept


def conditioned(forecast: Forecast, path: Path) -> Forecast:
    """The forecast given the facts of ``path``; its attribute ``effective_sample_size`` says how many draws are left.

    Draws keep their numbers, so that any of them can be replayed. Raises as ``load_facts`` and ``agreeing`` do.
    """
    from simulate.forecast.forecast import Forecast

    data = forecast.dataset
    instruments, years = [str(name) for name in data["instrument"].values], [int(year) for year in data["year"].values]
    kept = agreeing(forecast, load_facts(path, instruments, years))
    left = data.isel(draw=np.flatnonzero(kept)).assign_attrs(
        effective_sample_size=int(kept.sum()), draws_before_observing=kept.size
    )
    return Forecast(left, forecast.scenario, forecast.folder)
