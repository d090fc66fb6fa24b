"""Compiled engine: the city at the end of 2022 in one draw (model, sections 2 and 3.3)."""

from __future__ import annotations

import numpy as np

from simulate.behaviour.arithmetic import (
    FIXED,
    FIXED_SQUARES,
    exponential,
    fixed_point,
    fixed_point_squares,
    logarithm,
    quantile,
    whole,
)
from simulate.behaviour.eligibility import (
    EXITED,
    LACKS_AT,
    LARGE,
    MEDIUM,
    NO_PROJECT,
    SECTOR_AT,
    SEGMENT_AT,
    SIZE_AT,
    UNAWARE,
    bit,
    is_eligible,
    revenue_bits,
    size_class,
    with_size,
    with_stage,
)
from simulate.behaviour.project import build_quarters, contact_rate, log_propensity
from simulate.behaviour.recognition import JACKPOT, contest_score
from simulate.behaviour.start import busy_weight, rank_key, rank_score, recent_completion_chance, starting_log_revenue
from simulate.compiling import part
from simulate.engine.contest import count_buckets, key_of_rank, sort_by_key
from simulate.engine.layout import BELIEF, HOLDERS, INDUSTRY_ABOVE_SCALE, SCORE, Inputs
from simulate.engine.purposes import (
    AWARENESS,
    BUILD_TIME,
    BUSY,
    CAPABILITY,
    RECENT,
    RECENT_WHEN,
    REMAINING,
    STAGE_NOISE,
)
from simulate.engine.state import LONG_AGO, NEVER, Scratch, State, due_at
from simulate.uniforms import uniform

START = 255  # the time of numbers that belong to the start


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
    """Probability of each attribute by segment and size class (A, S, 3): the first rule that fits decides, none means
    0.
    """
    settings = inputs.settings
    holds[:] = 0.0
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
                    holds[attribute, segment, size] = inputs.draws.values[draw, column]


@part
def awareness(draw: np.void, size: int, log_revenue: float, log_scale: float) -> float:
    """Probability of knowing the awards, by size class; below scale it is its own."""
    if log_revenue < log_scale:
        return draw.awareness_below_scale
    if size == LARGE:
        return draw.awareness_large
    return draw.awareness_medium if size == MEDIUM else draw.awareness_small


@part
def firm_log_revenue(inputs: Inputs, draw: int, segment: int, u: float) -> float:
    """Starting ln revenue of a firm with size number u in this draw (also for entrants of the smaller segments)."""
    record, draws, settings = inputs.draws.behaviour[draw], inputs.draws, inputs.settings
    tail_from = settings.tail_from if segment == INDUSTRY_ABOVE_SCALE else 2.0
    return starting_log_revenue(
        u,
        inputs.tables.normal,
        draws.segment_low[draw, segment],
        draws.segment_high[draw, segment],
        draws.segment_median[draw, segment],
        draws.segment_sd[segment],
        tail_from,
        record.log_tail_start,
        record.tail_exponent,
        record.tail_stretch,
        settings.log_largest,
    )


@part
def starting_traits(
    inputs: Inputs,
    draw: int,
    scratch: Scratch,
    key: np.uint64,
    identity: int,
    segment: int,
    sector: int,
    log_revenue: float,
) -> np.uint64:
    """Everything a firm is when it appears but its stage: segment, sector, size, awareness, attributes; no project
    yet.
    """
    settings, record = inputs.settings, inputs.draws.behaviour[draw]
    size = size_class(log_revenue, settings.log_medium, settings.log_large)
    traits = bit(SEGMENT_AT + segment) | bit(SECTOR_AT + sector) | NO_PROJECT
    traits = with_size(traits, size, revenue_bits(log_revenue, settings.revenue_thresholds))
    if uniform(key, identity, 0, AWARENESS) >= awareness(record, size, log_revenue, settings.log_scale):
        traits = traits | UNAWARE
    for attribute in range(settings.attribute_purpose.size):
        if uniform(key, identity, 0, settings.attribute_purpose[attribute]) >= scratch.holds[attribute, segment, size]:
            traits = traits | bit(LACKS_AT + attribute)
    return traits


