"""Sums of money in which two scenarios may differ, the widest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulate.forecast.forecast import Forecast
from simulate.forecast.labels import budget_payer


@dataclass(frozen=True)
class Measure:
    """A sum in both languages, its clock, and whole yuan by draw, (draws,)."""

    en: str
    zh: str
    clock: str
    of: Callable[[Forecast], NDArray[np.int64]]


def _total(forecast: Forecast) -> NDArray[np.int64]:
    return np.asarray(forecast.dataset["obligation"].sum(["instrument", "year"]).values, dtype=np.int64)


def _headline(forecast: Forecast) -> NDArray[np.int64]:
    return np.asarray(np.rint(forecast.headline().values), dtype=np.int64)


def _budget(forecast: Forecast) -> NDArray[np.int64]:
    owed = forecast.budget("payer").sel(payer=budget_payer(forecast.dataset)).sum("year")
    return np.asarray(np.rint(owed.values), dtype=np.int64)


def _paid_in_time(forecast: Forecast) -> NDArray[np.int64]:
    data = forecast.dataset
    paid = forecast.budget("payer", "payment").sel(payer=budget_payer(data), payment_year=data["year"].values)
    return np.asarray(paid.sum("payment_year").values, dtype=np.int64)


MEASURES = (
    Measure("Obligation of all payers", "应兑付总额", "recognition", _total),
    Measure("Headline obligation on the budget", "本级主口径应兑付", "recognition", _headline),
    Measure("Obligation on the budget", "本级应兑付", "recognition", _budget),
    Measure("Cash on the budget within the plan's years", "方案期内本级实际支出", "payment", _paid_in_time),
)


def differing(base: Forecast, other: Forecast) -> Measure:
    """The first of ``MEASURES`` in which the two differ in some draw, draws paired; the first of all where none does."""
    return next((one for one in MEASURES if (one.of(base) != one.of(other)).any()), MEASURES[0])
