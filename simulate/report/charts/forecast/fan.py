"""Cumulative cost: how far the total can wander, and the part that rare large awards do not touch."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.language.catalogue import say
from simulate.language.layout import money_unit
from simulate.report.base import views
from simulate.report.base.chart_table import LEVELS, PERCENTS, Book, Cell, ChartTable
from simulate.report.base.style import BLUE, INK, ORANGE, finish, house

BANDS = ((0.05, 0.95), (0.10, 0.90), (0.25, 0.75))
SHADES = ("#D9E8F3", "#A9CCE5", "#74AED5")


def fan_levels(data: xr.Dataset) -> tuple[list[int], np.ndarray, np.ndarray]:
    """Years from the one before the first (nothing paid), cumulative city cash of the headline, and its routine part.

    Both arrays are (draws, years) in yuan; routine is all but the instruments shown by probabilities.
    """
    top = views.headline(data)
    years = views.payment_years(top)

    def path(part: xr.Dataset) -> np.ndarray:
        paid = views.cash(part, views.budget_payer(data)).sel(payment_year=years).values.cumsum(axis=1)
        return np.hstack([np.zeros((paid.shape[0], 1)), paid])

    return [years[0] - 1, *years], path(top), path(views.chosen(top, ~views.few_awarded(top)))


@house
def fan(axes: Axes, data: xr.Dataset, language: str = "zh") -> None:
    """Cumulative city cash of the headline by payment year: P5-P95, P10-P90, P25-P75, median; routine part dashed."""
    years, total, routine = fan_levels(data)
    scale, unit, _ = money_unit(language, "chart", float(np.quantile(total[:, -1], 0.95)))
    for (low, high), shade in zip(BANDS, SHADES, strict=True):
        edges = np.quantile(total, [low, high], axis=0) / scale
        axes.fill_between(years, edges[0], edges[1], color=shade, lw=0, label=f"P{low * 100:.0f} – P{high * 100:.0f}")
    middle = np.median(total, axis=0) / scale
    axes.plot(years, middle, color=INK, lw=1.8, label=say("charts.median", language))
    label = say("charts.fan.routine_median", language)
    axes.plot(years, np.median(routine, axis=0) / scale, color=ORANGE, lw=1.4, ls="--", label=label)
    for level in (0.1, 0.5, 0.9):
        value = float(np.quantile(total[:, -1], level)) / scale
        axes.annotate(
            f"P{level * 100:.0f}  {value:,.{_digits(value)}f}{unit if language == 'zh' else ''}",
            (years[-1], value),
            (6, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=BLUE,
            annotation_clip=False,
        )
    axes.set_xticks(years)
    axes.set_ylim(bottom=0)
    axes.set_ylabel(unit)
    axes.legend(loc="upper left")
    span = f"{years[1]}–{years[-1]}"
    payer = views.budget_words(data, language)
    name = say("charts.fan.title", language, payer=payer, span=span)
    finish(axes, data, language, name, unit, "payment")


def _digits(value: float) -> int:
    return 0 if abs(value) >= 100 else 2


def table(book: Book, data: xr.Dataset) -> ChartTable:
    """The levels by payment year."""
    years, total, routine = fan_levels(data)
    rows: list[list[Cell]] = []
    for place, year in enumerate(years):
        both = [*np.quantile(total[:, place], LEVELS), float(np.median(routine[:, place]))]
        rows.append([year, *(float(value) / book.scale for value in both)])
    heads = [book.say("workbook.chart_data.payment_year"), *PERCENTS, book.say("workbook.chart_data.routine_part_p50")]
    return ChartTable(book.say("workbook.chart_data.cumulative_cash"), heads, rows, "money", "fan")
