"""Portable arithmetic: the same bits from scalar code, from vector code and on every platform.

``exp`` and ``log`` are made of + - * / and bit moves only, because the C library's differ between systems and do not
vectorise.
Sums over firms are sums of integers (fixed point), so that their order never matters.
"""

from __future__ import annotations

import numpy as np

from simulate.kernels.compiling import rule

LOG2_E = 1.4426950408889634
LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
ROUNDER = 6755399441055744.0  # 1.5 * 2^52: adding it rounds to the nearest integer
EXPONENT_SHIFT = np.int64(52)
EXPONENT_BIAS = np.int64(1023)
MANTISSA = np.int64(0x000FFFFFFFFFFFFF)
ONE_BITS = np.int64(0x3FF0000000000000)
SIGN = np.int64(63)
SQRT2 = 1.4142135623730951
FIXED = 4294967296.0  # 2^32: one unit of a fixed-point sum
FIXED_SQUARES = 16777216.0  # 2^24: for sums of squares, which are larger

SEGMENT_BITS = 5  # 32 straight pieces an octave
SEGMENT_SHIFT = np.int64(52 - SEGMENT_BITS)
SEGMENT_MASK = np.int64((1 << (52 - SEGMENT_BITS)) - 1)
SEGMENT_WIDTH = 2.0 ** -(52 - SEGMENT_BITS)
OCTAVES = 53
LOWEST_SEGMENT = (1023 - OCTAVES) << SEGMENT_BITS
TABLE_POINTS = ((OCTAVES - 1) << SEGMENT_BITS) + 1
NEGLIGIBLE = 1e-18  # below this, another term cannot move the sum


@rule
def exponential(x: float) -> float:
    """e^x for |x| up to 700 (clipped beyond), Taylor of degree 13 after reduction by ln 2; error under 2 units in the
    last place.

    Examples
    --------
    >>> exponential(0.0)
    1.0
    """
    x = min(max(x, -700.0), 700.0)
    shifted = x * LOG2_E + ROUNDER
    n = shifted - ROUNDER
    r = (x - n * LN2_HIGH) - n * LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    low = (1.0 + r) + r2 * (0.5 + r * 0.16666666666666666)
    middle = (0.041666666666666664 + r * 0.008333333333333333) + r2 * (0.001388888888888889 + r * 0.0001984126984126984)
    high = (2.48015873015873e-05 + r * 2.7557319223985893e-06) + r2 * (
        2.755731922398589e-07 + r * 2.505210838544172e-08
    )
    top = 2.08767569878681e-09 + r * 1.6059043836821613e-10
    series = low + r4 * (middle + r4 * (high + r4 * top))
    return series * np.int64((np.int64(n) + EXPONENT_BIAS) << EXPONENT_SHIFT).view(np.float64)


@rule
def logarithm(x: float) -> float:
    """ln x for positive normal x: series of artanh on the mantissa; error under 2 units in the last place.

    Examples
    --------
    >>> logarithm(1.0)
    0.0
    """
    bits = np.float64(x).view(np.int64)
    exponent = (bits >> EXPONENT_SHIFT) - EXPONENT_BIAS
    mantissa = np.int64((bits & MANTISSA) | ONE_BITS).view(np.float64)
    if mantissa > SQRT2:
        mantissa = mantissa * 0.5
        exponent = exponent + 1
    s = (mantissa - 1.0) / (mantissa + 1.0)
    z = s * s
    tail = 0.1111111111111111 + z * (
        0.09090909090909091
        + z
        * (
            0.07692307692307693
            + z
            * (0.06666666666666667 + z * (0.058823529411764705 + z * (0.05263157894736842 + z * 0.047619047619047616)))
        )
    )
    series = 2.0 * s * (1.0 + z * (0.3333333333333333 + z * (0.2 + z * (0.14285714285714285 + z * tail))))
    return exponent * LN2_HIGH + (series + exponent * LN2_LOW)


@rule
def fixed_point(x: float) -> int:
    """x as a count of 2^-32: integers add up to the same total in every order.

    Examples
    --------
    >>> fixed_point(0.25) == 2**30
    True
    """
    return int(np.floor(x * FIXED + 0.5))


