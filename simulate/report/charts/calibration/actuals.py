"""A user's actuals against the forecast's ranges."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.foundation.printed import money
from simulate.language.catalogue import say
from simulate.language.message import worded
from simulate.report.base.style import BLUE, INK, ORANGE, finish, house, literal, resize
from simulate.report.base.words import row_label


@house
def actuals(axes: Axes, data: xr.Dataset, language: str = "zh") -> None:
    """One row an actual in units of the forecast's median: the 90 % interval, and what came true.

    ``data``: actual, p05, p50, p95, inside with the coordinates quantity, year and titles, all along ``actual_row``.
    """
    count = data.sizes["actual_row"]
    rows = np.arange(count)[::-1]
    middle = np.where(data["p50"].values > 0, data["p50"].values, np.maximum(data["p95"].values, 1.0))
    low, high, came = (data[name].values / middle for name in ("p05", "p95", "actual"))
    inside = data["inside"].values.astype(bool)
    axes.hlines(
        rows, low, high, color=BLUE, lw=5, alpha=0.55, label=say("charts.actuals.forecast_90_percent", language)
    )
    axes.plot(np.append(low, high), np.append(rows, rows), "|", color=BLUE, ms=9)
    for mark, words, chosen in (
        ("o", "charts.actuals.actual_inside", inside),
        ("X", "charts.actuals.actual_outside", ~inside),
    ):
        if chosen.any():
            axes.plot(came[chosen], rows[chosen], mark, color=ORANGE, ms=8, mec="white", label=say(words, language))
    for row, at, value, quantity in zip(rows, came, data["actual"].values, data["quantity"].values, strict=True):
        shown = money(float(value), language) if quantity == "cash" else f"{value:,.0f}"
        axes.annotate(shown, (at, row), (0, 7), textcoords="offset points", ha="center", fontsize=7.5)
    axes.axvline(1, color=INK, lw=0.8)
    axes.set_yticks(rows, [_label(data, place, language) for place in range(count)])
    axes.set_ylim(-0.6, count - 0.2)
    axes.grid(axis="y", visible=False)
    axes.margins(x=0.08)
    unit = say("charts.actuals.ratio_forecast_median", language)
    axes.set_xlabel(unit)
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.6 / (0.4 * count + 0.8)), ncols=3)
    resize(axes, 2.1 + 0.4 * count)
    title = say("charts.actuals.actuals_against_the_forecast", language)
    finish(axes, data, language, title, unit)


def _label(data: xr.Dataset, place: int, language: str) -> str:
    words = {"cash": "charts.actuals.cash", "count": "charts.actuals.titles"}[str(data["quantity"].values[place])]
    title, year = str(worded(data, "title", language).values[place]), int(data["year"].values[place])
    return literal(row_label(f"{title} {year} {say(words, language)}"))
