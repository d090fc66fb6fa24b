"""Compiled engine: the city at the end of 2022 in one draw (``docs/model.md``, Initialisation)."""

from __future__ import annotations

import numpy as np

from simulate.behaviour.arithmetic import (
    FIXED,
    FIXED_SQUARES,
    fixed_point,
    logarithm,
    whole,
)
from simulate.behaviour.eligibility import (
    EXITED,
    NO_PROJECT,
    SEGMENTS,
    STAGES,
    UNAWARE,
    with_stage,
)
from simulate.behaviour.project import build_quarters
from simulate.behaviour.start import remaining_quarters
from simulate.engine.arrays.contest import count_buckets, keep_best, key_of_rank, sort_by_key
from simulate.engine.arrays.elements import copy, fill
from simulate.engine.arrays.listing import list_marked
from simulate.engine.arrays.passes import (
    cost_projects,
    draw_numbers,
    log_propensities,
    look_up,
    mark_below,
    mark_equal,
    rank_for_stages,
    recent_chances,
    renew_propensity,
    spread,
    sum_fixed,
    sum_outlays,
    weigh_busy,
)
from simulate.engine.arrays.state import NEVER, Scratch, State
from simulate.engine.compiled.candidates import list_eligible, note_common, score_listed
from simulate.engine.compiled.entry import (
    place_firms,
    prepare_attributes,
    prepare_awareness,
    prepare_frailty,
    renew_hazards,
)
from simulate.engine.compiled.projects import cost_share, note_peers
from simulate.engine.compiled.values import BELIEF
from simulate.engine.inputs.layout import INDUSTRY_ABOVE_SCALE, Inputs, field
from simulate.engine.inputs.purposes import (
    BUILD_TIME,
    BUSY,
    RECENT,
    RECENT_WHEN,
    REMAINING,
    STAGE_NOISE,
)
from simulate.kernels.compiling import part
from simulate.randomness.uniforms import uniform

START = np.int64(255)  # the time of numbers that belong to the start

HOLDERS = field("holders")


@part
def fix_propensity(inputs: Inputs, draw: int, state: State, scratch: Scratch) -> None:
    """Sector shifts of ln m, so that the mean of m over above-scale industrial firms (with E a = 1) is 1 at the start.

    The sums are sums of integers, so that the order of firms does not matter.
    """
    record, leading = inputs.draws.behaviour[draw], inputs.settings.leading
    n, sectors = state.used[0], leading.size
    total, firms, typical = scratch.sector_total, state.sector_firms, scratch.third[:n]
    fill(total, 0)
    fill(firms, 0)
    for i in range(n):
        if state.segment[i] == INDUSTRY_ABOVE_SCALE:
            total[state.sector[i]] += fixed_point(state.log_revenue[i])
            firms[state.sector[i]] += 1
    everyone, all_firms = np.int64(0), np.int64(0)
    for j in range(sectors):
        everyone, all_firms = everyone + total[j], all_firms + firms[j]
    for j in range(sectors):
        count, amount = (firms[j], total[j]) if firms[j] > 0 else (all_firms, everyone)
        scratch.sector_mean[j] = (amount / count) / FIXED if count > 0 else record.log_fallback_mean
        scratch.shift[j] = record.leading_sector_shift * leading[j] - record.size_gradient * scratch.sector_mean[j]
    fill(typical, 0.0)
    spread(scratch.shift, state.sector[:n], scratch.second[:n])
    renew_propensity(
        record.size_gradient,
        scratch.second[:n],
        typical,
        state.log_revenue[:n],
        state.traits[:n],
        state.propensity[:n],
    )
    level = np.int64(0)
    for i in range(n):
        level += fixed_point(state.propensity[i]) if state.segment[i] == INDUSTRY_ABOVE_SCALE else np.int64(0)
    log_norm = logarithm((level / all_firms) / FIXED) if all_firms > 0 else 0.0
    for j in range(sectors):
        scratch.shift[j] -= log_norm
    renew_hazards(inputs, draw, 0, n, state, scratch)