@rule
def fixed_point_squares(x: float) -> int:
    """x as a count of 2^-24, for sums of squares, which are larger.

    Examples
    --------
    >>> fixed_point_squares(0.25) == 2**22
    True
    """
    return int(np.floor(x * FIXED_SQUARES + 0.5))


@rule
def round_half_up(x: float) -> int:
    """The nearest integer, halves upwards: yuan and recipients."""
    return int(np.floor(x + 0.5))


@rule
def quantile(table: np.ndarray, u: float) -> float:
    """Quantile at u from a table with 32 straight pieces in each octave of both tails.

    Parameters
    ----------
    table : quantiles, shape (2, TABLE_POINTS): row 0 for u < 1/2 by u, row 1 for the upper half by 1 - u (see
        ``engine.inputs.tables``)
    u : probability, inside (0, 1)

    Returns
    -------
    Quantile, straight between the table's points.

    Examples
    --------
    A table that holds the tail probability itself:

    >>> octaves = np.arange(TABLE_POINTS) // 32 - OCTAVES
    >>> tail = 2.0**octaves * (1 + np.arange(TABLE_POINTS) % 32 / 32)
    >>> quantile(np.stack([tail, 1 - tail]), 0.25), quantile(np.stack([tail, 1 - tail]), 0.75)
    (0.25, 0.75)
    """
    upper = (np.float64(0.5 - u).view(np.int64) >> SIGN) & 1  # 1 above a half; a comparison would become a jump
    v = min(u, 1.0 - u)
    bits = np.float64(v).view(np.int64)
    cell = max(int(bits >> SEGMENT_SHIFT) - LOWEST_SEGMENT, 0)
    cell = min(cell, TABLE_POINTS - 2)
    share: float = np.float64(bits & SEGMENT_MASK) * SEGMENT_WIDTH
    share = 1.0 if v == 0.5 else share
    low: float = table[upper, cell]
    high: float = table[upper, cell + 1]
    return low + share * (high - low)


@rule
def poisson_count(u: float, mean: float) -> int:
    """The count k whose Poisson distribution function first reaches u: sum_{j<=k} e^-m m^j / j! >= u.

    Inversion by sequential search (Devroye 1986, Non-Uniform Random Variate Generation): one number a count, so that a
    larger mean never gives fewer on the same luck.

    Parameters
    ----------
    u : inside (0, 1)
    mean : m, at most 600 (``places.poisson_places`` draws larger ones in parts)

    Returns
    -------
    Count k; 0 where the mean is not above 0.

    Examples
    --------
    With m = ln 2 no event has a chance of 1/2, and at most one has (1 + ln 2) / 2 = 0.847:

    >>> import math
    >>> [poisson_count(u, math.log(2)) for u in (0.49, 0.51, 0.84, 0.85)]
    [0, 1, 1, 2]
    """
    if mean <= 0.0:
        return 0
    mass = exponential(-mean)
    total = mass
    k = 0
    while total < u and (k < mean or mass > NEGLIGIBLE):
        k += 1
        mass = mass * mean / k
        total = total + mass
    return k


@rule
def binomial_count(u: float, trials: int, share: float) -> int:
    """The count k whose binomial distribution function first reaches u.

    Parameters
    ----------
    u : inside (0, 1)
    trials : names on the list; the chance of no success is at least e^-700 (``places.binomial_places`` draws longer
        lists in parts)
    share : chance of each, 0 to 1

    Returns
    -------
    Count k, 0 to ``trials``.

    Examples
    --------
    Two names at 1/2 each: the distribution function is 1/4, 3/4, 1.

    >>> [binomial_count(u, 2, 0.5) for u in (0.24, 0.26, 0.74, 0.76)]
    [0, 1, 1, 2]
    """
    if share <= 0.0 or trials <= 0:
        return 0
    if share >= 1.0:
        return trials
    mass = exponential(trials * logarithm(1.0 - share))
    odds = share / (1.0 - share)
    total = mass
    k = 0
    while total < u and k < trials and (k < trials * share or mass > NEGLIGIBLE):
        mass = mass * odds * (trials - k) / (k + 1.0)
        k += 1
        total = total + mass
    return k
