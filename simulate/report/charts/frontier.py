"""What a target costs: settings by their cost and by the effect that they reach."""

from __future__ import annotations

import re

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.plan.words import pick
from simulate.report import views
from simulate.report.style import BLUE, GREY, finish, house, literal
from simulate.vocabulary import TERMS, label


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
    target = in_words(str(data.attrs.get("target", "")), language)
    title += f"{pick((': ', '：'), language)}{target}" if target else ""
    finish(axes, data, language, literal(title), unit, "recognition")


def in_words(target: str, language: str) -> str:
    """``projects.2025 >= 1,000`` as ``projects started, 2025 ≥ 1,000``: each part by its name where it has one."""

    def said(found: re.Match[str]) -> str:
        parts = (label(one, "zh" if language == "zh" else "en") if one in TERMS else one for one in found[0].split("."))
        return pick((", ", "·"), language).join(parts)

    return _NAME.sub(said, target).replace(">=", "≥").replace("<=", "≤")


_NAME = re.compile(r"[a-z_]+(?:\.\w+)*")
