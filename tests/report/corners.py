"""Forecasts at the corners of what a reader may meet: much changes, nothing does, nothing is paid, nothing is asked."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
import xarray as xr

from simulate.forecast.forecast import Forecast
from simulate.scenario.resolve import load_scenario
from simulate.scenario.scenario import Scenario
from tests.report.factory import synthetic

MONEY = (
    "entitlement", "stacking_saving", "obligation", "entitlement_anyway", "project_anyway", "cash", "fiscal_cost",
)  # fmt: skip


def nothing_paid(data: xr.Dataset) -> xr.Dataset:
    """No award is paid in any draw."""
    return data.assign({name: data[name] * 0 for name in (*MONEY, "paid")})


def nothing_changes(data: xr.Dataset) -> xr.Dataset:
    """Both arms are the same in every draw."""
    names = [name for name in data.data_vars if "policy" in data[name].dims]
    return data.assign(
        {name: data[name].sel(policy=["on", "on"]).assign_coords(policy=["on", "off"]) for name in names}
    )


def arms(data: xr.Dataset, factor: float) -> xr.Dataset:
    """With the awards the twin's adoption times a factor."""
    scale = xr.DataArray([factor, 1.0], dims="policy", coords={"policy": ["on", "off"]})
    twin = nothing_changes(data)
    adopted = {name: twin[name] * scale for name in ("projects", "coverage", "core_share")}
    return twin.assign(adopted)


def much_more(data: xr.Dataset) -> xr.Dataset:
    """Awards that raise adoption by half."""
    return arms(data, 1.5)


def less(data: xr.Dataset) -> xr.Dataset:
    """Awards that lower adoption by a fifth."""
    return arms(data, 0.8)


def a_little(data: xr.Dataset) -> xr.Dataset:
    """Awards that raise adoption by one in a hundred."""
    return arms(data, 1.01)


def one_instrument(data: xr.Dataset) -> xr.Dataset:
    """The first priced instrument of the headline alone."""
    places = np.flatnonzero(data["headline"].values & data["priced"].values)
    return data.isel(instrument=places[:1])


def all_unpriced(data: xr.Dataset) -> xr.Dataset:
    """No amount of any instrument can be assumed."""
    return nothing_paid(data).assign_coords(priced=("instrument", np.zeros(data.sizes["instrument"], dtype=bool)))


def no_cash(data: xr.Dataset) -> xr.Dataset:
    """All that is owed stays unpaid."""
    return data.assign(cash=data["cash"] * 0, fiscal_cost=data["fiscal_cost"] * 0)


def one_draw(data: xr.Dataset) -> xr.Dataset:
    """A single future."""
    return data.isel(draw=[0]).assign_attrs(draws=1)


def no_firms_before(data: xr.Dataset) -> xr.Dataset:
    """No project starts without the awards, some with them."""
    return data.assign(projects=data["projects"].where(data["policy"] == "on", 0))


CORNERS: dict[str, Callable[[xr.Dataset], xr.Dataset]] = {
    one.__name__: one
    for one in (
        nothing_paid, nothing_changes, much_more, less, a_little, one_instrument, all_unpriced, no_cash, one_draw,
        no_firms_before,
    )
}  # fmt: skip


@lru_cache
def scenario(root: Path) -> Scenario:
    """The shipped baseline."""
    return load_scenario(root / "scenarios" / "baseline.yaml")


@lru_cache
def corner(root: Path, name: str) -> Forecast:
    """A synthetic forecast at a corner; ``no_target`` is that of a plan without targets."""
    base = scenario(root)
    data = synthetic(base)
    data = data.assign(anchors_at_cap=("draw", np.zeros(data.sizes["draw"], dtype=np.int64)))
    if name == "no_target":
        return Forecast(data, dataclasses.replace(base, plan=base.plan.model_copy(update={"targets": ()})))
    data = CORNERS[name](data)
    if name == "one_instrument":
        (kept,) = (one for one in base.plan.instruments if one.id == data["instrument"].values[0])
        targets = tuple(
            one for one in base.plan.targets if one.simulated is None or "instrument" not in one.simulated.select
        )
        return Forecast(
            data,
            dataclasses.replace(base, plan=base.plan.model_copy(update={"instruments": (kept,), "targets": targets})),
        )
    return Forecast(data, base)
