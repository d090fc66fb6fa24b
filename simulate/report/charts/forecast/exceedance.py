"""What budget is enough, and how surely."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.language.catalogue import say
from simulate.language.layout import money_unit
from simulate.report.base import views
from simulate.report.base.chart_table import Book, Cell, ChartTable
from simulate.report.base.style import BLUE, ORANGE, finish, house

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast


def whole_appropriation(forecast: Forecast) -> float | None:
    """The appropriations of the plan's years, in yuan, where they cover every article of the headline; else None."""
    limits = forecast.scenario.appropriations.limits
    data = views.headline(forecast.dataset)
    wanted = {int(number) for number in data["article"].values[data["priced"].values.astype(bool)]}
    years = [str(year) for year in forecast.dataset["year"].values]
    if not wanted or not all(number in limits for number in wanted):
        return None
    sums = [limits[number].get(year, limits[number].get("later")) for number in wanted for year in years]
    return None if any(one is None for one in sums) else float(sum(one for one in sums if one is not None))


@house
def exceedance(axes: Axes, data: xr.Dataset, language: str = "zh", *, appropriation: float | None = None) -> None:
    """Probability that the city's headline obligation of all years exceeds a sum; ``appropriation`` in yuan."""
    values = np.sort(views.obligation(views.headline(data), views.budget_payer(data)).sum("year").values)
    scale, unit, digits = money_unit(language, "chart", float(values[-1]))
    above = 1 - np.arange(1, values.size + 1) / values.size
    axes.step(values / scale, above, where="post", color=BLUE, lw=1.8)
    for level in (0.5, 0.8, 0.9, 0.95):
        at = float(np.quantile(values, level)) / scale
        axes.plot([at], [1 - level], "o", color=BLUE, ms=5)
        axes.annotate(
            f"P{level * 100:.0f}  {at:,.{digits}f}{unit if language == 'zh' else ''}",
            (at, 1 - level),
            (7, 5),
            textcoords="offset points",
            fontsize=8,
        )
    if appropriation is not None:
        chance = float((values > appropriation).mean())
        label = say("charts.exceedance.appropriation_exceeded_with", language, chance=chance)
        axes.axvline(appropriation / scale, color=ORANGE, ls="--", label=label)
        axes.legend(loc="upper right")
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.set_ylabel(say("charts.probability_exceeded", language))
    axes.set_xlabel(unit)
    axes.margins(x=0.08)
    span = f"{int(data['year'].values[0])}–{int(data['year'].values[-1])}"
    payer = views.budget_words(data, language)
    name = say("charts.exceedance.title", language, payer=payer, span=span)
    finish(axes, data, language, name, unit, "recognition")


def table(book: Book, data: xr.Dataset) -> ChartTable:
    """The sum that is exceeded with each probability."""
    values = views.obligation(views.headline(data), views.budget_payer(data)).sum("year").values
    levels = [one / 20 for one in range(1, 20)]
    rows: list[list[Cell]] = [[f"{1 - one:.0%}", float(np.quantile(values, one)) / book.scale] for one in levels]
    heads = [book.say("workbook.chart_data.probability_of_exceeding"), book.unit]
    return ChartTable(book.say("workbook.chart_data.exceedance"), heads, rows, "money")
