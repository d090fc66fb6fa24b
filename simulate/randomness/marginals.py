"""The declared marginals: what a distribution written in YAML means, as a quantile function.

A draw is ``quantile(u)`` of one keyed uniform, so that no distribution consumes random numbers in sequence. SciPy's
functions come from ``special``: checking a scenario needs none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from simulate.randomness import special
from simulate.randomness.unbounded import Floats, Lognormal, Normal, PoissonCount, Truncated

__all__ = [
    "KINDS", "P95_OF_NORMAL", "Beta", "BetaRange", "Choice", "Constant", "Dirichlet", "Floats", "LogUniform", "Lognormal",
    "Marginal", "Normal", "PoissonCount", "Triangular", "Truncated", "Uniform",
]  # fmt: skip

P95_OF_NORMAL = 1.6448536269514722
"""95th percentile of a standard normal: p05 and p95 of a lognormal lie twice that many standard deviations apart."""


@dataclass(frozen=True)
class Constant:
    """A known number: every quantile and the mean are ``value``."""

    value: float

    def quantile(self, u: Floats) -> Floats:
        return np.full(np.shape(u), self.value, dtype=np.float64)

    def mean(self) -> float:
        return self.value

    def support(self) -> tuple[float, float]:
        return self.value, self.value

    def to_data(self) -> Any:
        return self.value


@dataclass(frozen=True)
class Uniform:
    """A number that is equally likely to be anywhere between ``low`` and ``high``."""

    low: float
    high: float

    def quantile(self, u: Floats) -> Floats:
        # Rounding may step over an end by the last bit.
        return np.clip(self.low + (self.high - self.low) * np.asarray(u, dtype=np.float64), self.low, self.high)

    def mean(self) -> float:
        return (self.low + self.high) / 2

    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def to_data(self) -> Any:
        return {"uniform": [self.low, self.high]}


@dataclass(frozen=True)
class LogUniform:
    """The logarithm is uniform: every order of magnitude between ``low`` > 0 and ``high`` alike."""

    low: float
    high: float

    def quantile(self, u: Floats) -> Floats:
        grown = self.low * np.exp(math.log(self.high / self.low) * np.asarray(u, dtype=np.float64))
        return np.asarray(np.clip(grown, self.low, self.high), dtype=np.float64)

    def mean(self) -> float:
        return (self.high - self.low) / math.log(self.high / self.low)

    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def to_data(self) -> Any:
        return {"loguniform": [self.low, self.high]}


@dataclass(frozen=True)
class Triangular:
    """Most likely at ``mode``, impossible outside ``low`` and ``high``; mean (low + mode + high) / 3."""

    low: float
    mode: float
    high: float

    def quantile(self, u: Floats) -> Floats:
        u = np.asarray(u, dtype=np.float64)
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        # Neither branch may be rounded over the mode: a quantile that fell while u rises would break common luck.
        rising = np.minimum(self.low + np.sqrt(u * width * left), self.mode)
        falling = np.maximum(self.high - np.sqrt((1 - u) * width * right), self.mode)
        return np.where(u * width < left, rising, falling)

    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3

    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def to_data(self) -> Any:
        return {"triangular": [self.low, self.mode, self.high]}


@dataclass(frozen=True)
class Beta:
    """A share with mean ``share``, as firm as ``n`` observations: alpha = share n, beta = (1 - share) n."""

    share: float
    n: float

    def quantile(self, u: Floats) -> Floats:
        return np.asarray(special.betaincinv(self.share * self.n, (1 - self.share) * self.n, u), dtype=np.float64)

    def mean(self) -> float:
        return self.share

    def support(self) -> tuple[float, float]:
        return 0.0, 1.0

    def to_data(self) -> Any:
        return {"beta": {"mean": self.share, "n": self.n}}


@dataclass(frozen=True)
class BetaRange:
    """A beta share with mean ``share`` whose 5 % and 95 % points lie ``p95 - p05`` apart.

    Two numbers fix a beta, three are given: the mean and the width are met, the two ends then lie where they fall.
    """

    share: float
    p05: float
    p95: float

    @property
    def is_possible(self) -> bool:
        """Whether a beta of this mean can be so wide; looks at the variance and at the nearer end, without fitting."""
        width, nearer = self.p95 - self.p05, min(self.share, 1 - self.share)
        return width <= 4 * nearer and 3 * (width / (2 * P95_OF_NORMAL)) ** 2 <= self.share * (1 - self.share)

    def is_too_narrow(self, n: float) -> bool:
        """Whether it is narrower than a beta as firm as ``n`` observations, by the variance of so firm a beta."""
        return ((self.p95 - self.p05) / (2 * P95_OF_NORMAL)) ** 2 * (n + 1) < self.share * (1 - self.share)

    @cached_property
    def fitted(self) -> Beta:
        """The beta with this mean and width; ``n`` by bisection, to six figures so that every machine agrees.

        A skewed beta is widest at some small ``n``, so the search comes from the firm side. Raises ValueError where no
        beta has this mean and a width so large.
        """

        def too_wide(n: float) -> bool:
            low, high = special.betaincinv(self.share * n, (1 - self.share) * n, [0.05, 0.95])
            return bool(high - low >= self.p95 - self.p05)

        low = 2.0**30
        while not too_wide(low):
            low /= 2
            if low < 2.0**-5:
                raise ValueError(f"no beta has mean {self.share:g} and a range from {self.p05:g} to {self.p95:g}")
        high = 2 * low
        while high / low > 1 + 1e-9:
            # The firmness spans orders of magnitude, so that its logarithm is halved.
            middle = math.sqrt(low * high)
            low, high = (middle, high) if too_wide(middle) else (low, middle)
        return Beta(self.share, float(f"{math.sqrt(low * high):.6g}"))

    def quantile(self, u: Floats) -> Floats:
        return self.fitted.quantile(u)

    def mean(self) -> float:
        return self.share

    def support(self) -> tuple[float, float]:
        return 0.0, 1.0

    def to_data(self) -> Any:
        return {"beta": {"mean": self.share, "p05": self.p05, "p95": self.p95}}


@dataclass(frozen=True)
class Choice:
    """One of a few values, each with its weight; weights sum to 1 and values ascend."""

    values: tuple[float, ...]
    weights: tuple[float, ...]

    def quantile(self, u: Floats) -> Floats:
        # Without the last sum: rounded below 1, it would let a number point past the end.
        steps = np.cumsum(self.weights)[:-1]
        return np.asarray(self.values, dtype=np.float64)[np.searchsorted(steps, u, side="right")]

    def mean(self) -> float:
        return math.fsum(value * weight for value, weight in zip(self.values, self.weights, strict=True))

    def support(self) -> tuple[float, float]:
        return min(self.values), max(self.values)

    def to_data(self) -> Any:
        return {"choice": dict(zip(self.values, self.weights, strict=True))}


@dataclass(frozen=True)
class Dirichlet:
    """Shares of a whole around ``shares`` (they sum to 1), as firm as ``weight`` observations."""

    shares: tuple[float, ...]
    weight: float

    def quantile(self, u: Floats) -> Floats:
        """Shares ``(..., k)`` of one uniform a component ``(..., k)``: gamma quantiles, normalised."""
        # Gamma variables of one scale over their sum are Dirichlet.
        parts = special.gammaincinv(np.asarray(self.shares) * self.weight, u)
        return np.asarray(parts / parts.sum(axis=-1, keepdims=True), dtype=np.float64)

    def mean(self) -> tuple[float, ...]:
        return self.shares

    def support(self) -> tuple[float, float]:
        return 0.0, 1.0

    def to_data(self) -> Any:
        return {"dirichlet": {"shares": list(self.shares), "weight": self.weight}}


Marginal = (
    Constant
    | Uniform
    | LogUniform
    | Triangular
    | Beta
    | BetaRange
    | Lognormal
    | Normal
    | PoissonCount
    | Choice
    | Truncated
)
"""A distribution of one number. ``support`` is closed; ``to_data`` is the YAML form in base units (yuan, shares)."""

KINDS = ("uniform", "loguniform", "triangular", "beta", "lognormal", "normal", "poisson", "choice", "dirichlet")
"""The words that name a distribution in YAML."""
