"""Which sampled figures the headline moves with, read off the run's own draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.analysis.explain.run_drivers import drivers_dataset, parameter_drivers
from simulate.foundation.printed import percent
from simulate.language.catalogue import say
from simulate.language.layout import money_unit
from simulate.language.message import worded
from simulate.report.base import views
from simulate.report.base.chart_table import Book, Cell, ChartTable
from simulate.report.base.style import INK, LADDER, finish, house, literal, resize
from simulate.report.base.words import row_label

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast

MOST = 12


def of_forecast(forecast: Forecast) -> xr.Dataset:
    """The figures that a forecast's headline moves with most; of none where its draws tell none apart."""
    return drivers_dataset(forecast, parameter_drivers(forecast)[:MOST])


@house
def drivers(axes: Axes, data: xr.Dataset, language: str = "zh") -> None:
    """Mean of the headline in the fifth of the draws where a figure is lowest and in the fifth where it is highest.

    ``data``: by ``driver`` share (of the variance), low, high (yuan), title_en, title_zh, largest share on top; scalar
    mean. The number at a bar is the share of the variance that goes with the figure.
    """
    low, high, share = (data[name].values for name in ("low", "high", "share"))
    mean, rows = float(data["mean"]), np.arange(data.sizes["driver"])[::-1]
    scale, unit, digits = money_unit(language, "chart", float(max(high.max(), low.max())))
    for values, colour, words in (
        (low, LADDER[2], "charts.drivers.figure_lowest_fifth"),
        (high, LADDER[0], "charts.drivers.figure_highest_fifth"),
    ):
        label = say(words, language)
        axes.barh(rows, (values - mean) / scale, left=mean / scale, color=colour, height=0.62, label=label)
    right = np.maximum(low, high) / scale
    for row, at, part in zip(rows, right, share, strict=True):
        axes.annotate(percent(float(part)), (at, row), (4, 0), textcoords="offset points", va="center", fontsize=7.5)
    axes.axvline(mean / scale, color=INK, lw=1)
    titles = views.title(data, "instrument", language)
    axes.set_yticks(rows, [literal(row_label(title)) for title in titles])
    axes.grid(axis="y", visible=False)
    digits = max(digits - 1, 0)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.{digits}f}")
    axes.set_xlabel(say("charts.drivers.mean_headline_obligation", language, unit=unit))
    axes.margins(x=0.08)
    axes.legend(loc="upper center", bbox_to_anchor=(0.3, -0.55 / (0.3 * len(rows) + 0.8)), ncols=2)
    resize(axes, 2.0 + 0.3 * len(rows))
    name = say("charts.drivers.title", language)
    finish(axes, data, language, name, unit, "recognition")


def table(book: Book, data: xr.Dataset) -> ChartTable:
    """The sampled figures with their shares of the variance."""
    titles, columns = (
        worded(data, "title", book.language).values,
        [data[name].values for name in ("share", "low", "high")],
    )
    rows: list[list[Cell]] = [
        [str(title), 100 * float(share), float(low) / book.scale, float(high) / book.scale]
        for title, share, low, high in zip(titles, *columns, strict=True)
    ]
    heads = [
        book.say("common.sampled_figure"),
        book.say("workbook.chart_data.share_variance_percent"),
        book.say("workbook.chart_data.mean_lowest_fifth", unit=book.unit),
        book.say("workbook.chart_data.mean_highest_fifth", unit=book.unit),
    ]
    return ChartTable(book.say("workbook.chart_data.drivers"), heads, rows, "decimal")
