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
import pandas as pd
import xarray as xr

from simulate.analysis.base.pairing import common_years, horizons_differ, shared
from simulate.analysis.base.results import Result, about, standard_error, variable, write_table
from simulate.analysis.compare.additionality import price, project_money, range_words
from simulate.analysis.compare.steps import waterfall_between
from simulate.analysis.compare.waterfall import Waterfall
from simulate.forecast.forecast import Forecast
from simulate.forecast.summary import Z95
from simulate.foundation.errors import InputError
from simulate.foundation.printed import fine_percent, range_of
from simulate.foundation.ratios import defined, ratio
from simulate.language.choice import tell
from simulate.runs import run as runs
from simulate.scenario.difference import Difference, difference
from simulate.scenario.scenario import Scenario

PARTS = ("mean", "p10", "p90", "se", "se_independent", "ratio")
ENOUGH = 10
"""A ratio of the errors below this is explained."""
ADOPTION = ("projects", "firms_with_project", "stage_moves", "investment", "coverage")
SOURCE = Forecast | Scenario | Path | str


@dataclass(frozen=True, repr=False)
class Comparison(Result):
    """Other less base for each of the other scenarios (dimension ``scenario``).

    Dataset, each as ``<view>`` (scenario, draw, ...), ``<view>_mean``, ``<view>_se`` (paired standard error of the
    mean), ``<view>_se_independent`` (with independent seeds), ``<view>_ratio`` (NaN where the difference is the same in
    every draw) and ``<view>_p10``, ``<view>_p90``: total, headline, project_money (of the awards that firms weigh with
    a project), by_instrument, by_article (year), by_payer (payment_year) in yuan; and for adoption projects,
    firms_with_project, stage_moves, investment, coverage (segment, year); ``changed_share`` (scenario): spread of the
    changed instruments' lines over that of the base's total. ``texts`` are the figures that were written differently;
    ``forecasts`` what was compared: where horizons differ, cut to the years that all have.
    """

    forecasts: tuple[Forecast, ...] = ()
    texts: Mapping[str, Sequence[Difference]] = field(default_factory=dict)

    chart: ClassVar[str] = "comparison"
    answer: ClassVar[str] = "compare"
    table: ClassVar[tuple[str, ...]] = tuple(f"by_instrument_{part}" for part in PARTS)
    more_tables: ClassVar[dict[str, tuple[str, ...]]] = {
        "totals": tuple(f"{view}_{part}" for view in ("headline", "total") for part in PARTS),
        "articles": tuple(f"by_article_{part}" for part in PARTS),
        "payers": tuple(f"by_payer_{part}" for part in PARTS),
        "adoption": tuple(f"{view}_{part}" for view in ADOPTION for part in ("mean", "se")),
    }

    def sentences(self) -> list[str]:
        """What is compared; for each scenario the difference with its error and the ratio, why a low ratio is low, and
        adoption."""
        return [*self._common(), *(line for name in self.names for line in self._one(name))]

    def _common(self) -> list[str]:
        """That only common years, or only draws that agree with the facts of all, are compared, where that leaves some out."""
        about = self.dataset.attrs
        said = []
        if about.get("horizons_differ"):
            years = str(about["years"])
            said.append(self.say("analysis.compare.common_years", years=years))  # fmt: skip
        if about.get("observed"):
            draws = f"{about['draws']:,}"
            said.append(self.say("analysis.compare.common_draws", draws=draws, observed=about['observed']))  # fmt: skip
        return said

    def write_below(self, folder: Path, name: str) -> list[Path]:
        """The tables and the chart, and what was written differently."""
        paths = super().write_below(folder, name)
        frame = pd.DataFrame(
            [(scenario, one.path, one.before, one.after, str(one.source)) for scenario, found in self.texts.items()
             for one in found],
            columns=["scenario", "path", "before", "after", "source"],
        )  # fmt: skip
        return [*paths, write_table(frame, folder / f"{name}_changes.csv")]

    @property
    def names(self) -> list[str]:
        """Names of the scenarios that are set against the base."""
        return [str(name) for name in self.dataset["scenario"].values]

    def _one(self, name: str) -> list[str]:
        data = self.dataset.sel(scenario=name)
        lines = [self._total(name, data, view) for view in ("total", "headline")]
        if data["total"].values.any():
            lines.append(f"  {self._gain(data)}")
        return [*lines, self._adoption(data)]

    def _gain(self, data: xr.Dataset) -> str:
        """What pairing gains, or that the change is certain."""
        times = float(data["total_ratio"])
        if not np.isfinite(times):
            return self.say("analysis.compare.gain.certain")
        gain = self.say("analysis.compare.gain.times", times=times)
        return gain + (self._why(data) if times < ENOUGH else "")

    def _total(self, name: str, data: xr.Dataset, view: str) -> str:
        mean, se, low, high = (float(data[f"{view}_{part}"]) for part in ("mean", "se", "p10", "p90"))
        between = range_of(low, high, self.language)
        if not data[view].values.any():
            return self.say(f"analysis.compare.{view}.same", name=name)
        change, error = self.money(mean), self._error(se)
        return self.say(f"analysis.compare.{view}.changes", name=name, change=change, error=error, between=between)

    def _error(self, error: float) -> str:
        return defined(error, self.money)

    def _why(self, data: xr.Dataset) -> str:
        """Why pairing gains less than it does for a small change."""
        share, spread = fine_percent(float(data["changed_share"])), self.money(float(data["total"].std()))
        return self.say("analysis.compare.gain.why", enough=ENOUGH, spread=spread, share=share)

    def _adoption(self, data: xr.Dataset) -> str:
        each = range_words(data, "cost_per_project", self.money, self.language)
        parts = {}
        for name in ("projects", "stage_moves"):
            gap = data[name].sum(["segment", "year"]).values.astype(float)
            error = float(standard_error(gap))
            unclear = gap.any() and not abs(gap.mean()) > Z95 * error
            more = self.say("common.not_told_apart_from") if unclear else ""
            parts[name] = f"{gap.mean():+,.1f} (± {defined(error, '{:.1f}'.format)}{more})" if gap.any() else "0"
        return self.say("analysis.compare.adoption", **parts, each=each)


