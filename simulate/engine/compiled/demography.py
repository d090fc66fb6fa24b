"""Compiled engine: growth, exit and entry in the first quarter of a year (``docs/model.md``, Submodels)."""

from __future__ import annotations

import numpy as np

from simulate.behaviour.arithmetic import FIXED, exponential, fixed_point, poisson_count
from simulate.behaviour.eligibility import EXITED, GROWTH_AT, NO_GROWTH, NO_PROJECT, bit, growth_bits, with_stage
from simulate.behaviour.growth import (
    CHUNK,
    MOST_ENTRANTS,
    entrant_identity,
    expected_entrants,
    realised_gain,
)
from simulate.engine.arrays.listing import list_marked
from simulate.engine.arrays.passes import (
    change_revenue,
    draw_evenly,
    draw_numbers,
    grow_over,
    look_up,
    mark_exits,
    note_missed,
    reset_hazard,
    spread,
    take_growth,
)
from simulate.engine.arrays.state import NEVER, TOGETHER, Scratch, State
from simulate.engine.compiled.entry import begin_blank, furnish, note_size, place_sectors, renew_hazards, start_revenues
from simulate.engine.inputs.layout import DIGITAL_CORE, INDUSTRY_ABOVE_SCALE, ROOM_EXCEEDED, Inputs, Results
from simulate.engine.inputs.purposes import ENTRANT_STAGE, ENTRANT_TRANSFORMED, ENTRY, EXIT, GROWTH, SIZE
from simulate.engine.inputs.revenue import SIZE_STEP
from simulate.kernels.compiling import part
from simulate.randomness.uniforms import even_shift, uniform


@part
def close_firms(
    inputs: Inputs, draw: int, key: np.uint64, year: int, first: int, last: int, state: State, scratch: Scratch
) -> None:
    """Firms ``first`` to ``last`` - 1 close at the yearly chance of their size class."""
    settings, record, size = inputs.settings, inputs.draws.behaviour[draw], last - first
    drawn, mark = scratch.second[:size], scratch.mark[:size]
    draw_numbers(key, year, EXIT, state.identity[first:last], drawn)
    mark_exits(
        settings.log_medium,
        settings.log_large,
        record.exit_rate_small,
        record.exit_rate_medium,
        record.exit_rate_large,
        state.log_revenue[first:last],
        drawn,
        mark,
    )
    for index in range(list_marked(scratch, first, size, 0)):
        i = scratch.slots[index]
        if (state.traits[i] & EXITED) == np.uint64(0):
            leave(state, i)


@part
def change_revenues(
    inputs: Inputs, draw: int, key: np.uint64, year: int, first: int, last: int, state: State, scratch: Scratch
) -> None:
    """Revenue of firms ``first`` to ``last`` - 1 grows; ``scratch.drawn`` holds the changes of ln revenue then."""
    record, size, log_revenue = inputs.draws.behaviour[draw], last - first, state.log_revenue[first:last]
    shock, second, relative = scratch.drawn[:size], scratch.second[:size], scratch.third[:size]
    draw_numbers(key, year, GROWTH, state.identity[first:last], second)
    look_up(inputs.tables.laplace, second, shock)
    spread(inputs.draws.drift[draw], state.sector[first:last], second)
    if inputs.settings.ramp_matters:
        for i in range(first, last):
            gain = realised_gain(state.pending_gain[i], state.yearly_gain[i])
            state.pending_gain[i] -= gain
            second[i - first] = second[i - first] + gain
    spread(inputs.draws.segment_median[draw], state.segment[first:last], relative)
    for place in range(size):
        relative[place] = log_revenue[place] - relative[place]
    log_grown = inputs.settings.log_grown
    change_revenue(record.growth_sd, record.growth_size_exponent, log_grown, second, relative, shock, log_revenue)


