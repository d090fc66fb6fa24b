"""Posterior predictive checks: every figure that was fitted, against what the model says before and after."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from numpy.typing import NDArray

from simulate.language.catalogue import say
from simulate.language.message import worded
from simulate.report.base.style import BLUE, GREY, INK, ORANGE, finish, house, literal, resize
from simulate.report.base.words import row_label

Floats = NDArray[np.float64]

FAR = 3.6
"""What lies further out, in half-widths of the posterior interval, is drawn at the edge."""


@house
def predictive(axes: Axes, data: xr.Dataset, language: str = "zh") -> None:
    """One row a figure on a scale where the posterior's 90 % interval reaches from -1 to 1 and its median lies at 0.

    ``data``: observed (moment, bound), prior_predictive and posterior_predictive (moment, quantile), quantity_en and
    quantity_zh (moment).
    """
    count = data.sizes["moment"]
    rows = np.arange(count)[::-1]
    after = data["posterior_predictive"].values
    scaled = {
        name: np.stack([_scaled(data[name].values[row], after[row]) for row in range(count)])
        for name in ("prior_predictive", "posterior_predictive", "observed")
    }
    axes.axvspan(-1, 1, color=BLUE, alpha=0.08, lw=0)
    axes.axvline(0, color=INK, lw=0.8)
    prior, posterior, seen = (scaled[name] for name in ("prior_predictive", "posterior_predictive", "observed"))
    axes.hlines(
        rows + 0.16,
        prior[:, 0],
        prior[:, -1],
        color=GREY,
        lw=2.2,
        label=say("charts.predictive.prior_90_percent", language),
    )
    axes.hlines(
        rows,
        posterior[:, 0],
        posterior[:, -1],
        color=BLUE,
        lw=1.4,
        label=say("charts.predictive.posterior_90_percent", language),
    )
    axes.hlines(
        rows,
        posterior[:, 1],
        posterior[:, -2],
        color=BLUE,
        lw=6,
        alpha=0.55,
        label=say("charts.predictive.posterior_50_percent", language),
    )
    axes.hlines(rows - 0.16, seen[:, 0], seen[:, -1], color=ORANGE, lw=1.4)
    axes.plot(seen[:, 1], rows - 0.16, "X", color=ORANGE, ms=7, mec="white", label=say("charts.published", language))
    for row, numbers, figure in zip(rows, after, data["observed"].values[:, 1], strict=True):
        words = f"{_number(figure)}  [{_number(numbers[0])}, {_number(numbers[-1])}]"
        axes.annotate(words, (FAR + 0.15, row), va="center", fontsize=7.5, annotation_clip=False)
    heading = say("charts.predictive.published_posterior_90_percent", language)
    axes.annotate(heading, (FAR + 0.15, count - 0.35), fontsize=7, color="#555555", annotation_clip=False)
    axes.set_xlim(-FAR - 0.1, FAR + 0.1)
    axes.set_ylim(-0.6, count - 0.4)
    axes.set_yticks(rows, [literal(row_label(str(name))) for name in worded(data, "quantity", language).values])
    axes.grid(axis="y", visible=False)
    unit = say("charts.predictive.unit", language)
    axes.set_xlabel(unit)
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.44 / (0.42 * count + 0.6)), ncols=4)
    resize(axes, 2.3 + 0.42 * count, 8.4)
    title = say("charts.predictive.title", language, vintage=data.attrs["vintage"])
    finish(axes, data, language, title, "")


def _scaled(values: Floats, after: Floats) -> Floats:
    """Distance from the posterior's median in units of its interval on that side, at most ``FAR``."""
    middle = after[len(after) // 2]
    below, above = (max(abs(float(after[end] - middle)), 1e-9) for end in (0, -1))
    distance = values - middle
    return np.asarray(np.clip(np.where(distance < 0, distance / below, distance / above), -FAR, FAR))


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