def compare(
    base: SOURCE, *others: SOURCE, draws: int | None = None, stacked: bool = False, quiet: bool = True
) -> Comparison:
    """Compare scenarios or finished runs on the same draws.

    Draw by draw the same luck falls on both, so that the difference has a far smaller error than either.

    Parameters
    ----------
    base : a forecast, a run folder, a scenario, the path of its file, or the name of one that ships
    *others : likewise
    draws : of each; as each has or states without it
    stacked : each against the one before it, in place of each against ``base``
    quiet : no bar of progress

    Returns
    -------
    Differences by instrument, article, payer and year, in yuan and counts, with their errors.

    Raises
    ------
    InputError
        Seeds differ, finished runs share no draws, or nothing is there to compare with.

    Examples
    --------
    >>> sim.compare("baseline", "double_smart_factory", draws=200)  # doctest: +SKIP
    """
    forecasts = [_forecast(one, draws, quiet) for one in (base, *others)]
    if len(forecasts) < 2:
        raise InputError(tell("error.compare.compare_base_one_or"))
    _check(forecasts)
    differ = horizons_differ(forecasts)
    forecasts = shared(forecasts)
    count = min(one.dataset.sizes["draw"] for one in forecasts)
    tables = [views(one, count) for one in forecasts]
    names = _names(forecasts)
    pairs = [(place - 1 if stacked else 0, place) for place in range(1, len(forecasts))]
    parts = [paired(tables[before], tables[after]) for before, after in pairs]
    dataset = xr.concat(parts, dim=xr.Variable("scenario", names), join="outer", combine_attrs="drop_conflicts")
    texts = {
        name: difference(forecasts[before].scenario, forecasts[after].scenario)
        for name, (before, after) in zip(names, pairs, strict=True)
    }
    years = common_years(forecasts)
    dataset.attrs |= about(*forecasts) | {"draws": count, "years": f"{years[0]}-{years[-1]}"}
    dataset.attrs |= {"horizons_differ": int(differ)}
    dataset.attrs |= {"observed": "; ".join(map(str, forecasts[0].scenario.facts))}
    return Comparison(dataset, forecasts[0].scenario.language, tuple(forecasts), texts)


