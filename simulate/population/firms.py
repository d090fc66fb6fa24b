"""The table of firms, one a seed: ids, segments, sectors and one number a firm for size (model, section 2)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simulate.engine.layout import DIGITAL_CORE, INDUSTRY_ABOVE_SCALE, Firms
from simulate.engine.purposes import SECTOR, SIZE
from simulate.uniforms import POPULATION_DRAW, draw_key, over_units

MOST_FIRMS = 1 << 29  # ids below leave room for the marks of entrants


def build_firms(seed: int, counts: tuple[int, ...], sector_cumulative: NDArray[np.float64]) -> Firms:
    """Firms at the end of 2022.

    Parameters
    ----------
    counts : firms of each segment, in the order of the segments
    sector_cumulative : shape (J - 2,), cumulative shares of the industrial sectors but the last

    Ids count within a segment, so a larger city keeps every firm of a smaller one.  The table is ordered by segment,
    sector, id.
    """
    total = sum(counts)
    if total >= MOST_FIRMS:
        raise ValueError(f"{total} firms: at most {MOST_FIRMS - 1} can be told apart")
    key = np.uint64(draw_key(seed, POPULATION_DRAW))
    number = (
        np.concatenate([np.arange(count, dtype=np.int64) for count in counts]) if total else np.zeros(0, dtype=np.int64)
    )
    segment = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    identity = number * len(counts) + segment
    sector = np.searchsorted(sector_cumulative, over_units(key, identity, 0, SECTOR), side="right").astype(np.int64)
    sector[segment == DIGITAL_CORE] = len(sector_cumulative) + 1
    size_uniform = over_units(key, identity, 0, SIZE)
    order = np.lexsort((identity, sector, segment))
    return Firms(identity[order], segment[order], sector[order], size_uniform[order])


def tail_stretch(
    firms: Firms,
    exponent: float,
    tail_from: float,
    mean_revenue: float,
    largest: float,
    body: NDArray[np.float64],
    tail_start: float,
) -> float:
    """The stretch k of the Pareto tail's excess that gives above-scale industry its published mean revenue.

        sum_body x + sum_tail min(largest, x_tail (1 + k (y - 1))) = N * mean_revenue,   y =
        ((1-u)/(1-tail_from))^(-1/exponent)

    ``body`` holds the revenue of the firms below the tail (yuan).  0 where the body alone exceeds the target.  Found by
    bisection on exact sums, so that the order of firms does not matter.
    """
    above = firms.segment == INDUSTRY_ABOVE_SCALE
    u = firms.size_uniform[above]
    excess = ((1.0 - u[u > tail_from]) / (1.0 - tail_from)) ** (-1.0 / exponent) - 1.0
    wanted = mean_revenue * u.size - math.fsum(body)

    def total(stretch: float) -> float:
        return math.fsum(np.minimum(largest, tail_start * (1.0 + stretch * excess)))

    low, high = 0.0, 1.0
    if excess.size == 0 or total(low) >= wanted:
        return 0.0
    while total(high) < wanted and high < 1e9:
        high *= 2.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if total(middle) < wanted else (low, middle)
    return 0.5 * (low + high)
