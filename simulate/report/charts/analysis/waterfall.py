"""How one scenario becomes the other, step by step."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.analysis.compare.steps import REST
from simulate.analysis.compare.waterfall import ends
from simulate.language.catalogue import say
from simulate.language.layout import money_unit
from simulate.language.message import worded
from simulate.report.base.chart_table import Book, ChartTable
from simulate.report.base.style import LADDER, ORANGE, finish, house, literal
from simulate.report.base.words import row_label

SMALL = 0.2
"""Steps that change less than this share of the larger end are shown on an axis that is cut."""


@house
def waterfall(axes: Axes, data: xr.Dataset, language: str = "zh") -> None:
    """Mean of the base, of each step in its declared order, and of the other scenario.

    ``data``: ``base`` and ``other`` (draw), ``declared`` (draw, step), yuan; ``title_en`` and ``title_zh`` (step).
    """
    start, end = float(data["base"].mean()), float(data["other"].mean())
    changes = [float(value) for value in data["declared"].mean("draw").values]
    levels = np.cumsum([start, *changes])
    scale, unit, digits = money_unit(language, "chart", float(np.abs([*levels, end]).max()))
    first, last = ends(data, language)
    names = [row_label(str(name)) for name in (first, *worded(data, "title", language).values, last)]
    bottoms = np.array([0, *np.minimum(levels[:-1], levels[1:]), 0]) / scale
    heights = np.array([start, *np.abs(changes), end]) / scale
    colours = [LADDER[0], *(ORANGE if change > 0 else LADDER[2] for change in changes), LADDER[0]]
    rows = np.arange(len(names))[::-1]
    axes.barh(rows, heights, 0.6, left=bottoms, color=colours)
    for place, value in enumerate([start, *changes, end]):
        sign = "+" if 0 < place < len(names) - 1 and value > 0 else ""
        text = f"{sign}{value / scale:,.{digits}f}"
        at = (bottoms[place] + heights[place], rows[place])
        axes.annotate(text, at, (4, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_yticks(rows, [literal(name) for name in names])
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(unit)
    axes.margins(x=0.12)
    measure = str(data.attrs.get(f"measure_{language}", ""))
    lead = measure + say("common.colon", language) if measure else ""
    title = lead + say("charts.waterfall.title", language)
    low, high = float(levels.min()), float(levels.max())
    if 0 < high - low < SMALL * high:
        # Steps would be slivers on an axis from zero.
        room = high - low
        axes.set_xlim((low - room) / scale, (high + 0.6 * room) / scale)
        title += say("charts.waterfall.axis_cut", language)
    finish(
        axes, data, language, literal(title[0].upper() + title[1:]), unit, str(data.attrs.get("clock", "recognition"))
    )


def table(book: Book, data: xr.Dataset) -> ChartTable:
    """Both scenarios and the steps between them."""
    words = map(str, worded(data, "title", book.language).values)
    names = [
        title if step == REST else f"{title} ({step})" for title, step in zip(words, data["step"].values, strict=True)
    ]
    steps = zip(names, map(float, data["declared"].mean("draw").values), strict=True)
    first, last = ends(data, book.language)
    listed = [(first, float(data["base"].mean())), *steps, (last, float(data["other"].mean()))]
    measure = str(data.attrs.get(f"measure_{book.language}", book.say("workbook.chart_data.money")))
    heads = [book.say("workbook.chart_data.step"), book.say("workbook.chart_data.mean_or_change", measure=measure)]
    name = book.say("workbook.chart_data.against") + first
    return ChartTable(name, heads, [[name, value / book.scale] for name, value in listed], "money")
