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
    """Continuous ranked probability score of an ensemble: E|X - y| - E|X - X'| / 2; smaller is better.

    Parameters
    ----------
    draws : shape (draws,)
    actual : y, in the unit of the draws

    Returns
    -------
    Score in the figure's unit; of a single draw its distance.

    Examples
    --------
    Draws of 0 and 2 about 1: a mean distance of 1, less half the mean of 0, 2, 2, 0.

    >>> crps(np.array([0.0, 2.0]), 1.0)
    0.5
    """
    ordered = np.sort(np.asarray(draws, dtype=np.float64))
    count = ordered.size
    ranks = 2.0 * np.arange(1, count + 1) - count - 1.0
    spread = float(np.sum(ranks * ordered)) / count**2
    return float(np.mean(np.abs(ordered - actual))) - spread


def crps_poisson(mean: float, actual: float) -> float:
    """CRPS of a Poisson forecast: the sum of (F(k) - 1{k >= y})^2 over whole k.

    Parameters
    ----------
    mean : of the forecast
    actual : y, a whole number

    Returns
    -------
    Score in counts; smaller is better.

    Examples
    --------
    A mean of 0 says that nothing happens, and 3 things did:

    >>> crps_poisson(0.0, 3.0)
    3.0
    """
    last = math.ceil(max(mean + 12.0 * math.sqrt(mean + 1.0), actual)) + 10
    k = np.arange(last + 1, dtype=np.float64)
    below = gammaincc(k + 1.0, mean) if mean > 0.0 else np.ones_like(k)
    return float(np.sum((below - (k >= actual)) ** 2))


def log_score(draws: Floats, low: float, high: float) -> float:
    """Minus the log of the share of draws inside a range; half a draw is added, so that it stays finite.

    Parameters
    ----------
    draws : shape (draws,)
    low, high : range of the figure, ends included

    Returns
    -------
    Nats; smaller is better.

    Examples
    --------
    >>> round(log_score(np.array([1.0, 2.0]), 5.0, 6.0), 12) == round(math.log(6.0), 12)
    True
    """
    inside = int(np.sum((draws >= low) & (draws <= high)))
    return -math.log((inside + 0.5) / (len(draws) + 1.0))


def randomised_pit(draws: Floats, actual: float, u: float) -> float:
    """P(X < y) + u P(X = y): uniform over (0, 1) if the forecast is calibrated.

    Parameters
    ----------
    draws : shape (draws,)
    actual : y, in the unit of the draws
    u : keyed number, inside (0, 1)

    Returns
    -------
    Probability integral transform.

    Examples
    --------
    >>> randomised_pit(np.array([1.0, 2.0, 2.0, 3.0]), 2.0, 0.5)
    0.5
    """
    return float(np.mean(draws < actual) + u * np.mean(draws == actual))


def central_interval(draws: Floats, level: float) -> tuple[float, float]:
    """The central interval of the draws; its ends are draws.

    Parameters
    ----------
    draws : shape (draws,)
    level : share of the draws that it holds, inside (0, 1)

    Returns
    -------
    Both ends, in the unit of the draws.

    Examples
    --------
    >>> central_interval(np.arange(1.0, 11.0), 0.8)
    (1.0, 9.0)
    """
    low, high = np.quantile(draws, [(1.0 - level) / 2.0, (1.0 + level) / 2.0], method="inverted_cdf")
    return float(low), float(high)


def weighted_interval_score(draws: Floats, actual: float, levels: Sequence[float]) -> float:
    """Weighted interval score of the median and some central intervals (Bracher, Ray, Gneiting and Reich 2021, PLOS
    Computational Biology 17: e1008618).

    Parameters
    ----------
    draws : shape (draws,)
    actual : in the unit of the draws
    levels : of the intervals, inside (0, 1)

    Returns
    -------
    Score in the figure's unit; smaller is better.

    Examples
    --------
    The median alone is the absolute error:

    >>> weighted_interval_score(np.array([1.0, 2.0, 3.0]), 5.0, [])
    3.0
    """
    total = 0.5 * abs(float(np.median(draws)) - actual)
    for level in levels:
        low, high = central_interval(draws, level)
        tail = 1.0 - level
        total += tail / 2.0 * (high - low) + max(low - actual, 0.0) + max(actual - high, 0.0)
    return total / (len(levels) + 0.5)


def binomial_band(trials: int, share: float, level: float = 0.9) -> tuple[int, int]:
    """Counts between which Binomial(trials, share) lies with at least some probability, an equal tail on each side at
    most.

    Parameters
    ----------
    trials : number of events
    share : chance of each, 0 to 1
    level : the probability, inside (0, 1)

    Returns
    -------
    Least and largest count.

    Examples
    --------
    >>> binomial_band(2, 0.5, level=0.9), binomial_band(2, 0.5, level=0.4)
    ((0, 2), (1, 1))
    """
    below = bdtr(np.arange(trials + 1, dtype=np.float64), trials, share)
    tail = (1.0 - level) / 2.0
    return int(np.searchsorted(below, tail, side="right")), int(np.searchsorted(below, 1.0 - tail, side="left"))
