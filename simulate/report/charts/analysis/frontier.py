"""What a target costs: settings by their cost and by the effect that they reach."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.analysis.base.expression import output_words
from simulate.plan.words import pick
from simulate.report.base import views
from simulate.report.base.style import BLUE, GREY, finish, house, literal


@house
def frontier(axes: Axes, data: xr.Dataset, language: str = "zh") -> None:
    """Mean cost and probability of meeting the target, a mark a setting; settings that none cheaper beats are joined.

    ``data``: by ``candidate`` cost (yuan), confidence, efficient; attribute ``target``.
    """
    cost, sure, best = data["cost"].values, data["confidence"].values, data["efficient"].values.astype(bool)
    scale, unit = views.money_unit(language, float(cost.max()))
    axes.plot(cost / scale, sure, "o", color=GREY, ms=4, label=pick(("setting tried", "试算的取值"), language))
    order = np.flatnonzero(best)[np.argsort(cost[best], kind="stable")]
    label = pick(("none cheaper does better", "同等成本下最优"), language)
    axes.plot(cost[order] / scale, sure[order], "o-", color=BLUE, ms=5, label=label)
    axes.set_ylim(-0.02, 1.04)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.set_xlabel(pick((f"mean cost, {unit}", f"平均成本（{unit}）"), language))
    axes.set_ylabel(pick(("probability of meeting the target", "达到目标的概率"), language))
    axes.legend(loc="best")
    title = pick(("Cost and chance of reaching the target", "目标的成本与达到概率"), language)
    target = output_words(str(data.attrs.get("target", "")), "zh" if language == "zh" else "en")
    title += f"{pick((': ', '：'), language)}{target}" if target else ""
    finish(axes, data, language, literal(title), unit, "recognition")
