"""Compiled engine: the city at the end of 2022 in one draw (``docs/model.md``, Initialisation)."""

from __future__ import annotations

import numpy as np

from simulate.behaviour.arithmetic import (
    FIXED,
    FIXED_SQUARES,
    fixed_point,
    logarithm,
    round_half_up,
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
from simulate.engine.arrays.elements import fill
from simulate.engine.arrays.job import ArmRun
from simulate.engine.arrays.listing import list_marked
from simulate.engine.arrays.passes import (
    cost_projects,
    draw_numbers,
    gather,
    log_propensities,
    look_up,
    mark_below,
    mark_equal,
    rank_for_stages,
    recent_chances,
    renew_propensity,
    sum_fixed,
    sum_outlays,
    weigh_busy,
    yearly_hazards,
)
from simulate.engine.arrays.state import NEVER, State
from simulate.engine.compiled.candidates import list_eligible, note_common, score_listed
from simulate.engine.compiled.entry import (
    place_firms,
    prepare_attributes,
    prepare_awareness,
    prepare_frailty,
    renew_hazards,
)
from simulate.engine.compiled.projects import cost_share, note_peers
from simulate.engine.compiled.values import BELIEF, value
from simulate.engine.inputs.layout import INDUSTRY_ABOVE_SCALE, field
from simulate.engine.inputs.purposes import (
    BUILD_TIME,
    BUSY,
    RECENT,
    RECENT_WHEN,
    REMAINING,
    STAGE_NOISE,
)
from simulate.kernels.compiling import inner_kernel
from simulate.randomness.uniforms import uniform

START = 255  # the time of numbers that belong to the start

HOLDERS = field("holders")


@inner_kernel
def center_sectors(run: ArmRun) -> int:
    """Sector shifts of ln m before the norm, and the mean of ln revenue that they take off; returns how many firms stand
    above scale.

    The sums are sums of integers, so that the order of firms does not matter.
    """
    record, state, scratch = run.inputs.draws.behaviour[run.draw], run.state, run.scratch
    leading, total, firms = run.inputs.settings.leading, scratch.sector_total, state.sector_firms
    fill(total, 0)
    fill(firms, 0)
    for i in range(state.used[0]):
        if state.segment[i] == INDUSTRY_ABOVE_SCALE:
            total[state.sector[i]] += fixed_point(state.log_revenue[i])
            firms[state.sector[i]] += 1
    everyone, all_firms = 0, 0
    for j in range(leading.size):
        everyone, all_firms = everyone + total[j], all_firms + firms[j]
    for j in range(leading.size):
        count, amount = (firms[j], total[j]) if firms[j] > 0 else (all_firms, everyone)
        scratch.sector_mean[j] = (amount / count) / FIXED if count > 0 else record.log_fallback_mean
        scratch.shift[j] = record.leading_sector_shift * leading[j] - record.size_gradient * scratch.sector_mean[j]
    return all_firms


@inner_kernel
def fix_propensity(run: ArmRun) -> None:
    """Sector shifts of ln m, so that the mean of m over above-scale industrial firms (with E a = 1) is 1 at the start.

    The sums are sums of integers, so that the order of firms does not matter.
    """
    state, scratch, n = run.state, run.scratch, run.state.used[0]
    firms, typical, own_shift = center_sectors(run), scratch.log_capability[:n], scratch.own_shift[:n]
    fill(typical, 0.0)
    gather(scratch.shift, state.sector[:n], own_shift)
    renew_propensity(
        run.inputs.draws.behaviour[run.draw].size_gradient,
        own_shift,
        typical,
        state.log_revenue[:n],
        state.traits[:n],
        state.propensity[:n],
    )
    level = 0
    for i in range(n):
        level += fixed_point(state.propensity[i]) if state.segment[i] == INDUSTRY_ABOVE_SCALE else 0
    log_norm = logarithm((level / firms) / FIXED) if firms > 0 else 0.0
    for j in range(scratch.shift.size):
        scratch.shift[j] -= log_norm
    renew_hazards(run, 0, n)


@inner_kernel
def place_stages(run: ArmRun) -> None:
    """Starting stages by rank within the segment; above scale, coverage goes on down the same ranking.

    Counts of the stages and of coverage are the nearest whole numbers of firms.
    """
    state, scratch, n = run.state, run.scratch, run.state.used[0]
    numbers, noise, own_shift = scratch.numbers[:n], scratch.quantiles[:n], scratch.own_shift[:n]
    draw_numbers(run.key, 0, STAGE_NOISE, state.identity[:n], numbers)
    look_up(run.inputs.tables.normal, numbers, noise)
    gather(scratch.shift, state.sector[:n], own_shift)
    log_propensities(
        run.inputs.draws.behaviour[run.draw].size_gradient,
        own_shift,
        state.log_capability[:n],
        state.log_revenue[:n],
        scratch.log_propensity[:n],
    )
    fill(state.segment_ever, 0)
    for segment in range(3):
        fill(state.segment_stage[segment], 0)
        mark_equal(segment, state.segment[:n], scratch.mark[:n])
        count = list_marked(scratch, 0, n, 0)
        state.segment_firms[segment] = count
        if count > 0:
            rank_listed(run, count)
            place_by_rank(run, segment, count)


@inner_kernel
def rank_listed(run: ArmRun, count: int) -> None:
    """Rank keys of the first ``count`` firms in ``scratch.slots``, all those of a segment, for their starting stage."""
    scratch, slots = run.scratch, run.scratch.slots[:count]
    own_m, own_noise = scratch.listed_propensity[:count], scratch.listed_noise[:count]
    gather(scratch.log_propensity, slots, own_m)
    gather(scratch.quantiles, slots, own_noise)
    gather(run.state.identity, slots, scratch.listed[:count])
    total, squares = sum_fixed(own_m)
    mean = (total / count) / FIXED
    variance = (squares / count) / FIXED_SQUARES - mean * mean
    scale = 1.0 / np.sqrt(variance) if variance > 1e-9 else 0.0
    correlation = run.inputs.draws.behaviour[run.draw].stage_rank_correlation
    rank_for_stages(mean, scale, correlation, own_m, own_noise, scratch.listed[:count], scratch.keys[:count])


@inner_kernel
def place_by_rank(run: ArmRun, segment: int, count: int) -> None:
    """Stages and coverage of the ``count`` firms of a segment by their rank keys.

    Counts of the stages and of coverage are the nearest whole numbers of firms.
    """
    shares, state, scratch = run.inputs.draws.stage_share[run.draw, segment], run.state, run.scratch
    at_least_3 = round_half_up(shares[3] * count)
    at_least_2 = round_half_up((shares[3] + shares[2]) * count)
    at_least_1 = round_half_up((1.0 - shares[0]) * count)
    covered = at_least_1
    if segment == INDUSTRY_ABOVE_SCALE:
        covered = max(at_least_1, round_half_up(run.inputs.draws.behaviour[run.draw].coverage_start * count))
    count_buckets(count, scratch)
    key_1 = key_of_rank(count, at_least_1, scratch)
    key_2 = key_of_rank(count, at_least_2, scratch)
    key_3 = key_of_rank(count, at_least_3, scratch)
    key_covered = key_of_rank(count, covered, scratch)
    for index in range(count):
        i, own = scratch.slots[index], scratch.keys[index]
        stage = int(own >= key_1) + int(own >= key_2) + int(own >= key_3)
        state.stage[i] = stage
        state.ever[i] = own >= key_covered
        state.traits[i] = with_stage(state.traits[i], stage)
        state.segment_stage[segment, stage] += 1
    state.segment_ever[segment] = covered


@inner_kernel
def count_sectors(state: State) -> None:
    """Firms and adopters (stage >= 1) of each sector."""
    fill(state.sector_firms, 0)
    fill(state.sector_adopted, 0)
    for i in range(state.used[0]):
        if (state.traits[i] & EXITED) == np.uint64(0):
            state.sector_firms[state.sector[i]] += 1
            state.sector_adopted[state.sector[i]] += int(state.stage[i] >= 1)


@inner_kernel
def place_projects(run: ArmRun) -> None:
    """Outlays of the year before, projects under way and recently finished at the start, by each firm's own hazard."""
    state, scratch, n = run.state, run.scratch, run.state.used[0]
    note_peers(run)
    gather(state.sector_rate, state.sector[:n], scratch.rate[:n])
    yearly_hazards(state.propensity[:n], scratch.rate[:n], scratch.hazard[:n])
    spend_before(run)
    place_under_way(run)
    place_completions(run)


@inner_kernel
def spend_before(run: ArmRun) -> None:
    """Outlays on projects of the year before the start, at each firm's stage, revenue and hazard of the start."""
    record, state, scratch, n = run.inputs.draws.behaviour[run.draw], run.state, run.scratch, run.state.used[0]
    share, cost = scratch.share[:n], scratch.cost[:n]
    for stage in range(STAGES):
        scratch.cost_share[stage] = cost_share(record, stage)
    gather(scratch.cost_share, state.stage[:n], share)
    cost_projects(record.project_cost_floor, share, state.log_revenue[:n], cost)
    scratch.outlays_at_start[0] = sum_outlays(run.inputs.settings.build_years, scratch.hazard[:n], cost)


@inner_kernel
def place_under_way(run: ArmRun) -> None:
    """Give firms a project under way, so that the mean above scale is the busy share at the start."""
    settings, state, scratch, n = run.inputs.settings, run.state, run.scratch, run.state.used[0]
    numbers, weight, mark = scratch.numbers[:n], scratch.weight[:n], scratch.mark[:n]
    weigh_busy(settings.build_years, scratch.hazard[:n], weight)
    load, firms = 0, 0
    for i in range(n):
        if state.segment[i] == INDUSTRY_ABOVE_SCALE:
            load += fixed_point(weight[i])
            firms += 1
    scale = run.inputs.draws.behaviour[run.draw].busy_share_start / ((load / firms) / FIXED) if load > 0 else 0.0
    draw_numbers(run.key, START, BUSY, state.identity[:n], numbers)
    mark_below(scale, weight, numbers, mark)
    for index in range(list_marked(scratch, 0, n, 0)):
        i = scratch.slots[index]
        quarters = build_quarters(
            uniform(run.key, state.identity[i], 0, BUILD_TIME), settings.build_quarters, settings.under_way_cumulative
        )
        if quarters > 0:
            state.done[i] = remaining_quarters(uniform(run.key, state.identity[i], START, REMAINING), quarters)
            state.running[i], state.next_project[i] = 0, 1


@inner_kernel
def place_completions(run: ArmRun) -> None:
    """Ever-transformed firms that finished their last project inside the title window."""
    settings, state, scratch, n = run.inputs.settings, run.state, run.scratch, run.state.used[0]
    numbers, coverage, chance, mark = scratch.numbers[:n], scratch.share[:n], scratch.probability[:n], scratch.mark[:n]
    for segment in range(SEGMENTS):
        firms = state.segment_firms[segment]
        scratch.coverage[segment] = state.segment_ever[segment] / firms if firms > 0 else 0.0
    gather(scratch.coverage, state.segment[:n], coverage)
    recent_chances(settings.build_years, 0.25 * settings.window, scratch.hazard[:n], coverage, chance)
    draw_numbers(run.key, START, RECENT, state.identity[:n], numbers)
    mark_below(1.0, chance, numbers, mark)
    for index in range(list_marked(scratch, 0, n, 0)):
        i = scratch.slots[index]
        if state.ever[i]:
            when = uniform(run.key, state.identity[i], START, RECENT_WHEN)
            state.last[i] = int(when * settings.window) - settings.window
            state.traits[i] = state.traits[i] & ~NO_PROJECT


@inner_kernel
def best_scorers(run: ArmRun, instrument: int, limit: int) -> int:
    """Put the ``limit`` best-scoring firms that could hold the title first in ``scratch.slots``; return how many
    there are.
    """
    bars = run.inputs.instruments.forbidden[run.inputs.draws.row[run.draw, instrument]] & ~(NO_PROJECT | UNAWARE)
    count, _ = list_eligible(run, bars, np.uint64(0), np.uint64(0))
    score_listed(run, instrument, START, count)
    best = min(limit, count)
    keep_best(count, best, run.scratch)
    return best


@inner_kernel
def place_titles(run: ArmRun) -> None:
    """Title holders at the start (they cannot win the title again), named candidates, and first beliefs."""
    rows, state, scratch = run.inputs.instruments, run.state, run.scratch
    note_common(state, scratch)
    for instrument in range(run.inputs.draws.row.shape[1]):
        row = run.inputs.draws.row[run.draw, instrument]
        scratch.base_chance[instrument] = -1.0
        state.belief[instrument] = value(run, row, BELIEF, 0)
        if rows.outside_table[row]:
            continue
        holders = round_half_up(value(run, row, HOLDERS, 0))
        if holders > 0:
            holders = best_scorers(run, instrument, holders)
            for index in range(holders):
                state.blocked[scratch.slots[index]] |= rows.title[row]
        if rows.candidates[row] > 0:
            candidates = best_scorers(run, instrument, rows.candidates[row])
            sort_by_key(candidates, scratch)
            for index in range(scratch.candidates.shape[1]):
                scratch.candidates[instrument, index] = scratch.slots[index] if index < candidates else NEVER


@inner_kernel
def start_draw(run: ArmRun) -> None:
    """The whole starting state of one draw, in ``state``."""
    prepare_frailty(run)
    prepare_attributes(run)
    prepare_awareness(run)
    place_firms(run)
    fix_propensity(run)
    place_stages(run)
    count_sectors(run.state)
    place_projects(run)
    place_titles(run)
    run.state.core_index[0] = 1.0
