"""Compiled engine: the vector passes - plain loops over a stretch of firms that become packed instructions.

Each takes whole arrays of one length, reads no array by another's content and calls nothing but rules, so that the
compiler can work on several firms at a time; ``tests/engine/test_vector_passes.py`` reads the assembly of every one.
The two gathers at the end read a table by what stands in another array: they are loops of their own, lest they keep a
pass from being packed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulate.behaviour.arithmetic import exponential, fixed_point, fixed_point_squares, quantile
from simulate.behaviour.award_value import boost, intensity
from simulate.behaviour.eligibility import (
    EXITED,
    GROWTH_BITS,
    LARGE,
    MEDIUM,
    NO_PROJECT,
    REVENUE_BITS,
    SIZE_BITS,
    SIZES,
    missed,
    size_class,
    with_size,
)
from simulate.behaviour.growth import bounded_growth, exits, grown_entrant_log_revenue, log_growth
from simulate.behaviour.project import log_propensity, project_cost
from simulate.behaviour.recognition import contest_score
from simulate.behaviour.start import (
    body_log_revenue,
    body_place,
    busy_weight,
    rank_key,
    rank_score,
    recent_completion_chance,
    steady_outlays,
)
from simulate.kernels.compiling import inner_kernel
from simulate.randomness.uniforms import evenly, uniform

BYTE_STEPS = 256.0  # a keyed number's place among so many equal parts of (0, 1) fits one byte
BELOW_SCALE = SIZES  # among the size classes, for awareness


class SizeLimits(NamedTuple):
    """ln of the revenue from which a firm is medium, and large."""

    log_medium: float
    log_large: float


class SizeRates(NamedTuple):
    """One number for each size class, such as a yearly probability of exit."""

    small: float
    medium: float
    large: float


class Growth(NamedTuple):
    """How revenue varies: standard deviation of the small, how it falls with size, ln of the largest revenue."""

    sd: float
    size_exponent: float
    log_largest: float


@inner_kernel
def draw_numbers(key: np.uint64, time: int, code: np.uint64, identity: np.ndarray, numbers: np.ndarray) -> None:
    """Write the keyed number of each firm for a purpose and time into ``numbers``; shapes (firms,)."""
    for i in range(identity.size):
        numbers[i] = uniform(key, identity[i], time, code)


@inner_kernel
def draw_evenly(shift: np.uint64, step: np.uint64, identity: np.ndarray, numbers: np.ndarray) -> None:
    """Write the even number of each firm for a purpose into ``numbers``; shapes (firms,)."""
    for i in range(identity.size):
        numbers[i] = evenly(shift, identity[i], step)


@inner_kernel
def draw_numbers_at(
    key: np.uint64, time: np.ndarray, code: np.uint64, identity: np.ndarray, numbers: np.ndarray
) -> None:
    """The keyed numbers of a purpose, each at a time of its own."""
    for i in range(identity.size):
        numbers[i] = uniform(key, identity[i], time[i], code)


@inner_kernel
def draw_rounded(key: np.uint64, time: int, code: np.uint64, identity: np.ndarray, rounded: np.ndarray) -> None:
    """The keyed numbers of a purpose rounded down to 1/256: enough to rule out nearly every firm, in both arms."""
    for i in range(identity.size):
        rounded[i] = np.uint8(uniform(key, identity[i], time, code) * BYTE_STEPS)


@inner_kernel
def mark_possible(highest: float, rounded: np.ndarray, hazard: np.ndarray, mark: np.ndarray) -> None:
    """A mark where the number may lie below the hazard at the highest rate of any sector (a start needs that)."""
    for i in range(rounded.size):
        mark[i] = rounded[i] <= hazard[i] * highest * BYTE_STEPS


@inner_kernel
def mark_equal(value: int, values: np.ndarray, mark: np.ndarray) -> None:
    """A mark on the places that hold the value: a quarter in which something is due, a segment."""
    for i in range(mark.size):
        mark[i] = values[i] == value


@inner_kernel
def mark_between(low: int, high: int, keys: np.ndarray, mark: np.ndarray) -> None:
    """A mark on the rank keys from ``low`` to ``high``."""
    for i in range(mark.size):
        mark[i] = np.uint8(low <= keys[i]) & np.uint8(keys[i] <= high)


@inner_kernel
def mark_under(limit: float, numbers: np.ndarray, mark: np.ndarray) -> None:
    """A mark where the number lies below the limit."""
    for i in range(mark.size):
        mark[i] = numbers[i] < limit


@inner_kernel
def mark_below(scale: float, share: np.ndarray, numbers: np.ndarray, mark: np.ndarray) -> None:
    """A mark where the number lies below the scaled share."""
    for i in range(mark.size):
        mark[i] = numbers[i] < scale * share[i]


@inner_kernel
def mark_eligible(
    forbidden: np.uint64, title: np.uint64, hidden: np.uint64, traits: np.ndarray, blocked: np.ndarray, mark: np.ndarray
) -> tuple[int, int]:
    """A mark for eligible firms without the ``hidden`` traits.

    Returns how many firms are eligible, and how many of them are marked.
    """
    eligible, marked = 0, 0
    for i in range(traits.size):
        bars = (traits[i] & forbidden) | (blocked[i] & title)
        seen = (bars | (traits[i] & hidden)) == np.uint64(0)
        eligible += int(bars == np.uint64(0))
        marked += int(seen)
        mark[i] = seen
    return eligible, marked


@inner_kernel
def mark_tail(segment_of_tail: int, tail_from: float, segment: np.ndarray, u: np.ndarray, mark: np.ndarray) -> None:
    """A mark where revenue lies in the Pareto tail, which one segment has."""
    for i in range(mark.size):
        mark[i] = np.uint8(segment[i] == segment_of_tail) & np.uint8(u[i] > tail_from)


@inner_kernel
def mark_exits(
    limits: SizeLimits, rates: SizeRates, log_revenue: np.ndarray, numbers: np.ndarray, mark: np.ndarray
) -> None:
    """A mark where the firm closes, by the yearly chance of its size class."""
    for i in range(numbers.size):
        size = size_class(log_revenue[i], limits.log_medium, limits.log_large)
        rate = rates.medium if size == MEDIUM else rates.small
        mark[i] = exits(numbers[i], rates.large if size == LARGE else rate)


@inner_kernel
def place_in_body(numbers: np.ndarray, low: np.ndarray, high: np.ndarray, probability: np.ndarray) -> None:
    """Probability in the lognormal body of revenue; ``place`` holds the body's lower cut before."""
    for i in range(probability.size):
        probability[i] = body_place(numbers[i], low[i], high[i])


