"""Compiled engine: completion, incentive and start of projects in one quarter (model, sections 3.2 to 3.4)."""

from __future__ import annotations

import numpy as np

from simulate.behaviour.application import apply_chance
from simulate.behaviour.arithmetic import exponential, logarithm, whole
from simulate.behaviour.award_value import award_amount, boost, discounted_award, expected_value, intensity
from simulate.behaviour.eligibility import (
    EXITED,
    NO_PROJECT,
    SIZE_AT,
    STAGE_BITS,
    STAGES,
    UNAWARE,
    could_win_after_project,
    is_eligible,
    with_stage,
)
from simulate.behaviour.project import build_quarters, contact_rate, project_cost, stage_rises, starts
from simulate.compiling import part
from simulate.engine.layout import (
    ALIVE,
    BASE,
    CAP,
    CLAIM,
    COST_FIRST,
    COST_SECOND,
    FIRMS_WITH_PROJECT,
    INVESTMENT,
    PROJECTS,
    RATE,
    RENEWAL,
    SHARE,
    STAGE_MOVES,
    Inputs,
    Results,
)
from simulate.engine.purposes import BUILD_TIME, PROJECT_START, STAGE_SUCCESS
from simulate.engine.state import NEVER, Scratch, State, due_at
from simulate.uniforms import uniform

LARGE_BIT = np.uint64(1 << (SIZE_AT + 2))


@part
def stage_success(record: np.void, stage: int) -> float:
    """phi_k; at the top stage a project raises nothing."""
    if stage == 0:
        return record.stage_success_0
    if stage == 1:
        return record.stage_success_1
    return record.stage_success_2 if stage == 2 else 0.0


@part
def cost_share(record: np.void, stage: int) -> float:
    """Cost of a project as a share of revenue; a repeat at the top stage costs the first step's share."""
    if stage == 1:
        return record.project_cost_share_1
    return record.project_cost_share_2 if stage == 2 else record.project_cost_share_0


@part
def productivity_gain(record: np.void, stage: int) -> float:
    """theta of reaching a stage, in log points."""
    if stage == 1:
        return record.productivity_gain_1
    return record.productivity_gain_2 if stage == 2 else record.productivity_gain_3


@part
def value(inputs: Inputs, draw: int, row: int, field: int, year: int) -> float:
    """The number of a field of an instrument row in a year of this draw."""
    return inputs.draws.values[draw, inputs.instruments.column[row, field, year]]


@part
def expected_award(inputs: Inputs, draw: int, row: int, year: int) -> float:
    """Award that a firm reckons with: W times the claim rate; recipients' own amounts enter by their mean."""
    amount = award_amount(
        value(inputs, draw, row, BASE, year),
        value(inputs, draw, row, RATE, year),
        value(inputs, draw, row, SHARE, year),
        value(inputs, draw, row, CAP, year),
    )
    return amount * value(inputs, draw, row, CLAIM, year)


@part
def application_cost(inputs: Inputs, draw: int, row: int, year: int) -> float:
    """c_r: everything the applicant must spend for the title, in yuan."""
    return value(inputs, draw, row, COST_FIRST, year) + value(inputs, draw, row, COST_SECOND, year)


@part
def alive_weight(code: int, renewal_belief: float) -> float:
    """0 before the announcement, 1 inside the window, the belief in renewal after it."""
    if code == ALIVE:
        return 1.0
    return renewal_belief if code == RENEWAL else 0.0


@part
def discount(rate: float, years: float) -> float:
    """D^years with D = 1 / (1 + rho_f)."""
    return exponential(-years * logarithm(1.0 + rate))


@part
def complete(
    inputs: Inputs,
    draw: int,
    key: np.uint64,
    quarter: int,
    not_again: np.uint64,
    state: State,
    results: Results,
    arm: int,
) -> None:
    """Projects due this quarter are completed, in any order: each changes its own firm and adds to whole numbers."""
    i = state.due_first[quarter]
    while i != NEVER:
        following = state.due_next[i]
        if state.done[i] == quarter:  # firms that have left since stand at NEVER
            finish(inputs, draw, key, quarter, not_again, state, i, results, arm)
        i = following