@part
def place_firms(inputs: Inputs, draw: int, key: np.uint64, state: State, scratch: Scratch) -> None:
    """Revenue, capability and traits of the firms in the table."""
    firms = inputs.firms
    n = firms.identity.size
    state.used[0], state.used[1] = n, 0
    for i in range(n):
        identity, segment, sector = firms.identity[i], firms.segment[i], firms.sector[i]
        log_revenue = firm_log_revenue(inputs, draw, segment, firms.size_uniform[i])
        state.identity[i], state.segment[i], state.sector[i] = identity, segment, sector
        state.log_revenue[i] = log_revenue
        state.log_capability[i] = quantile(scratch.frailty, uniform(key, identity, 0, CAPABILITY))
        state.traits[i] = starting_traits(inputs, draw, scratch, key, identity, segment, sector, log_revenue)
        state.blocked[i] = np.uint64(0)
        state.done[i], state.last[i], state.finished[i], state.latest[i] = NEVER, LONG_AGO, NEVER, NEVER
        state.next_project[i], state.running[i], state.project_year[i] = 0, NEVER, NEVER
        state.pending_gain[i], state.yearly_gain[i] = 0.0, 0.0


@part
def fix_propensity(inputs: Inputs, draw: int, state: State, scratch: Scratch) -> None:
    """Sector shifts of ln m, so that the mean of m over above-scale industrial firms (with E a = 1) is 1 at the start.

    The sums are sums of integers, so that the order of firms does not matter.
    """
    record, leading = inputs.draws.behaviour[draw], inputs.settings.leading
    n, sectors = state.used[0], leading.size
    total, firms = scratch.sector_total, state.sector_firms
    total[:] = 0
    firms[:] = 0
    for i in range(n):
        if state.segment[i] == INDUSTRY_ABOVE_SCALE:
            total[state.sector[i]] += fixed_point(state.log_revenue[i])
            firms[state.sector[i]] += 1
    everyone, all_firms = total.sum(), firms.sum()
    for j in range(sectors):
        count, amount = (firms[j], total[j]) if firms[j] > 0 else (all_firms, everyone)
        scratch.sector_mean[j] = (amount / count) / FIXED if count > 0 else record.log_fallback_mean
        scratch.shift[j] = record.leading_sector_shift * leading[j] - record.size_gradient * scratch.sector_mean[j]
    level = np.int64(0)
    for i in range(n):
        if state.segment[i] == INDUSTRY_ABOVE_SCALE:
            level += fixed_point(
                exponential(
                    log_propensity(0.0, state.log_revenue[i], record.size_gradient, scratch.shift[state.sector[i]])
                )
            )
    log_norm = logarithm((level / all_firms) / FIXED) if all_firms > 0 else 0.0
    for j in range(sectors):
        scratch.shift[j] -= log_norm
    for i in range(n):
        state.propensity[i] = exponential(
            log_propensity(
                state.log_capability[i], state.log_revenue[i], record.size_gradient, scratch.shift[state.sector[i]]
            )
        )


