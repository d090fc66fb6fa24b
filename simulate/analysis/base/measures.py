"""Sums of money in which two scenarios may differ, the widest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulate.forecast.forecast import Forecast
from simulate.forecast.labels import budget_payer
from simulate.language.message import Message


@dataclass(frozen=True)
class Measure:
    """A sum in both languages, its clock, and whole yuan by draw, (draws,)."""

    title: Message
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
    Measure(Message("analysis.measure.total"), "recognition", _total),
    Measure(Message("analysis.measure.headline"), "recognition", _headline),
    Measure(Message("analysis.measure.budget"), "recognition", _budget),
    Measure(Message("analysis.measure.paid_in_time"), "payment", _paid_in_time),
)


def differing(base: Forecast, other: Forecast) -> Measure:
    """The first of ``MEASURES`` in which the two differ in some draw, draws paired; the first of all where none does."""
    return next((one for one in MEASURES if (one.of(base) != one.of(other)).any()), MEASURES[0])
