"""What the figures taught: prior against posterior of the parameters that were fitted or moved."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.language.catalogue import say
from simulate.language.message import worded
from simulate.report.base.style import BLUE, GREY, finish, house, literal, resize
from simulate.report.base.words import row_label

HEIGHT = 0.82
"""How much of its row the higher of the two densities fills."""


@house
def priors(axes: Axes, data: xr.Dataset, language: str = "zh") -> None:
    """One ridge a parameter over its prior's range: the prior as a grey area, the posterior as a blue line.

    ``data``: bin_edge, prior_density, posterior_density (shown, edge or bin), meaning_en and meaning_zh (shown); prior,
    posterior (parameter, quantile), fitted (parameter).
    """
    count = data.sizes["shown"]
    names = [str(name) for name in data["shown"].values]
    for row, name in enumerate(names):
        one, base = data.sel(shown=name), count - 1 - row
        edges, before, after = (one[part].values for part in ("bin_edge", "prior_density", "posterior_density"))
        place = (edges - edges[0]) / (edges[-1] - edges[0])
        scale = HEIGHT / max(float(before.max()), float(after.max()))
        first = row == 0
        axes.fill_between(place, base, base + scale * np.append(before, before[-1]), step="post", color=GREY, alpha=0.35, lw=0,
                          label=say("charts.priors.prior", language) if first else None)  # fmt: skip
        axes.stairs(base + scale * after, place, baseline=base, color=BLUE, lw=1.6,
                    label=say("charts.priors.posterior", language) if first else None)  # fmt: skip
        low, middle, high = (
            _number(float(one_level)) for one_level in data["posterior"].sel(parameter=name).values[[0, 2, -1]]
        )
        old = [_number(float(level)) for level in data["prior"].sel(parameter=name).values[[0, 2, -1]]]
        axes.annotate(
            f"{middle}  [{low}, {high}]", (1.02, base + 0.38), color=BLUE, fontsize=7.5, annotation_clip=False
        )
        axes.annotate(
            f"{old[1]}  [{old[0]}, {old[2]}]", (1.02, base + 0.1), color="#666666", fontsize=7.5, annotation_clip=False
        )
        if not bool(data["fitted"].sel(parameter=name)):
            words = say("charts.priors.not_fitted", language)
            axes.annotate(words, (0.995, base + 0.72), color="#666666", fontsize=7, ha="right")
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.1, count)
    axes.set_xticks([])
    axes.set_yticks(
        np.arange(count)[::-1] + 0.3,
        [literal(row_label(str(words))) for words in worded(data, "meaning", language).values],
    )
    axes.grid(visible=False)
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.04), ncols=2)
    resize(axes, 1.7 + 0.62 * count, 8.4)
    title = say("charts.priors.title", language)
    finish(axes, data, language, title, "")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