@inner_kernel
def take_body_revenue(log_median: np.ndarray, sd: np.ndarray, normal: np.ndarray, log_revenue: np.ndarray) -> None:
    """ln revenue in the body; ``log_revenue`` holds the body's standard deviation before."""
    for i in range(log_revenue.size):
        log_revenue[i] = body_log_revenue(log_median[i], sd[i], normal[i])


@inner_kernel
def grow_over(log_threshold: float, spread: float, normal: np.ndarray, log_revenue: np.ndarray) -> None:
    """ln revenue of small firms that have grown over the threshold; ``log_revenue`` holds normal numbers before."""
    for i in range(log_revenue.size):
        log_revenue[i] = grown_entrant_log_revenue(log_threshold, spread, normal[i])


@inner_kernel
def change_revenue(
    growth: Growth,
    drift: np.ndarray,
    log_median: np.ndarray,
    shock: np.ndarray,
    log_revenue: np.ndarray,
    change: np.ndarray,
) -> None:
    """Growth of ln revenue; ``shock`` becomes the change."""
    for i in range(change.size):
        relative = log_revenue[i] - log_median[i]
        wanted = log_growth(drift[i], 0.0, growth.sd, growth.size_exponent, relative, shock[i])
        bounded = bounded_growth(wanted, log_revenue[i], growth.log_largest)
        change[i] = bounded
        log_revenue[i] = log_revenue[i] + bounded


