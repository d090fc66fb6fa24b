"""Take-up: how many firms of those that could end with an award."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullFormatter

from simulate.language.catalogue import say
from simulate.language.vocabulary import label
from simulate.report.base import views
from simulate.report.base.chart_table import Book, Cell, ChartTable
from simulate.report.base.style import BLUE, GREY, INK, ORANGE, SKY, finish, house, literal, resize
from simulate.report.base.words import row_label

STEPS = ("eligible", "aware", "applied", "recognised", "paid")
MARKS = (("o", GREY), ("s", SKY), ("D", BLUE), ("^", ORANGE), ("v", INK))


def funnel_means(data: xr.Dataset) -> tuple[list[int], np.ndarray]:
    """Places of the instruments that firms apply for, and mean counts a year: (instruments, 5 steps), with awards."""
    counts = np.array([data[name].sel(policy="on").mean(("draw", "year")).values for name in STEPS]).T
    places = [int(place) for place in np.flatnonzero((counts[:, 0] > 0) & (counts[:, 2] > 0))]
    return places, counts[places]


@house
def funnel(axes: Axes, data: xr.Dataset, language: str = "zh") -> None:
    """Firms a year at each step of take-up, one row an instrument; each grid line is ten times the one before."""
    places, counts = funnel_means(data)
    rows = np.arange(len(places))[::-1]
    shown = np.where(counts > 0.005, counts, np.nan)
    if len(places):
        axes.hlines(rows, np.nanmin(shown, axis=1), np.nanmax(shown, axis=1), color="#CCCCCC", lw=1.2)
    for step, (mark, colour) in enumerate(MARKS):
        axes.plot(
            shown[:, step],
            rows,
            mark,
            label=label(STEPS[step], language),
            color=colour,
            ms=5,
            ls="",
            alpha=0.9,
        )
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}" if value >= 1 else f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    titles = views.title(data, "instrument", language)
    axes.set_yticks(rows, [literal(row_label(titles[place])) for place in places])
    axes.grid(axis="y", visible=False)
    unit = say("charts.funnel.firms_a_year_mean", language)
    axes.set_xlabel(unit)
    axes.legend(loc="upper center", bbox_to_anchor=(0.35, -0.5 / (0.3 * len(places) + 0.8)), ncols=5)
    resize(axes, 1.9 + 0.3 * len(places))
    title = "charts.funnel.title"
    finish(axes, data, language, say(title, language), unit)


def table(book: Book, data: xr.Dataset) -> ChartTable:
    """Mean firms a year at each step."""
    places, counts = funnel_means(data)
    names = views.title(data, "instrument", book.language)
    rows: list[list[Cell]] = [[names[place], *map(float, row)] for place, row in zip(places, counts, strict=True)]
    words = [label(name, book.language) for name in STEPS]
    heads = [book.say("workbook.chart_data.firms_a_year_mean"), *words]
    return ChartTable(book.say("workbook.chart_data.take_up"), heads, rows, "decimal")