@part
def grow(inputs: Inputs, draw: int, key: np.uint64, year: int, state: State, scratch: Scratch) -> None:
    """Revenue grows; firms close; size class, thresholds and propensity follow."""
    settings, n, core_growth, core_firms = inputs.settings, state.used[0], np.int64(0), 0
    for first in range(0, n, TOGETHER):
        last = min(n, first + TOGETHER)
        change_revenues(inputs, draw, key, year, first, last, state, scratch)
        close_firms(inputs, draw, key, year, first, last, state, scratch)
        for i in range(first, last):
            if state.segment[i] == DIGITAL_CORE and (state.traits[i] & EXITED) == np.uint64(0):
                core_growth += fixed_point(scratch.drawn[i - first])
                core_firms += 1
        note_size(inputs, first, last, state)
        for index in range(settings.growth_thresholds.size):
            threshold, word = settings.growth_thresholds[index], bit(GROWTH_AT + index)
            note_missed(threshold, word, scratch.drawn[: last - first], state.traits[first:last])
        renew_hazards(inputs, draw, first, last, state, scratch)
    if core_firms > 0:
        state.core_index[0] *= exponential((core_growth / core_firms) / FIXED)


@part
def repeat_growth(other: State, state: State, scratch: Scratch) -> None:
    """Growth and exit of a year as the other arm has just computed them: without productivity gains they do not depend
    on awards, and the arms share one array of revenues and one of propensities.
    """
    n = state.used[0]
    take_growth(other.traits[:n], state.traits[:n], scratch.mark[:n])
    reset_hazard(state.propensity[:n], state.hazard[:n])
    for index in range(list_marked(scratch, 0, n, 0)):
        leave(state, scratch.slots[index])
    state.core_index[0] = other.core_index[0]


@part
def leave(state: State, i: int) -> None:
    """A firm is gone: it starts nothing, wins nothing and is not counted."""
    state.traits[i] = state.traits[i] | EXITED
    state.hazard[i], state.propensity[i], state.done[i] = 0.0, 0.0, NEVER
    state.sector_firms[state.sector[i]] -= 1
    state.sector_adopted[state.sector[i]] -= np.int64(state.stage[i] >= 1)
    state.segment_firms[state.segment[i]] -= 1
    state.segment_ever[state.segment[i]] -= np.int64(state.ever[i])
    state.segment_stage[state.segment[i], state.stage[i]] -= 1


@part
def entrant_count(key: np.uint64, segment: int, year: int, mean: float) -> int:
    """E_t ~ Poisson(mean), in parts of a bounded mean."""
    count, part = np.int64(0), 0
    while mean > 0.0:
        count += poisson_count(uniform(key, segment + 4 * part, year, ENTRY), min(mean, CHUNK))
        mean -= CHUNK
        part += 1
    return count


@part
def mean_entrants(inputs: Inputs, draw: int, segment: int, year: int, starters: np.ndarray) -> float:
    """Expected entrants of a segment in a year; ``starters`` (S, 3) counts the firms at the start by size class."""
    record = inputs.draws.behaviour[draw]
    if inputs.draws.entrants[segment] >= 0.0:
        return inputs.draws.entrants[segment]
    firms = starters[segment, 0] + starters[segment, 1] + starters[segment, 2]
    if firms == 0:
        return 0.0
    leaving = (
        starters[segment, 0] * record.exit_rate_small
        + starters[segment, 1] * record.exit_rate_medium
        + starters[segment, 2] * record.exit_rate_large
    )
    growth = record.industry_growth if segment == INDUSTRY_ABOVE_SCALE else 0.0
    return expected_entrants(firms, growth, year, leaving / firms)


@part
def stage_from(u: float, shares: np.ndarray) -> int:
    """A stage drawn from its shares (shape (4,))."""
    stage = np.int64(u >= shares[0])
    stage += np.int64(u >= shares[0] + shares[1])
    return stage + np.int64(u >= shares[0] + shares[1] + shares[2])


@part
def entrant_stage(u: float, segment: int, transformed: bool, shares: np.ndarray) -> int:
    """Above scale an entrant that never did a project stands at stage 0; otherwise the segment's starting shares
    (shape (4,)) hold.
    """
    stage = stage_from(u, shares)
    return np.int64(0) if segment == INDUSTRY_ABOVE_SCALE and not transformed else stage