@part
def place_stages(inputs: Inputs, draw: int, key: np.uint64, state: State, scratch: Scratch) -> None:
    """Starting stages by rank within the segment; above scale, coverage goes on down the same ranking.

    Counts of the stages and of coverage are the nearest whole numbers of firms.
    """
    record, shares = inputs.draws.behaviour[draw], inputs.draws.stage_share
    n = state.used[0]
    log_m, noise = scratch.drawn[:n], scratch.third[:n]
    draw_numbers(key, 0, STAGE_NOISE, state.identity[:n], scratch.second[:n])
    look_up(inputs.tables.normal, scratch.second[:n], noise)
    spread(scratch.shift, state.sector[:n], scratch.second[:n])
    log_propensities(record.size_gradient, scratch.second[:n], state.log_capability[:n], state.log_revenue[:n], log_m)
    fill(state.segment_ever, 0)
    for segment in range(3):
        fill(state.segment_stage[segment], 0)
        mark_equal(segment, state.segment[:n], scratch.mark[:n])
        count = list_marked(scratch, 0, n, 0)
        if count == 0:
            state.segment_firms[segment] = 0
            continue
        slots, own_m, own_noise = scratch.slots[:count], scratch.second[:count], scratch.fourth[:count]
        spread(log_m, slots, own_m)
        spread(noise, slots, own_noise)
        spread(state.identity, slots, scratch.listed[:count])
        total, squares = sum_fixed(own_m)
        mean = (total / count) / FIXED
        variance = (squares / count) / FIXED_SQUARES - mean * mean
        scale = 1.0 / np.sqrt(variance) if variance > 1e-9 else 0.0
        rank_for_stages(
            mean,
            scale,
            record.stage_rank_correlation,
            own_m,
            own_noise,
            scratch.listed[:count],
            scratch.keys[:count],
        )
        state.segment_firms[segment] = count
        at_least_3 = whole(shares[draw, segment, 3] * count)
        at_least_2 = whole((shares[draw, segment, 3] + shares[draw, segment, 2]) * count)
        at_least_1 = whole((1.0 - shares[draw, segment, 0]) * count)
        covered = (
            max(at_least_1, whole(record.coverage_start * count)) if segment == INDUSTRY_ABOVE_SCALE else at_least_1
        )
        count_buckets(count, scratch)
        key_1 = key_of_rank(count, at_least_1, scratch)
        key_2 = key_of_rank(count, at_least_2, scratch)
        key_3 = key_of_rank(count, at_least_3, scratch)
        key_covered = key_of_rank(count, covered, scratch)
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
    fill(state.sector_firms, 0)
    fill(state.sector_adopted, 0)
    for i in range(state.used[0]):
        if (state.traits[i] & EXITED) == np.uint64(0):
            state.sector_firms[state.sector[i]] += 1
            state.sector_adopted[state.sector[i]] += np.int64(state.stage[i] >= 1)


@part
def place_projects(inputs: Inputs, draw: int, key: np.uint64, state: State, scratch: Scratch) -> None:
    """Outlays of the year before, projects under way and recently finished at the start, by each firm's own hazard."""
    settings, record, n = inputs.settings, inputs.draws.behaviour[draw], state.used[0]
    hazard, drawn, weight, mark = scratch.drawn[:n], scratch.second[:n], scratch.third[:n], scratch.mark[:n]
    note_peers(inputs, draw, state)
    spread(state.sector_rate, state.sector[:n], hazard)
    weigh_busy(settings.build_years, state.propensity[:n], hazard, weight)
    spend_before(inputs, draw, hazard, state, scratch)
    load, firms = np.int64(0), 0
    for i in range(n):
        if state.segment[i] == INDUSTRY_ABOVE_SCALE:
            load += fixed_point(weight[i])
            firms += 1
    scale = record.busy_share_start / ((load / firms) / FIXED) if load > 0 else 0.0
    draw_numbers(key, START, BUSY, state.identity[:n], drawn)
    mark_below(scale, weight, drawn, mark)
    for index in range(list_marked(scratch, 0, n, 0)):
        i = scratch.slots[index]
        quarters = build_quarters(
            uniform(key, state.identity[i], 0, BUILD_TIME), settings.build_quarters, settings.under_way_cumulative
        )
        if quarters > 0:
            state.done[i] = remaining_quarters(uniform(key, state.identity[i], START, REMAINING), quarters)
            state.running[i], state.next_project[i] = 0, 1
    place_completions(inputs, key, hazard, state, scratch)


