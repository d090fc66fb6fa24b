"""What the charts, the workbook and the page show, taken from the forecast's dataset: one place, so they agree."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from simulate.forecast import labels
from simulate.foundation.ratios import ratio_of_sums
from simulate.language.catalogue import say
from simulate.language.message import worded

LEVELS = (0.1, 0.5, 0.9)
LUMPY_COUNT = 3  # an instrument that pays at most so many awards in half of the futures is shown by probabilities

Draws = xr.DataArray

budget_payer, budget_words = labels.budget_payer, labels.budget_words


def quantiles(values: NDArray[np.number] | Draws, levels: tuple[float, ...] = LEVELS) -> list[float]:
    """Quantiles over the draws of an array of shape (draws,)."""
    return [float(value) for value in np.quantile(np.asarray(values, dtype=np.float64), levels)]


def mean(values: NDArray[np.number] | Draws) -> float:
    """Mean over the draws, in the unit of the values."""
    return float(np.asarray(values, dtype=np.float64).mean())


def title(data: xr.Dataset, dim: str, language: str) -> list[str]:
    """Titles along ``instrument``, or names along ``payer`` or ``segment``."""
    name = "title" if dim == "instrument" else dim
    return [str(text) for text in worded(data, name, language).values]


def article_title(number: int, language: str) -> str:
    """An article by its number: ``Article 9``."""
    return say("report.views.article", language, number=number)


def article_name(data: xr.Dataset, number: int, language: str) -> str:
    """An article by number and short title: ``Article 6 Digital-economy firms``."""
    return f"{article_title(number, language)} {labels.article_name(data, number, language)}"


def chosen(data: xr.Dataset, where: NDArray[np.bool_]) -> xr.Dataset:
    """The dataset of some instruments only."""
    return data.isel(instrument=np.flatnonzero(where))


def headline(data: xr.Dataset) -> xr.Dataset:
    """The dataset of the instruments that count in the headline."""
    return chosen(data, data["headline"].values.astype(bool))


def groups(data: xr.Dataset) -> Mapping[str, NDArray[np.bool_]]:
    """Instruments whose awards are in the headline, those of group A beside it, of B and of C: disjoint, never merged into
    one another. The headline itself is the budget payer's part of the first."""
    top = data["headline"].values.astype(bool)
    group = data["group"].values
    found = {"awards": top, **{name: ~top & (group == name) for name in ("A", "B", "C")}}
    priced = data["priced"].values.astype(bool)
    return {name: where & priced for name, where in found.items() if (where & priced).any()}


def group_title(name: str, language: str) -> str:
    """Name of one of ``groups``."""
    return say(f"report.views.group.{name}", language)


def obligation(data: xr.Dataset, payer: str | None = None) -> Draws:
    """Obligation summed over instruments, of one payer by its share: (draw, year), yuan."""
    owed = data["obligation"]
    if payer is not None:
        owed = owed * data["payer_share"].sel(payer=payer, drop=True)
    return owed.sum("instrument").transpose("draw", "year")


def cash(data: xr.Dataset, payer: str | None = None) -> Draws:
    """Cash by draw and payment year, summed over instruments; of one payer or of all. (draw, payment_year), yuan."""
    cash = data["cash"] if payer is None else data["cash"].sel(payer=payer, drop=True)
    paid = cash.isel(instrument=slice(0, 1)).sum("instrument")
    for place in range(1, cash.sizes["instrument"]):  # one instrument in memory at a time
        paid = paid + cash.isel(instrument=place, drop=True)
    return (paid.sum("payer") if payer is None else paid).transpose("draw", "payment_year")


def payment_years(data: xr.Dataset) -> list[int]:
    """Payment years up to the last in which any draw pays or still owes."""
    used = np.zeros(data.sizes["payment_year"], dtype=np.bool_)
    for name in ("cash", "unpaid", "lapsed"):
        for place in range(data.sizes["instrument"]):  # one instrument in memory at a time
            used |= (data[name].isel(instrument=place) > 0).any(("draw", "payer")).values
    years = [int(year) for year in data["payment_year"].values]
    last = int(np.flatnonzero(used).max()) if used.any() else 0
    return years[: last + 1]


def few_awarded(data: xr.Dataset) -> NDArray[np.bool_]:
    """Priced instruments that in half of the futures pay no more than ``LUMPY_COUNT`` awards over all years."""
    awards = data["paid"].sel(policy="on").sum("year")
    few = (awards.median("draw") <= LUMPY_COUNT).values & (awards.max("draw") > 0).values
    return np.asarray(few & data["priced"].values.astype(bool), dtype=np.bool_)


def shares_of_counts(counts: NDArray[np.integer], most: int = LUMPY_COUNT) -> list[float]:
    """Share of draws with 0, 1, ... ``most`` awards, and with more."""
    found = [float((counts == number).mean()) for number in range(most + 1)]
    return [*found, float((counts > most).mean())]


def articles(data: xr.Dataset) -> list[int]:
    """Articles that have a priced instrument, in the order of the text."""
    priced = data["priced"].values.astype(bool)
    return sorted({int(one) for one in data["article"].values[priced]})


def of_article(data: xr.Dataset, number: int) -> xr.Dataset:
    """The dataset of an article's priced instruments."""
    return chosen(data, (data["article"].values == number) & data["priced"].values.astype(bool))


def deadweight(data: xr.Dataset, name: str) -> float:
    """Share of entitlement for what happens anyway: ``project_anyway`` or ``entitlement_anyway``; NaN of nothing."""
    return ratio_of_sums(data[name], data["entitlement"])


def assumed_share(data: xr.Dataset) -> float:
    """Share of the obligations, over all draws, that rests on assumed amounts; NaN where nothing is owed."""
    return ratio_of_sums(chosen(data, data["assumed"].values.astype(bool))["obligation"], data["obligation"])