@part
def place_stages(inputs: Inputs, draw: int, key: np.uint64, state: State, scratch: Scratch) -> None:
    """Starting stages by rank within the segment; above scale, coverage goes on down the same ranking.

    Counts of the stages and of coverage are the nearest whole numbers of firms.
    """
    record, shares = inputs.draws.behaviour[draw], inputs.draws.stage_share
    n = state.used[0]
    state.segment_stage[:, :] = 0
    state.segment_ever[:] = 0
    for segment in range(3):
        total, squares, count = np.int64(0), np.int64(0), 0
        for i in range(n):
            if state.segment[i] == segment:
                log_m = log_propensity(
                    state.log_capability[i], state.log_revenue[i], record.size_gradient, scratch.shift[state.sector[i]]
                )
                scratch.drawn[i] = log_m
                total += fixed_point(log_m)
                squares += fixed_point_squares(log_m * log_m)
                scratch.slots[count] = i
                count += 1
        state.segment_firms[segment] = count
        if count == 0:
            continue
        mean = (total / count) / FIXED
        variance = (squares / count) / FIXED_SQUARES - mean * mean
        scale = 1.0 / np.sqrt(variance) if variance > 1e-9 else 0.0
        for index in range(count):
            i = scratch.slots[index]
            noise = quantile(inputs.tables.normal, uniform(key, state.identity[i], 0, STAGE_NOISE))
            scratch.keys[index] = rank_key(
                rank_score((scratch.drawn[i] - mean) * scale, record.stage_rank_correlation, noise), state.identity[i]
            )
        at_least_3 = whole(shares[draw, segment, 3] * count)
        at_least_2 = whole((shares[draw, segment, 3] + shares[draw, segment, 2]) * count)
        at_least_1 = whole((1.0 - shares[draw, segment, 0]) * count)
        covered = (
            max(at_least_1, whole(record.coverage_start * count)) if segment == INDUSTRY_ABOVE_SCALE else at_least_1
        )
        count_buckets(scratch.keys, count, scratch.buckets)
        key_1 = key_of_rank(scratch.keys, count, at_least_1, scratch.buckets, scratch.pool)
        key_2 = key_of_rank(scratch.keys, count, at_least_2, scratch.buckets, scratch.pool)
        key_3 = key_of_rank(scratch.keys, count, at_least_3, scratch.buckets, scratch.pool)
        key_covered = key_of_rank(scratch.keys, count, covered, scratch.buckets, scratch.pool)
        for index in range(count):
            i = scratch.slots[index]
            own = scratch.keys[index]
            stage = np.int64(own >= key_1) + np.int64(own >= key_2) + np.int64(own >= key_3)
            state.stage[i] = stage
            state.ever[i] = own >= key_covered
            state.traits[i] = with_stage(state.traits[i], stage)
            state.segment_stage[segment, stage] += 1
        state.segment_ever[segment] = covered


@part
def count_sectors(state: State) -> None:
    """Firms and adopters (stage >= 1) of each sector."""
    state.sector_firms[:] = 0
    state.sector_adopted[:] = 0
    for i in range(state.used[0]):
        if (state.traits[i] & EXITED) == np.uint64(0):
            state.sector_firms[state.sector[i]] += 1
            state.sector_adopted[state.sector[i]] += np.int64(state.stage[i] >= 1)


@part
def place_projects(inputs: Inputs, draw: int, key: np.uint64, state: State, scratch: Scratch) -> None:
    """Projects under way and recently finished at the start, by each firm's own hazard."""
    settings, record = inputs.settings, inputs.draws.behaviour[draw]
    n = state.used[0]
    load, firms = np.int64(0), 0
    for i in range(n):
        sector = state.sector[i]
        rate = contact_rate(
            record.project_hazard, record.peer_effect, state.sector_adopted[sector], state.sector_firms[sector]
        )
        scratch.drawn[i] = state.propensity[i] * rate
        if state.segment[i] == INDUSTRY_ABOVE_SCALE:
            load += fixed_point(busy_weight(scratch.drawn[i], settings.build_years))
            firms += 1
    scale = record.busy_share_start / ((load / firms) / FIXED) if load > 0 else 0.0
    state.due_first[:] = NEVER
    for i in range(n):
        identity, segment = state.identity[i], state.segment[i]
        chance = scale * busy_weight(scratch.drawn[i], settings.build_years)
        if uniform(key, identity, START, BUSY) < chance:
            quarters = build_quarters(
                uniform(key, identity, 0, BUILD_TIME), settings.build_quarters, settings.build_cumulative
            )
            if quarters > 0:
                due_at(state, i, np.int64(uniform(key, identity, START, REMAINING) * quarters))
                state.running[i], state.next_project[i] = 0, 1
        if state.ever[i]:
            coverage = state.segment_ever[segment] / state.segment_firms[segment]
            chance = recent_completion_chance(scratch.drawn[i], settings.build_years, 0.25 * settings.window, coverage)
            if uniform(key, identity, START, RECENT) < chance:
                state.last[i] = np.int64(uniform(key, identity, START, RECENT_WHEN) * settings.window) - settings.window
                state.traits[i] = state.traits[i] & ~NO_PROJECT
        state.hazard[i] = 0.25 * state.propensity[i]


