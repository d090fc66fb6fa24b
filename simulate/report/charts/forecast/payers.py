"""Who pays, year by year."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.language.catalogue import say
from simulate.language.layout import money_unit
from simulate.report.base import views
from simulate.report.base.chart_table import Book, Cell, ChartTable
from simulate.report.base.style import HATCHES, LADDER, finish, house, literal


def payer_means(data: xr.Dataset) -> tuple[list[int], list[int], np.ndarray]:
    """Payment years, places of the payers that ever pay, and mean cash of all priced instruments (payers, years), yuan."""
    years = views.payment_years(data)
    paid = data["cash"].sum("instrument").mean("draw").transpose("payer", "payment_year").sel(payment_year=years).values
    places = [int(place) for place in np.flatnonzero(paid.sum(axis=1) > 0)]
    return years, places, paid[places]


@house
def payers(axes: Axes, data: xr.Dataset, language: str = "zh") -> None:
    """Mean cash by payment year, stacked by payer; all priced instruments, market-based support included."""
    years, places, paid = payer_means(data)
    scale, unit, digits = money_unit(language, "chart", float(paid.sum(axis=0).max(initial=0)))
    names = views.title(data, "payer", language)
    below = np.zeros(len(years))
    for rank, (place, row) in enumerate(zip(places, paid / scale, strict=True)):
        look = {"color": LADDER[rank % len(LADDER)], "hatch": HATCHES[rank % len(HATCHES)], "edgecolor": "white"}
        axes.bar(range(len(years)), row, 0.6, bottom=below, label=literal(names[place]), **look)  # type: ignore[arg-type]
        below = below + row
    for place, top in enumerate(below):
        axes.annotate(f"{top:,.{digits}f}", (place, top), (0, 3), textcoords="offset points", ha="center", fontsize=8)
    axes.set_xticks(range(len(years)), [str(year) for year in years])
    axes.grid(axis="x", visible=False)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.{0 if below.max(initial=0) >= 10 else 1}f}")
    axes.set_ylabel(unit)
    axes.margins(y=0.1)
    axes.legend(loc="upper right")
    name = say("charts.payers.title", language)
    finish(axes, data, language, name, unit, "payment")


def table(book: Book, data: xr.Dataset) -> ChartTable:
    """Mean cash by payment year and payer."""
    years, places, paid = payer_means(data)
    names = views.title(data, "payer", book.language)
    rows: list[list[Cell]] = [
        [year, *(float(value) / book.scale for value in paid[:, place])] for place, year in enumerate(years)
    ]
    heads = [book.say("workbook.chart_data.payment_year"), *(names[place] for place in places)]
    return ChartTable(
        book.say("workbook.chart_data.payers"), heads, rows, "money", "stacked", tuple(range(1, len(heads)))
    )
