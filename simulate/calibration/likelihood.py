"""How likely a figure is under each draw: binomial, Poisson, interval."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammaincc, ndtr

from simulate.calibration.moments import Moment
from simulate.calibration.reference import ReferenceTable

Floats = NDArray[np.float64]


def likelihood(table: ReferenceTable, moment: Moment, low: float, high: float) -> Floats:
    """Probability (density, for a point figure with error) of a figure under each draw.

    With an exact chance the law is summed over the counts from ``low`` to ``high``. Otherwise the simulated number must
    lie between them, blurred by the moment's standard deviation where it has one.

    Parameters
    ----------
    table : draws of the prior
    moment : what the figure measures
    low, high : range of the figure, in its unit, ends included

    Returns
    -------
    Shape (draws,).
    """
    chance = table.chance[moment.name]
    if not chance:
        return _blurred(table.simulated[moment.name], low, high, moment)
    # A figure counts from the moment's base, and the law speaks of whole recognitions.
    smallest, largest = np.ceil(low - moment.base), np.floor(high - moment.base)
    return np.maximum(_at_most(chance, largest) - _at_most(chance, smallest - 1.0), 0.0)


def _blurred(simulated: Floats, low: float, high: float, moment: Moment) -> Floats:
    if moment.sd == 0.0:
        return ((simulated >= low) & (simulated <= high)).astype(np.float64)
    # A count stands for its step of the continuous blur: 3 is all from 2.5 to 3.5.
    half = 0.5 if moment.counted else 0.0
    if high - low + 2.0 * half <= 0.0:
        # A point has no probability; its density serves, since constants fall out of the weights.
        return np.exp(-0.5 * ((simulated - low) / moment.sd) ** 2)
    inside: Floats = ndtr((high + half - simulated) / moment.sd) - ndtr((low - half - simulated) / moment.sd)
    return inside


def _at_most(chance: Mapping[str, Floats], count: float) -> Floats:
    """Distribution function of the count at ``count``; 1 from the number of applicants on, who cap it."""
    if count < 0.0:
        return np.zeros_like(next(iter(chance.values())))
    below = (
        poisson_at_most(count, chance["mean"])
        if "mean" in chance
        else binomial_at_most(count, chance["trials"], chance["share"])
    )
    return np.where(count >= chance["most"], 1.0, below) if "most" in chance else below


def binomial_at_most(count: float, trials: Floats, share: Floats) -> Floats:
    """P(X <= count), X ~ Binomial(trials, share), by the incomplete beta function.

    Parameters
    ----------
    count : at least 0
    trials, share : shape (draws,)

    Returns
    -------
    Shape (draws,).

    Examples
    --------
    >>> binomial_at_most(1.0, np.array([2.0, 1.0]), np.array([0.5, 0.5]))
    array([0.75, 1.  ])
    """
    # Where the count reaches the trials the function has no value, and the other branch is taken.
    left = np.maximum(trials - count, 1.0)
    return np.where(count >= trials, 1.0, betainc(left, count + 1.0, 1.0 - share))


def poisson_at_most(count: float, mean: Floats) -> Floats:
    """P(X <= count), X ~ Poisson(mean), by the incomplete gamma function.

    Parameters
    ----------
    count : at least 0
    mean : shape (draws,)

    Returns
    -------
    Shape (draws,).

    Examples
    --------
    >>> bool(np.isclose(poisson_at_most(0.0, np.array([np.log(2.0)]))[0], 0.5))
    True
    """
    return np.asarray(gammaincc(count + 1.0, mean))


def weights_of(table: ReferenceTable, figures: Mapping[Moment, tuple[float, float]]) -> Floats:
    """Normalised importance weights of the draws.

    Parameters
    ----------
    table : draws of the prior
    figures : a range for each moment, in the figure's unit

    Returns
    -------
    Shape (draws,), sum 1; zeros where no draw agrees.
    """
    product = np.ones(table.draws)
    for moment, (low, high) in figures.items():
        product *= likelihood(table, moment, low, high)
    total = float(product.sum())
    return product / total if total > 0.0 else product