@part
def best_scorers(
    inputs: Inputs, draw: int, key: np.uint64, instrument: int, state: State, scratch: Scratch, limit: int
) -> int:
    """Put the ``limit`` best-scoring firms that could hold the title first in ``scratch.slots``; return how many
    there are.
    """
    record = inputs.draws.behaviour[draw]
    row = inputs.draws.row[draw, instrument]
    bars = inputs.instruments.forbidden[row] & ~(NO_PROJECT | UNAWARE)
    code = inputs.instruments.purpose[instrument, SCORE]
    count = 0
    for i in range(state.used[0]):
        if is_eligible(state.traits[i], bars):
            noise = quantile(inputs.tables.normal, uniform(key, state.identity[i], START, code))
            score = contest_score(
                state.log_capability[i], record.contest_size_weight, state.log_revenue[i], record.contest_noise, noise
            )
            scratch.keys[count] = rank_key(score, state.identity[i])
            scratch.slots[count] = i
            count += 1
    count_buckets(scratch.keys, count, scratch.buckets)
    threshold = key_of_rank(scratch.keys, count, min(limit, count), scratch.buckets, scratch.pool)
    best = 0
    for index in range(count):
        if scratch.keys[index] >= threshold:
            scratch.keys[best], scratch.slots[best] = scratch.keys[index], scratch.slots[index]
            best += 1
    return best


@part
def place_titles(inputs: Inputs, draw: int, key: np.uint64, state: State, scratch: Scratch) -> None:
    """Title holders at the start (they cannot win the title again), the candidates of jackpots, and first beliefs."""
    rows = inputs.instruments
    for instrument in range(inputs.draws.row.shape[1]):
        row = inputs.draws.row[draw, instrument]
        scratch.base_chance[instrument] = -1.0
        state.belief[instrument] = inputs.draws.values[draw, rows.column[row, BELIEF, 0]]
        if rows.outside[row]:
            continue
        holders = whole(inputs.draws.values[draw, rows.column[row, HOLDERS, 0]])
        if holders > 0:
            holders = best_scorers(inputs, draw, key, instrument, state, scratch, holders)
            for index in range(holders):
                state.blocked[scratch.slots[index]] |= rows.title[row]
        if rows.mechanism[row] == JACKPOT:
            found = best_scorers(inputs, draw, key, instrument, state, scratch, rows.candidates[row])
            sort_by_key(scratch.keys, scratch.slots, found)
            for index in range(scratch.candidates.shape[1]):
                scratch.candidates[instrument, index] = scratch.slots[index] if index < found else NEVER


@part
def start_draw(inputs: Inputs, draw: int, key: np.uint64, state: State, scratch: Scratch) -> None:
    """The whole starting state of one draw, in ``state``."""
    prepare_frailty(inputs, draw, scratch.frailty)
    prepare_attributes(inputs, draw, scratch.holds)
    place_firms(inputs, draw, key, state, scratch)
    fix_propensity(inputs, draw, state, scratch)
    place_stages(inputs, draw, key, state, scratch)
    count_sectors(state)
    place_projects(inputs, draw, key, state, scratch)
    place_titles(inputs, draw, key, state, scratch)
    state.core_index[0] = 1.0
