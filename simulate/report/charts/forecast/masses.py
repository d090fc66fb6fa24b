"""Instruments with few awards: how likely each number of them is."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.language.catalogue import say
from simulate.report.base import views
from simulate.report.base.chart_table import Book, Cell, ChartTable
from simulate.report.base.style import INK, LADDER, finish, house, literal, resize
from simulate.report.base.words import row_label


def mass_table(data: xr.Dataset) -> tuple[list[int], np.ndarray]:
    """Places of the instruments with few awards, and for each the share of draws with 0, 1, 2, 3 and more awards."""
    places = [int(place) for place in np.flatnonzero(views.few_awarded(data))]
    awards = data["paid"].sel(policy="on").sum("year").transpose("instrument", "draw").values
    return places, np.array([views.shares_of_counts(awards[place]) for place in places]).reshape(len(places), -1)


@house
def masses(axes: Axes, data: xr.Dataset, language: str = "zh") -> None:
    """Instruments with few awards: share of the draws with 0, 1, 2, 3 or more awards over all years."""
    places, shares = mass_table(data)
    titles = views.title(data, "instrument", language)
    rows = np.arange(len(places))[::-1]
    shades = ("#F4F4F4", *LADDER[::-1])
    names = [
        *(str(number) for number in range(views.LUMPY_COUNT + 1)),
        say("charts.articles.or_more", language, count=views.LUMPY_COUNT + 1),
    ]
    left = np.zeros(len(places))
    for column, name in enumerate(names):
        width = shares[:, column]
        axes.barh(rows, width, left=left, color=shades[column], edgecolor="#666666", lw=0.5, height=0.7, label=name)
        for row, start, part in zip(rows, left, width, strict=True):
            if part >= 0.06:
                dark = column >= 3
                axes.text(
                    start + part / 2,
                    row,
                    f"{part:.0%}",
                    ha="center",
                    va="center",
                    fontsize=7,
                    color="white" if dark else INK,
                )
        left = left + width
    axes.set_yticks(rows, [literal(row_label(titles[place])) for place in places])
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.grid(visible=False)
    axes.set_xlabel(say("charts.articles.share_of_the_draws", language))
    head = say("charts.articles.awards_paid", language)
    axes.legend(title=head, loc="upper center", bbox_to_anchor=(0.45, -0.5 / (0.3 * len(places) + 0.8)), ncols=5)
    resize(axes, 1.9 + 0.3 * len(places))
    name = say("charts.masses.title", language)
    finish(axes, data, language, name, say("charts.articles.share_of_draws", language))


def table(book: Book, data: xr.Dataset) -> ChartTable:
    """The share of the draws with each number of awards."""
    places, shares = mass_table(data)
    names = views.title(data, "instrument", book.language)
    rows: list[list[Cell]] = [[names[place], *map(float, row)] for place, row in zip(places, shares, strict=True)]
    heads = [*(str(one) for one in range(views.LUMPY_COUNT + 1)), f">{views.LUMPY_COUNT}"]
    first = book.say("workbook.chart_data.instrument_awards_all_years")
    return ChartTable(book.say("workbook.chart_data.few_awards"), [first, *heads], rows, "share")
