"""Compiled engine: what firms are when they appear - revenue, capability, traits, propensity (``docs/model.md``,
Initialisation).
"""

from __future__ import annotations

import numpy as np

from simulate.behaviour.eligibility import (
    LACKS_AT,
    LARGE,
    MEDIUM,
    NO_PROJECT,
    REVENUE_AT,
    SECTOR_AT,
    SEGMENT_AT,
    SIZE_AT,
    SIZES,
    SMALL,
    UNAWARE,
    bit,
    is_eligible,
)
from simulate.behaviour.start import RevenueTail, sector_of, tail_log_revenue
from simulate.engine.arrays.elements import fill
from simulate.engine.arrays.job import ArmRun
from simulate.engine.arrays.listing import choose_marked
from simulate.engine.arrays.passes import (
    BELOW_SCALE,
    SizeLimits,
    draw_evenly,
    draw_numbers,
    gather,
    kind_by_segment,
    kind_by_size,
    look_up,
    mark_tail,
    note_lacks,
    note_missed,
    note_sizes,
    place_in_body,
    renew_propensity,
    reset_hazard,
    take_body_revenue,
)
from simulate.engine.arrays.state import LONG_AGO, NEVER, TOGETHER, State
from simulate.engine.inputs.layout import DIGITAL_CORE, INDUSTRY_ABOVE_SCALE, Settings
from simulate.engine.inputs.purposes import AWARENESS, CAPABILITY, SECTOR, SIZE
from simulate.engine.inputs.revenue import SECTOR_STEP, SIZE_STEP
from simulate.kernels.compiling import inner_kernel
from simulate.randomness.uniforms import even_shift


@inner_kernel
def prepare_frailty(run: ArmRun) -> None:
    """Table of ln a at the draw's shape nu: straight between two nodes of the grid."""
    tables, frailty = run.inputs.tables.frailty, run.scratch.frailty
    place = run.inputs.draws.behaviour[run.draw].frailty_place
    node = min(int(place), max(tables.shape[0] - 2, 0))
    share = place - node
    following = min(node + 1, tables.shape[0] - 1)
    for side in range(2):
        low, high = tables[node, side], tables[following, side]
        for point in range(low.size):
            frailty[side, point] = low[point] + share * (high[point] - low[point])


@inner_kernel
def prepare_attributes(run: ArmRun) -> None:
    """Probability of each attribute by segment and size class (A, 3 S): the first rule that fits decides, none means
    0.
    """
    settings, holds = run.inputs.settings, run.scratch.holds
    for attribute in range(holds.shape[0]):
        fill(holds[attribute], 0.0)
    for segment in range(3):
        for size in range(3):
            traits = bit(SEGMENT_AT + segment) | bit(SIZE_AT + size)
            settled = np.uint64(0)
            for index in range(settings.attribute_rule.shape[0]):
                attribute, column = settings.attribute_rule[index, 0], settings.attribute_rule[index, 1]
                if (settled & bit(attribute)) == np.uint64(0) and is_eligible(
                    traits, settings.attribute_forbidden[index]
                ):
                    settled = settled | bit(attribute)
                    holds[attribute, SIZES * segment + size] = run.inputs.draws.values[run.draw, column]


@inner_kernel
def prepare_awareness(run: ArmRun) -> None:
    """Probability of knowing the awards, by size class; below scale it is its own."""
    record, aware = run.inputs.draws.behaviour[run.draw], run.scratch.aware
    aware[SMALL], aware[MEDIUM], aware[LARGE] = (
        record.awareness_small,
        record.awareness_medium,
        record.awareness_large,
    )
    aware[BELOW_SCALE] = record.awareness_below_scale


@inner_kernel
def size_limits(settings: Settings) -> SizeLimits:
    """From what revenue on a firm is medium, and large."""
    return SizeLimits(settings.log_medium, settings.log_large)


@inner_kernel
def place_sectors(run: ArmRun, first: int, last: int) -> None:
    """Sectors of firms ``first`` to ``last`` - 1; digital-core firms are a sector of their own, the last."""
    cumulative, numbers = run.inputs.settings.sector_cumulative, run.scratch.numbers[: last - first]
    draw_evenly(even_shift(run.key, SECTOR), SECTOR_STEP, run.state.identity[first:last], numbers)
    for i in range(first, last):
        core = run.state.segment[i] == DIGITAL_CORE
        run.state.sector[i] = cumulative.size + 1 if core else sector_of(numbers[i - first], cumulative)


@inner_kernel
def start_revenues(run: ArmRun, numbers: np.ndarray, first: int, last: int) -> None:
    """Starting ln revenue of firms ``first`` to ``last`` - 1 with these size numbers in this draw (also of entrants of
    the smaller segments): the lognormal body for all, then the tail one by one.
    """
    draws, draw, scratch, size = run.inputs.draws, run.draw, run.scratch, last - first
    segment, log_revenue = run.state.segment[first:last], run.state.log_revenue[first:last]
    low, high, log_median, sd = scratch.low[:size], scratch.high[:size], scratch.log_median[:size], scratch.sd[:size]
    probability, normal = scratch.probability[:size], scratch.quantiles[:size]
    gather(draws.segment_low[draw], segment, low)
    gather(draws.segment_high[draw], segment, high)
    place_in_body(numbers, low, high, probability)
    look_up(run.inputs.tables.normal, probability, normal)
    gather(draws.segment_median[draw], segment, log_median)
    gather(draws.segment_sd, segment, sd)
    take_body_revenue(log_median, sd, normal, log_revenue)
    tail = revenue_tail(run)
    mark_tail(INDUSTRY_ABOVE_SCALE, tail.begins, segment, numbers, scratch.mark[:size])
    for index in range(choose_marked(scratch, size)):
        i = scratch.chosen[index]
        log_revenue[i] = tail_log_revenue(numbers[i], tail)


