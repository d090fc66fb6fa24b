"""How much of each award goes to what would have happened anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.analysis.compare.additionality import NO_RESPONSE
from simulate.analysis.compare.additionality import additionality as analysed
from simulate.language.catalogue import say
from simulate.report.base import views
from simulate.report.base.chart_table import Book, Cell, ChartTable
from simulate.report.base.style import BLUE, ORANGE, finish, house, literal, resize
from simulate.report.base.words import row_label

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast

SHOWN = (
    ("deadweight_project_money", 0.14, "s", BLUE, "charts.additionality.project_anyway"),
    ("deadweight_title_money", -0.14, "o", ORANGE, "charts.additionality.title_anyway"),
)


def of_forecast(forecast: Forecast) -> xr.Dataset:
    """The analysis of those instruments that firms of the model decide on and that entitle to something."""
    data = forecast.dataset
    earned = data["entitlement"].sum(("draw", "year")).values > 0
    return analysed(forecast).dataset.isel(instrument=np.flatnonzero(earned & ~data["outside"].values.astype(bool)))


@house
def additionality(axes: Axes, data: xr.Dataset, language: str = "zh") -> None:
    """Share of each instrument's entitlement that is deadweight, with its 95 % interval, where firms can respond.

    ``data``: by ``instrument`` deadweight_project_money and deadweight_title_money, each with _low and _high.
    """
    shown = np.isfinite(data["deadweight_project_money"].values)
    if "label" in data:
        shown &= (data["label"] != NO_RESPONSE).any("year").values
    places = np.flatnonzero(shown)
    rows = np.arange(len(places))[::-1]
    for name, shift, mark, colour, words in SHOWN:
        middle, low, high = (data[f"{name}{end}"].values[places] for end in ("", "_low", "_high"))
        axes.hlines(rows + shift, low, high, color=colour, lw=1.4)
        axes.plot(middle, rows + shift, mark, color=colour, ms=4.5, label=say(words, language))
    titles = views.title(data, "instrument", language)
    axes.set_yticks(rows, [literal(row_label(titles[place])) for place in places])
    axes.set_xlim(-0.02, 1.04)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.grid(axis="y", visible=False)
    unit = say("charts.additionality.share_of_the_entitlement", language)
    axes.set_xlabel(unit)
    axes.legend(loc="upper center", bbox_to_anchor=(0.35, -0.5 / (0.3 * len(places) + 0.8)), ncols=2)
    resize(axes, 1.9 + 0.3 * len(places))
    finish(axes, data, language, say("charts.additionality.deadweight_by_instrument", language), unit)


def table(book: Book, data: xr.Dataset) -> ChartTable:
    """Deadweight of each instrument that firms decide on, with its interval."""
    titles = views.title(data, "instrument", book.language)
    rows: list[list[Cell]] = []
    names = [f"deadweight_{kind}_money{end}" for kind in ("project", "title") for end in ("", "_low", "_high")]
    for place, title in enumerate(titles):
        rows.append([title, *(float(data[name].values[place]) for name in names)])
    words = (book.say("workbook.chart_data.project_anyway"), book.say("workbook.chart_data.title_anyway"))
    ends = ("", book.say("workbook.chart_data.low"), book.say("workbook.chart_data.high"))
    heads = [book.say("common.instrument"), *(f"{word}{end}" for word in words for end in ends)]
    return ChartTable(book.say("workbook.chart_data.deadweight"), heads, rows, "share")
