"""What other scenarios cost more or less than the base, on the same luck."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.language.catalogue import say
from simulate.language.layout import money_unit
from simulate.report.base import views
from simulate.report.base.style import BLUE, INK, finish, house, literal, resize


@house
def comparison(axes: Axes, data: xr.Dataset, language: str = "zh") -> None:
    """Difference in total obligation by scenario, draw by draw: P5-P95, P10-P90, median. ``data``: total (scenario, draw)."""
    totals = data["total"].transpose("scenario", "draw").values
    levels = np.array([views.quantiles(row[np.isfinite(row)], (0.05, 0.1, 0.5, 0.9, 0.95)) for row in totals])
    scale, unit, _ = money_unit(language, "chart", float(np.abs(levels).max()))
    p05, p10, p50, p90, p95 = (levels / scale).T
    rows = np.arange(len(levels))[::-1]
    axes.hlines(rows, p05, p95, color=BLUE, lw=1.2, label="P5 – P95")
    axes.hlines(rows, p10, p90, color=BLUE, lw=6, alpha=0.55, label="P10 – P90")
    axes.plot(p50, rows, "o", color=INK, ms=4, label=say("charts.median", language))
    axes.axvline(0, color=INK, lw=0.8)
    axes.set_yticks(rows, [literal(str(name)) for name in data["scenario"].values])
    axes.set_ylim(-0.8, len(levels) - 0.2)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(unit)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}")
    axes.legend(loc="best")
    resize(axes, 2.6 + 0.4 * len(levels))
    title = say("charts.comparison.title", language)
    finish(axes, data, language, title, unit, "recognition")
