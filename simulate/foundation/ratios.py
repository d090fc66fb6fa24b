"""Ratios whose denominator may be nothing, and how what has no value is printed: one rule for every output.

A ratio of something to nothing is not a number. It is NaN in arrays, an empty cell in CSV (which every reader of tables
takes for a missing value) and ``UNDEFINED`` wherever people read. It is never 0, which would say that there is none, and
never infinite, which would say that there is more than of anything else.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

UNDEFINED = "–"


def ratio(part: ArrayLike, whole: ArrayLike) -> NDArray[np.float64]:
    """``part / whole``, elementwise; NaN where ``whole`` is 0.

    Parameters
    ----------
    part, whole : arrays that broadcast

    Returns
    -------
    float64, of the broadcast shape.

    Examples
    --------
    >>> ratio([1, 1], [4, 0])
    array([0.25,  nan])
    """
    above, below = np.broadcast_arrays(np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64))
    return np.asarray(np.divide(above, below, out=np.full(below.shape, np.nan), where=below != 0))


def ratio_of_sums(part: ArrayLike, whole: ArrayLike) -> float:
    """The sum of ``part`` over the sum of ``whole``; NaN where that is 0.

    Parameters
    ----------
    part, whole : arrays

    Returns
    -------
    The share.

    Examples
    --------
    >>> ratio_of_sums([1, 2], [4, 8])
    0.25
    """
    return float(ratio(np.sum(part), np.sum(whole)))


def defined(value: float, words: Callable[[float], str]) -> str:
    """A value in words, or that it has none.

    Parameters
    ----------
    value : a number; NaN and infinity are no values
    words : puts a value into words

    Returns
    -------
    The words, or ``UNDEFINED``.

    Examples
    --------
    >>> defined(0.5, "{:.0%}".format), defined(float("nan"), "{:.0%}".format)
    ('50%', '–')
    """
    return words(value) if math.isfinite(value) else UNDEFINED
