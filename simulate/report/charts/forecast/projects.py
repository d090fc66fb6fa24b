"""Digital upgrade projects a year against the plan's target, with the awards and without them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.language.catalogue import say
from simulate.language.vocabulary import label
from simulate.plan.target import Target
from simulate.report.base import views
from simulate.report.base.chart_table import Book, Cell, ChartTable
from simulate.report.base.style import LADDER, ORANGE, finish, house, whiskers

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast


def yearly_project_target(forecast: Forecast) -> Target | None:
    """The plan's target of projects a year, where it has one."""
    for target in forecast.scenario.plan.targets:
        if target.simulated and target.simulated.variable == "projects" and target.every_year and target.value:
            return target
    return None


def project_levels(data: xr.Dataset, segments: Sequence[str]) -> dict[str, np.ndarray]:
    """``on`` and ``off`` to an array (years, 3): P10, median and P90 of projects started in the segments."""
    count = data["projects"].sel(segment=list(segments)).sum("segment")
    return {
        policy: np.quantile(count.sel(policy=policy).transpose("draw", "year").values, views.LEVELS, axis=0).T
        for policy in ("on", "off")
    }


@house
def projects(
    axes: Axes,
    data: xr.Dataset,
    language: str = "zh",
    *,
    segments: Sequence[str] | None = None,
    target: float | None = None,
) -> None:
    """Projects started a year, medians with P10-P90; ``target`` is the plan's yearly number, drawn as a line."""
    levels = project_levels(data, segments or [str(name) for name in data["segment"].values])
    years = [int(year) for year in data["year"].values]
    looks = (
        ("on", -0.2, LADDER[0], "charts.projects.with_awards"),
        ("off", 0.2, LADDER[2], "charts.projects.without_awards"),
    )
    for policy, shift, colour, words in looks:
        low, middle, high = levels[policy].T
        place = np.arange(len(years)) + shift
        axes.bar(place, middle, 0.38, color=colour, label=say(words, language))
        whiskers(axes, place, low, high)
        for x, top, value in zip(place, high, middle, strict=True):
            axes.annotate(f"{value:,.0f}", (x, top), (0, 3), textcoords="offset points", ha="center", fontsize=8)
    if target is not None:
        label = say("charts.projects.target_a_year", language, target=target)
        axes.axhline(target, color=ORANGE, lw=1.5, ls="--", label=label)
    axes.set_xticks(range(len(years)), [str(year) for year in years])
    axes.grid(axis="x", visible=False)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    unit = say("charts.projects.projects", language)
    axes.set_ylabel(unit)
    axes.set_ylim(0, 1.35 * max(float(levels["on"].max()), float(levels["off"].max()), target or 0))
    axes.legend(loc="upper center", ncols=3)
    name = say("charts.projects.title", language)
    finish(axes, data, language, name, unit)


def table(book: Book, data: xr.Dataset) -> ChartTable:
    """Levels by year, with and without the awards."""
    target = yearly_project_target(book.forecast)
    chosen = target.simulated.select.get("segment") if target and target.simulated else None
    levels = project_levels(data, chosen or [str(name) for name in data["segment"].values])
    rows: list[list[Cell]] = []
    for place, year in enumerate(data["year"].values):
        rows.append(
            [
                int(year),
                *map(float, levels["on"][place]),
                *map(float, levels["off"][place]),
                target.value if target else None,
            ]
        )
    words = [label(f"policy_{name}", book.language) for name in ("on", "off")]
    heads = [f"{word} {level}" for word in words for level in ("P10", "P50", "P90")]
    heads = [book.say("workbook.year"), *heads, book.say("workbook.chart_data.target")]
    name = book.say("workbook.chart_data.projects")
    return ChartTable(name, heads, rows, "count", "clustered", (2, 5), 7 if target else None, (0, 2))