@part
def expire(quarter: int, window: int, last: np.ndarray, traits: np.ndarray) -> None:
    """Vector pass: a project completed ``window`` quarters ago or earlier carries no title any more."""
    oldest = quarter - window
    for i in range(last.size):
        traits[i] = traits[i] | (NO_PROJECT if last[i] <= oldest else np.uint64(0))


@part
def finish(
    inputs: Inputs,
    draw: int,
    key: np.uint64,
    quarter: int,
    not_again: np.uint64,
    state: State,
    i: int,
    results: Results,
    arm: int,
) -> None:
    """One project is done: the firm is transformed, may rise a stage, and may carry a title for the window."""
    record = inputs.draws.behaviour[draw]
    segment, stage = state.segment[i], state.stage[i]
    number = state.running[i]
    state.done[i], state.last[i], state.finished[i] = NEVER, quarter, number
    state.blocked[i] = state.blocked[i] & ~not_again
    if not state.ever[i]:
        state.ever[i] = True
        state.segment_ever[segment] += 1
    state.traits[i] = state.traits[i] & ~NO_PROJECT
    if stage < STAGES - 1 and stage_rises(
        uniform(key, state.identity[i], number, STAGE_SUCCESS), stage_success(record, stage)
    ):
        state.stage[i] = stage + 1
        state.traits[i] = with_stage(state.traits[i], stage + 1)
        state.segment_stage[segment, stage] -= 1
        state.segment_stage[segment, stage + 1] += 1
        state.sector_adopted[state.sector[i]] += np.int64(stage == 0)
        results.activity[draw, arm, STAGE_MOVES, segment, quarter // 4] += 1
        if inputs.settings.ramp_matters:
            gain = productivity_gain(record, stage + 1)
            state.pending_gain[i] += gain
            state.yearly_gain[i] += gain / record.productivity_ramp


@part
def value_awards(inputs: Inputs, draw: int, quarter: int, state: State, scratch: Scratch) -> np.uint64:
    """For every project award, the chance that a firm applies and what that costs; returns the bits that all of them
    forbid.
    """
    record, rows = inputs.draws.behaviour[draw], inputs.instruments
    year, common = quarter // 4, ~np.uint64(0)
    for instrument in range(inputs.draws.row.shape[1]):
        row = inputs.draws.row[draw, instrument]
        scratch.chance[instrument] = scratch.cost[instrument] = 0.0
        base = scratch.base_chance[instrument]
        alive = alive_weight(rows.project_alive[row, quarter], record.renewal_belief)
        if not rows.by_project[row] or base < 0.0 or alive == 0.0:
            continue
        common = common & rows.forbidden[row]
        award, cost = expected_award(inputs, draw, row, year), application_cost(inputs, draw, row, year)
        at_once = discounted_award(
            state.belief[instrument],
            award,
            record.award_haircut,
            discount(record.firm_discount_rate, rows.mean_lag[row]),
            alive,
        )
        scratch.chance[instrument] = apply_chance(base, record.application_response, at_once, cost)
        scratch.cost[instrument] = cost
    return common


@part
def weigh_awards(inputs: Inputs, draw: int, quarter: int, state: State, scratch: Scratch) -> None:
    """Hazards under the awards: every aware firm weighs what a project could win (section 3.4)."""
    record, rows = inputs.draws.behaviour[draw], inputs.instruments
    year, instruments = quarter // 4, inputs.draws.row.shape[1]
    common = value_awards(inputs, draw, quarter, state, scratch) & ~(NO_PROJECT | STAGE_BITS) | UNAWARE | EXITED
    for i in range(state.used[0]):
        state.hazard[i] = 0.25 * state.propensity[i]
        if not is_eligible(state.traits[i], common):
            continue
        stage = state.stage[i]
        success = stage_success(record, stage)
        scratch.best[:] = 0.0
        for instrument in range(instruments):
            if scratch.chance[instrument] <= 0.0:
                continue
            row = inputs.draws.row[draw, instrument]
            if rows.once[row] == 1 and (state.blocked[i] & rows.title[row]) != np.uint64(0):
                continue
            weight = could_win_after_project(state.traits[i], rows.forbidden[row], stage, success)
            if weight > 0.0 and is_eligible(state.traits[i], rows.award_forbidden[row] & ~NO_PROJECT):
                years = inputs.settings.build_years + rows.mean_lag[row]
                award = expected_award(inputs, draw, row, year) * weight
                alive = alive_weight(rows.project_alive[row, quarter], record.renewal_belief)
                worth = discounted_award(
                    state.belief[instrument],
                    award,
                    record.award_haircut,
                    discount(record.firm_discount_rate, years),
                    alive,
                )
                gain = expected_value(scratch.chance[instrument], worth, scratch.cost[instrument])
                scratch.best[rows.group[row]] = max(scratch.best[rows.group[row]], gain)
        total = 0.0
        for group in range(scratch.best.size):
            total += scratch.best[group]
        if total > 0.0:
            outlay = project_cost(state.log_revenue[i], cost_share(record, stage), record.project_cost_floor)
            response = record.award_response * (
                record.award_response_large_ratio if (state.traits[i] & LARGE_BIT) != np.uint64(0) else 1.0
            )
            state.hazard[i] = (
                0.25 * state.propensity[i] * boost(response, intensity(total, outlay, record.intensity_cap))
            )


@part
def note_peers(inputs: Inputs, draw: int, state: State) -> None:
    """p + q F of each sector, for the next quarter."""
    record = inputs.draws.behaviour[draw]
    for sector in range(state.sector_rate.size):
        state.sector_rate[sector] = contact_rate(
            record.project_hazard, record.peer_effect, state.sector_adopted[sector], state.sector_firms[sector]
        )


@part
def mark_starts(
    key: np.uint64,
    quarter: int,
    highest: float,
    identity: np.ndarray,
    hazard: np.ndarray,
    drawn: np.ndarray,
    mark: np.ndarray,
) -> None:
    """Vector pass: keyed numbers, and a mark where u < h at the highest rate of any sector (a start needs at least
    that).
    """
    for i in range(identity.size):
        u = uniform(key, identity[i], quarter, PROJECT_START)
        drawn[i] = u
        mark[i] = u < hazard[i] * highest


@part
def clear_tail(mark: np.ndarray, count: int) -> int:
    """Clear the marks behind ``count`` up to a full word of eight; returns the words."""
    words = (count + 7) // 8
    for i in range(count, 8 * words):
        mark[i] = 0
    return words


@part
def start_projects(
    inputs: Inputs,
    draw: int,
    key: np.uint64,
    quarter: int,
    not_again: np.uint64,
    state: State,
    scratch: Scratch,
    results: Results,
    arm: int,
) -> None:
    """Firms without a project under way may start one."""
    record, year, n = inputs.draws.behaviour[draw], quarter // 4, state.used[0]
    highest = 0.0
    for sector in range(state.sector_rate.size):
        highest = max(highest, state.sector_rate[sector])
    mark_starts(key, quarter, highest, state.identity[:n], state.hazard[:n], scratch.drawn[:n], scratch.mark[:n])
    for word in range(clear_tail(scratch.mark, n)):
        if scratch.marks[word] == np.uint64(0):
            continue
        for i in range(8 * word, min(8 * word + 8, n)):
            if (
                scratch.mark[i] == 0
                or state.done[i] != NEVER
                or not starts(scratch.drawn[i], state.hazard[i] * state.sector_rate[state.sector[i]])
            ):
                continue
            segment, number = state.segment[i], state.next_project[i]
            state.running[i], state.next_project[i] = number, number + 1
            quarters = build_quarters(
                uniform(key, state.identity[i], number, BUILD_TIME),
                inputs.settings.build_quarters,
                inputs.settings.build_cumulative,
            )
            due_at(state, i, quarter + quarters)
            results.activity[draw, arm, PROJECTS, segment, year] += 1
            if state.project_year[i] != year:
                state.project_year[i] = year
                results.activity[draw, arm, FIRMS_WITH_PROJECT, segment, year] += 1
            cost = project_cost(state.log_revenue[i], cost_share(record, state.stage[i]), record.project_cost_floor)
            results.activity[draw, arm, INVESTMENT, segment, year] += whole(cost)
            if quarters == 0:
                finish(inputs, draw, key, quarter, not_again, state, i, results, arm)
