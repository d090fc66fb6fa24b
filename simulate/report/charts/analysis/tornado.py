"""What moves the outcome: one bar a driver, from its lowest to its highest level."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.language.catalogue import say
from simulate.language.layout import MoneyUnit, money_unit
from simulate.language.message import worded
from simulate.report.base.chart_table import Book, Cell, ChartTable
from simulate.report.base.style import INK, LADDER, finish, house, literal, resize
from simulate.report.base.words import row_label

MOST = 14


@house
def tornado(axes: Axes, data: xr.Dataset, language: str = "zh", *, most: int = MOST) -> None:
    """P90 of the output with each driver at its low and at its high level, the widest on top; the line is the P90 of all.

    ``data``: by ``driver`` p90_low, p90_high, title; scalar p90; attribute ``units``.
    """
    order = np.argsort(-np.abs((data["p90_high"] - data["p90_low"]).values), kind="stable")[:most]
    low, high = (data[f"p90_{side}"].values[order] for side in ("low", "high"))
    base = float(data["p90_bars"] if "p90_bars" in data else data["p90"])  # bars start from their own futures
    money = data.attrs.get("units", "CNY") == "CNY"
    scale, unit, _ = money_unit(language, "chart", float(np.max([*high, base]))) if money else MoneyUnit(1.0, "", 0)
    rows = np.arange(len(order))[::-1]
    for values, colour, words in (
        (low, LADDER[2], "charts.tornado.driver_low_level"),
        (high, LADDER[0], "charts.tornado.driver_high_level"),
    ):
        axes.barh(
            rows, (values - base) / scale, left=base / scale, color=colour, height=0.65, label=say(words, language)
        )
    axes.axvline(base / scale, color=INK, lw=1)
    axes.set_yticks(rows, [literal(row_label(str(title))) for title in data["title"].values[order]])
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(f"P90 {unit}".strip())
    axes.margins(x=0.06)
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.55 / (0.3 * len(order) + 0.8)), ncols=2)
    resize(axes, 1.9 + 0.3 * len(order))
    finish(axes, data, language, say("charts.tornado.what_moves_the_p90", language), unit, "both" if money else "")


def table(book: Book, data: xr.Dataset) -> ChartTable:
    """P90 of the output with each driver at its low and at its high level."""
    scale = book.scale if data.attrs.get("units") == "CNY" else 1.0
    titles = worded(data, "title", book.language).values
    columns = [data[name].values / scale for name in ("p90_low", "p90_high")]
    rows: list[list[Cell]] = [
        [str(title), float(low), float(high)] for title, low, high in zip(titles, *columns, strict=True)
    ]
    heads = [
        book.say("workbook.chart_data.driver"),
        book.say("workbook.chart_data.p90_low_level"),
        book.say("workbook.chart_data.p90_high_level"),
    ]
    return ChartTable(book.say("workbook.chart_data.explain"), heads, rows, "money")
