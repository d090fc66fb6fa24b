"""Distributions without an end on one side or both, and how they are cut to what a figure may be.

Like those of ``marginals``, a draw is ``quantile(u)`` of one keyed uniform. ``below`` and ``above`` are exact tail
probabilities by the standard library alone: checking a scenario needs no SciPy.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulate.randomness import special

Floats = NDArray[np.float64]


def normal_below(z: float) -> float:
    """P(Z < z) of a standard normal, precise in both tails."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


def normal_between(low: float, high: float) -> float:
    """P(low < Z < high) of a standard normal, from the tail that loses least.

    Parameters
    ----------
    low, high : standard deviations from the mean

    Returns
    -------
    Probability.

    Examples
    --------
    >>> normal_between(-float("inf"), 0.0)
    0.5
    """
    return normal_below(high) - normal_below(low) if low + high < 0.0 else normal_below(-low) - normal_below(-high)


def poisson_quantile(u: Floats, rate: Floats | float) -> Floats:
    """Counts with these mean numbers at these quantiles.

    Parameters
    ----------
    u, rate : quantiles inside (0, 1) and means, which broadcast

    Returns
    -------
    Whole numbers as float64, of the broadcast shape.

    Examples
    --------
    With a mean of ln 2 nothing happens in half of all cases:

    >>> poisson_quantile(np.array([0.49, 0.51]), math.log(2.0))
    array([0., 1.])
    """
    u, rate = np.asarray(u, dtype=np.float64), np.asarray(rate, dtype=np.float64)
    # pdtrik inverts the continuous extension: its ceiling may stand one too high. A rate of 0 has no such extension.
    count = np.ceil(np.maximum(special.pdtrik(u, np.where(rate > 0.0, rate, 1.0)), 0.0))
    below = np.maximum(count - 1, 0)
    count = np.where(special.pdtr(below, rate) >= u, below, count)
    return np.asarray(np.where(rate > 0.0, count, 0.0), dtype=np.float64)


@dataclass(frozen=True)
class Lognormal:
    """Positive, with this ``median``; ``sd`` is that of the natural logarithm. Mean: median exp(sd^2 / 2)."""

    median: float
    sd: float

    def quantile(self, u: Floats) -> Floats:
        return np.asarray(self.median * np.exp(self.sd * special.ndtri(u)), dtype=np.float64)

    def mean(self) -> float:
        grown = self.sd**2 / 2  # beyond 700 no number holds it
        return self.median * math.exp(grown) if grown < 700 else math.inf

    def support(self) -> tuple[float, float]:
        return 0.0, math.inf

    def below(self, value: float) -> float:
        """P(X < value), exact to the last places in the lower tail."""
        return normal_below(self._place(value))

    def above(self, value: float) -> float:
        """P(X > value), exact to the last places in the upper tail."""
        return normal_below(-self._place(value))

    def mean_within(self, low: float, high: float) -> float:
        """E(X; low <= X <= high): the mean, weighted by how much of it lies there."""
        return self.mean() * normal_between(self._place(low) - self.sd, self._place(high) - self.sd)

    def _place(self, value: float) -> float:
        """Standard deviations of ln X between the median and ``value``."""
        if value <= 0.0:
            return -math.inf
        return math.inf if math.isinf(value) else (math.log(value) - math.log(self.median)) / self.sd

    def to_data(self) -> Any:
        return {"lognormal": {"median": self.median, "sd": self.sd}}


@dataclass(frozen=True)
class Normal:
    """Bell-shaped around ``centre`` with standard deviation ``sd``."""

    centre: float
    sd: float

    def quantile(self, u: Floats) -> Floats:
        return np.asarray(self.centre + self.sd * special.ndtri(u), dtype=np.float64)

    def mean(self) -> float:
        return self.centre

    def support(self) -> tuple[float, float]:
        return -math.inf, math.inf

    def below(self, value: float) -> float:
        """P(X < value), exact to the last places in the lower tail."""
        return normal_below((value - self.centre) / self.sd)

    def above(self, value: float) -> float:
        """P(X > value), exact to the last places in the upper tail."""
        return normal_below((self.centre - value) / self.sd)

    def mean_within(self, low: float, high: float) -> float:
        """E(X; low <= X <= high)."""
        a, b = (low - self.centre) / self.sd, (high - self.centre) / self.sd
        bells = math.exp(-(a**2) / 2) - math.exp(-(b**2) / 2)
        return self.centre * normal_between(a, b) + self.sd * bells / math.sqrt(2.0 * math.pi)

    def to_data(self) -> Any:
        return {"normal": {"mean": self.centre, "sd": self.sd}}


@dataclass(frozen=True)
class PoissonCount:
    """A count of rare, independent events with this mean number."""

    rate: float

    def quantile(self, u: Floats) -> Floats:
        return poisson_quantile(u, self.rate)

    def mean(self) -> float:
        return self.rate

    def support(self) -> tuple[float, float]:
        return 0.0, math.inf if self.rate > 0 else 0.0

    def below(self, value: float) -> float:
        """P(X < value): the sum of the chances of the counts under it, from the side that is shorter."""
        first = math.ceil(min(max(value, 0.0), self.rate + 1.0))
        return math.fsum(self._chance(k) for k in range(first)) if value <= self.rate else 1.0 - self._from(value)

    def above(self, value: float) -> float:
        """P(X > value): the sum of the chances of the counts over it, from the side that is shorter."""
        return 0.0 if math.isinf(value) else self._from(math.floor(value) + 1)

    def mean_within(self, low: float, high: float) -> float:
        """E(X; low <= X <= high), by k P(k) = rate P(k - 1)."""
        return self.rate * (1.0 - self.below(low - 1) - self.above(high - 1))

    def _from(self, value: float) -> float:
        """P(X >= value): beyond the mean summed upwards until a further term moves nothing."""
        if value <= self.rate:
            return 1.0 - self.below(value)
        count, total = math.ceil(value), 0.0
        while (chance := self._chance(count)) > 1e-18 * total:
            total += chance
            count += 1
        return total

    def _chance(self, count: int) -> float:
        return math.exp(count * math.log(self.rate) - self.rate - math.lgamma(count + 1.0))

    def to_data(self) -> Any:
        return {"poisson": self.rate}


Unbounded = Lognormal | Normal | PoissonCount


@dataclass(frozen=True)
class Truncated:
    """What is left of ``inner`` between ``low`` and ``high``, both included: its distribution given that it lies there.

    Q(u) = Q_inner(P(X < low) + u (1 - cut)), so that nothing piles up at an end. ``to_data`` is the form as it was
    written: the range is that of the figure, and whoever reads the form again cuts it to the same.
    """

    inner: Unbounded
    low: float
    high: float

    @cached_property
    def cut(self) -> float:
        """Probability of ``inner`` outside ``low`` to ``high``, which is spread over the inside."""
        return self._below + self.inner.above(self.high)

    @cached_property
    def _below(self) -> float:
        return self.inner.below(self.low)

    def quantile(self, u: Floats) -> Floats:
        kept = self._below + np.asarray(u, dtype=np.float64) * (1.0 - self.cut)
        return np.asarray(np.clip(self.inner.quantile(kept), *self.support()), dtype=np.float64)

    def mean(self) -> float:
        if 1.0 - self.cut == 1.0:
            return self.inner.mean()
        return self.inner.mean_within(self.low, self.high) / (1.0 - self.cut)

    def support(self) -> tuple[float, float]:
        low, high = self.inner.support()
        return max(low, self.low), min(high, self.high)

    def to_data(self) -> Any:
        return self.inner.to_data()
