"""Compiled engine: growth, exit and entry in the first quarter of a year (model, section 3.1)."""

from __future__ import annotations

import numpy as np

from simulate.behaviour.arithmetic import FIXED, exponential, fixed_point, poisson_count, quantile
from simulate.behaviour.eligibility import (
    EXITED, NO_PROJECT, growth_bits, revenue_bits, size_class, with_size, with_stage,
)
from simulate.behaviour.growth import (
    CHUNK, MOST_ENTRANTS, entrant_identity, exits, expected_entrants, grown_entrant_log_revenue, log_growth, realised_gain,
)
from simulate.behaviour.project import log_propensity
from simulate.compiling import part
from simulate.engine.layout import DIGITAL_CORE, INDUSTRY_ABOVE_SCALE, ROOM_EXCEEDED, Inputs, Results
from simulate.engine.purposes import CAPABILITY, ENTRANT_STAGE, ENTRANT_TRANSFORMED, ENTRY, EXIT, GROWTH, SECTOR, SIZE
from simulate.engine.setup import firm_log_revenue, starting_traits
from simulate.engine.state import LONG_AGO, NEVER, Scratch, State
from simulate.uniforms import POPULATION_DRAW, draw_key, uniform


@part
def exit_rate(record: np.void, size: int) -> float:
    """Yearly exit probability of a size class."""
    if size == 0:
        return record.exit_rate_small
    return record.exit_rate_medium if size == 1 else record.exit_rate_large


@part
def grow(inputs: Inputs, draw: int, key: np.uint64, year: int, state: State, scratch: Scratch) -> None:
    """Revenue grows; firms close; size class, thresholds and propensity follow."""
    settings, record = inputs.settings, inputs.draws.behaviour[draw]
    core_growth, core_firms = np.int64(0), 0
    for i in range(state.used[0]):
        if (state.traits[i] & EXITED) != np.uint64(0):
            continue
        identity, segment, sector = state.identity[i], state.segment[i], state.sector[i]
        gain = 0.0
        if settings.ramp_matters:
            gain = realised_gain(state.pending_gain[i], state.yearly_gain[i])
            state.pending_gain[i] -= gain
        relative = state.log_revenue[i] - inputs.draws.segment_median[draw, segment]
        shock = quantile(inputs.tables.laplace, uniform(key, identity, year, GROWTH))
        change = log_growth(inputs.draws.drift[draw, sector], gain, record.growth_sd, record.growth_size_exponent, relative, shock)
        log_revenue = state.log_revenue[i] + change
        state.log_revenue[i] = log_revenue
        size = size_class(log_revenue, settings.log_medium, settings.log_large)
        if exits(uniform(key, identity, year, EXIT), exit_rate(record, size)):
            leave(state, i)
            continue
        if segment == DIGITAL_CORE:
            core_growth += fixed_point(change)
            core_firms += 1
        missing = revenue_bits(log_revenue, settings.revenue_thresholds) | growth_bits(change, settings.growth_thresholds)
        state.traits[i] = with_size(state.traits[i], size, missing)
        state.propensity[i] = exponential(log_propensity(state.log_capability[i], log_revenue, record.size_gradient, scratch.shift[sector]))
        state.hazard[i] = 0.25 * state.propensity[i]
    if core_firms > 0:
        state.core_index[0] *= exponential((core_growth / core_firms) / FIXED)


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
    leaving = starters[segment, 0] * record.exit_rate_small + starters[segment, 1] * record.exit_rate_medium \
        + starters[segment, 2] * record.exit_rate_large
    growth = record.industry_growth if segment == INDUSTRY_ABOVE_SCALE else 0.0
    return expected_entrants(firms, growth, year, leaving / firms)


@part
def stage_from(u: float, shares: np.ndarray) -> int:
    """A stage drawn from its shares (shape (4,))."""
    stage = np.int64(u >= shares[0])
    stage += np.int64(u >= shares[0] + shares[1])
    return stage + np.int64(u >= shares[0] + shares[1] + shares[2])


