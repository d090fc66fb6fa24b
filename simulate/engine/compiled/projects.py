"""Compiled engine: completion and start of projects in one quarter (``docs/model.md``, Submodels)."""

from __future__ import annotations

import numpy as np

from simulate.behaviour.arithmetic import whole
from simulate.behaviour.eligibility import (
    NO_PROJECT,
    STAGES,
    with_stage,
)
from simulate.behaviour.project import build_quarters, contact_rate, stage_rises, starts
from simulate.engine.arrays.listing import list_marked
from simulate.engine.arrays.passes import cost_projects, draw_luck, draw_numbers_at, mark_equal, mark_lucky, spread
from simulate.engine.arrays.state import NEVER, Scratch, State
from simulate.engine.compiled.candidates import draw_listed
from simulate.engine.inputs.layout import (
    FIRMS_WITH_PROJECT,
    INVESTMENT,
    OFF,
    PROJECTS,
    STAGE_MOVES,
    Inputs,
    Results,
)
from simulate.engine.inputs.purposes import BUILD_TIME, PROJECT_START, STAGE_SUCCESS
from simulate.kernels.compiling import part


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
    scratch: Scratch,
    results: Results,
    arm: int,
) -> None:
    """Projects due this quarter are completed."""
    n = state.used[0]
    mark_equal(quarter, state.done[:n], scratch.mark[:n])
    finish_listed(inputs, draw, key, quarter, not_again, list_marked(scratch, 0, n, 0), state, scratch, results, arm)


@part
def finish_listed(
    inputs: Inputs,
    draw: int,
    key: np.uint64,
    quarter: int,
    not_again: np.uint64,
    count: int,
    state: State,
    scratch: Scratch,
    results: Results,
    arm: int,
) -> None:
    """The first ``count`` firms in ``scratch.slots`` complete their projects, in any order: each changes itself and
    adds to whole numbers.
    """
    drawn = scratch.drawn[:count]
    draw_of_projects(key, STAGE_SUCCESS, state.running, state, scratch, drawn)
    for index in range(count):
        finish(inputs, draw, quarter, not_again, drawn[index], scratch.slots[index], state, results, arm)


@part
def draw_of_projects(
    key: np.uint64, code: np.uint64, number: np.ndarray, state: State, scratch: Scratch, drawn: np.ndarray
) -> None:
    """The keyed numbers of a purpose for the projects, by their ``number``, of the first firms in ``scratch.slots``."""
    slots, listed, time = scratch.slots[: drawn.size], scratch.listed[: drawn.size], scratch.place[: drawn.size]
    spread(state.identity, slots, listed)
    spread(number, slots, time)
    draw_numbers_at(key, time, code, listed, drawn)


@part
def finish(
    inputs: Inputs,
    draw: int,
    quarter: int,
    not_again: np.uint64,
    luck: float,
    i: int,
    state: State,
    results: Results,
    arm: int,
) -> None:
    """One project is done: the firm is transformed, may rise a stage, and may carry a title for the window."""
    record = inputs.draws.behaviour[draw]
    segment, stage = state.segment[i], state.stage[i]
    state.done[i], state.last[i], state.finished[i] = NEVER, quarter, state.running[i]
    state.blocked[i] = state.blocked[i] & ~not_again
    if not state.ever[i]:
        state.ever[i] = True
        state.segment_ever[segment] += 1
    state.traits[i] = state.traits[i] & ~NO_PROJECT
    if stage < STAGES - 1 and stage_rises(luck, stage_success(record, stage)):
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
    luck = scratch.luck[quarter % 4][:n]
    if arm == OFF:
        draw_luck(key, quarter, PROJECT_START, state.identity[:n], luck)
    mark_lucky(highest, luck, state.hazard[:n], scratch.mark[:n])
    return list_marked(scratch, 0, n, 0)


@part
def list_starters(key: np.uint64, quarter: int, state: State, scratch: Scratch, arm: int) -> int:
    """Put the firms without a project under way that start one first in ``scratch.slots``; return how many."""
    slots, count = scratch.slots, 0
    drawn = scratch.drawn[: list_lucky(key, quarter, state, scratch, arm)]
    draw_listed(key, quarter, PROJECT_START, state, scratch, drawn)
    for index in range(drawn.size):
        i = slots[index]
        if state.done[i] == NEVER and starts(drawn[index], state.hazard[i] * state.sector_rate[state.sector[i]]):
            slots[count] = i
            count += 1
    return count


@part
def cost_listed(record: np.void, count: int, state: State, scratch: Scratch) -> None:
    """Cost of a project of each of the first ``count`` firms in ``scratch.slots``, in ``scratch.second``."""
    slots, cost, share = scratch.slots[:count], scratch.second[:count], scratch.third[:count]
    spread(state.log_revenue, slots, cost)
    for index in range(count):
        share[index] = cost_share(record, state.stage[slots[index]])
    cost_projects(record.project_cost_floor, share, cost)


@part
def start_project(
    inputs: Inputs,
    draw: int,
    quarter: int,
    quarters: int,
    cost: float,
    i: int,
    state: State,
    results: Results,
    arm: int,
) -> None:
    """Firm i starts a project: it is counted, paid for and due some quarters on."""
    year, segment, number = quarter // 4, state.segment[i], state.next_project[i]
    state.running[i], state.next_project[i] = number, number + 1
    state.done[i] = quarter + quarters
    results.activity[draw, arm, PROJECTS, segment, year] += 1
    if state.project_year[i] != year:
        state.project_year[i] = year
        results.activity[draw, arm, FIRMS_WITH_PROJECT, segment, year] += 1
    results.activity[draw, arm, INVESTMENT, segment, year] += whole(cost)


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
    """Firms without a project under way may start one; one that takes no time is completed at once."""
    settings, slots = inputs.settings, scratch.slots
    count, at_once = list_starters(key, quarter, state, scratch, arm), 0
    drawn, cost = scratch.drawn[:count], scratch.second[:count]
    draw_of_projects(key, BUILD_TIME, state.next_project, state, scratch, drawn)
    cost_listed(inputs.draws.behaviour[draw], count, state, scratch)
    for index in range(count):
        i = slots[index]
        quarters = build_quarters(drawn[index], settings.build_quarters, settings.build_cumulative)
        start_project(inputs, draw, quarter, quarters, cost[index], i, state, results, arm)
        slots[at_once] = i
        at_once += np.int64(quarters == 0)
    finish_listed(inputs, draw, key, quarter, not_again, at_once, state, scratch, results, arm)
