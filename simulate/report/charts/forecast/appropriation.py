"""What a year's appropriation covers, and how surely."""

from __future__ import annotations

import xarray as xr
from matplotlib.axes import Axes

from simulate.plan.words import pick
from simulate.report.base import views
from simulate.report.base.style import BLUE, ORANGE, finish, house
from simulate.report.base.words import money


@house
def appropriation(axes: Axes, data: xr.Dataset, language: str = "zh") -> None:
    """Probability that what falls due exceeds an appropriation; the chosen level is marked.

    ``data``: ``exceedance`` (appropriation in yuan), scalars ``level`` and ``risk``; attribute ``year``.
    """
    sums = data["appropriation"].values
    scale, unit = views.money_unit(language, float(sums.max()))
    axes.plot(sums / scale, data["exceedance"].values, color=BLUE, lw=1.8)
    level, risk = float(data["level"]), float(data["risk"])
    text = money(level, language)
    label = pick(
        (f"appropriate {text}: exceeded with at most {risk:.0%}", f"安排{text}：超过的概率不高于{risk:.0%}"), language
    )
    axes.plot([level / scale], [risk], "o", color=ORANGE, ms=7, label=label)
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.6g}")
    axes.set_xlabel(unit)
    axes.set_ylabel(pick(("probability that it is exceeded", "超过该金额的概率"), language))
    axes.legend(loc="upper right")
    year = data.attrs.get("year", "")
    title = pick((f"What falls due in {year}: how likely is more", f"{year}年应付：超过各金额的概率"), language)
    finish(axes, data, language, title, unit, "payment")
