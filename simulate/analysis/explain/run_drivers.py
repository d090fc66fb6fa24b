"""Where the spread of a run comes from, read off its own draws: no further future is run.

By instrument the split is exact: the parts of a sum share its variance by Cov(part, sum) / Var(sum), and the shares add
up to one. By parameter it is the share of the variance that lies between eighths of the draws ordered by the parameter (a
first-order index; Saltelli and others 2008), less what eighths explain by luck. Parameters that were fitted together
move together, so that their shares overlap; what none explains is chance and interaction. ``simulate explain`` runs a
design that separates them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from simulate.analysis.base.naming import figure_title
from simulate.analysis.base.results import about
from simulate.analysis.explain.tornado import between_bins
from simulate.forecast.forecast import Forecast
from simulate.forecast.labels import budget_payer
from simulate.language.catalogue import languages

Floats = NDArray[np.float64]

BINS = 8
FIFTH = 0.2
LEAST = 0.01
"""Parameters that explain less of the variance are left out."""


@dataclass(frozen=True)
class RunDriver:
    """A sampled figure: the share of the variance that goes with it, and the mean of the output (yuan) over the fifth of
    the draws in which the figure is lowest and over the fifth in which it is highest."""

    name: str
    share: float
    low: float
    high: float


def instrument_shares(forecast: Forecast) -> dict[str, float]:
    """Share of the headline's variance by instrument, largest first; they sum to one. Empty where nothing varies."""
    data = forecast.dataset
    top = data.isel(instrument=np.flatnonzero(data["headline"].values.astype(bool)))
    share = top["payer_share"].sel(payer=budget_payer(top), drop=True)
    parts = (top["obligation"].sum("year") * share).transpose("instrument", "draw").values
    whole = parts.sum(axis=0)
    if whole.size < 2 or not whole.var():
        return {}
    shares = ((parts - parts.mean(axis=1, keepdims=True)) * (whole - whole.mean())).mean(axis=1) / whole.var()
    order = np.argsort(-shares, kind="stable")
    names = [str(name) for name in top["instrument"].values]
    return {names[place]: float(shares[place]) for place in order}


def parameter_drivers(forecast: Forecast, values: Floats | None = None) -> list[RunDriver]:
    """Sampled figures by the share of the variance of ``values`` (draws,) that goes with each, largest first.

    ``values`` is the headline obligation by default. A figure is listed where its share is one percent or more, and
    where share and the gap between the fifths are both beyond what luck would give one figure in a thousand.
    """
    whole = np.asarray(forecast.headline().values if values is None else values, dtype=np.float64)
    draws, total = whole.size, float(whole.var())
    if draws < 2 * BINS or total == 0:
        return []
    # Under no effect the share between bins, times the draws, is chi-square with BINS - 1 degrees of freedom.
    least = max(LEAST, (24.3 - (BINS - 1)) / draws)
    table = forecast.dataset["parameter_value"].transpose("parameter", "draw").values
    found = []
    for name, column in zip(forecast.dataset["parameter"].values, table, strict=True):
        if not np.isfinite(column).all() or column.std() == 0:
            continue
        rank = np.empty(draws)
        rank[np.argsort(column, kind="stable")] = np.arange(draws) / draws
        share = between_bins(rank, whole, BINS) / total
        low, high = whole[rank < FIFTH], whole[rank >= 1 - FIFTH]
        gap, error = abs(high.mean() - low.mean()), np.sqrt(low.var() / low.size + high.var() / high.size)
        if share >= least and gap > 3.3 * error:
            found.append(RunDriver(str(name), share, float(low.mean()), float(high.mean())))
    return sorted(found, key=lambda one: -one.share)


def drivers_dataset(forecast: Forecast, drivers: list[RunDriver]) -> xr.Dataset:
    """What the chart of drivers draws: by ``driver`` share, low, high and titles in both languages; scalar mean."""
    plan = forecast.scenario.plan
    columns = {key: ("driver", [getattr(one, key) for one in drivers]) for key in ("share", "low", "high")}
    titles = {
        f"title_{language}": ("driver", [figure_title(plan, one.name, language) for one in drivers])
        for language in languages()
    }
    return xr.Dataset(
        {**columns, **titles, "mean": float(forecast.headline().mean())},
        coords={"driver": [one.name for one in drivers]},
        attrs=about(forecast) | {"units": "CNY"},
    )
