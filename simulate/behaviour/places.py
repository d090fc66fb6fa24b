"""How many places a year has, and how a year is split over its rounds (``docs/model.md``, Submodels: rounds)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulate.behaviour.arithmetic import binomial_count, logarithm, poisson_count, round_half_up
from simulate.behaviour.growth import CHUNK
from simulate.behaviour.limits import ROUNDS
from simulate.kernels.compiling import rule
from simulate.randomness.uniforms import uniform

POISSON, BINOMIAL, ROUNDED = range(3)
WAYS = ("poisson", "binomial", "rounded")
"""How a year's number of places or recipients is drawn, by the words of a plan."""

CITY = 0xFFFFFF
"""The unit of numbers that belong to a round as a whole; further parts of a large count take the units above it."""

MOST_YEARS = 21
"""Years that the time of a keyed number tells apart within a round; ``MOST_YEARS * ROUNDS`` times lie below that of the
start."""

assert MOST_YEARS * ROUNDS < 255


@rule
def poisson_places(key: np.uint64, year: int, purpose: np.uint64, mean: float) -> int:
    """A Poisson count of any mean: the sum of independent Poisson counts of means of at most ``CHUNK``.

    Parameters
    ----------
    key : of the draw
    year : time of the keyed numbers, years since the start
    purpose : the instrument's ``places``
    mean : expected number a year, any size

    Returns
    -------
    Places or recipients of the year.

    Examples
    --------
    >>> poisson_places(np.uint64(1), 0, np.uint64(0), 0.0)
    0
    """
    count, part, left = 0, 0, mean
    while left > 0.0:
        count += poisson_count(uniform(key, CITY + part, year, purpose), min(left, CHUNK))
        left -= CHUNK
        part += 1
    return count


@rule
def binomial_places(key: np.uint64, year: int, purpose: np.uint64, names: int, share: float) -> int:
    """A binomial count of any list: the sum of independent binomial counts of parts of the list.

    Each part is so short that the chance of no place in it is at least e^-CHUNK, from which the count can be inverted.

    Parameters
    ----------
    key : of the draw
    year : time of the keyed numbers, years since the start
    purpose : the instrument's ``places``
    names : length of the list
    share : chance that a name is the city's, 0 to 1

    Returns
    -------
    Places of the year, 0 to ``names``.

    Examples
    --------
    >>> [binomial_places(np.uint64(1), 0, np.uint64(0), 500, share) for share in (0.0, 1.0)]
    [0, 500]
    """
    if share <= 0.0 or share >= 1.0:
        return names if share >= 1.0 else 0
    most = max(1, int(CHUNK / -logarithm(1.0 - share)))
    count, part, left = 0, 0, names
    while left > 0:
        count += binomial_count(uniform(key, CITY + part, year, purpose), min(left, most), share)
        left -= most
        part += 1
    return count


class Places(NamedTuple):
    """How a year's places or recipients are drawn, and the numbers that may tell how many they are."""

    drawn_as: int  # POISSON, BINOMIAL or ROUNDED
    mean: float  # of a Poisson count
    names: float  # on a list, of which each takes a place with the chance ``share``
    share: float
    number: float  # to be rounded


@rule
def yearly_places(key: np.uint64, year: int, purpose: np.uint64, places: Places) -> int:
    """Places or recipients of a year: Poisson(mean), Binomial(names, share), or the number rounded; never below 0.

    A contest grants no more titles than it has places, so that places times the award bound what it can cost in a year.

    Parameters
    ----------
    key : of the draw
    year : time of the keyed numbers, years since the start
    purpose : the instrument's ``places``
    places : how they are drawn, and the numbers that tell how many

    Returns
    -------
    Places of the year.

    Examples
    --------
    >>> rounded = [Places(ROUNDED, mean=0.0, names=0.0, share=0.0, number=number) for number in (4.5, -1.0)]
    >>> [yearly_places(np.uint64(1), 0, np.uint64(0), places) for places in rounded]
    [5, 0]
    """
    if places.drawn_as == BINOMIAL:
        return binomial_places(key, year, purpose, round_half_up(places.names), places.share)
    if places.drawn_as == POISSON:
        return poisson_places(key, year, purpose, places.mean)
    return max(0, round_half_up(places.number))


@rule
def expected_places(places: Places) -> float:
    """Mean number of places of a year: the Poisson mean, names times share, or the number rounded.

    Parameters
    ----------
    places : as for ``yearly_places``

    Returns
    -------
    Mean of ``yearly_places`` over the keys.

    Examples
    --------
    >>> [expected_places(Places(way, 2.5, 200.0, 0.25, 4.5)) for way in (POISSON, BINOMIAL, ROUNDED)]
    [2.5, 50.0, 5.0]
    """
    if places.drawn_as == BINOMIAL:
        return round_half_up(places.names) * places.share
    if places.drawn_as == POISSON:
        return max(0.0, places.mean)
    return float(max(0, round_half_up(places.number)))


@rule
def before_round(yearly: int, number: int, rounds: int) -> int:
    """How many of a year's places go to the rounds before ``number`` (from 0) of ``rounds``: floor(yearly number / rounds).

    The round itself has ``before_round(number + 1) - before_round(number)``, so that the rounds of a year add up to it.

    Parameters
    ----------
    yearly : places of the year
    number : of the round, from 0
    rounds : rounds of the year

    Returns
    -------
    Places of the earlier rounds together.

    Examples
    --------
    Five places over two rounds are two and three:

    >>> [before_round(5, number, 2) for number in (0, 1, 2)]
    [0, 2, 5]
    """
    return yearly * number // rounds


@rule
def falls_in_round(u: float, chance: float, number: int, rounds: int) -> bool:
    """Whether the year's one event comes in round ``number``: each round has chance / rounds.

    Parameters
    ----------
    u : keyed number of the year, inside (0, 1)
    chance : of the event in the whole year, 0 to 1
    number : of the round, from 0
    rounds : rounds of the year

    Returns
    -------
    True in at most one round of a year.

    Examples
    --------
    >>> [falls_in_round(0.3, 0.5, number, 2) for number in (0, 1)], falls_in_round(0.6, 0.5, 1, 2)
    ([False, True], False)
    """
    return chance * (number / rounds) <= u < chance * ((number + 1) / rounds)


@rule
def round_time(year: int, number: int) -> int:
    """Time of the keyed numbers of a round: each round of a year has numbers of its own, the first those of the year.

    Parameters
    ----------
    year : years since the start, below ``MOST_YEARS``
    number : of the round in the year, from 0

    Returns
    -------
    Time for ``uniform``, below 255.

    Examples
    --------
    >>> round_time(2, 0), round_time(2, 1)
    (2, 23)
    """
    return year + MOST_YEARS * number