@part
def sector_from(u: float, segment: int, cumulative: np.ndarray) -> int:
    """An industrial sector drawn from its shares; digital-core firms are a sector of their own, the last."""
    if segment == DIGITAL_CORE:
        return np.int64(cumulative.size + 1)
    sector = 0
    while sector < cumulative.size and u >= cumulative[sector]:
        sector += 1
    return np.int64(sector)


@part
def entrant_log_revenue(inputs: Inputs, draw: int, segment: int, u: float) -> float:
    """Above scale, entrants are grown small firms; elsewhere they are drawn like the firms at the start."""
    if segment == INDUSTRY_ABOVE_SCALE:
        return grown_entrant_log_revenue(inputs.settings.log_scale, inputs.settings.entrant_spread, quantile(inputs.tables.normal, u))
    return firm_log_revenue(inputs, draw, segment, u)


@part
def entrant_stage(inputs: Inputs, draw: int, key: np.uint64, segment: int, identity: int, transformed: bool) -> int:
    """Above scale an entrant that never did a project stands at stage 0; otherwise the segment's starting shares hold."""
    if segment == INDUSTRY_ABOVE_SCALE and not transformed:
        return np.int64(0)
    return stage_from(uniform(key, identity, 0, ENTRANT_STAGE), inputs.draws.stage_share[draw, segment])


@part
def enter(inputs: Inputs, draw: int, key: np.uint64, year: int, starters: np.ndarray, state: State, scratch: Scratch,
          results: Results) -> None:
    """Entrants of the year, with ids of their own."""
    settings, record = inputs.settings, inputs.draws.behaviour[draw]
    city = draw_key(settings.seed, POPULATION_DRAW)
    for segment in range(3):
        count = entrant_count(key, segment, year, mean_entrants(inputs, draw, segment, year, starters))
        for number in range(count):
            i = state.used[0]
            if i >= inputs.room or number >= MOST_ENTRANTS:
                results.notes[draw, ROOM_EXCEEDED] += 1
                break
            identity = entrant_identity(segment, year, number)
            sector = sector_from(uniform(city, identity, 0, SECTOR), segment, settings.sector_cumulative)
            log_revenue = entrant_log_revenue(inputs, draw, segment, uniform(city, identity, 0, SIZE))
            transformed = uniform(key, identity, 0, ENTRANT_TRANSFORMED) < record.entrant_transformed
            stage = entrant_stage(inputs, draw, key, segment, identity, transformed)
            ever = stage >= 1 or (segment == INDUSTRY_ABOVE_SCALE and transformed)
            state.identity[i], state.segment[i], state.sector[i] = identity, segment, sector
            state.log_revenue[i] = log_revenue
            state.log_capability[i] = quantile(scratch.frailty, uniform(key, identity, 0, CAPABILITY))
            traits = starting_traits(inputs, draw, key, identity, segment, sector, log_revenue)
            state.traits[i] = with_stage(traits, stage) | growth_bits(0.0, settings.growth_thresholds) | NO_PROJECT
            state.blocked[i] = np.uint64(0)
            state.stage[i], state.ever[i] = stage, ever
            state.done[i], state.last[i], state.finished[i], state.latest[i] = NEVER, LONG_AGO, NEVER, NEVER
            state.next_project[i], state.running[i], state.project_year[i] = 0, NEVER, NEVER
            state.pending_gain[i], state.yearly_gain[i] = 0.0, 0.0
            state.propensity[i] = exponential(
                log_propensity(state.log_capability[i], log_revenue, record.size_gradient, scratch.shift[sector]))
            state.hazard[i] = 0.25 * state.propensity[i]
            state.used[0] = i + 1
            state.sector_firms[sector] += 1
            state.sector_adopted[sector] += np.int64(stage >= 1)
            state.segment_firms[segment] += 1
            state.segment_ever[segment] += np.int64(ever)
            state.segment_stage[segment, stage] += 1
