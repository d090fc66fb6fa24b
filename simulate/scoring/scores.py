"""Scores of a forecast that is a set of draws, against a figure that came true.

References: Gneiting and Raftery (2007), Strictly proper scoring rules, prediction, and estimation; Czado, Gneiting and
Held (2009), Predictive model assessment for count data.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, gammaincc

Floats = NDArray[np.float64]


def crps(draws: Floats, actual: float) -> float:
    """Continuous ranked probability score of an ensemble: E|X - y| - E|X - X'| / 2, in the figure's unit; smaller is
    better."""
    ordered = np.sort(np.asarray(draws, dtype=np.float64))
    count = ordered.size
    ranks = 2.0 * np.arange(1, count + 1) - count - 1.0
    spread = float(np.sum(ranks * ordered)) / count**2
    return float(np.mean(np.abs(ordered - actual))) - spread


def crps_poisson(mean: float, actual: float) -> float:
    """The same for a Poisson forecast: the sum of (F(k) - 1{k >= y})^2 over whole k (y whole)."""
    last = math.ceil(max(mean + 12.0 * math.sqrt(mean + 1.0), actual)) + 10
    k = np.arange(last + 1, dtype=np.float64)
    below = gammaincc(k + 1.0, mean) if mean > 0.0 else np.ones_like(k)
    return float(np.sum((below - (k >= actual)) ** 2))


def log_score(draws: Floats, low: float, high: float) -> float:
    """Minus the log of the share of draws between ``low`` and ``high``; half a draw is added, so that it stays
    finite."""
    inside = int(np.sum((draws >= low) & (draws <= high)))
    return -math.log((inside + 0.5) / (len(draws) + 1.0))


def randomised_pit(draws: Floats, actual: float, u: float) -> float:
    """P(X < y) + u P(X = y): uniform over (0, 1) if the forecast is calibrated."""
    return float(np.mean(draws < actual) + u * np.mean(draws == actual))


def central_interval(draws: Floats, level: float) -> tuple[float, float]:
    """The central interval of the draws; its ends are draws."""
    low, high = np.quantile(draws, [(1.0 - level) / 2.0, (1.0 + level) / 2.0], method="inverted_cdf")
    return float(low), float(high)


def weighted_interval_score(draws: Floats, actual: float, levels: Sequence[float]) -> float:
    """Weighted interval score of the median and the central intervals of ``levels``, in the figure's unit; smaller is
    better (Bracher, Ray, Gneiting and Reich 2021)."""
    total = 0.5 * abs(float(np.median(draws)) - actual)
    for level in levels:
        low, high = central_interval(draws, level)
        tail = 1.0 - level
        total += tail / 2.0 * (high - low) + max(low - actual, 0.0) + max(actual - high, 0.0)
    return total / (len(levels) + 0.5)


def binomial_band(trials: int, share: float, level: float = 0.9) -> tuple[int, int]:
    """Counts between which Binomial(trials, share) lies with at least ``level``, an equal tail on each side at most."""
    below = bdtr(np.arange(trials + 1, dtype=np.float64), trials, share)
    tail = (1.0 - level) / 2.0
    return int(np.searchsorted(below, tail, side="right")), int(np.searchsorted(below, 1.0 - tail, side="left"))
