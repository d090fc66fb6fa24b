"""A user's own actuals (instrument, year, count or cash) against a forecast in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulate.scenario.actuals import Actual, load_actual_table
from simulate.scoring.scores import central_interval, crps, log_score

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast


@dataclass(frozen=True)
class Compared:
    """An actual against the forecast's 5, 50 and 95 %; ``log_score`` is of counts, NaN for cash."""

    actual: Actual
    low: float
    middle: float
    high: float
    crps: float
    log_score: float

    @property
    def inside(self) -> bool:
        """Whether the actual lies in the central 90 % of the forecast, ends included."""
        return self.low <= self.actual.value <= self.high


def load_actuals(path: Path, forecast: Forecast) -> list[Actual]:
    """Read a table with the columns instrument, year, count, cash against the instruments and years of a forecast."""
    data = forecast.dataset
    instruments = [str(name) for name in data["instrument"].values]
    years, payment_years = ([int(year) for year in data[dim].values] for dim in ("year", "payment_year"))
    return list(load_actual_table(path, instruments, years, payment_years))


def compare_actuals(forecast: Forecast, actuals: Sequence[Actual]) -> list[Compared]:
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
    density = log_score(draws, one.value, one.value) if one.quantity == "count" else float("nan")
    return Compared(one, low, float(np.median(draws)), high, crps(draws, one.value), density)
