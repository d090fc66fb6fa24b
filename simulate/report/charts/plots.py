"""All charts of one forecast: ``forecast.plot.fan()``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.analysis.base.kept import Kept, kept
from simulate.analysis.compare.additionality import additionality as analysed
from simulate.analysis.explain.own_draws import OwnDriver, drivers_dataset, parameter_drivers
from simulate.forecast.labels import readings_attributes
from simulate.plan.target import Target
from simulate.report.base import views
from simulate.report.base.evidence import scoreboard
from simulate.report.charts.analysis.additionality import additionality
from simulate.report.charts.analysis.drivers import drivers
from simulate.report.charts.calibration.backtest import backtest
from simulate.report.charts.finder import chart
from simulate.report.charts.forecast.articles import articles, masses
from simulate.report.charts.forecast.clocks import clocks
from simulate.report.charts.forecast.exceedance import exceedance
from simulate.report.charts.forecast.fan import fan
from simulate.report.charts.forecast.funnel import funnel
from simulate.report.charts.forecast.payers import payers
from simulate.report.charts.forecast.projects import projects
from simulate.report.charts.forecast.stages import stages

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast

MOST_DRIVERS = 12


@dataclass(frozen=True)
class ForecastPlots:
    """The charts of ``forecast``; each takes axes to draw on, or makes its own, and returns them."""

    forecast: Forecast
    language: str | None = None

    @property
    def _language(self) -> str:
        return self.language or self.forecast.scenario.language

    @cached_property
    def _data(self) -> xr.Dataset:
        """The dataset, which also says how it takes the ambiguous sentences of the plan."""
        return self.forecast.dataset.assign_attrs(readings_attributes(self.forecast.scenario))

    def fan(self, axes: Axes | None = None) -> Axes:
        """Cumulative cash of the city by payment year, with bands of probability."""
        return fan(axes, self._data, self._language)

    def articles(self, axes: Axes | None = None) -> Axes:
        """Obligation by article, with its interval."""
        return articles(axes, self._data, self._language)

    def masses(self, axes: Axes | None = None) -> Axes:
        """Instruments with few awards, as probabilities."""
        return masses(axes, self._data, self._language)

    def clocks(self, axes: Axes | None = None) -> Axes:
        """What is owed by recognition year beside what is paid by payment year."""
        return clocks(axes, self._data, self._language)

    def payers(self, axes: Axes | None = None) -> Axes:
        """Cash of each payer by payment year."""
        return payers(axes, self._data, self._language)

    def projects(self, axes: Axes | None = None) -> Axes:
        """Projects a year against the plan's target."""
        target = yearly_project_target(self.forecast)
        if target is None or target.simulated is None:
            return projects(axes, self._data, self._language)
        segments = target.simulated.select.get("segment")
        return projects(axes, self._data, self._language, segments=segments, target=target.value)

    def stages(self, axes: Axes | None = None, segment: str | None = None) -> Axes:
        """Shares of the maturity stages."""
        return stages(axes, self._data, self._language, segment=segment)

    def funnel(self, axes: Axes | None = None) -> Axes:
        """Take-up from eligible to paid."""
        return funnel(axes, self._data, self._language)

    def drivers(self, axes: Axes | None = None) -> Axes:
        """Which sampled figures the headline moves with."""
        return drivers(axes, drivers_dataset(self.forecast, self._drivers[:MOST_DRIVERS]), self._language)

    @cached_property
    def _drivers(self) -> list[OwnDriver]:
        return parameter_drivers(self.forecast)

    def additionality(self, axes: Axes | None = None) -> Axes:
        """How much of each award goes to what would have happened anyway; instruments that firms of the model decide on."""
        data = self.forecast.dataset
        earned = data["entitlement"].sum(("draw", "year")).values > 0
        decided = np.flatnonzero(earned & ~data["outside"].values.astype(bool))
        found = analysed(self.forecast).dataset.isel(instrument=decided)
        return additionality(axes, found, self._language)

    def exceedance(self, axes: Axes | None = None) -> Axes:
        """Probability that a sum is exceeded."""
        return exceedance(axes, self._data, self._language, appropriation=whole_appropriation(self.forecast))

    def beside(self) -> dict[str, Callable[[], Axes]]:
        """Charts of what is not the forecast's own: analyses kept in its run folder, and the back-test of its plan."""
        found: dict[str, Callable[[], Axes]] = {
            one.name: partial(_drawn, one, self._language) for one in kept(self.forecast)
        }
        board = scoreboard(self.forecast)
        if board is not None:
            found["backtest"] = partial(backtest, None, board, self._language)
        return found

    def all(self) -> dict[str, Callable[[], Axes]]:
        """Every chart that this forecast has something to show in, by its file name."""
        found = {
            "fan": self.fan,
            "exceedance": self.exceedance,
            "clocks": self.clocks,
            "payers": self.payers,
            "articles": self.articles,
            "masses": self.masses,
            "drivers": self.drivers,
            "projects": self.projects,
            "stages": self.stages,
            "funnel": self.funnel,
            "additionality": self.additionality,
        }
        data = self.forecast.dataset
        if not self._drivers:
            del found["drivers"]
        decided = data["entitlement"].isel(instrument=np.flatnonzero(~data["outside"].values.astype(bool)))
        if not (decided.sum() > 0):
            del found["additionality"]
        if not views.lumpy(data).any():
            del found["masses"]
        if not (data["applied"].sum(("policy", "draw", "year")) > 0).any():
            del found["funnel"]
        if not data["headline"].values.any():
            for name in ("fan", "exceedance", "clocks"):
                del found[name]
        return dict(found)


def _drawn(one: Kept, language: str) -> Axes:
    axes: Axes = chart(one.chart)(None, one.in_language(language), language)
    return axes


def yearly_project_target(forecast: Forecast) -> Target | None:
    """The plan's target of projects a year, where it has one."""
    for target in forecast.scenario.plan.targets:
        if target.simulated and target.simulated.variable == "projects" and target.every_year and target.value:
            return target
    return None


def whole_appropriation(forecast: Forecast) -> float | None:
    """The appropriations of the plan's years, in yuan, where they cover every article of the headline; else None."""
    limits = forecast.scenario.appropriations.limits
    data = views.headline(forecast.dataset)
    wanted = {int(number) for number in data["article"].values[data["priced"].values.astype(bool)]}
    years = [str(year) for year in forecast.dataset["year"].values]
    if not wanted or not all(number in limits for number in wanted):
        return None
    sums = [limits[number].get(year, limits[number].get("later")) for number in wanted for year in years]
    return None if any(one is None for one in sums) else float(sum(one for one in sums if one is not None))
