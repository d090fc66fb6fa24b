"""What each article costs: intervals where there are many awards, probabilities where there are few."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.language.catalogue import say
from simulate.language.layout import money_unit
from simulate.report.base import views
from simulate.report.base.style import BLUE, INK, LADDER, finish, house, literal, resize
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
    name = say("charts.articles.articles", language, span=span)
    finish(axes, data, language, name, unit, "recognition")


def _total(data: xr.Dataset, article: int) -> xr.DataArray:
    return views.obligation(views.of_article(data, article)).sum("year")


def mass_table(data: xr.Dataset) -> tuple[list[int], np.ndarray]:
    """Places of the instruments with few awards, and for each the share of draws with 0, 1, 2, 3 and more awards."""
    places = [int(place) for place in np.flatnonzero(views.lumpy(data))]
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
    name = say("charts.articles.masses", language)
    finish(axes, data, language, name, say("charts.articles.share_of_draws", language))
