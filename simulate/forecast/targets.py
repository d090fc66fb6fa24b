"""The plan's targets beside what is simulated, with and without the awards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from simulate.forecast.forecast import Forecast
from simulate.forecast.summary import Chance, reaching
from simulate.plan.target import Over, Simulated, Target

SHARE = "1"
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class TargetYear:
    """One target in one year, or over all years (``year`` None): its quantity by draw, (draws,), in both arms.

    ``off`` is None where the output has no twin (titles and money have one only as 'anyway').
    """

    target: Target
    year: int | None
    on: Floats
    off: Floats | None

    def chance(self, policy: str = "on") -> Chance | None:
        """Chance that the target's number is reached; None without a number, without that arm, or where the quantity is not
        defined (a share of no firm).
        """
        values = self.on if policy == "on" else self.off
        if self.target.value is None or values is None or not np.isfinite(values).all():
            return None
        return reaching(values, self.target.value)


def simulated_targets(forecast: Forecast) -> Iterator[TargetYear]:
    """Every target that an output answers, in the order of the plan; one entry a year where it applies to each year."""
    data = forecast.dataset
    for target in forecast.scenario.plan.targets:
        if target.simulated is None:
            continue
        both = "policy" in data[target.simulated.variable].dims
        on = quantity(data, target.simulated, "on")
        off = quantity(data, target.simulated, "off") if both else None
        if target.simulated.over == "each_year":
            for place, year in enumerate(data["year"].values):
                yield TargetYear(target, int(year), on[:, place], None if off is None else off[:, place])
        else:
            over, year_of = _over(target, data)
            yield TargetYear(target, year_of, over(on), None if off is None else over(off))


def quantity(data: xr.Dataset, simulated: Simulated, policy: str) -> Floats:
    """The output of a target by draw and year, (draws, years): sums, and shares weighted by firms."""
    values = _arm(data[simulated.variable], policy)
    weights = _arm(data["firms"], policy) if values.attrs.get("units") == SHARE and "segment" in values.dims else None
    for dim, names in simulated.select.items():
        values = values.sel({dim: list(names)})
        weights = weights.sel({dim: list(names)}) if weights is not None and dim in weights.dims else weights
    if weights is not None:
        total = weights.sum("segment")
        values = (values * weights).sum("segment") / total.where(total > 0)
    others = [dim for dim in values.dims if dim not in ("draw", "year")]
    return np.asarray(values.sum(others, skipna=False).transpose("draw", "year").values, dtype=np.float64)


def _arm(values: xr.DataArray, policy: str) -> xr.DataArray:
    return values.sel(policy=policy, drop=True) if "policy" in values.dims else values


@dataclass(frozen=True)
class _Over:
    """How the years of a target become one number; ``before`` (draws,) is the output in the year before the first.

    Growth starts from there, so that it holds as many yearly steps as the plan has years; an output without a value
    before the first year (a flow) starts from its first year.
    """

    kind: Over
    last: int
    before: Floats | None

    def __call__(self, values: Floats) -> Floats:
        if self.kind == "total":
            return np.asarray(values.sum(axis=1))
        if self.kind == "last_year":
            return values[:, self.last]
        first, steps = (values[:, 0], self.last) if self.before is None else (self.before, self.last + 1)
        return np.asarray((values[:, self.last] / first) ** (1.0 / max(steps, 1)) - 1.0)


def _over(target: Target, data: xr.Dataset) -> tuple[_Over, int | None]:
    assert target.simulated is not None
    years, kind, before = [int(year) for year in data["year"].values], target.simulated.over, None
    last = years.index(target.by) if target.by in years else len(years) - 1
    if (name := f"{target.simulated.variable}_before") in data:
        before = np.asarray(data[name].values, dtype=np.float64)
    return _Over(kind, last, before), years[last] if kind == "last_year" else None


def projects_target(forecast: Forecast) -> Target | None:
    """The target that counts projects in each year, if the plan has one."""
    for target in forecast.scenario.plan.targets:
        if target.simulated is not None and target.simulated.variable == "projects":
            return target
    return None