@inner_kernel
def revenue_tail(run: ArmRun) -> RevenueTail:
    """The tail of revenue of above-scale industry."""
    record, settings = run.inputs.draws.behaviour[run.draw], run.inputs.settings
    return RevenueTail(
        settings.tail_from, record.log_tail_start, record.tail_exponent, record.tail_stretch, settings.log_largest
    )


@inner_kernel
def note_size(run: ArmRun, first: int, last: int) -> None:
    """Size class of firms ``first`` to ``last`` - 1, and the revenue thresholds that they miss."""
    settings = run.inputs.settings
    log_revenue, traits = run.state.log_revenue[first:last], run.state.traits[first:last]
    note_sizes(size_limits(settings), log_revenue, traits)
    for index in range(settings.revenue_thresholds.size):
        note_missed(settings.revenue_thresholds[index], bit(REVENUE_AT + index), log_revenue, traits)


@inner_kernel
def draw_lacks(run: ArmRun, first: int, last: int) -> None:
    """What firms ``first`` to ``last`` - 1 do not know or hold: awareness, then one attribute after the other."""
    settings, state, scratch, size = run.inputs.settings, run.state, run.scratch, last - first
    identity, log_revenue, traits = state.identity[first:last], state.log_revenue[first:last], state.traits[first:last]
    numbers, share, kind = scratch.numbers[:size], scratch.share[:size], scratch.kind[:size]
    kind_by_size(settings.log_scale, size_limits(settings), log_revenue, kind)
    gather(scratch.aware, kind, share)
    draw_numbers(run.key, 0, AWARENESS, identity, numbers)
    note_lacks(UNAWARE, share, numbers, traits)
    kind_by_segment(size_limits(settings), state.segment[first:last], log_revenue, kind)
    for attribute in range(settings.attribute_purpose.size):
        gather(scratch.holds[attribute], kind, share)
        draw_numbers(run.key, 0, settings.attribute_purpose[attribute], identity, numbers)
        note_lacks(bit(LACKS_AT + attribute), share, numbers, traits)


@inner_kernel
def draw_capability_and_traits(run: ArmRun, first: int, last: int) -> None:
    """What firms ``first`` to ``last`` - 1 are when they appear, from identity, segment, sector and revenue: capability
    and traits but the stage.
    """
    state, numbers = run.state, run.scratch.numbers[: last - first]
    draw_numbers(run.key, 0, CAPABILITY, state.identity[first:last], numbers)
    look_up(run.scratch.frailty, numbers, state.log_capability[first:last])
    for i in range(first, last):
        state.traits[i] = bit(SEGMENT_AT + state.segment[i]) | bit(SECTOR_AT + state.sector[i]) | NO_PROJECT
    note_size(run, first, last)
    draw_lacks(run, first, last)


@inner_kernel
def begin_blank(first: int, last: int, state: State) -> None:
    """Firms ``first`` to ``last`` - 1 have no title and no project yet."""
    fill(state.blocked[first:last], np.uint64(0))
    fill(state.done[first:last], NEVER)
    fill(state.last[first:last], LONG_AGO)
    fill(state.finished[first:last], NEVER)
    fill(state.latest[first:last], NEVER)
    fill(state.next_project[first:last], 0)
    fill(state.running[first:last], NEVER)
    fill(state.project_year[first:last], NEVER)
    fill(state.pending_gain[first:last], 0.0)
    fill(state.yearly_gain[first:last], 0.0)


@inner_kernel
def place_firms(run: ArmRun) -> None:
    """Sector, revenue, capability and traits of the firms in the table."""
    firms, state = run.inputs.firms, run.state
    n = firms.identity.size
    state.used[0], state.used[1] = n, 0
    for i in range(n):
        state.identity[i], state.segment[i] = firms.identity[i], firms.segment[i]
    place_sectors(run, 0, n)
    for first in range(0, n, TOGETHER):
        last = min(n, first + TOGETHER)
        numbers = run.scratch.numbers[: last - first]
        draw_evenly(even_shift(run.key, SIZE), SIZE_STEP, state.identity[first:last], numbers)
        start_revenues(run, numbers, first, last)
        draw_capability_and_traits(run, first, last)
    begin_blank(0, n, state)


@inner_kernel
def renew_hazards(run: ArmRun, first: int, last: int) -> None:
    """Propensity and hazard without awards of firms ``first`` to ``last`` - 1."""
    state, own_shift = run.state, run.scratch.own_shift[: last - first]
    gather(run.scratch.shift, state.sector[first:last], own_shift)
    renew_propensity(
        run.inputs.draws.behaviour[run.draw].size_gradient,
        own_shift,
        state.log_capability[first:last],
        state.log_revenue[first:last],
        state.traits[first:last],
        state.propensity[first:last],
    )
    reset_hazard(state.propensity[first:last], state.hazard[first:last])
