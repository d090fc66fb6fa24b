"""The state at the end of 2022: revenue, stage, projects under way, pipeline of finished projects (``docs/model.md``,
Initialisation).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulate.behaviour.arithmetic import exponential, logarithm, quantile, round_half_up
from simulate.kernels.compiling import rule

SCORE_UNIT = 16777216.0  # 2^24: resolution of a rank key
SCORE_LIMIT = 100.0
ID_SPAN = 1 << 32


@rule
def body_place(u: float, low: float, high: float) -> float:
    """Probability in the lognormal body, which is cut to [low, high], at u.

    Parameters
    ----------
    u : number of the firm, inside (0, 1)
    low, high : probabilities of the uncut lognormal between which the body lies

    Returns
    -------
    Probability of the uncut lognormal.

    Examples
    --------
    >>> body_place(0.5, 0.25, 0.75)
    0.5
    """
    return low + u * (high - low)


@rule
def body_log_revenue(log_median: float, sd: float, normal: float) -> float:
    """ln x = ln median + sd z.

    Parameters
    ----------
    log_median : ln of the median revenue in yuan
    sd, normal : standard deviation of ln x, and z, standard normal

    Returns
    -------
    ln of revenue in yuan.

    Examples
    --------
    >>> body_log_revenue(18.0, 0.5, 2.0)
    19.0
    """
    return log_median + sd * normal


@rule
def sector_of(u: float, cumulative: np.ndarray) -> int:
    """An industrial sector drawn from its share: how many of the cumulative shares u has passed.

    Parameters
    ----------
    u : number of the firm, inside (0, 1)
    cumulative : cumulative shares of all sectors but the last, shape (sectors - 1,)

    Returns
    -------
    Place of the sector in the plan's list.

    Examples
    --------
    >>> [sector_of(u, np.array([0.2, 0.5])) for u in (0.1, 0.2, 0.9)]
    [0, 1, 2]
    """
    sector = 0
    for j in range(cumulative.size):
        sector += int(u >= cumulative[j])
    return sector


@rule
def tail_excess(u: float, tail_from: float, tail_exponent: float) -> float:
    """y - 1, y = ((1 - u) / (1 - tail_from))^(-1 / exponent): how far the Pareto tail rises over its start.

    Parameters
    ----------
    u, tail_from : number of the firm, below 1, and probability at which the tail begins, at most ``u``
    tail_exponent : Pareto exponent (``tail_exponent``)

    Returns
    -------
    Excess as a multiple of the revenue at the tail's start.

    Examples
    --------
    >>> round(tail_excess(0.75, 0.5, 1.0), 12)
    1.0
    """
    return exponential(-logarithm((1.0 - u) / (1.0 - tail_from)) / tail_exponent) - 1.0


class RevenueBody(NamedTuple):
    """A lognormal body of revenue, cut to the probabilities [low, high]."""

    low: float
    high: float
    log_median: float  # ln yuan
    sd: float  # of ln revenue


class RevenueTail(NamedTuple):
    """A Pareto tail of revenue above the probability ``begins``; one that begins at 2 is never reached."""

    begins: float
    log_start: float  # ln of the revenue at which it starts
    exponent: float
    stretch: float  # factor on its excess over the start
    log_largest: float  # no firm is larger


@rule
def tail_log_revenue(u: float, tail: RevenueTail) -> float:
    """x = x_tail (1 + stretch (y - 1)), y = ((1 - u) / (1 - begins))^(-1 / exponent), at most the largest firm.

    Parameters
    ----------
    u : number of the firm, at least ``tail.begins``, below 1
    tail : with x_tail as ``log_start``; its stretch makes total revenue meet the published figure

    Returns
    -------
    ln of revenue in yuan.

    Examples
    --------
    >>> import math
    >>> tail = RevenueTail(begins=0.5, log_start=20.0, exponent=1.0, stretch=3.0, log_largest=30.0)
    >>> round(tail_log_revenue(0.75, tail) - (20.0 + math.log(4.0)), 12)
    0.0
    >>> tail_log_revenue(0.75, tail._replace(log_largest=21.0))
    21.0
    """
    excess = tail_excess(u, tail.begins, tail.exponent)
    return min(tail.log_start + logarithm(1.0 + tail.stretch * excess), tail.log_largest)


@rule
def starting_log_revenue(u: float, normal: np.ndarray, body: RevenueBody, tail: RevenueTail) -> float:
    """Quantile of ln(revenue) at u: lognormal body cut to probabilities [low, high], Pareto tail above ``begins``.

    Only the tail's excess is stretched, so that total revenue meets the published figure (observation A13).

    Parameters
    ----------
    u : number of the firm, inside (0, 1)
    normal : quantile table of the standard normal, shape (2, TABLE_POINTS)
    body, tail : of the revenue of the firm's segment

    Returns
    -------
    ln of revenue in yuan.
    """
    if u <= tail.begins:
        return body_log_revenue(body.log_median, body.sd, quantile(normal, body_place(u, body.low, body.high)))
    return tail_log_revenue(u, tail)


@rule
def rank_score(standardised: float, correlation: float, noise: float) -> float:
    """Score whose rank gives the starting stage: r z(ln m) + sqrt(1 - r^2) e.

    Parameters
    ----------
    standardised : z(ln m), log multiplier with mean 0 and deviation 1 within the segment
    correlation : r, 0 to 1 (``stage_rank_correlation``)
    noise : e, standard normal

    Returns
    -------
    Score of variance 1 whose correlation with z is r.

    Examples
    --------
    >>> rank_score(2.0, 1.0, 5.0), rank_score(2.0, 0.0, 5.0)
    (2.0, 5.0)
    """
    return correlation * standardised + float(np.sqrt(1.0 - correlation * correlation)) * noise


@rule
def rank_key(score: float, identity: int) -> int:
    """A whole number that orders firms by score, ties by id (the smaller id first): larger is better.

    Parameters
    ----------
    score : cut to plus or minus ``SCORE_LIMIT``, told apart to 2^-24
    identity : unit id of the firm, 32 bits

    Returns
    -------
    Key of 64 bits, different for any two firms.

    Examples
    --------
    >>> rank_key(1.0, 7) > rank_key(1.0, 8) > rank_key(0.5, 1)
    True
    """
    bounded = min(max(score, -SCORE_LIMIT), SCORE_LIMIT)
    return round_half_up(bounded * SCORE_UNIT) * ID_SPAN + int(ID_SPAN - 1 - np.int64(identity))


@rule
def steady_starts(yearly_hazard: float, build_years: float) -> float:
    """Projects that a firm starts a year in a steady state: mu / (1 + B mu) (an alternating renewal process; Cox,
    Renewal Theory, 1962).

    Parameters
    ----------
    yearly_hazard : mu, hazard of a start while no project is under way
    build_years : B, mean build time in years

    Returns
    -------
    Starts a year.

    Examples
    --------
    >>> steady_starts(0.5, 2.0)
    0.25
    """
    return yearly_hazard / (1.0 + build_years * yearly_hazard)


@rule
def steady_outlays(yearly_hazard: float, build_years: float, cost: float) -> int:
    """What a firm spends on projects in the year before the start: C_k(x) mu / (1 + B mu).

    Parameters
    ----------
    yearly_hazard, build_years : as for ``steady_starts``
    cost : C_k(x), yuan a project (``project_cost``)

    Returns
    -------
    Whole yuan.

    Examples
    --------
    >>> steady_outlays(0.5, 2.0, 1e6)
    250000
    """
    return round_half_up(cost * steady_starts(yearly_hazard, build_years))


def length_biased(quarters: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weights of the build times of the projects that are under way at a time: w_q q / sum w q.

    Whoever looks at a steady state meets a project of twice the length twice as often (the inspection paradox; Cox,
    Renewal Theory, 1962). The weights stand as they are where nothing takes any time.

    Parameters
    ----------
    quarters : build times in quarters, shape (k,)
    weights : share of the projects started that take so long, shape (k,), sum 1

    Returns
    -------
    Share of the projects under way, shape (k,), sum 1.

    Examples
    --------
    >>> length_biased(np.array([2.0, 4.0, 8.0]), np.array([0.5, 0.25, 0.25]))
    array([0.25, 0.25, 0.5 ])
    """
    mean = weights @ quarters
    return weights * quarters / mean if mean > 0.0 else weights


