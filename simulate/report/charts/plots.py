"""All charts of one forecast: ``forecast.plot.fan()``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.analysis.base.stored import StoredResult, stored_results
from simulate.forecast.labels import readings_attributes
from simulate.report.base import views
from simulate.report.base.evidence import scoreboard
from simulate.report.charts.analysis import additionality, drivers
from simulate.report.charts.calibration.backtest import backtest
from simulate.report.charts.finder import chart
from simulate.report.charts.forecast import (
    articles,
    clocks,
    exceedance,
    fan,
    funnel,
    masses,
    payers,
    projects,
    stages,
)

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast

Method = TypeVar("Method", bound=Callable[..., Axes])


def shown(where: Callable[[ForecastPlots], Any]) -> Callable[[Method], Method]:
    """Marks a chart of every forecast ``where`` there is something to show."""

    def mark(method: Method) -> Method:
        method.shown = where  # type: ignore[attr-defined]
        return method

    return mark


def _always(_: ForecastPlots) -> bool:
    return True


def _has_headline(plots: ForecastPlots) -> bool:
    return bool(plots.forecast.dataset["headline"].values.any())


def _has_applicants(plots: ForecastPlots) -> bool:
    return bool((plots.forecast.dataset["applied"].sum(("policy", "draw", "year")) > 0).any())


def _pays_firms(plots: ForecastPlots) -> bool:
    data = plots.forecast.dataset
    decided = np.flatnonzero(~data["outside"].values.astype(bool))
    return bool(data["entitlement"].isel(instrument=decided).sum() > 0)


@dataclass(frozen=True)
class ForecastPlots:
    """The charts of ``forecast``, in their order; each takes axes to draw on, or makes its own, and returns them."""

    forecast: Forecast
    language: str | None = None

    @property
    def _language(self) -> str:
        return self.language or self.forecast.scenario.language

    @cached_property
    def _data(self) -> xr.Dataset:
        """The dataset, which also says how it takes the ambiguous sentences of the plan."""
        return self.forecast.dataset.assign_attrs(readings_attributes(self.forecast.scenario))

    @cached_property
    def _drivers(self) -> xr.Dataset:
        return drivers.of_forecast(self.forecast)

    @shown(_has_headline)
    def fan(self, axes: Axes | None = None) -> Axes:
        """Cumulative cash of the city by payment year, with bands of probability."""
        return fan.fan(axes, self._data, self._language)

    @shown(_has_headline)
    def exceedance(self, axes: Axes | None = None) -> Axes:
        """Probability that a sum is exceeded."""
        limit = exceedance.whole_appropriation(self.forecast)
        return exceedance.exceedance(axes, self._data, self._language, appropriation=limit)

    @shown(_has_headline)
    def clocks(self, axes: Axes | None = None) -> Axes:
        """What is owed by recognition year beside what is paid by payment year."""
        return clocks.clocks(axes, self._data, self._language)

    @shown(_always)
    def payers(self, axes: Axes | None = None) -> Axes:
        """Cash of each payer by payment year."""
        return payers.payers(axes, self._data, self._language)

    @shown(_always)
    def articles(self, axes: Axes | None = None) -> Axes:
        """Obligation by article, with its interval."""
        return articles.articles(axes, self._data, self._language)

    @shown(lambda plots: views.few_awarded(plots.forecast.dataset).any())
    def masses(self, axes: Axes | None = None) -> Axes:
        """Instruments with few awards, as probabilities."""
        return masses.masses(axes, self._data, self._language)

    @shown(lambda plots: plots._drivers.sizes["driver"])
    def drivers(self, axes: Axes | None = None) -> Axes:
        """Which sampled figures the headline moves with."""
        return drivers.drivers(axes, self._drivers, self._language)

    @shown(_always)
    def projects(self, axes: Axes | None = None) -> Axes:
        """Projects a year against the plan's target."""
        target = projects.yearly_project_target(self.forecast)
        if target is None or target.simulated is None:
            return projects.projects(axes, self._data, self._language)
        segments = target.simulated.select.get("segment")
        return projects.projects(axes, self._data, self._language, segments=segments, target=target.value)

    @shown(_always)
    def stages(self, axes: Axes | None = None, segment: str | None = None) -> Axes:
        """Shares of the maturity stages."""
        return stages.stages(axes, self._data, self._language, segment=segment)

    @shown(_has_applicants)
    def funnel(self, axes: Axes | None = None) -> Axes:
        """Take-up from eligible to paid."""
        return funnel.funnel(axes, self._data, self._language)

    @shown(_pays_firms)
    def additionality(self, axes: Axes | None = None) -> Axes:
        """How much of each award goes to what would have happened anyway; instruments that firms of the model decide on."""
        return additionality.additionality(axes, additionality.of_forecast(self.forecast), self._language)

    def beside(self) -> dict[str, Callable[[], Axes]]:
        """Charts of what is not the forecast's own: analyses kept in its run folder, and the back-test of its plan."""
        found: dict[str, Callable[[], Axes]] = {
            one.name: partial(_drawn, one, self._language) for one in stored_results(self.forecast)
        }
        board = scoreboard(self.forecast)
        if board is not None:
            found["backtest"] = partial(backtest, None, board, self._language)
        return found

    def all(self) -> dict[str, Callable[[], Axes]]:
        """Every chart that this forecast has something to show in, by its file name."""
        marked = {name: method.shown for name, method in vars(type(self)).items() if hasattr(method, "shown")}
        return {name: getattr(self, name) for name, where in marked.items() if where(self)}


def _drawn(one: StoredResult, language: str) -> Axes:
    axes: Axes = chart(one.chart)(None, one.in_language(language), language)
    return axes
