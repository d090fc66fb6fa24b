"""Two or more scenarios on common random numbers: what changes, how surely, and what was written differently.

Draw by draw both scenarios have the same parameters and the same luck, so the standard error is that of the paired
difference; ``ratio`` says how many times larger it would be with independent seeds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np
import xarray as xr

from simulate.analysis.pairing import shared
from simulate.analysis.results import Result, standard_error, variable
from simulate.analysis.waterfall import Waterfall
from simulate.errors import InputError
from simulate.forecast.forecast import Forecast
from simulate.scenario.difference import Difference, difference
from simulate.scenario.scenario import Scenario

ADOPTION = ("projects", "firms_with_project", "stage_moves", "investment", "coverage")
SOURCE = Forecast | Scenario | Path | str


@dataclass(frozen=True, repr=False)
class Comparison(Result):
    """Other less base for each of the other scenarios (dimension ``scenario``).

    Dataset, each as ``<view>`` (scenario, draw, ...), ``<view>_mean``, ``<view>_se`` (paired standard error of the
    mean), ``<view>_se_independent`` (with independent seeds) and ``<view>_ratio``: total, by_instrument, by_article
    (year), by_payer (payment_year) in yuan; and for adoption projects, firms_with_project, stage_moves, investment,
    coverage (segment, year). ``texts`` are the figures that were written differently; ``forecasts`` what was compared.
    """

    forecasts: tuple[Forecast, ...] = ()
    texts: Mapping[str, Sequence[Difference]] = field(default_factory=dict)

    chart: ClassVar[str] = "comparison"
    table: ClassVar[tuple[str, ...]] = (
        "by_instrument_mean", "by_instrument_se", "by_instrument_se_independent", "by_instrument_ratio",
    )  # fmt: skip

    def sentences(self) -> list[str]:
        """For each scenario: what was changed, the difference with its error and the ratio, and adoption."""
        return [line for name in self.dataset["scenario"].values for line in self._one(str(name))]

    def _one(self, name: str) -> list[str]:
        data, zh = self.dataset.sel(scenario=name), self.language == "zh"
        mean, se, ratio = (float(data[f"total_{part}"]) for part in ("mean", "se", "ratio"))
        low, high = (self.money(float(np.quantile(data["total"], level))) for level in (0.1, 0.9))
        changed = [f"  {one}" for one in self.texts.get(name, ())]
        if zh:
            words = (
                f"{name}：应兑付总额变化{self.money(mean)}（标准误{self.money(se)}），八成区间{low}至{high}；"
                f"独立种子的标准误是配对的{_times(ratio)}倍。"
            )
        else:
            words = (
                f"{name}: total obligation changes by {self.money(mean)} (standard error {self.money(se)}), eight "
                f"futures in ten between {low} and {high}; with independent seeds the error is {_times(ratio)} times "
                "the paired one."
            )
        return [words, self._adoption(data, zh), *changed]

    def _adoption(self, data: xr.Dataset, zh: bool) -> str:
        projects = float(data["projects_mean"].sum(["segment", "year"]))
        moves = float(data["stage_moves_mean"].sum(["segment", "year"]))
        if zh:
            return f"  启动项目数变化{projects:+,.1f}，等级提升数变化{moves:+,.1f}（全部年份合计）。"
        return f"  Projects started change by {projects:+,.1f}, stage moves by {moves:+,.1f} (all years)."


def compare(
    base: SOURCE, *others: SOURCE, draws: int | None = None, stacked: bool = False, quiet: bool = True
) -> Comparison:
    """Compare scenarios or finished runs on the same draws.

    ``stacked``: each against the one before it, in place of each against ``base``. Raises InputError where seeds differ
    or finished runs share no draws.
    """
    forecasts = [_forecast(one, draws, quiet) for one in (base, *others)]
    if len(forecasts) < 2:
        raise InputError("compare: expected a base and one or more other scenarios")
    _check(forecasts)
    forecasts = shared(forecasts)
    count = min(one.dataset.sizes["draw"] for one in forecasts)
    tables = [views(one, count) for one in forecasts]
    names = _names(forecasts[1:])
    pairs = [(place - 1 if stacked else 0, place) for place in range(1, len(forecasts))]
    parts = [paired(tables[before], tables[after]) for before, after in pairs]
    dataset = xr.concat(parts, dim=xr.Variable("scenario", names), join="outer", combine_attrs="drop_conflicts")
    texts = {
        name: difference(forecasts[before].scenario, forecasts[after].scenario)
        for name, (before, after) in zip(names, pairs, strict=True)
    }
    return Comparison(dataset, forecasts[0].scenario.language, tuple(forecasts), texts)


def views(forecast: Forecast, draws: int) -> dict[str, xr.DataArray]:
    """Money and adoption by draw, the first ``draws`` of them."""
    data = forecast.dataset.isel(draw=slice(draws))
    cut = Forecast(data, forecast.scenario)
    money = {
        "total": data["obligation"].sum(["instrument", "year"]),
        "by_instrument": cut.budget("instrument"),
        "by_article": cut.budget("article"),
        "by_payer": cut.budget("payer", "payment"),
    }
    return money | {name: data[name].sel(policy="on", drop=True) for name in ADOPTION}


def paired(before: Mapping[str, xr.DataArray], after: Mapping[str, xr.DataArray]) -> xr.Dataset:
    """Differences draw by draw, their means, both standard errors and the ratio."""
    out = {}
    for name in after:
        one, two = xr.align(before[name].reset_coords(drop=True), after[name].reset_coords(drop=True), join="outer")
        one, two = (side.fillna(0) if side.dtype.kind == "f" else side for side in (one, two))
        gap, dims = two - one, tuple(str(dim) for dim in one.dims if dim != "draw")
        axis = gap.get_axis_num("draw")
        paired_error = standard_error(gap.values.astype(float), axis)
        apart = np.hypot(*(standard_error(side.values.astype(float), side.get_axis_num("draw")) for side in (one, two)))
        ratio = np.divide(apart, paired_error, out=np.full_like(apart, np.inf), where=paired_error > 0)
        units = str(after[name].attrs.get("units", "CNY" if name in ("total",) else ""))
        out[name] = gap.variable
        out[name].attrs.update(units=units, long_name=f"{name}: other less base")
        out[f"{name}_mean"] = variable(dims, gap.mean("draw").values, units, f"{name}: mean difference")
        out[f"{name}_se"] = variable(dims, paired_error, units, f"{name}: standard error, paired")
        out[f"{name}_se_independent"] = variable(dims, apart, units, f"{name}: standard error with independent seeds")
        out[f"{name}_ratio"] = variable(dims, ratio, "1", f"{name}: independent over paired standard error")
    coords = {dim: after[name][dim].values for name in after for dim in after[name].dims}
    return xr.Dataset(out, coords=coords)


def steps_between(base: Forecast, other: Forecast, quiet: bool = True) -> Waterfall:
    """The waterfall from one scenario to another: a step for each figure, or for each part where there are many."""
    from simulate.analysis.steps import waterfall_between

    return waterfall_between(base, other, quiet)


def _forecast(source: SOURCE, draws: int | None, quiet: bool) -> Forecast:
    from simulate.forecast import runs

    if isinstance(source, Forecast):
        return source
    if isinstance(source, (str, Path)) and Path(source).is_dir():
        return runs.open_run(source)
    return runs.run(source, draws, quiet=quiet)


def _check(forecasts: Sequence[Forecast]) -> None:
    seeds = [one.scenario.seed for one in forecasts]
    if len(set(seeds)) > 1:
        listed = ", ".join(map(str, seeds))
        raise InputError(f"compare: seeds {listed} came; expected one seed, so that the scenarios share their luck")


def _names(forecasts: Sequence[Forecast]) -> list[str]:
    """Names of the scenarios by file, numbered where they repeat."""
    names = [one.scenario.path.stem for one in forecasts]
    return [f"{name} ({place + 1})" if names.count(name) > 1 else name for place, name in enumerate(names)]


def _times(ratio: float) -> str:
    return "∞" if np.isinf(ratio) else f"{ratio:.1f}"
