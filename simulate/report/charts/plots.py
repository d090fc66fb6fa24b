"""All charts of one forecast: ``forecast.plot.fan()``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from simulate.plan.target import Target
from simulate.report import views
from simulate.report.charts.articles import articles, masses
from simulate.report.charts.clocks import clocks
from simulate.report.charts.exceedance import exceedance
from simulate.report.charts.fan import fan
from simulate.report.charts.funnel import funnel
from simulate.report.charts.payers import payers
from simulate.report.charts.projects import projects
from simulate.report.charts.stages import stages

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast


@dataclass(frozen=True)
class ForecastPlots:
    """The charts of ``forecast``; each takes axes to draw on, or makes its own, and returns them."""

    forecast: Forecast
    language: str | None = None

    @property
    def _language(self) -> str:
        return self.language or self.forecast.scenario.language

    def fan(self, axes: Axes | None = None) -> Axes:
        """Cumulative cash of the city."""
        return fan(axes, self.forecast.dataset, self._language)

    def articles(self, axes: Axes | None = None) -> Axes:
        """Obligation by article, with intervals."""
        return articles(axes, self.forecast.dataset, self._language)

    def masses(self, axes: Axes | None = None) -> Axes:
        """Instruments with few awards, as probabilities."""
        return masses(axes, self.forecast.dataset, self._language)

    def clocks(self, axes: Axes | None = None) -> Axes:
        """Obligation beside cash."""
        return clocks(axes, self.forecast.dataset, self._language)

    def payers(self, axes: Axes | None = None) -> Axes:
        """Cash by payer."""
        return payers(axes, self.forecast.dataset, self._language)

    def projects(self, axes: Axes | None = None) -> Axes:
        """Projects a year against the plan's target."""
        target = yearly_project_target(self.forecast)
        if target is None or target.simulated is None:
            return projects(axes, self.forecast.dataset, self._language)
        segments = target.simulated.select.get("segment")
        return projects(axes, self.forecast.dataset, self._language, segments=segments, target=target.value)

    def stages(self, axes: Axes | None = None, segment: str | None = None) -> Axes:
        """Shares of the maturity stages."""
        return stages(axes, self.forecast.dataset, self._language, segment=segment)

    def funnel(self, axes: Axes | None = None) -> Axes:
        """Take-up from eligible to paid."""
        return funnel(axes, self.forecast.dataset, self._language)

    def exceedance(self, axes: Axes | None = None) -> Axes:
        """Probability that a sum is exceeded."""
        return exceedance(axes, self.forecast.dataset, self._language, appropriation=whole_appropriation(self.forecast))

    def all(self) -> dict[str, Callable[[], Axes]]:
        """Every chart that this forecast has something to show in, by its file name."""
        found = {
            "fan": self.fan,
            "exceedance": self.exceedance,
            "clocks": self.clocks,
            "payers": self.payers,
            "articles": self.articles,
            "masses": self.masses,
            "projects": self.projects,
            "stages": self.stages,
            "funnel": self.funnel,
        }
        data = self.forecast.dataset
        if not views.lumpy(data).any():
            del found["masses"]
        if not (data["applied"].sum(("policy", "draw", "year")) > 0).any():
            del found["funnel"]
        if not data["headline"].values.any():
            for name in ("fan", "exceedance", "clocks"):
                del found[name]
        return dict(found)


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
