"""Forecast intervals against what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.language.catalogue import say
from simulate.report.base.chart_table import Book, Cell, ChartTable
from simulate.report.base.style import BLUE, INK, ORANGE, finish, house, literal, resize
from simulate.report.base.words import row_label

if TYPE_CHECKING:
    from simulate.calibration.scoreboard import Scoreboard


@house
def backtest(axes: Axes, board: Scoreboard, language: str = "zh") -> None:
    """One row a figure in units of its mean forecast: the widest and the narrowest interval scored, and what happened."""
    scores = board.scores
    rows = np.arange(len(scores))[::-1]
    mean = np.array([one.mean or 1.0 for one in scores])
    levels = sorted(scores[0].intervals, reverse=True) if scores else []
    for level, width in zip((levels[0], levels[-1]) if levels else (), (1.2, 6), strict=False):
        ends = np.array([one.intervals[level] for one in scores]) / mean[:, None]
        axes.hlines(rows, ends[:, 0], ends[:, 1], color=BLUE, lw=width, alpha=1 if width < 2 else 0.55,
                    label=say("charts.backtest.interval", language, level=level))  # fmt: skip
    actual = np.array([one.actual for one in scores]) / mean
    axes.plot(actual, rows, "X", color=ORANGE, ms=8, mec="white", label=say("charts.published", language))
    for row, one, at in zip(rows, scores, actual, strict=True):
        axes.annotate(f"{one.actual:,.0f}", (at, row), (0, 7), textcoords="offset points", ha="center", fontsize=7.5)
    axes.axvline(1, color=INK, lw=0.8)
    axes.set_yticks(rows, [literal(row_label(figure_name(board, one.figure, language))) for one in scores])
    axes.set_ylim(-0.6, len(scores) - 0.2)
    axes.grid(axis="y", visible=False)
    axes.margins(x=0.08)
    unit = say("charts.backtest.ratio_mean_forecast", language)
    axes.set_xlabel(unit)
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.6 / (0.4 * max(len(scores), 1) + 0.8)), ncols=3)
    resize(axes, 2.1 + 0.4 * len(scores))
    title = say("charts.backtest.title", language, vintage=board.vintage)
    finish(axes, xr.Dataset(attrs={"draws": board.draws}), language, title, unit)


def figure_name(board: Scoreboard, figure: str, language: str) -> str:
    """What was published, and of which year."""
    return board.figures[figure].quantity_and_year(language)


def table(book: Book, board: Scoreboard) -> ChartTable:
    """What was published beside the forecast, with its intervals."""
    rows: list[list[Cell]] = []
    for one in board.scores:
        ends = [end for level in sorted(one.intervals) for end in one.intervals[level]]
        rows.append([figure_name(board, one.figure, book.language), one.actual, one.mean, *ends])
    spans = [
        f"{level:.0%} {end}"
        for level in (0.5, 0.8, 0.9)
        for end in (book.say("workbook.chart_data.lower_end"), book.say("workbook.chart_data.upper_end"))
    ]
    heads = [book.say("common.figure"), book.say("common.published"), book.say("workbook.chart_data.mean"), *spans]
    return ChartTable(book.say("common.back_test"), heads, rows, "decimal")
