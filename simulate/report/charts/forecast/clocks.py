"""The two clocks side by side: when the city comes to owe, and when it pays."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.language.catalogue import say
from simulate.language.layout import money_unit
from simulate.language.vocabulary import label
from simulate.report.base import views
from simulate.report.base.chart_table import Book, Cell, ChartTable
from simulate.report.base.style import LADDER, finish, house, whiskers


def clock_levels(data: xr.Dataset) -> dict[str, dict[int, tuple[float, float, float]]]:
    """``recognition`` and ``payment`` to year to (mean, P10, P90) of the city's headline money in yuan."""
    top = views.headline(data)
    owed, paid = views.obligation(top, views.budget_payer(top)), views.cash(top, views.budget_payer(top))

    def levels(values: np.ndarray) -> tuple[float, float, float]:
        low, high = views.quantiles(values, (0.1, 0.9))
        return views.mean(values), low, high

    return {
        "recognition": {int(year): levels(owed.sel(year=year).values) for year in owed["year"].values},
        "payment": {year: levels(paid.sel(payment_year=year).values) for year in views.payment_years(top)},
    }


@house
def clocks(axes: Axes, data: xr.Dataset, language: str = "zh") -> None:
    """Obligation by recognition year beside cash by payment year: means, whiskers from P10 to P90. Headline of the payer whose budget it is."""
    levels = clock_levels(data)
    years = sorted({*levels["recognition"], *levels["payment"]})
    scale, unit, digits = money_unit(
        language, "chart", max(high for by in levels.values() for _, _, high in by.values())
    )
    looks = {
        "recognition": (-0.2, LADDER[2], "", "charts.clocks.obligation_recognition_year"),
        "payment": (0.2, LADDER[0], "", "charts.clocks.cash_payment_year"),
    }
    digits = min(digits, 1)
    for clock, (shift, colour, hatch, words) in looks.items():
        own = [year for year in years if year in levels[clock]]
        middle, low, high = (np.array([levels[clock][year] for year in own]).reshape(len(own), 3) / scale).T
        place = np.array([years.index(year) for year in own]) + shift
        axes.bar(place, middle, 0.38, color=colour, hatch=hatch, edgecolor="white", label=say(words, language))
        whiskers(axes, place, low, high)
        for x, top, value in zip(place, high, middle, strict=True):
            axes.annotate(f"{value:,.{digits}f}", (x, top), (0, 3), textcoords="offset points", ha="center", fontsize=7)
    axes.set_xticks(range(len(years)), [str(year) for year in years])
    axes.grid(axis="x", visible=False)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.set_ylabel(unit)
    axes.margins(y=0.12)
    axes.legend(loc="upper right")
    payer = views.budget_words(data, language)
    name = say("charts.clocks.title", language, payer=payer)
    finish(axes, data, language, name, unit, "both")


def table(book: Book, data: xr.Dataset) -> ChartTable:
    """Mean, P10 and P90 of both clocks by year."""
    levels = clock_levels(data)
    years = sorted({*levels["recognition"], *levels["payment"]})
    rows: list[list[Cell]] = []
    for year in years:
        found = [levels[clock].get(year) for clock in ("recognition", "payment")]
        rows.append(
            [year, *(value / book.scale if one else None for one in found for value in (one or (0.0, 0.0, 0.0)))]
        )
    words = [label(name, book.language) for name in ("obligation", "cash")]
    heads = [f"{word} {level}" for word in words for level in (book.say("common.mean"), "P10", "P90")]
    return ChartTable(
        book.say("workbook.chart_data.two_clocks"),
        [book.say("workbook.year"), *heads],
        rows,
        "money",
        "clustered",
        (1, 4),
        shades=(2, 0),
    )
