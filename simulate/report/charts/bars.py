"""Comparisons: what drives the spread (tornado), how one scenario becomes another (waterfall), forecast against fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.plan.words import pick
from simulate.report import views
from simulate.report.style import BLUE, INK, LADDER, ORANGE, finish, house, literal, resize


@dataclass(frozen=True)
class Swing:
    """The outcome in yuan when one cause is at its low and at its high end, or when a step changes it by ``high - low``."""

    label: str
    low: float
    high: float


@dataclass(frozen=True)
class Checked:
    """A quantity that was forecast and then observed; ``levels`` are P5, P10, P50, P90, P95."""

    label: str
    levels: tuple[float, float, float, float, float]
    actual: float


@house
def tornado(axes: Axes, data: xr.Dataset, swings: Sequence[Swing], base: float, language: str = "zh") -> None:
    """Causes by the width of what they do to the outcome, the widest on top; ``base`` is the middle line, in yuan."""
    wide = sorted(swings, key=lambda one: abs(one.high - one.low), reverse=True)
    scale, unit = views.money_unit(language, max([base, *(abs(one.high) for one in wide)]))
    rows = np.arange(len(wide))[::-1]
    for edge, colour in (("low", LADDER[2]), ("high", LADDER[0])):
        values = np.array([getattr(one, edge) for one in wide]) - base
        word = pick((f"cause {edge}", "取低值" if edge == "low" else "取高值"), language)
        axes.barh(rows, values / scale, left=base / scale, color=colour, height=0.65, label=word)
    axes.axvline(base / scale, color=INK, lw=1)
    axes.set_yticks(rows, [literal(one.label) for one in wide])
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(unit)
    axes.legend(loc="lower right")
    resize(axes, 1.6 + 0.3 * len(wide))
    finish(axes, data, language, pick(("What moves the headline", "影响主口径的因素"), language), unit, "recognition")


@house
def waterfall(
    axes: Axes, data: xr.Dataset, start: float, steps: Sequence[tuple[str, float]], language: str = "zh"
) -> None:
    """From ``start`` (yuan) through ``steps`` (label, change in yuan) to the end."""
    ends = np.cumsum([start, *(change for _, change in steps)])
    scale, unit = views.money_unit(language, float(np.abs(ends).max()))
    names = [pick(("start", "起点"), language), *(label for label, _ in steps), pick(("end", "终点"), language)]
    bottoms = np.array([0, *np.minimum(ends[:-1], ends[1:]), 0]) / scale
    heights = np.array([start, *np.abs(np.diff(ends)), ends[-1]]) / scale
    colours = [LADDER[0], *(ORANGE if change > 0 else LADDER[2] for _, change in steps), LADDER[0]]
    axes.bar(range(len(names)), heights, 0.6, bottom=bottoms, color=colours)
    texts = [ends[0], *(change for _, change in steps), ends[-1]]
    digits = 2 if unit == "亿元" else 1
    for place, value in enumerate(texts):
        sign = "+" if 0 < place < len(texts) - 1 and value > 0 else ""
        axes.annotate(
            f"{sign}{value / scale:,.{digits}f}",
            (place, bottoms[place] + heights[place]),
            (0, 3),
            textcoords="offset points",
            ha="center",
            fontsize=8,
        )
    axes.set_xticks(range(len(names)), [literal(name) for name in names], rotation=0 if len(names) < 6 else 30)
    axes.grid(axis="x", visible=False)
    axes.set_ylabel(unit)
    axes.margins(y=0.1)
    finish(
        axes, data, language, pick(("From one scenario to the other", "情景之间的差异"), language), unit, "recognition"
    )


@house
def backtest(axes: Axes, data: xr.Dataset, checked: Sequence[Checked], language: str = "zh") -> None:
    """Forecast intervals with what happened; each row on its own scale, where 1 is the median forecast."""
    rows = np.arange(len(checked))[::-1]
    middle = np.array([one.levels[2] or 1.0 for one in checked])
    p05, p10, _, p90, p95 = (np.array([one.levels for one in checked]).reshape(len(checked), 5) / middle[:, None]).T
    axes.hlines(rows, p05, p95, color=BLUE, lw=1.2, label="P5 – P95")
    axes.hlines(rows, p10, p90, color=BLUE, lw=6, alpha=0.55, label="P10 – P90")
    actual = np.array([one.actual for one in checked]) / middle
    axes.plot(actual, rows, "X", color=ORANGE, ms=7, mec="white", label=pick(("observed", "实际"), language))
    for row, one, right in zip(rows, checked, np.maximum(p95, actual), strict=True):
        axes.annotate(f"{one.actual:,.0f}", (right, row), (6, 0), textcoords="offset points", va="center", fontsize=7.5)
    axes.axvline(1, color=INK, lw=0.8)
    axes.set_yticks(rows, [literal(one.label) for one in checked])
    axes.grid(axis="y", visible=False)
    axes.margins(x=0.1)
    unit = pick(("ratio to the median forecast", "与预测中位数之比"), language)
    axes.set_xlabel(unit)
    axes.legend(loc="lower right")
    resize(axes, 1.6 + 0.3 * len(checked))
    finish(axes, data, language, pick(("Back-test (number: observed)", "回测（数字为实际值）"), language), unit)
