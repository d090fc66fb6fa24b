"""What each article costs: intervals where there are many awards, probabilities where there are few."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.language.catalogue import say
from simulate.language.layout import money_unit
from simulate.report.base import views
from simulate.report.base.chart_table import LEVELS, PERCENTS, Book, Cell, ChartTable
from simulate.report.base.style import BLUE, INK, finish, house, literal, resize
from simulate.report.base.words import row_label


@house
def articles(axes: Axes, data: xr.Dataset, language: str = "zh") -> None:
    """Obligation of all years by article: thin P5-P95, thick P10-P90, dot at the median. All payers."""
    numbers = views.articles(data)
    levels = np.array([views.quantiles(_total(data, one), (0.05, 0.1, 0.5, 0.9, 0.95)) for one in numbers])
    scale, unit, digits = money_unit(language, "table")
    rows = np.arange(len(numbers))[::-1]
    p05, p10, p50, p90, p95 = (levels / scale).T
    axes.hlines(rows, p05, p95, color=BLUE, lw=1.2, label="P5 – P95")
    axes.hlines(rows, p10, p90, color=BLUE, lw=6, alpha=0.55, label="P10 – P90")
    axes.plot(p50, rows, "o", color=INK, ms=4, label=say("charts.median", language))
    for row, value, right in zip(rows, p50, p95, strict=True):
        axes.annotate(
            f"{value:,.{digits}f}", (right, row), (5, 0), textcoords="offset points", va="center", fontsize=7.5
        )
    axes.set_yticks(rows, [literal(row_label(views.article_name(data, one, language))) for one in numbers])
    axes.set_xlim(0, 1.12 * float(p95.max()))
    axes.grid(axis="y", visible=False)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set_xlabel(unit)
    axes.set_ylim(-0.6, len(numbers) - 0.4)
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.55 / (0.31 * len(numbers) + 0.8)), ncols=3)
    resize(axes, 1.7 + 0.31 * len(numbers))
    span = f"{int(data['year'].values[0])}–{int(data['year'].values[-1])}"
    name = say("charts.articles.title", language, span=span)
    finish(axes, data, language, name, unit, "recognition")


def _total(data: xr.Dataset, article: int) -> xr.DataArray:
    return views.obligation(views.of_article(data, article)).sum("year")


def table(book: Book, data: xr.Dataset) -> ChartTable:
    """Mean and levels by article."""
    rows: list[list[Cell]] = []
    for number in views.articles(data):
        values = views.obligation(views.of_article(data, number)).sum("year").values
        levels = [views.mean(values), *views.quantiles(values, LEVELS)]
        rows.append([views.article_name(data, number, book.language), *(value / book.scale for value in levels)])
    heads = [book.say("common.article"), book.say("common.mean"), *PERCENTS]
    return ChartTable(book.say("workbook.chart_data.articles"), heads, rows, "money")