def views(forecast: Forecast, draws: int) -> dict[str, xr.DataArray]:
    """Money and adoption by draw, the first ``draws`` of them."""
    data = forecast.dataset.isel(draw=slice(draws))
    cut = Forecast(data, forecast.scenario)
    money = {
        "total": data["obligation"].sum(["instrument", "year"]),
        "project_money": xr.DataArray(project_money(cut), dims="draw"),
        "headline": cut.headline(),
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
        gain = ratio(apart, paired_error)
        units = str(after[name].attrs.get("units", "CNY" if name in ("total", "project_money") else ""))
        out[name] = gap.variable
        out[name].attrs.update(units=units, long_name=f"{name}: other less base")
        out[f"{name}_mean"] = variable(dims, gap.mean("draw").values, units, f"{name}: mean difference")
        for level in (10, 90):
            found = np.quantile(gap.values.astype(float), level / 100, axis=axis)
            out[f"{name}_p{level}"] = variable(dims, found, units, f"{name}: P{level} of the difference")
        out[f"{name}_se"] = variable(dims, paired_error, units, f"{name}: standard error, paired")
        out[f"{name}_se_independent"] = variable(dims, apart, units, f"{name}: standard error with independent seeds")
        out[f"{name}_ratio"] = variable(dims, gain, "1", f"{name}: independent over paired standard error")
    coords = {dim: after[name][dim].values for name in after for dim in after[name].dims}
    money, more = (out[name].values.astype(float) for name in ("project_money", "projects"))
    each = price(money, more.sum(axis=tuple(range(1, more.ndim))))
    for end, value in zip(("", "_low", "_high"), each, strict=True):
        out[f"cost_per_project{end}"] = variable((), float(value), "CNY", f"yuan for each further project{end}")
    out["changed_share"] = variable((), changed_share(before, out["by_instrument"]), "1", "spread of the changed lines")
    return xr.Dataset(out, coords=coords)


def changed_share(before: Mapping[str, xr.DataArray], gap: xr.Variable) -> float:
    """Standard deviation of the sum of the base's lines that change in some draw, over that of the base's total."""
    lines = before["by_instrument"].values
    moved = np.flatnonzero(gap.values.any(axis=(gap.get_axis_num("draw"), gap.get_axis_num("year"))))
    inside = moved[moved < lines.shape[1]]
    spread = float(before["total"].values.std())
    return float(lines[:, inside].sum(axis=(1, 2)).std()) / spread if spread else 0.0


def steps_between(base: Forecast, other: Forecast, quiet: bool = True) -> Waterfall:
    """The waterfall from one scenario to another: a step for each figure, or for each part where there are many."""
    return waterfall_between(base, other, quiet)


def _forecast(source: SOURCE, draws: int | None, quiet: bool) -> Forecast:
    if isinstance(source, Forecast):
        return source
    if isinstance(source, (str, Path)) and Path(source).is_dir():
        return runs.open_run(source)
    return runs.run(source, draws, quiet=quiet)


def _check(forecasts: Sequence[Forecast]) -> None:
    seeds = [one.scenario.seed for one in forecasts]
    if len(set(seeds)) > 1:
        listed = ", ".join(map(str, seeds))
        raise InputError(tell("error.compare.compare_seeds_one_seed", listed=listed))


def _names(forecasts: Sequence[Forecast]) -> list[str]:
    """Names of the other scenarios by file, marked where changes were laid over the base's, numbered where they repeat."""
    base, *names = [str(one.dataset.attrs["scenario"]) for one in forecasts]
    names = [f"{name} --set" if name == base else name for name in names]
    return [f"{name} ({place + 1})" if names.count(name) > 1 else name for place, name in enumerate(names)]
