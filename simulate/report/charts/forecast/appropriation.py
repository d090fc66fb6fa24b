"""What a year's appropriation covers, and how surely."""

from __future__ import annotations

import xarray as xr
from matplotlib.axes import Axes

from simulate.foundation.printed import money
from simulate.language.catalogue import say
from simulate.language.layout import money_unit
from simulate.report.base.style import BLUE, ORANGE, finish, house


@house
def appropriation(axes: Axes, data: xr.Dataset, language: str = "zh") -> None:
    """Probability that what falls due exceeds an appropriation; the chosen level is marked.

    ``data``: ``exceedance`` (appropriation in yuan), scalars ``level`` and ``risk``; attribute ``year``.
    """
    sums = data["appropriation"].values
    scale, unit, _ = money_unit(language, "chart", float(sums.max()))
    axes.plot(sums / scale, data["exceedance"].values, color=BLUE, lw=1.8)
    level, risk = float(data["level"]), float(data["risk"])
    text = money(level, language)
    label = say("charts.appropriation.appropriate_exceeded_most", language, text=text, risk=risk)
    axes.plot([level / scale], [risk], "o", color=ORANGE, ms=7, label=label)
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.6g}")
    axes.set_xlabel(unit)
    axes.set_ylabel(say("charts.probability_exceeded", language))
    axes.legend(loc="upper right")
    year = data.attrs.get("year", "")
    title = say("charts.appropriation.title", language, year=year)
    finish(axes, data, language, title, unit, "payment")
