"""What a distribution over draws says: quantiles, mean, chances, each with its Monte Carlo standard error.

The errors say how far a figure would move if the same scenario were run with other draws; they shrink with the square
root of the number of draws and have nothing to do with how uncertain the plan itself is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Values = NDArray[np.number]
LEVELS = (0.1, 0.5, 0.9, 0.95)


@dataclass(frozen=True)
class Summary:
    """One number's distribution over draws; ``error_*`` are Monte Carlo standard errors, in the number's own unit."""

    mean: float
    p10: float
    p50: float
    p90: float
    p95: float
    error_mean: float
    error_p10: float
    error_p50: float
    error_p90: float
    error_p95: float


@dataclass(frozen=True)
class Chance:
    """Share of ``draws`` in which something happens, with its Monte Carlo standard error."""

    share: float
    error: float
    draws: int

    @property
    def never(self) -> bool:
        """It happens in no draw: the true chance may still be as large as about 3 / draws."""
        return self.share == 0.0

    @property
    def always(self) -> bool:
        """It happens in every draw."""
        return self.share == 1.0


def quantiles_and_errors(
    ordered: NDArray[np.float64], levels: tuple[float, ...] = LEVELS
) -> tuple[list[float], list[float]]:
    """Quantiles of sorted values and their Monte Carlo standard errors, by the binomial interval of order statistics.

    The number of draws below the true quantile is Binomial(n, level), its standard deviation sqrt(n level (1 - level));
    half the distance between the order statistics one such deviation to either side estimates the error.  It needs no
    density and holds for lumpy counts; for a smooth density f it tends to sqrt(level (1 - level) / n) / f(quantile).
    Infinite for one draw.
    """
    spreads = [math.sqrt(level * (1 - level) / ordered.size) for level in levels]
    below = [max(level - spread, 0.0) for level, spread in zip(levels, spreads, strict=True)]
    above = [min(level + spread, 1.0) for level, spread in zip(levels, spreads, strict=True)]
    points, low, high = np.quantile(ordered, [levels, below, above])
    errors = (high - low) / 2 if ordered.size > 1 else np.full(len(levels), math.inf)
    return points.tolist(), errors.tolist()


def mean_error(values: ArrayLike) -> float:
    """Monte Carlo standard error of the mean: standard deviation / sqrt(draws).  Infinite for one draw."""
    array = np.asarray(values, dtype=np.float64)
    return float(array.std(ddof=1) / math.sqrt(array.size)) if array.size > 1 else math.inf


def summarise(values: ArrayLike) -> Summary:
    """Summary of an array of shape (draws,)."""
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    (p10, p50, p90, p95), (error_p10, error_p50, error_p90, error_p95) = quantiles_and_errors(ordered)
    # math.fsum: the mean of a column and the sum of its parts agree to the last printed digit
    mean = math.fsum(ordered.tolist()) / ordered.size
    return Summary(mean, p10, p50, p90, p95, mean_error(ordered), error_p10, error_p50, error_p90, error_p95)


def exceeding(values: ArrayLike, limit: float) -> Chance:
    """Chance of more than ``limit``: that what is due exceeds an appropriation."""
    return _chance(np.asarray(values) > limit)


def reaching(values: ArrayLike, target: float) -> Chance:
    """Chance of ``target`` or more."""
    return _chance(np.asarray(values) >= target)


def _chance(happens: NDArray[np.bool_]) -> Chance:
    share = float(happens.mean())
    return Chance(share, math.sqrt(share * (1 - share) / happens.size), happens.size)
