"""Revenue of firms at the start: a lognormal body, and a tail stretched so that the mean is the observed one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from simulate.behaviour.start import tail_excess
from simulate.engine.inputs import layout
from simulate.engine.inputs.layout import Firms
from simulate.engine.inputs.purposes import SIZE
from simulate.engine.inputs.spec import CitySpec
from simulate.kernels.compiling import inner_kernel, kernel
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

    def fill_tails(self, behaviour: np.ndarray, medians: Floats, low: Floats, first: int) -> None:
        """Fill where the tail of above-scale revenue starts and how it is stretched, in draws ``first`` and following.

        The firms of each draw together have the published revenue; those in the body count by the body's mean, which
        even numbers meet.
        """
        structure, above = self.spec.structure, layout.INDUSTRY_ABOVE_SCALE
        median, cut = medians[:, above], low[:, above]
        # The quantile is one of the firms above the threshold, which are what the cut leaves of the lognormal.
        high = cut + structure.tail_from * (1.0 - cut)
        behaviour["log_tail_start"] = median + structure.sds[above] * ndtri(high)
        behaviour["log_fallback_mean"] = median
        behaviour["tail_stretch"] = 1.0
        identity = self.firms.identity[self.firms.segment == above]
        if structure.mean_revenue > 0.0 and identity.size > 0:
            starts, exponents = np.exp(behaviour["log_tail_start"]), behaviour["tail_exponent"].copy()
            tails = Tails(structure.tail_from, starts, exponents, self.body_means(median, cut))
            wanted = Wanted(structure.mean_revenue, structure.largest)
            behaviour["tail_stretch"] = tail_stretches(self.spec.seed, first, identity, tails, wanted)

    def body_means(self, median: Floats, low: Floats) -> Floats:
        """Mean revenue below the tail by draw, (D,), yuan: a lognormal cut to probabilities [low, tail]."""
        sd = self.spec.structure.sds[layout.INDUSTRY_ABOVE_SCALE]
        high = low + self.spec.structure.tail_from * (1.0 - low)
        parts = ndtr(ndtri(high) - sd) - ndtr(ndtri(low) - sd)
        return np.asarray(np.exp(median + 0.5 * sd * sd) * parts / (high - low))


class Tails(NamedTuple):
    """The tails of the draws, and the bodies below them."""

    begins: float  # probability below them
    start: np.ndarray  # (D,) yuan
    exponent: np.ndarray  # (D,)
    body_mean: np.ndarray  # (D,) yuan: mean revenue below


class Wanted(NamedTuple):
    """What the tail is stretched for, in yuan."""

    mean: float  # mean revenue of the firms, those below the tail included
    largest: float  # no firm is larger


@kernel
def tail_stretches(seed: int, first: int, identity: np.ndarray, tails: Tails, wanted: Wanted) -> np.ndarray:
    """``stretch_of`` each draw from ``first`` on: shape (D,); ``identity`` holds the ids of the firms with a tail."""
    out, excess = np.empty(tails.exponent.size), np.empty(identity.size)
    for draw in range(out.size):
        shift, size = even_shift(draw_key(seed, first + draw), SIZE), 0
        for i in range(identity.size):
            u = evenly(shift, identity[i], SIZE_STEP)
            if u > tails.begins:
                excess[size] = tail_excess(u, tails.begins, tails.exponent[draw])
                size += 1
        total = wanted.mean * identity.size - tails.body_mean[draw] * (identity.size - size)
        out[draw] = stretch_of(excess[:size], tails.start[draw], total, wanted.largest)
    return out


@inner_kernel
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
