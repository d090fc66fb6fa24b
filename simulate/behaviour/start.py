"""The state at the end of 2022: revenue, stage, projects under way, pipeline of finished projects (model, sections 2
and 3.3).
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
    """Probability in the lognormal body, which is cut to [low, high], at u."""
    return low + u * (high - low)


@rule
def body_log_revenue(log_median: float, sd: float, normal: float) -> float:
    """ln x = ln median + sd z."""
    return log_median + sd * normal


@rule
def sector_of(u: float, cumulative: np.ndarray) -> int:
    """An industrial sector drawn from its share: how many of the cumulative shares (but the last) u has passed."""
    sector = 0
    for j in range(cumulative.size):
        sector += int(u >= cumulative[j])
    return sector


@rule
def tail_excess(u: float, tail_from: float, tail_exponent: float) -> float:
    """y - 1, y = ((1 - u) / (1 - tail_from))^(-1 / exponent): how far the Pareto tail rises over its start."""
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
    """x = x_tail (1 + stretch (y - 1)), y = ((1 - u) / (1 - tail_from))^(-1 / exponent), at most the largest firm."""
    excess = tail_excess(u, tail.begins, tail.exponent)
    return min(tail.log_start + logarithm(1.0 + tail.stretch * excess), tail.log_largest)


@rule
def starting_log_revenue(u: float, normal: np.ndarray, body: RevenueBody, tail: RevenueTail) -> float:
    """Quantile of ln(revenue) at u: lognormal body cut to probabilities [low, high], Pareto tail above ``begins``.

    Only the tail's excess is stretched, so that total revenue meets the published figure (observation A13).
    """
    if u <= tail.begins:
        return body_log_revenue(body.log_median, body.sd, quantile(normal, body_place(u, body.low, body.high)))
    return tail_log_revenue(u, tail)


@rule
def rank_score(standardised: float, correlation: float, noise: float) -> float:
    """Score whose rank gives the starting stage: r z(ln m) + sqrt(1 - r^2) e."""
    return correlation * standardised + float(np.sqrt(1.0 - correlation * correlation)) * noise


@rule
def rank_key(score: float, identity: int) -> int:
    """A whole number that orders firms by score, ties by id (the smaller id first): larger is better."""
    bounded = min(max(score, -SCORE_LIMIT), SCORE_LIMIT)
    return round_half_up(bounded * SCORE_UNIT) * ID_SPAN + int(ID_SPAN - 1 - np.int64(identity))


@rule
def steady_starts(yearly_hazard: float, build_years: float) -> float:
    """Projects that a firm starts a year in a steady state: mu / (1 + B mu), B the mean build time in years."""
    return yearly_hazard / (1.0 + build_years * yearly_hazard)


@rule
def steady_outlays(yearly_hazard: float, build_years: float, cost: float) -> int:
    """What a firm spends on projects in the year before the start, in whole yuan: C_k(x) mu / (1 + B mu)."""
    return round_half_up(cost * steady_starts(yearly_hazard, build_years))


def length_biased(quarters: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weights of the build times of the projects that are under way at a time: w_q q / sum w q (shapes (k,)).

    Whoever looks at a steady state meets a project of twice the length twice as often (the inspection paradox; Cox,
    Renewal Theory, 1962). The weights stand as they are where nothing takes any time.
    """
    mean = weights @ quarters
    return weights * quarters / mean if mean > 0.0 else weights


@rule
def remaining_quarters(u: float, quarters: int) -> int:
    """Quarters from the start until a project under way is completed: 0 to ``quarters`` - 1 alike."""
    return int(u * quarters)


@rule
def busy_weight(yearly_hazard: float, build_years: float) -> float:
    """Steady-state share of time spent on a project: B mu / (1 + B mu), B the mean build time in years."""
    load = build_years * yearly_hazard
    return load / (1.0 + load)


@rule
def recent_completion_chance(yearly_hazard: float, build_years: float, window_years: float, coverage: float) -> float:
    """Chance that an ever-transformed firm finished its last project inside the title window:
    (1 - exp(-window mu / (1 + B mu))) / coverage, at most 1.
    """
    if coverage <= 0.0:
        return 0.0
    rate = steady_starts(yearly_hazard, build_years)
    return min((1.0 - exponential(-window_years * rate)) / coverage, 1.0)