@inner_kernel
def kind_by_size(log_scale: float, limits: SizeLimits, log_revenue: np.ndarray, kind: np.ndarray) -> None:
    """Place of each firm among the shares of those that know the awards: its size class, or below scale."""
    for i in range(kind.size):
        size = size_class(log_revenue[i], limits.log_medium, limits.log_large)
        kind[i] = BELOW_SCALE if log_revenue[i] < log_scale else size


@inner_kernel
def kind_by_segment(limits: SizeLimits, segment: np.ndarray, log_revenue: np.ndarray, kind: np.ndarray) -> None:
    """Place of each firm among the shares by segment and size class."""
    for i in range(kind.size):
        kind[i] = segment[i] * SIZES + size_class(log_revenue[i], limits.log_medium, limits.log_large)


@inner_kernel
def note_sizes(limits: SizeLimits, log_revenue: np.ndarray, traits: np.ndarray) -> None:
    """The size class; no threshold of revenue or growth is missed yet."""
    for i in range(traits.size):
        size = size_class(log_revenue[i], limits.log_medium, limits.log_large)
        traits[i] = with_size(traits[i], size, np.uint64(0))


@inner_kernel
def note_missed(threshold: float, word: np.uint64, value: np.ndarray, traits: np.ndarray) -> None:
    """A threshold's bit where it is not reached."""
    for i in range(traits.size):
        traits[i] = traits[i] | missed(value[i], threshold, word)


@inner_kernel
def note_lacks(word: np.uint64, share: np.ndarray, numbers: np.ndarray, traits: np.ndarray) -> None:
    """The bit of what a firm does not know or hold: its number lies outside the share of its kind that does."""
    for i in range(traits.size):
        traits[i] = traits[i] | (word if numbers[i] >= share[i] else np.uint64(0))


@inner_kernel
def take_growth(traits: np.ndarray, own_traits: np.ndarray, mark: np.ndarray) -> None:
    """Size traits as the other arm has them; a mark where the firm has closed there."""
    grown = SIZE_BITS | REVENUE_BITS | GROWTH_BITS
    for i in range(own_traits.size):
        mark[i] = ((traits[i] & ~own_traits[i]) & EXITED) != np.uint64(0)
        own_traits[i] = (own_traits[i] & ~grown) | (traits[i] & grown)


@inner_kernel
def expire(quarter: int, window: int, last: np.ndarray, traits: np.ndarray) -> None:
    """A project completed ``window`` quarters ago or earlier carries no title any more."""
    oldest = quarter - window
    for i in range(last.size):
        traits[i] = traits[i] | (NO_PROJECT if last[i] <= oldest else np.uint64(0))


@inner_kernel
def log_propensities(
    size_gradient: float, shift: np.ndarray, log_capability: np.ndarray, log_revenue: np.ndarray, log_m: np.ndarray
) -> None:
    """Write ln m of each firm into ``log_m``; all arrays have shape (firms,)."""
    for i in range(shift.size):
        log_m[i] = log_propensity(log_capability[i], log_revenue[i], size_gradient, shift[i])


@inner_kernel
def renew_propensity(
    size_gradient: float,
    shift: np.ndarray,
    log_capability: np.ndarray,
    log_revenue: np.ndarray,
    traits: np.ndarray,
    propensity: np.ndarray,
) -> None:
    """Write m of each firm after its revenue has moved, 0 after its exit; all arrays have shape (firms,)."""
    for i in range(shift.size):
        m = exponential(log_propensity(log_capability[i], log_revenue[i], size_gradient, shift[i]))
        propensity[i] = m if (traits[i] & EXITED) == np.uint64(0) else 0.0


