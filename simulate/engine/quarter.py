"""Compiled engine: completion and start of projects in one quarter (model, sections 3.2 and 3.3)."""

from __future__ import annotations

import numpy as np

from simulate.behaviour.arithmetic import whole
from simulate.behaviour.eligibility import (
    NO_PROJECT,
    STAGES,
    with_stage,
)
from simulate.behaviour.project import build_quarters, contact_rate, project_cost, stage_rises, starts
from simulate.compiling import part
from simulate.engine.layout import (
    FIRMS_WITH_PROJECT,
    INVESTMENT,
    OFF,
    PROJECTS,
    STAGE_MOVES,
    Inputs,
    Results,
)
from simulate.engine.listing import list_marked
from simulate.engine.passes import draw_luck, mark_lucky
from simulate.engine.purposes import BUILD_TIME, PROJECT_START, STAGE_SUCCESS
from simulate.engine.state import NEVER, Scratch, State, due_at
from simulate.uniforms import uniform


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
            finish(inputs, draw, key, quarter, not_again, state, np.uint32(i), results, arm)
        i = following


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
def note_peers(inputs: Inputs, draw: int, state: State) -> None:
    """p + q F of each sector, for the next quarter."""
    record = inputs.draws.behaviour[draw]
    for sector in range(state.sector_rate.size):
        state.sector_rate[sector] = contact_rate(
            record.project_hazard, record.peer_effect, state.sector_adopted[sector], state.sector_firms[sector]
        )


@part
def list_lucky(key: np.uint64, quarter: int, state: State, scratch: Scratch, arm: int) -> int:
    """Put the firms that may start a project first in ``scratch.slots``; return how many.

    The off arm, which runs first, draws the numbers of the quarter for both.
    """
    n, highest = state.used[0], 0.0
    for sector in range(state.sector_rate.size):
        highest = max(highest, state.sector_rate[sector])
    luck = scratch.luck[quarter][:n]
    if arm == OFF:
        draw_luck(key, quarter, PROJECT_START, state.identity[:n], luck)
    mark_lucky(highest, luck, state.hazard[:n], scratch.mark[:n])
    return list_marked(scratch, 0, n, 0)


@part
def start_project(
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
    """Firm i starts a project: it is counted, paid for and due some quarters on."""
    record, year, segment, number = inputs.draws.behaviour[draw], quarter // 4, state.segment[i], state.next_project[i]
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
    for index in range(list_lucky(key, quarter, state, scratch, arm)):
        i = scratch.slots[index]
        hazard = state.hazard[i] * state.sector_rate[state.sector[i]]
        if state.done[i] == NEVER and starts(uniform(key, state.identity[i], quarter, PROJECT_START), hazard):
            start_project(inputs, draw, key, quarter, not_again, state, i, results, arm)