@rule
def remaining_quarters(u: float, quarters: int) -> int:
    """Quarters from the start until a project under way is completed: 0 to ``quarters`` - 1 alike.

    Parameters
    ----------
    u : keyed number of the firm, inside (0, 1)
    quarters : build time of the project

    Returns
    -------
    Whole quarters.

    Examples
    --------
    >>> [remaining_quarters(u, 4) for u in (0.1, 0.6, 0.99)]
    [0, 2, 3]
    """
    return int(u * quarters)


@rule
def busy_weight(yearly_hazard: float, build_years: float) -> float:
    """Steady-state share of time spent on a project: B mu / (1 + B mu).

    Parameters
    ----------
    yearly_hazard, build_years : as for ``steady_starts``

    Returns
    -------
    Share, 0 to 1.

    Examples
    --------
    >>> busy_weight(0.5, 2.0)
    0.5
    """
    load = build_years * yearly_hazard
    return load / (1.0 + load)


@rule
def recent_completion_chance(yearly_hazard: float, build_years: float, window_years: float, coverage: float) -> float:
    """Chance that an ever-transformed firm finished its last project inside the title window:
    (1 - exp(-window mu / (1 + B mu))) / coverage, at most 1.

    Parameters
    ----------
    yearly_hazard, build_years : as for ``steady_starts``
    window_years : years after completion in which a project can carry a title (``title_window_quarters`` / 4)
    coverage : share of the segment that has ever done a project, 0 to 1

    Returns
    -------
    Probability; 0 without coverage.

    Examples
    --------
    >>> import math
    >>> round(recent_completion_chance(0.5, 0.0, 2 * math.log(2), 0.8), 12)
    0.625
    """
    if coverage <= 0.0:
        return 0.0
    rate = steady_starts(yearly_hazard, build_years)
    return min((1.0 - exponential(-window_years * rate)) / coverage, 1.0)