@part
def settle_in(inputs: Inputs, draw: int, key: np.uint64, first: int, last: int, state: State, scratch: Scratch) -> None:
    """The entrants' stages, and their place in the counts of firms."""
    record, shares = inputs.draws.behaviour[draw], inputs.draws.stage_share[draw]
    size, identity, growth = (
        last - first,
        state.identity[first:last],
        growth_bits(NO_GROWTH, inputs.settings.growth_thresholds),
    )
    begin_blank(first, last, state)
    draw_numbers(key, 0, ENTRANT_TRANSFORMED, identity, scratch.drawn[:size])
    draw_numbers(key, 0, ENTRANT_STAGE, identity, scratch.second[:size])
    for i in range(first, last):
        segment, sector = state.segment[i], state.sector[i]
        transformed = scratch.drawn[i - first] < record.entrant_transformed
        stage = entrant_stage(scratch.second[i - first], segment, transformed, shares[segment])
        ever = stage >= 1 or (segment == INDUSTRY_ABOVE_SCALE and transformed)
        state.stage[i], state.ever[i] = stage, ever
        state.traits[i] = with_stage(state.traits[i], stage) | growth
        state.sector_firms[sector] += 1
        state.sector_adopted[sector] += np.int64(stage >= 1)
        state.segment_firms[segment] += 1
        state.segment_ever[segment] += np.int64(ever)
        state.segment_stage[segment, stage] += 1


@part
def repeat_entry(inputs: Inputs, draw: int, key: np.uint64, other: State, state: State, scratch: Scratch) -> None:
    """Entrants of a year as the other arm has them: who enters does not depend on awards."""
    first, last = state.used[0], other.used[0]
    for i in range(first, last):
        state.traits[i] = other.traits[i] | NO_PROJECT
    reset_hazard(state.propensity[first:last], state.hazard[first:last])
    settle_in(inputs, draw, key, first, last, state, scratch)
    state.used[0] = last


@part
def add_entrants(
    inputs: Inputs, draw: int, key: np.uint64, segment: int, year: int, count: int, state: State, scratch: Scratch
) -> None:
    """Entrants of one segment, with ids of their own: sector and size.

    Above scale they are grown small firms; elsewhere they are drawn like the firms at the start.
    """
    settings, tables = inputs.settings, inputs.tables
    first, last = state.used[0], state.used[0] + count
    identity, drawn, log_revenue = state.identity[first:last], scratch.drawn[:count], state.log_revenue[first:last]
    for number in range(count):
        identity[number], state.segment[first + number] = entrant_identity(segment, year, number), segment
    place_sectors(inputs, key, first, last, state, scratch)
    draw_evenly(even_shift(key, SIZE), SIZE_STEP, identity, drawn)
    if segment == INDUSTRY_ABOVE_SCALE:
        look_up(tables.normal, drawn, log_revenue)
        grow_over(settings.log_scale, inputs.draws.behaviour[draw].entrant_spread, log_revenue)
    else:
        start_revenues(inputs, draw, drawn, first, last, state, scratch)
    state.used[0] = last


@part
def enter(
    inputs: Inputs,
    draw: int,
    key: np.uint64,
    year: int,
    starters: np.ndarray,
    state: State,
    scratch: Scratch,
    results: Results,
) -> None:
    """Entrants of the year."""
    first = state.used[0]
    for segment in range(3):
        count = entrant_count(key, segment, year, mean_entrants(inputs, draw, segment, year, starters))
        room = min(np.int64(inputs.room) - state.used[0], np.int64(MOST_ENTRANTS))
        results.notes[draw, ROOM_EXCEEDED] += np.int64(count > room)
        add_entrants(inputs, draw, key, segment, year, min(count, room), state, scratch)
    last = state.used[0]
    furnish(inputs, draw, key, first, last, state, scratch)
    renew_hazards(inputs, draw, first, last, state, scratch)
    settle_in(inputs, draw, key, first, last, state, scratch)
