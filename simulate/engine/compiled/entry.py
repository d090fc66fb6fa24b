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
from simulate.behaviour.start import sector_of, tail_log_revenue
from simulate.engine.arrays.elements import fill
from simulate.engine.arrays.listing import choose_marked
from simulate.engine.arrays.passes import (
    BELOW_SCALE,
    draw_evenly,
    draw_numbers,
    look_up,
    mark_tail,
    note_lacks,
    note_missed,
    note_sizes,
    place_by_kind,
    place_by_size,
    place_in_body,
    renew_propensity,
    reset_hazard,
    spread,
    take_body_revenue,
)
from simulate.engine.arrays.state import LONG_AGO, NEVER, TOGETHER, Scratch, State
from simulate.engine.inputs.layout import DIGITAL_CORE, INDUSTRY_ABOVE_SCALE, Inputs
from simulate.engine.inputs.purposes import AWARENESS, CAPABILITY, SECTOR, SIZE
from simulate.engine.inputs.revenue import SECTOR_STEP, SIZE_STEP
from simulate.kernels.compiling import part
from simulate.randomness.uniforms import even_shift


@part
def prepare_frailty(inputs: Inputs, draw: int, frailty: np.ndarray) -> None:
    """Table of ln a at the draw's shape nu: straight between two nodes of the grid."""
    place = inputs.draws.behaviour[draw].frailty_place
    node = min(np.int64(place), max(inputs.tables.frailty.shape[0] - 2, 0))
    share = place - node
    following = min(node + 1, inputs.tables.frailty.shape[0] - 1)
    for side in range(2):
        low, high = inputs.tables.frailty[node, side], inputs.tables.frailty[following, side]
        for point in range(low.size):
            frailty[side, point] = low[point] + share * (high[point] - low[point])


@part
def prepare_attributes(inputs: Inputs, draw: int, holds: np.ndarray) -> None:
    """Probability of each attribute by segment and size class (A, 3 S): the first rule that fits decides, none means
    0.
    """
    settings = inputs.settings
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
                    holds[attribute, SIZES * segment + size] = inputs.draws.values[draw, column]


@part
def prepare_awareness(record: np.void, aware: np.ndarray) -> None:
    """Probability of knowing the awards, by size class; below scale it is its own."""
    aware[SMALL], aware[MEDIUM], aware[LARGE] = (
        record.awareness_small,
        record.awareness_medium,
        record.awareness_large,
    )
    aware[BELOW_SCALE] = record.awareness_below_scale


@part
def place_sectors(inputs: Inputs, key: np.uint64, first: int, last: int, state: State, scratch: Scratch) -> None:
    """Sectors of firms ``first`` to ``last`` - 1; digital-core firms are a sector of their own, the last."""
    cumulative, drawn = inputs.settings.sector_cumulative, scratch.drawn[: last - first]
    draw_evenly(even_shift(key, SECTOR), SECTOR_STEP, state.identity[first:last], drawn)
    for i in range(first, last):
        core = state.segment[i] == DIGITAL_CORE
        state.sector[i] = cumulative.size + 1 if core else sector_of(drawn[i - first], cumulative)


@part
def start_revenues(
    inputs: Inputs, draw: int, u: np.ndarray, first: int, last: int, state: State, scratch: Scratch
) -> None:
    """Starting ln revenue of firms ``first`` to ``last`` - 1 with size numbers ``u`` in this draw (also of entrants of
    the smaller segments): the lognormal body for all, then the tail one by one.
    """
    record, draws, settings = inputs.draws.behaviour[draw], inputs.draws, inputs.settings
    segment, log_revenue = state.segment[first:last], state.log_revenue[first:last]
    place, normal = scratch.second[: last - first], scratch.third[: last - first]
    spread(draws.segment_low[draw], segment, place)
    spread(draws.segment_high[draw], segment, normal)
    place_in_body(u, normal, place)
    look_up(inputs.tables.normal, place, normal)
    spread(draws.segment_median[draw], segment, place)
    spread(draws.segment_sd, segment, log_revenue)
    take_body_revenue(place, normal, log_revenue)
    mark_tail(INDUSTRY_ABOVE_SCALE, settings.tail_from, segment, u, scratch.mark[: last - first])
    for index in range(choose_marked(scratch, last - first)):
        i = scratch.chosen[index]
        log_revenue[i] = tail_log_revenue(
            u[i],
            settings.tail_from,
            record.log_tail_start,
            record.tail_exponent,
            record.tail_stretch,
            settings.log_largest,
        )


