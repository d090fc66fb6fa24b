"""Quantile tables, built once: dense in both tails, straight between points (read by
``behaviour.arithmetic.quantile``).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import gammainccinv, gammaincinv, ndtri, polygamma

from simulate.behaviour.arithmetic import OCTAVES, SEGMENT_BITS, TABLE_POINTS
from simulate.engine.inputs.layout import Tables

Quantiles = Callable[[np.ndarray], np.ndarray]
NO_FRAILTY = 1e6  # from this shape on everybody has capability 1
FRAILTY_NODES = 33


def points() -> np.ndarray:
    """The tail probabilities of the table's points, from 2^-53 to 1/2, 32 in each octave; shape (TABLE_POINTS,)."""
    place = np.arange(TABLE_POINTS)
    octave, piece = place >> SEGMENT_BITS, place & ((1 << SEGMENT_BITS) - 1)
    return np.asarray(np.ldexp(1.0 + piece / (1 << SEGMENT_BITS), octave - OCTAVES))


def table(lower: Quantiles, upper: Quantiles) -> np.ndarray:
    """Table from the quantile function of a lower-tail and of an upper-tail probability; shape (2, TABLE_POINTS)."""
    tail = points()
    return np.stack([lower(tail), upper(tail)])


def normal_table() -> np.ndarray:
    """Quantiles of the normal with mean 0 and deviation 1; shape (2, TABLE_POINTS)."""
    return table(ndtri, lambda tail: -ndtri(tail))


def laplace_table() -> np.ndarray:
    """Quantiles of the Laplace with mean 0 and variance 1 (scale 1/sqrt(2)); shape (2, TABLE_POINTS)."""
    return table(lambda tail: np.log(2.0 * tail) / np.sqrt(2.0), lambda tail: -np.log(2.0 * tail) / np.sqrt(2.0))


def frailty_grid(low: float, high: float) -> np.ndarray:
    """Nodes of the shape nu, even in ln nu; one node where nu is fixed."""
    if not low < high:
        return np.array([low])
    return np.exp(np.linspace(np.log(low), np.log(high), FRAILTY_NODES))


def log_gamma_table(shape: float) -> np.ndarray:
    """ln of the quantiles of Gamma(nu, nu) at a shape nu; shape (2, TABLE_POINTS), all 0 from ``NO_FRAILTY`` on."""
    if shape >= NO_FRAILTY:
        return np.zeros((2, TABLE_POINTS))
    with np.errstate(divide="ignore"):
        logs = table(
            lambda tail: np.log(gammaincinv(shape, tail) / shape),
            lambda tail: np.log(gammainccinv(shape, tail) / shape),
        )
    return np.asarray(np.maximum(logs, -300.0))


def log_gamma_sd(shape: float) -> float:
    """Standard deviation of ln a, a ~ Gamma(nu, nu): sqrt(trigamma(nu))."""
    return 0.0 if shape >= NO_FRAILTY else float(np.sqrt(polygamma(1, shape)))


def build_tables(frailty_range: tuple[float, float], each: list[Quantiles]) -> Tables:
    """All tables of a scenario; ``each`` are the distributions of recipients' own amounts."""
    grid = frailty_grid(*frailty_range)
    amounts = [table(function, lambda tail, inner=function: inner(1.0 - tail)) for function in each]  # type: ignore[misc]
    return Tables(
        normal=normal_table(),
        laplace=laplace_table(),
        frailty=np.stack([log_gamma_table(shape) for shape in grid]),
        each=np.stack(amounts) if amounts else np.zeros((1, 2, TABLE_POINTS)),
    )