@inner_kernel
def reset_hazard(propensity: np.ndarray, hazard: np.ndarray) -> None:
    """Write the hazard of a quarter without peers and awards, m / 4; shapes (firms,)."""
    for i in range(hazard.size):
        hazard[i] = 0.25 * propensity[i]


@inner_kernel
def boost_by_awards(cap: float, response: np.ndarray, cost: np.ndarray, worth: np.ndarray, factor: np.ndarray) -> None:
    """What awards do to the hazard; ``worth`` holds what a project could win before."""
    for i in range(factor.size):
        factor[i] = boost(response[i], intensity(worth[i], cost[i], cap))


@inner_kernel
def yearly_hazards(propensity: np.ndarray, rate: np.ndarray, hazard: np.ndarray) -> None:
    """Each firm's yearly hazard of a project, from its sector's rate."""
    for i in range(hazard.size):
        hazard[i] = propensity[i] * rate[i]


@inner_kernel
def weigh_busy(build_years: float, hazard: np.ndarray, weight: np.ndarray) -> None:
    """Share of time that a firm spends on projects; ``hazard`` holds its sector's rate and becomes its own."""
    for i in range(hazard.size):
        weight[i] = busy_weight(hazard[i], build_years)


@inner_kernel
def recent_chances(
    build_years: float, window_years: float, hazard: np.ndarray, coverage: np.ndarray, chance: np.ndarray
) -> None:
    """Chance of a recent completion; ``chance`` holds the coverage of the firm's segment before."""
    for i in range(chance.size):
        chance[i] = recent_completion_chance(hazard[i], build_years, window_years, coverage[i])


@inner_kernel
def cost_projects(floor: float, share: np.ndarray, log_revenue: np.ndarray, cost: np.ndarray) -> None:
    """Cost of a project; ``cost`` holds ln revenue before."""
    for i in range(cost.size):
        cost[i] = project_cost(log_revenue[i], share[i], floor)


@inner_kernel
def sum_fixed(values: np.ndarray) -> tuple[int, int]:
    """Sum of the values and of their squares, in fixed point."""
    total, squares = 0, 0
    for i in range(values.size):
        total += fixed_point(values[i])
        squares += fixed_point_squares(values[i] * values[i])
    return total, squares


@inner_kernel
def sum_outlays(build_years: float, hazard: np.ndarray, cost: np.ndarray) -> int:
    """What all firms spend on projects in a year of the steady state, in whole yuan."""
    total = 0
    for i in range(cost.size):
        total += steady_outlays(hazard[i], build_years, cost[i])
    return total


@inner_kernel
def rank_for_stages(
    mean: float,
    scale: float,
    correlation: float,
    log_m: np.ndarray,
    noise: np.ndarray,
    identity: np.ndarray,
    keys: np.ndarray,
) -> None:
    """Write the keys whose order gives the starting stages of a segment's firms; shapes (firms,)."""
    for i in range(keys.size):
        keys[i] = rank_key(rank_score((log_m[i] - mean) * scale, correlation, noise[i]), identity[i])


@inner_kernel
def rank_for_contest(
    weight: float,
    sd: float,
    log_capability: np.ndarray,
    log_revenue: np.ndarray,
    noise: np.ndarray,
    identity: np.ndarray,
    keys: np.ndarray,
) -> None:
    """Write the keys whose order gives the winners of a contest; shapes (applicants,)."""
    for i in range(keys.size):
        keys[i] = rank_key(contest_score(log_capability[i], weight, log_revenue[i], sd, noise[i]), identity[i])


@inner_kernel
def gather(values: np.ndarray, index_of: np.ndarray, out: np.ndarray) -> None:
    """Gather: each firm's own of a few values."""
    for i in range(index_of.size):
        out[i] = values[index_of[i]]


@inner_kernel
def look_up(table: np.ndarray, numbers: np.ndarray, out: np.ndarray) -> None:
    """Write the table's quantiles at the keyed ``numbers`` into ``out``; shapes (firms,)."""
    for i in range(numbers.size):
        out[i] = quantile(table, numbers[i])