@part
def note_size(inputs: Inputs, first: int, last: int, state: State) -> None:
    """Size class of firms ``first`` to ``last`` - 1, and the revenue thresholds that they miss."""
    settings, log_revenue, traits = inputs.settings, state.log_revenue[first:last], state.traits[first:last]
    note_sizes(settings.log_medium, settings.log_large, log_revenue, traits)
    for index in range(settings.revenue_thresholds.size):
        note_missed(settings.revenue_thresholds[index], bit(REVENUE_AT + index), log_revenue, traits)


@part
def draw_lacks(inputs: Inputs, key: np.uint64, first: int, last: int, state: State, scratch: Scratch) -> None:
    """What firms ``first`` to ``last`` - 1 do not know or hold: awareness, then one attribute after the other."""
    settings, identity, log_revenue = inputs.settings, state.identity[first:last], state.log_revenue[first:last]
    size = last - first
    drawn, share, place = scratch.drawn[:size], scratch.second[:size], scratch.place[:size]
    traits = state.traits[first:last]
    place_by_size(settings.log_scale, settings.log_medium, settings.log_large, log_revenue, place)
    spread(scratch.aware, place, share)
    draw_numbers(key, 0, AWARENESS, identity, drawn)
    note_lacks(UNAWARE, share, drawn, traits)
    place_by_kind(settings.log_medium, settings.log_large, state.segment[first:last], log_revenue, place)
    for attribute in range(settings.attribute_purpose.size):
        spread(scratch.holds[attribute], place, share)
        draw_numbers(key, 0, settings.attribute_purpose[attribute], identity, drawn)
        note_lacks(bit(LACKS_AT + attribute), share, drawn, traits)


@part
def furnish(inputs: Inputs, draw: int, key: np.uint64, first: int, last: int, state: State, scratch: Scratch) -> None:
    """What firms ``first`` to ``last`` - 1 are when they appear, from identity, segment, sector and revenue: capability
    and traits but the stage.
    """
    drawn = scratch.drawn[: last - first]
    draw_numbers(key, 0, CAPABILITY, state.identity[first:last], drawn)
    look_up(scratch.frailty, drawn, state.log_capability[first:last])
    for i in range(first, last):
        state.traits[i] = bit(SEGMENT_AT + state.segment[i]) | bit(SECTOR_AT + state.sector[i]) | NO_PROJECT
    note_size(inputs, first, last, state)
    draw_lacks(inputs, key, first, last, state, scratch)


@part
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


@part
def place_firms(inputs: Inputs, draw: int, key: np.uint64, state: State, scratch: Scratch) -> None:
    """Sector, revenue, capability and traits of the firms in the table."""
    firms = inputs.firms
    n = firms.identity.size
    state.used[0], state.used[1] = n, 0
    for i in range(n):
        state.identity[i], state.segment[i] = firms.identity[i], firms.segment[i]
    place_sectors(inputs, key, 0, n, state, scratch)
    for first in range(0, n, TOGETHER):
        last = min(n, first + TOGETHER)
        drawn = scratch.drawn[: last - first]
        draw_evenly(even_shift(key, SIZE), SIZE_STEP, state.identity[first:last], drawn)
        start_revenues(inputs, draw, drawn, first, last, state, scratch)
        furnish(inputs, draw, key, first, last, state, scratch)
    begin_blank(0, n, state)


@part
def renew_hazards(inputs: Inputs, draw: int, first: int, last: int, state: State, scratch: Scratch) -> None:
    """Propensity and hazard without awards of firms ``first`` to ``last`` - 1."""
    shift = scratch.second[: last - first]
    spread(scratch.shift, state.sector[first:last], shift)
    renew_propensity(
        inputs.draws.behaviour[draw].size_gradient,
        shift,
        state.log_capability[first:last],
        state.log_revenue[first:last],
        state.traits[first:last],
        state.propensity[first:last],
    )
    reset_hazard(state.propensity[first:last], state.hazard[first:last])