@part
def spend_before(inputs: Inputs, draw: int, hazard: np.ndarray, state: State, scratch: Scratch) -> None:
    """Outlays on projects of the year before the start, at each firm's stage, revenue and hazard of the start."""
    record, n = inputs.draws.behaviour[draw], state.used[0]
    share, cost, of_stage = scratch.second[:n], scratch.fourth[:n], scratch.cost_share
    for stage in range(STAGES):
        of_stage[stage] = cost_share(record, stage)
    spread(of_stage, state.stage[:n], share)
    copy(state.log_revenue, cost, n)
    cost_projects(record.project_cost_floor, share, cost)
    scratch.outlays_at_start[0] = sum_outlays(inputs.settings.build_years, hazard, cost)


@part
def place_completions(inputs: Inputs, key: np.uint64, hazard: np.ndarray, state: State, scratch: Scratch) -> None:
    """Ever-transformed firms that finished their last project inside the title window."""
    window, n = inputs.settings.window, state.used[0]
    drawn, chance, mark = scratch.second[:n], scratch.third[:n], scratch.mark[:n]
    for segment in range(SEGMENTS):
        firms = state.segment_firms[segment]
        scratch.coverage[segment] = state.segment_ever[segment] / firms if firms > 0 else 0.0
    spread(scratch.coverage, state.segment[:n], chance)
    recent_chances(inputs.settings.build_years, 0.25 * window, hazard, chance)
    draw_numbers(key, START, RECENT, state.identity[:n], drawn)
    mark_below(1.0, chance, drawn, mark)
    for index in range(list_marked(scratch, 0, n, 0)):
        i = scratch.slots[index]
        if state.ever[i]:
            state.last[i] = np.int64(uniform(key, state.identity[i], START, RECENT_WHEN) * window) - window
            state.traits[i] = state.traits[i] & ~NO_PROJECT


@part
def best_scorers(
    inputs: Inputs, draw: int, key: np.uint64, instrument: int, state: State, scratch: Scratch, limit: int
) -> int:
    """Put the ``limit`` best-scoring firms that could hold the title first in ``scratch.slots``; return how many
    there are.
    """
    row = inputs.draws.row[draw, instrument]
    bars = inputs.instruments.forbidden[row] & ~(NO_PROJECT | UNAWARE)
    count, _ = list_eligible(bars, np.uint64(0), np.uint64(0), state, scratch)
    score_listed(inputs, draw, key, instrument, START, count, state, scratch)
    best = min(limit, count)
    keep_best(count, best, scratch)
    return best


@part
def place_titles(inputs: Inputs, draw: int, key: np.uint64, state: State, scratch: Scratch) -> None:
    """Title holders at the start (they cannot win the title again), named candidates, and first beliefs."""
    rows = inputs.instruments
    note_common(state, scratch)
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
        if rows.candidates[row] > 0:
            found = best_scorers(inputs, draw, key, instrument, state, scratch, rows.candidates[row])
            sort_by_key(found, scratch)
            for index in range(scratch.candidates.shape[1]):
                scratch.candidates[instrument, index] = scratch.slots[index] if index < found else NEVER


@part
def start_draw(inputs: Inputs, draw: int, key: np.uint64, state: State, scratch: Scratch) -> None:
    """The whole starting state of one draw, in ``state``."""
    prepare_frailty(inputs, draw, scratch.frailty)
    prepare_attributes(inputs, draw, scratch.holds)
    prepare_awareness(inputs.draws.behaviour[draw], scratch.aware)
    place_firms(inputs, draw, key, state, scratch)
    fix_propensity(inputs, draw, state, scratch)
    place_stages(inputs, draw, key, state, scratch)
    count_sectors(state)
    place_projects(inputs, draw, key, state, scratch)
    place_titles(inputs, draw, key, state, scratch)
    state.core_index[0] = 1.0
