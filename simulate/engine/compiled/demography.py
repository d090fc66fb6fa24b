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
from simulate.engine.arrays.job import ArmRun
from simulate.engine.arrays.listing import list_marked
from simulate.engine.arrays.passes import (
    Growth,
    SizeRates,
    change_revenue,
    draw_evenly,
    draw_numbers,
    gather,
    grow_over,
    look_up,
    mark_exits,
    note_missed,
    reset_hazard,
    take_growth,
)
from simulate.engine.arrays.state import NEVER, TOGETHER, State
from simulate.engine.compiled.entry import (
    begin_blank,
    draw_capability_and_traits,
    note_size,
    place_sectors,
    renew_hazards,
    size_limits,
    start_revenues,
)
from simulate.engine.inputs.layout import DIGITAL_CORE, INDUSTRY_ABOVE_SCALE, ROOM_EXCEEDED
from simulate.engine.inputs.purposes import ENTRANT_STAGE, ENTRANT_TRANSFORMED, ENTRY, EXIT, GROWTH, SIZE
from simulate.engine.inputs.revenue import SIZE_STEP
from simulate.kernels.compiling import inner_kernel
from simulate.randomness.uniforms import even_shift, uniform


@inner_kernel
def close_firms(run: ArmRun, year: int, first: int, last: int) -> None:
    """Firms ``first`` to ``last`` - 1 close at the yearly chance of their size class."""
    record, state, scratch = run.inputs.draws.behaviour[run.draw], run.state, run.scratch
    numbers, mark = scratch.numbers[: last - first], scratch.mark[: last - first]
    draw_numbers(run.key, year, EXIT, state.identity[first:last], numbers)
    rates = SizeRates(record.exit_rate_small, record.exit_rate_medium, record.exit_rate_large)
    mark_exits(size_limits(run.inputs.settings), rates, state.log_revenue[first:last], numbers, mark)
    for index in range(list_marked(scratch, first, last - first, 0)):
        i = scratch.slots[index]
        if (state.traits[i] & EXITED) == np.uint64(0):
            leave(state, i)


@inner_kernel
def change_revenues(run: ArmRun, year: int, first: int, last: int) -> None:
    """Revenue of firms ``first`` to ``last`` - 1 grows; ``scratch.change`` holds the changes of ln revenue then."""
    inputs, state, scratch, size = run.inputs, run.state, run.scratch, last - first
    record, numbers, shock = inputs.draws.behaviour[run.draw], scratch.numbers[:size], scratch.quantiles[:size]
    drift, log_median = scratch.own_drift[:size], scratch.log_median[:size]
    draw_numbers(run.key, year, GROWTH, state.identity[first:last], numbers)
    look_up(inputs.tables.laplace, numbers, shock)
    gather(inputs.draws.drift[run.draw], state.sector[first:last], drift)
    if inputs.settings.ramp_matters:
        for i in range(first, last):
            gain = realised_gain(state.pending_gain[i], state.yearly_gain[i])
            state.pending_gain[i] -= gain
            drift[i - first] = drift[i - first] + gain
    gather(inputs.draws.segment_median[run.draw], state.segment[first:last], log_median)
    growth = Growth(record.growth_sd, record.growth_size_exponent, inputs.settings.log_grown)
    change_revenue(growth, drift, log_median, shock, state.log_revenue[first:last], scratch.change[:size])


@inner_kernel
def grow(run: ArmRun, year: int) -> None:
    """Revenue grows; firms close; size class, thresholds and propensity follow."""
    settings, state, change = run.inputs.settings, run.state, run.scratch.change
    n, core_growth, core_firms = state.used[0], 0, 0
    for first in range(0, n, TOGETHER):
        last = min(n, first + TOGETHER)
        change_revenues(run, year, first, last)
        close_firms(run, year, first, last)
        for i in range(first, last):
            if state.segment[i] == DIGITAL_CORE and (state.traits[i] & EXITED) == np.uint64(0):
                core_growth += fixed_point(change[i - first])
                core_firms += 1
        note_size(run, first, last)
        for index in range(settings.growth_thresholds.size):
            threshold, word = settings.growth_thresholds[index], bit(GROWTH_AT + index)
            note_missed(threshold, word, change[: last - first], state.traits[first:last])
        renew_hazards(run, first, last)
    if core_firms > 0:
        state.core_index[0] *= exponential((core_growth / core_firms) / FIXED)


@inner_kernel
def repeat_growth(run: ArmRun, other: State) -> None:
    """Growth and exit of a year as the other arm has just computed them: without productivity gains they do not depend
    on awards, and the arms share one array of revenues and one of propensities.
    """
    state, n = run.state, run.state.used[0]
    take_growth(other.traits[:n], state.traits[:n], run.scratch.mark[:n])
    reset_hazard(state.propensity[:n], state.hazard[:n])
    for index in range(list_marked(run.scratch, 0, n, 0)):
        leave(state, run.scratch.slots[index])
    state.core_index[0] = other.core_index[0]


@inner_kernel
def leave(state: State, i: int) -> None:
    """A firm is gone: it starts nothing, wins nothing and is not counted."""
    state.traits[i] = state.traits[i] | EXITED
    state.hazard[i], state.propensity[i], state.done[i] = 0.0, 0.0, NEVER
    state.sector_firms[state.sector[i]] -= 1
    state.sector_adopted[state.sector[i]] -= int(state.stage[i] >= 1)
    state.segment_firms[state.segment[i]] -= 1
    state.segment_ever[state.segment[i]] -= int(state.ever[i])
    state.segment_stage[state.segment[i], state.stage[i]] -= 1


