"""What the awards change: against the twin without them, on the same luck, firm by firm.

Two measures of deadweight, kept apart: the *title* that the same firm would hold anyway, and the *project* that it
would do anyway. An award for a title that was granted before the announcement rewards what had happened already: all
of it is deadweight. Recipients outside the table of firms have no behaviour here, and are labelled so.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from simulate.analysis.results import Z95, Floats, Result, jackknife, percent, variable
from simulate.forecast.forecast import Forecast
from simulate.plan.instrument import Instrument
from simulate.scenario.scenario import Scenario

GROUPS = 20
NO_RESPONSE = "no behavioural response modelled"
ALL_DEADWEIGHT = "recognised before the announcement: 100 % deadweight"
SOME_DEADWEIGHT = "partly recognised before the announcement"


@dataclass(frozen=True, repr=False)
class Additionality(Result):
    """Deadweight and what the awards add.

    Dataset, each with ``_low`` and ``_high`` (95 % interval of the mean): by ``instrument`` deadweight_titles (share of
    recognitions), deadweight_title_money, deadweight_project_money (shares of entitlement; NaN where nothing is paid);
    by ``instrument`` and ``year`` label; by ``segment`` additional_projects, additional_stage_moves; overall
    projects_added, stage_moves_added, investment_levered (yuan), cost (yuan), cost_per_project (yuan),
    levered_per_yuan, and the shares of deadweight over all firms' instruments as ``overall_...``.
    """

    chart: ClassVar[str] = "additionality"
    table: ClassVar[tuple[str, ...]] = (
        "deadweight_titles", "deadweight_titles_low", "deadweight_titles_high", "deadweight_title_money",
        "deadweight_title_money_low", "deadweight_title_money_high", "deadweight_project_money",
        "deadweight_project_money_low", "deadweight_project_money_high", "label",
    )  # fmt: skip

    def sentences(self) -> list[str]:
        """Overall deadweight, additional projects and their price, then instruments with the most deadweight money."""
        title, project = (self._range(f"overall_deadweight_{name}_money", percent) for name in ("title", "project"))
        added, moves = self._range("projects_added", _number), self._range("stage_moves_added", _number)
        price, levered = self._range("cost_per_project", self.money), self._range("investment_levered", self.money)
        if self.language == "zh":
            return [
                f"给企业的奖补中，称号无奖补也会获得的占{title}，项目无奖补也会实施的占{project}。",
                f"奖补带来的新增项目{added}个，新增等级提升{moves}次，撬动投资{levered}；每个新增项目{price}。",
            ]
        return [
            f"Money to firms for titles that would be held anyway: {title}; for projects done anyway: {project}.",
            f"The awards add {added} projects and {moves} stage moves; they lever investment of {levered}.",
            f"An additional project costs {price}.",
        ]

    def _range(self, name: str, write: object) -> str:
        assert callable(write)
        value, low, high = (float(self.dataset[f"{name}{end}"]) for end in ("", "_low", "_high"))
        if not np.isfinite(value):
            return "无法计算" if self.language == "zh" else "not defined (nothing added)"
        return f"{write(value)} ({write(low)} - {write(high)})"


def additionality(forecast: Forecast) -> Additionality:
    """Deadweight by instrument, and what the awards add in all."""
    data = forecast.dataset
    sums = data[["entitlement", "recognised_anyway", "entitlement_anyway", "project_anyway"]].sum("year")
    recognised = data["recognised"].sel(policy="on", drop=True).sum("year")
    parts: dict[str, xr.Variable] = {}
    pairs = {
        "deadweight_titles": (sums["recognised_anyway"], recognised),
        "deadweight_title_money": (sums["entitlement_anyway"], sums["entitlement"]),
        "deadweight_project_money": (sums["project_anyway"], sums["entitlement"]),
    }
    firms = np.flatnonzero(~data["outside"].values)
    for name, (part, whole) in pairs.items():
        _ratio(parts, name, part.values, whole.values, ("instrument",), "1")
        above, below = (one.isel(instrument=firms).sum("instrument").values for one in (part, whole))
        _ratio(parts, f"overall_{name}", above, below, (), "1")
    _added(parts, forecast, firms)
    labels = labels_of(forecast.scenario, data)
    parts["label"] = variable(("instrument", "year"), labels, "", "what to know about the figure")
    coords = {name: data[name] for name in ("instrument", "year", "segment", "title_en", "title_zh", "article")}
    return Additionality(xr.Dataset(parts, coords=coords), forecast.scenario.language)


def _added(parts: dict[str, xr.Variable], forecast: Forecast, firms: NDArray[np.intp]) -> None:
    """Policy on less policy off: projects, stage moves, investment; and their price."""
    data = forecast.dataset
    gap = {
        name: (data[name].sel(policy="on", drop=True) - data[name].sel(policy="off", drop=True)).sum("year")
        for name in ("projects", "stage_moves", "investment")
    }
    ones = np.ones(data.sizes["draw"])
    for name, word in (("projects", "additional_projects"), ("stage_moves", "additional_stage_moves")):
        _ratio(parts, word, gap[name].values, np.ones_like(gap[name].values), ("segment",), "count")
    total = {name: one.sum("segment").values for name, one in gap.items()}
    cost = data["obligation"].isel(instrument=firms).sum(["instrument", "year"]).values
    _ratio(parts, "projects_added", total["projects"], ones, (), "count")
    _ratio(parts, "stage_moves_added", total["stage_moves"], ones, (), "count")
    _ratio(parts, "investment_levered", total["investment"], ones, (), "CNY")
    _ratio(parts, "cost", cost, ones, (), "CNY")
    _ratio(parts, "cost_per_project", cost, total["projects"], (), "CNY")
    _ratio(parts, "levered_per_yuan", total["investment"], cost, (), "1")


def _ratio(
    parts: dict[str, xr.Variable], name: str, part: Floats, whole: Floats, dims: tuple[str, ...], units: str
) -> None:
    """Mean of ``part`` over mean of ``whole`` with its 95 % interval by the jackknife; draws along the first axis."""
    groups = np.array_split(np.arange(len(part)), min(GROUPS, len(part)))
    value = _quotient(part, whole)
    left_out = [_quotient(np.delete(part, group, axis=0), np.delete(whole, group, axis=0)) for group in groups]
    error = jackknife(np.stack(left_out))
    words = name.replace("_", " ")
    parts[name] = variable(dims, value, units, words)
    parts[f"{name}_low"] = variable(dims, value - Z95 * error, units, f"{words}, lower end")
    parts[f"{name}_high"] = variable(dims, value + Z95 * error, units, f"{words}, upper end")


def _quotient(part: Floats, whole: Floats) -> Floats:
    above, below = (np.asarray(one, dtype=np.float64).sum(axis=0) for one in (part, whole))
    return np.asarray(np.divide(above, below, out=np.full(np.shape(below), np.nan), where=below != 0))


def labels_of(scenario: Scenario, data: xr.Dataset) -> np.ndarray:
    """What to know about each instrument and year: (instrument, year)."""
    announced = scenario.plan.issued
    years = [int(year) for year in data["year"].values]
    return np.array([[label_of(one, year, announced) for year in years] for one in scenario.plan.instruments])


def label_of(instrument: Instrument, year: int, announced: datetime.date) -> str:
    """Whether there is behaviour to change, and whether the year's rounds came before the announcement."""
    if instrument.outside:
        return NO_RESPONSE
    early = [datetime.date(year, month, day) < announced for month, day in instrument.rounds]
    if early and all(early):
        return ALL_DEADWEIGHT
    return SOME_DEADWEIGHT if any(early) else ""


def _number(value: float) -> str:
    return f"{value:,.1f}"
