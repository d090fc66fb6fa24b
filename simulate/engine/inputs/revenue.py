"""Revenue of firms at the start: a lognormal body, and a tail stretched so that the mean is the observed one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from simulate.behaviour.start import tail_excess
from simulate.engine.inputs import layout
from simulate.engine.inputs.layout import Firms
from simulate.engine.inputs.purposes import SIZE
from simulate.engine.inputs.spec import CitySpec
from simulate.kernels.compiling import kernel, part
from simulate.randomness.uniforms import EVEN_STEPS, draw_key, even_shift, evenly

Floats = NDArray[np.float64]
SIZE_STEP, SECTOR_STEP = EVEN_STEPS


@dataclass
class Revenue:
    """Body and tail of each draw, for the firms of a city."""

    spec: CitySpec
    firms: Firms

    def bodies(self, behaviour: np.ndarray) -> tuple[Floats, Floats, Floats]:
        """Log medians and probability cuts of the lognormal bodies by draw and segment: (D, S) each.

        Above scale the body is cut below the threshold, smaller industry above it; the digital core is not cut.
        """
        medians = np.log(
            np.stack(
                [behaviour["above_scale_median"], behaviour["small_revenue_median"], behaviour["core_revenue_median"]],
                axis=1,
            )
        )
        cut = ndtr((math.log(self.spec.structure.scale_threshold) - medians) / np.array(self.spec.structure.sds))
        low, high = np.zeros_like(medians), np.ones_like(medians)
        low[:, layout.INDUSTRY_ABOVE_SCALE] = cut[:, layout.INDUSTRY_ABOVE_SCALE]
        high[:, layout.INDUSTRY_SMALL] = cut[:, layout.INDUSTRY_SMALL]
        return medians, low, high

    def stretches(self, behaviour: np.ndarray, median: Floats, low: Floats, first: int) -> Floats:
        """Stretch of the revenue tail by draw, (D,), of draws ``first`` and following: the firms of each draw together
        have the published revenue; those in the body count by the body's mean, which even numbers meet.
        """
        structure = self.spec.structure
        above = self.firms.identity[self.firms.segment == layout.INDUSTRY_ABOVE_SCALE]
        if structure.mean_revenue <= 0.0 or above.size == 0:
            return np.ones(len(median))
        return np.asarray(
            tail_stretches(
                self.spec.seed,
                first,
                above,
                behaviour["tail_exponent"].copy(),
                np.exp(behaviour["log_tail_start"]),
                self.body_means(median, low),
                structure.tail_from,
                structure.mean_revenue,
                structure.largest,
            )
        )

    def body_means(self, median: Floats, low: Floats) -> Floats:
        """Mean revenue below the tail by draw, (D,), yuan: a lognormal cut to probabilities [low, tail]."""
        sd = self.spec.structure.sds[layout.INDUSTRY_ABOVE_SCALE]
        high = low + self.spec.structure.tail_from * (1.0 - low)
        parts = ndtr(ndtri(high) - sd) - ndtr(ndtri(low) - sd)
        return np.asarray(np.exp(median + 0.5 * sd * sd) * parts / (high - low))


@kernel
def tail_stretches(
    seed: int,
    first: int,
    identity: np.ndarray,
    exponent: np.ndarray,
    tail_start: np.ndarray,
    body_mean: np.ndarray,
    tail_from: float,
    mean_revenue: float,
    largest: float,
) -> np.ndarray:
    """``stretch_of`` each draw from ``first`` on: shape (D,); ``identity`` holds the ids of the firms with a tail."""
    out, excess = np.empty(exponent.size), np.empty(identity.size)
    for draw in range(exponent.size):
        shift, size = even_shift(draw_key(seed, first + draw), SIZE), 0
        for i in range(identity.size):
            u = evenly(shift, identity[i], SIZE_STEP)
            if u > tail_from:
                excess[size] = tail_excess(u, tail_from, exponent[draw])
                size += 1
        wanted = mean_revenue * identity.size - body_mean[draw] * (identity.size - size)
        out[draw] = stretch_of(excess[:size], tail_start[draw], wanted, largest)
    return out


@part
def stretch_of(excess: np.ndarray, start: float, wanted: float, largest: float) -> float:
    """The stretch k >= 0 of the Pareto tail's excess with which the firms of the tail have the ``wanted`` revenue:

        sum min(largest, start (1 + k excess_i)) = wanted

    0 where they have it without any. Firms that reach the largest are set apart until no more do: each round k grows,
    because they count for less than they would.
    """
    stretch, capped = 0.0, -1
    while True:
        free, total, above = 0, 0.0, 0
        for i in range(excess.size):
            if capped >= 0 and start * (1.0 + stretch * excess[i]) >= largest:
                above += 1
            else:
                free += 1
                total += excess[i]
        if above <= capped or total <= 0.0:
            return stretch
        capped = above
        stretch = max(0.0, (wanted - largest * above - start * free) / (start * total))