@inner_kernel
def entrant_count(key: np.uint64, segment: int, year: int, mean: float) -> int:
    """E_t ~ Poisson(mean), in parts of a bounded mean."""
    count, part = 0, 0
    while mean > 0.0:
        count += poisson_count(uniform(key, segment + 4 * part, year, ENTRY), min(mean, CHUNK))
        mean -= CHUNK
        part += 1
    return count


@inner_kernel
def mean_entrants(run: ArmRun, segment: int, year: int) -> float:
    """Expected entrants of a segment in a year; ``starters`` (S, 3) counts the firms at the start by size class."""
    record, starters = run.inputs.draws.behaviour[run.draw], run.scratch.starters
    fixed: float = run.inputs.draws.entrants[segment]
    if fixed >= 0.0:
        return fixed
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


@inner_kernel
def stage_from(u: float, shares: np.ndarray) -> int:
    """A stage drawn from its shares (shape (4,))."""
    stage = int(u >= shares[0])
    stage += int(u >= shares[0] + shares[1])
    return stage + int(u >= shares[0] + shares[1] + shares[2])


@inner_kernel
def entrant_stage(u: float, segment: int, transformed: bool, shares: np.ndarray) -> int:
    """Above scale an entrant that never did a project stands at stage 0; otherwise the segment's starting shares
    (shape (4,)) hold.
    """
    stage = stage_from(u, shares)
    return 0 if segment == INDUSTRY_ABOVE_SCALE and not transformed else stage


@inner_kernel
def register_entrants(run: ArmRun, first: int, last: int) -> None:
    """The entrants' stages, and their place in the counts of firms."""
    inputs, state, scratch, size = run.inputs, run.state, run.scratch, last - first
    record, shares = inputs.draws.behaviour[run.draw], inputs.draws.stage_share[run.draw]
    growth, identity = growth_bits(NO_GROWTH, inputs.settings.growth_thresholds), state.identity[first:last]
    begin_blank(first, last, state)
    draw_numbers(run.key, 0, ENTRANT_TRANSFORMED, identity, scratch.numbers[:size])
    draw_numbers(run.key, 0, ENTRANT_STAGE, identity, scratch.stage_numbers[:size])
    for i in range(first, last):
        segment, sector = state.segment[i], state.sector[i]
        transformed = scratch.numbers[i - first] < record.entrant_transformed
        stage = entrant_stage(scratch.stage_numbers[i - first], segment, transformed, shares[segment])
        ever = stage >= 1 or (segment == INDUSTRY_ABOVE_SCALE and transformed)
        state.stage[i], state.ever[i] = stage, ever
        state.traits[i] = with_stage(state.traits[i], stage) | growth
        state.sector_firms[sector] += 1
        state.sector_adopted[sector] += int(stage >= 1)
        state.segment_firms[segment] += 1
        state.segment_ever[segment] += int(ever)
        state.segment_stage[segment, stage] += 1


@inner_kernel
def repeat_entry(run: ArmRun, other: State) -> None:
    """Entrants of a year as the other arm has them: who enters does not depend on awards."""
    state = run.state
    first, last = state.used[0], other.used[0]
    for i in range(first, last):
        state.traits[i] = other.traits[i] | NO_PROJECT
    reset_hazard(state.propensity[first:last], state.hazard[first:last])
    register_entrants(run, first, last)
    state.used[0] = last


@inner_kernel
def add_entrants(run: ArmRun, segment: int, year: int, count: int) -> None:
    """Entrants of one segment, with ids of their own: sector and size.

    Above scale they are grown small firms; elsewhere they are drawn like the firms at the start.
    """
    state, scratch = run.state, run.scratch
    first, last = state.used[0], state.used[0] + count
    identity, numbers = state.identity[first:last], scratch.numbers[:count]
    for number in range(count):
        identity[number], state.segment[first + number] = entrant_identity(segment, year, number), segment
    place_sectors(run, first, last)
    draw_evenly(even_shift(run.key, SIZE), SIZE_STEP, identity, numbers)
    if segment == INDUSTRY_ABOVE_SCALE:
        spread = run.inputs.draws.behaviour[run.draw].entrant_spread
        look_up(run.inputs.tables.normal, numbers, scratch.quantiles[:count])
        grow_over(run.inputs.settings.log_scale, spread, scratch.quantiles[:count], state.log_revenue[first:last])
    else:
        start_revenues(run, numbers, first, last)
    state.used[0] = last


@inner_kernel
def enter(run: ArmRun, year: int) -> None:
    """Let the entrants of a year in, segment by segment, as far as there is room."""
    first = run.state.used[0]
    for segment in range(3):
        count = entrant_count(run.key, segment, year, mean_entrants(run, segment, year))
        room = min(run.inputs.room - run.state.used[0], MOST_ENTRANTS)
        run.results.notes[run.draw, ROOM_EXCEEDED] += int(count > room)
        add_entrants(run, segment, year, min(count, room))
    last = run.state.used[0]
    draw_capability_and_traits(run, first, last)
    renew_hazards(run, first, last)
    register_entrants(run, first, last)
