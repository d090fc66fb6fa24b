"""What a target costs: settings by their cost and by the effect that they reach."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.analysis.base.expression import output_words
from simulate.language.catalogue import say
from simulate.language.layout import money_unit
from simulate.report.base.style import BLUE, GREY, finish, house, literal


@house
def frontier(axes: Axes, data: xr.Dataset, language: str = "zh") -> None:
    """Mean cost and probability of meeting the target, a mark a setting; settings that none cheaper beats are joined.

    ``data``: by ``candidate`` cost (yuan), confidence, efficient; attribute ``target``.
    """
    cost, sure, best = data["cost"].values, data["confidence"].values, data["efficient"].values.astype(bool)
    scale, unit, _ = money_unit(language, "chart", float(cost.max()))
    axes.plot(cost / scale, sure, "o", color=GREY, ms=4, label=say("charts.frontier.setting_tried", language))
    order = np.flatnonzero(best)[np.argsort(cost[best], kind="stable")]
    label = say("charts.frontier.none_cheaper_does_better", language)
    axes.plot(cost[order] / scale, sure[order], "o-", color=BLUE, ms=5, label=label)
    axes.set_ylim(-0.02, 1.04)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.set_xlabel(say("charts.frontier.mean_cost", language, unit=unit))
    axes.set_ylabel(say("charts.frontier.probability_meeting_target", language))
    axes.legend(loc="best")
    title = say("charts.frontier.title", language)
    target = output_words(str(data.attrs.get("target", "")), language)
    title += f"{say('common.colon', language)}{target}" if target else ""
    finish(axes, data, language, literal(title), unit, "recognition")
