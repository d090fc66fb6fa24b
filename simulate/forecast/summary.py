"""What a distribution over draws says: quantiles, mean, chances, each with its Monte Carlo standard error."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulate.forecast.forecast import Forecast

Values = NDArray[np.number]
LEVELS = (0.1, 0.5, 0.9, 0.95)


@dataclass(frozen=True)
class Summary:
    """One number's distribution over draws; ``error_*`` are Monte Carlo standard errors, in the number's own unit."""

    mean: float
    p10: float
    p50: float
    p90: float
    p95: float
    error_mean: float
    error_p10: float
    error_p50: float
    error_p90: float
    error_p95: float


def quantile_error(values: Values, level: float) -> float:
    """Monte Carlo standard error of a quantile, from order statistics.

    The number of draws below the true quantile is binomial(n, level) with standard deviation sqrt(n level (1 - level)); half
    the distance between the order statistics one such deviation to either side estimates the error.  Infinite for one draw.
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    if ordered.size < 2:
        return math.inf
    spread = math.sqrt(level * (1 - level) / ordered.size)
    low, high = np.quantile(ordered, [max(level - spread, 0.0), min(level + spread, 1.0)])
    return float(high - low) / 2


def mean_error(values: Values) -> float:
    """Monte Carlo standard error of the mean: standard deviation / sqrt(draws).  Infinite for one draw."""
    array = np.asarray(values, dtype=np.float64)
    return float(array.std(ddof=1) / math.sqrt(array.size)) if array.size > 1 else math.inf


def summarise(values: Values) -> Summary:
    """Summary of an array of shape (draws,)."""
    array = np.asarray(values, dtype=np.float64)
    points = [float(point) for point in np.quantile(array, LEVELS)]
    errors = [quantile_error(array, level) for level in LEVELS]
    return Summary(float(array.mean()), points[0], points[1], points[2], points[3], mean_error(array), *errors)


def exceedance(values: Values, limit: float) -> tuple[float, float]:
    """Share of draws above ``limit``, and its Monte Carlo standard error (binomial)."""
    share = float((np.asarray(values, dtype=np.float64) > limit).mean())
    return share, math.sqrt(share * (1 - share) / len(values))


def reaching(values: Values, target: float) -> tuple[float, float]:
    """Share of draws at or above ``target``, and its Monte Carlo standard error (binomial)."""
    share = float((np.asarray(values, dtype=np.float64) >= target).mean())
    return share, math.sqrt(share * (1 - share) / len(values))


@dataclass(frozen=True)
class Line:
    """One line of the budget: recognitions, obligations and cash by draw.

    ``recognised`` (draws,); ``obligation`` (draws,) over the plan's years; ``by_year`` and ``cash`` (draws, years); ``assumed``
    (draws,) the part of the obligation whose amount is not stated by the plan.
    """

    key: str
    recognised: Values
    obligation: Values
    by_year: Values
    cash: Values
    assumed: Values
    priced: bool

    @property
    def assumed_share(self) -> float:
        """Mean share of the obligation that rests on assumed amounts; 0 where nothing is owed."""
        owed = float(np.asarray(self.obligation, dtype=np.float64).mean())
        return float(np.asarray(self.assumed, dtype=np.float64).mean()) / owed if owed else 0.0


def line(forecast: Forecast, key: str, members: NDArray[np.intp], payer: str | None = None) -> Line:
    """The line of some instruments (places along ``instrument``); ``payer`` restricts the money to one payer."""
    data = forecast.dataset.isel(instrument=members)
    owed = data["obligation"].values.astype(np.float64)
    cash = data["cash"]
    if payer is not None:
        owed = owed * data["payer_share"].sel(payer=payer).values[:, :, None]
        cash = cash.sel(payer=[payer])
    assumed = owed[:, data["assumed"].values].sum(axis=(1, 2))
    return Line(
        key=key,
        recognised=data["recognised"].sel(policy="on").sum(("instrument", "year")).values,
        obligation=owed.sum(axis=(1, 2)),
        by_year=owed.sum(axis=1),
        cash=cash.sum(("instrument", "payer")).values,
        assumed=assumed,
        priced=bool(data["priced"].values.any()),
    )


def article_lines(forecast: Forecast) -> list[Line]:
    """One line an article, all payers, in the order of the plan."""
    articles = forecast.dataset["article"].values
    return [line(forecast, str(number), np.flatnonzero(articles == number)) for number in dict.fromkeys(articles)]


def instrument_lines(forecast: Forecast) -> list[Line]:
    """One line an instrument, all payers, in the order of the plan."""
    return [
        line(forecast, str(name), np.array([place])) for place, name in enumerate(forecast.dataset["instrument"].values)
    ]


def total_lines(forecast: Forecast) -> list[Line]:
    """The headline (city payer), financing on a line of its own, and the two wider totals; none is merged into another.

    Keys: headline, financing, with_b (headline instruments and group B, all payers), with_c (and the priced part of group C).
    """
    data = forecast.dataset
    headline, group = data["headline"].values, data["group"].values
    financing, priced = data["award_kind"].values == "financing", data["priced"].values
    rest = ~financing & priced
    return [
        line(forecast, "headline", np.flatnonzero(headline), "city"),
        line(forecast, "with_b", np.flatnonzero((headline | (group == "B")) & rest)),
        line(forecast, "with_c", np.flatnonzero((headline | (group == "B") | (group == "C")) & rest)),
        line(forecast, "financing", np.flatnonzero(financing)),
    ]


def yearly_projects(forecast: Forecast, policy: str) -> NDArray[np.int64]:
    """Projects of industrial firms by draw and year (the plan's target counts these): shape (draws, years)."""
    industry = ["industry_above_scale", "industry_small"]
    return np.asarray(forecast.dataset["projects"].sel(policy=policy, segment=industry).sum("segment").values)
