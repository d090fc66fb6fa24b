"""What a distribution over draws says: quantiles, mean, chances, each with its Monte Carlo standard error.

The errors say how far a figure would move if the same scenario were run with other draws, another seed: all that a draw
draws anew is in them. They shrink with the square root of the number of draws and have nothing to do with how uncertain
the plan itself is.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr, betaincinv

Values = NDArray[np.number]
LEVELS = (0.1, 0.5, 0.9, 0.95)
CONFIDENCE = 0.95
Z95 = 1.959963984540054
"""Standard normal 97.5 % point: an interval of 95 % is the estimate and so many standard errors either way."""


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
    """Share of ``draws`` draws in which something happens, and how sure so many draws make it."""

    share: float
    draws: int

    @property
    def never(self) -> bool:
        """It happens in no draw; the true chance may still be as large as ``bound``."""
        return self.share == 0.0

    @property
    def always(self) -> bool:
        """It happens in every draw; the true chance that it does not may still be as large as ``bound``."""
        return self.share == 1.0

    @property
    def error(self) -> float:
        """Monte Carlo standard error; NaN where no draw or every draw speaks, since the formula would say 0."""
        return math.nan if self.never or self.always else math.sqrt(self.share * (1 - self.share) / self.draws)

    @property
    def bound(self) -> float:
        """The largest chance that shows in no draw of so many with a probability of 5 %: about 3 / draws (Hanley and
        Lippman-Hand 1983, the rule of three)."""
        return float(1 - (1 - CONFIDENCE) ** (1 / self.draws))

    @property
    def interval(self) -> tuple[float, float]:
        """Exact 95 % interval of the true chance (Clopper and Pearson 1934); one-sided where no or every draw speaks."""
        if self.never:
            return 0.0, self.bound
        if self.always:
            return 1.0 - self.bound, 1.0
        count, tail = round(self.share * self.draws), (1 - CONFIDENCE) / 2
        rest = self.draws - count
        return float(betaincinv(count, rest + 1, tail)), float(betaincinv(count + 1, rest, 1 - tail))


def quantiles_and_errors(
    ordered: NDArray[np.float64], levels: tuple[float, ...] = LEVELS
) -> tuple[list[float], list[float]]:
    """Quantiles of sorted values and their Monte Carlo standard errors, by the exact interval of order statistics.

    The number of draws below the true quantile is Binomial(n, level); the order statistics at that law's 2.5 % and 97.5
    % points hold the true quantile with a probability of at least 95 % whatever the distribution (David and Nagaraja
    2003, 7.1), and the error is so much of the interval's width as a standard error is of a normal one.  It needs no
    density and holds for few_awarded counts: an error of 0 says that the quantile stays on its atom in 95 of 100 runs, not
    that the levels just beside it happen to be equal.  For a smooth density f it tends to sqrt(level (1 - level) / n) /
    f(quantile).

    Parameters
    ----------
    ordered : values in ascending order, shape (draws,)
    levels : of the quantiles, inside (0, 1)

    Returns
    -------
    Quantiles and errors, in the unit of the values; an error is infinite where the draws are too few to hold the
    quantile between two of them.
    """
    points = np.quantile(ordered, levels)
    errors = []
    for level in levels:
        low, high = _ranks(ordered.size, level)
        inside = low >= 1 and high <= ordered.size
        errors.append(float(ordered[high - 1] - ordered[low - 1]) / (2 * Z95) if inside else math.inf)
    return points.tolist(), errors


@functools.lru_cache(maxsize=256)
def _ranks(draws: int, level: float) -> tuple[int, int]:
    """Places, counted from 1, of the draws that hold the quantile between them; 0 or draws + 1 where none does."""
    below = bdtr(np.arange(draws + 1.0), draws, level)
    tail = (1 - CONFIDENCE) / 2
    return int(np.searchsorted(below, tail)), int(np.searchsorted(below, 1 - tail)) + 1


def mean_error(values: ArrayLike) -> float:
    """Monte Carlo standard error of the mean: standard deviation / sqrt(draws).  Infinite for one draw."""
    array = np.asarray(values, dtype=np.float64)
    return float(array.std(ddof=1) / math.sqrt(array.size)) if array.size > 1 else math.inf


def summarise(values: ArrayLike) -> Summary:
    """Mean and quantiles of an output over the draws, each with its Monte Carlo standard error.

    Parameters
    ----------
    values : shape (draws,)

    Returns
    -------
    The summary, in the unit of the values.

    Examples
    --------
    >>> found = summarise([1.0, 2.0, 3.0])
    >>> found.mean, found.p50, found.error_p50
    (2.0, 2.0, inf)
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    (p10, p50, p90, p95), (error_p10, error_p50, error_p90, error_p95) = quantiles_and_errors(ordered)
    # math.fsum: the mean of a column and the sum of its parts agree to the last printed digit
    mean = math.fsum(ordered.tolist()) / ordered.size
    return Summary(mean, p10, p50, p90, p95, mean_error(ordered), error_p10, error_p50, error_p90, error_p95)


def exceeding(values: ArrayLike, limit: float) -> Chance:
    """Chance of more than a limit: that what is due exceeds an appropriation.

    Parameters
    ----------
    values : shape (draws,)
    limit : in the unit of the values

    Returns
    -------
    Share of the draws.

    Examples
    --------
    >>> exceeding([1.0, 2.0, 3.0, 4.0], 3.0).share
    0.25
    """
    return _chance(np.asarray(values) > limit)


def reaching(values: ArrayLike, target: float) -> Chance:
    """Chance of a target or more.

    Parameters
    ----------
    values : shape (draws,)
    target : in the unit of the values

    Returns
    -------
    Share of the draws.

    Examples
    --------
    >>> reaching([1.0, 2.0, 3.0, 4.0], 3.0).share
    0.5
    """
    return _chance(np.asarray(values) >= target)


def _chance(happens: NDArray[np.bool_]) -> Chance:
    share = float(happens.mean())
    return Chance(share, happens.size)
