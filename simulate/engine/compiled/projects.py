"""Compiled engine: completion and start of projects in one quarter (``docs/model.md``, Submodels)."""

from __future__ import annotations

import numpy as np

from simulate.behaviour.arithmetic import round_half_up
from simulate.behaviour.eligibility import (
    NO_PROJECT,
    STAGES,
    with_stage,
)
from simulate.behaviour.project import build_quarters, contact_rate, stage_rises, starts
from simulate.engine.arrays.job import ArmRun
from simulate.engine.arrays.listing import list_marked
from simulate.engine.arrays.passes import (
    cost_projects,
    draw_numbers_at,
    draw_rounded,
    gather,
    mark_equal,
    mark_possible,
)
from simulate.engine.arrays.state import NEVER
from simulate.engine.compiled.candidates import draw_listed
from simulate.engine.inputs.layout import (
    FIRMS_WITH_PROJECT,
    INVESTMENT,
    OFF,
    ONCE_PER_PROJECT,
    PROJECTS,
    STAGE_MOVES,
    Parameters,
)
from simulate.engine.inputs.purposes import BUILD_TIME, PROJECT_START, STAGE_SUCCESS
from simulate.kernels.compiling import inner_kernel


@inner_kernel
def stage_success(record: Parameters, stage: int) -> float:
    """phi_k; at the top stage a project raises nothing."""
    if stage == 0:
        return record.stage_success_0
    if stage == 1:
        return record.stage_success_1
    return record.stage_success_2 if stage == 2 else 0.0


@inner_kernel
def cost_share(record: Parameters, stage: int) -> float:
    """Cost of a project as a share of revenue; a repeat at the top stage costs the first step's share."""
    if stage == 1:
        return record.project_cost_share_1
    return record.project_cost_share_2 if stage == 2 else record.project_cost_share_0


@inner_kernel
def productivity_gain(record: Parameters, stage: int) -> float:
    """theta of reaching a stage, in log points."""
    if stage == 1:
        return record.productivity_gain_1
    return record.productivity_gain_2 if stage == 2 else record.productivity_gain_3


@inner_kernel
def titles_of_projects(run: ArmRun) -> np.uint64:
    """Bits of the titles that a new project can win again."""
    word = np.uint64(0)
    for instrument in range(run.inputs.draws.row.shape[1]):
        row = run.inputs.draws.row[run.draw, instrument]
        if run.inputs.instruments.once[row] == ONCE_PER_PROJECT:
            word = word | run.inputs.instruments.title[row]
    return word


@inner_kernel
def complete(run: ArmRun, quarter: int) -> None:
    """Projects due this quarter are completed."""
    n = run.state.used[0]
    mark_equal(quarter, run.state.done[:n], run.scratch.mark[:n])
    finish_listed(run, quarter, list_marked(run.scratch, 0, n, 0))


@inner_kernel
def finish_listed(run: ArmRun, quarter: int, count: int) -> None:
    """The first ``count`` firms in ``scratch.slots`` complete their projects, in any order: each changes itself and
    adds to whole numbers.
    """
    numbers, again = run.scratch.numbers[:count], titles_of_projects(run)
    draw_of_projects(run, STAGE_SUCCESS, run.state.running, numbers)
    for index in range(count):
        i = run.scratch.slots[index]
        run.state.blocked[i] = run.state.blocked[i] & ~again
        finish(run, quarter, numbers[index], i)


@inner_kernel
def draw_of_projects(run: ArmRun, code: np.uint64, project: np.ndarray, numbers: np.ndarray) -> None:
    """The keyed numbers of a purpose for the projects, by their ``number``, of the first firms in ``scratch.slots``."""
    size = numbers.size
    slots, listed, own = run.scratch.slots[:size], run.scratch.listed[:size], run.scratch.project[:size]
    gather(run.state.identity, slots, listed)
    gather(project, slots, own)
    draw_numbers_at(run.key, own, code, listed, numbers)


@inner_kernel
def finish(run: ArmRun, quarter: int, number: float, i: int) -> None:
    """One project is done: the firm is transformed, may carry a title for the window, and may rise a stage, as its keyed
    ``number`` says.
    """
    record, state = run.inputs.draws.behaviour[run.draw], run.state
    segment, stage = state.segment[i], state.stage[i]
    state.done[i], state.last[i], state.finished[i] = NEVER, quarter, state.running[i]
    if not state.ever[i]:
        state.ever[i] = True
        state.segment_ever[segment] += 1
    state.traits[i] = state.traits[i] & ~NO_PROJECT
    if stage < STAGES - 1 and stage_rises(number, stage_success(record, stage)):
        state.stage[i] = stage + 1
        state.traits[i] = with_stage(state.traits[i], stage + 1)
        state.segment_stage[segment, stage] -= 1
        state.segment_stage[segment, stage + 1] += 1
        state.sector_adopted[state.sector[i]] += int(stage == 0)
        run.results.activity[run.draw, run.arm, STAGE_MOVES, segment, quarter // 4] += 1
        if run.inputs.settings.ramp_matters:
            gain = productivity_gain(record, stage + 1)
            state.pending_gain[i] += gain
            state.yearly_gain[i] += gain / record.productivity_ramp


@inner_kernel
def note_peers(run: ArmRun) -> None:
    """p + q F of each sector, for the next quarter."""
    record, state = run.inputs.draws.behaviour[run.draw], run.state
    for sector in range(state.sector_rate.size):
        state.sector_rate[sector] = contact_rate(
            record.project_hazard, record.peer_effect, state.sector_adopted[sector], state.sector_firms[sector]
        )


@inner_kernel
def list_possible_starters(run: ArmRun, quarter: int) -> int:
    """Put the firms that may start a project first in ``scratch.slots``; return how many.

    The off arm, which runs first, draws the numbers of the quarter for both.
    """
    state, scratch = run.state, run.scratch
    n, highest = state.used[0], 0.0
    for sector in range(state.sector_rate.size):
        highest = max(highest, state.sector_rate[sector])
    rounded = scratch.rounded[quarter % 4][:n]
    if run.arm == OFF:
        draw_rounded(run.key, quarter, PROJECT_START, state.identity[:n], rounded)
    mark_possible(highest, rounded, state.hazard[:n], scratch.mark[:n])
    return list_marked(scratch, 0, n, 0)


@inner_kernel
def list_starters(run: ArmRun, quarter: int) -> int:
    """Put the firms without a project under way that start one first in ``scratch.slots``; return how many."""
    state, slots, count = run.state, run.scratch.slots, 0
    numbers = run.scratch.numbers[: list_possible_starters(run, quarter)]
    draw_listed(run, quarter, PROJECT_START, numbers)
    for index in range(numbers.size):
        i = slots[index]
        if state.done[i] == NEVER and starts(numbers[index], state.hazard[i] * state.sector_rate[state.sector[i]]):
            slots[count] = i
            count += 1
    return count


@inner_kernel
def cost_listed(run: ArmRun, count: int) -> None:
    """Cost of a project of each of the first ``count`` firms in ``scratch.slots``, in ``scratch.cost``."""
    record, scratch, slots = run.inputs.draws.behaviour[run.draw], run.scratch, run.scratch.slots[:count]
    log_revenue, share = scratch.log_revenue[:count], scratch.share[:count]
    gather(run.state.log_revenue, slots, log_revenue)
    for index in range(count):
        share[index] = cost_share(record, run.state.stage[slots[index]])
    cost_projects(record.project_cost_floor, share, log_revenue, scratch.cost[:count])


@inner_kernel
def start_project(run: ArmRun, quarter: int, quarters: int, cost: float, i: int) -> None:
    """Firm i starts a project: it is counted, paid for and due some quarters on."""
    state, activity = run.state, run.results.activity
    year, segment, number = quarter // 4, state.segment[i], state.next_project[i]
    state.running[i], state.next_project[i] = number, number + 1
    state.done[i] = quarter + quarters
    activity[run.draw, run.arm, PROJECTS, segment, year] += 1
    if state.project_year[i] != year:
        state.project_year[i] = year
        activity[run.draw, run.arm, FIRMS_WITH_PROJECT, segment, year] += 1
    activity[run.draw, run.arm, INVESTMENT, segment, year] += round_half_up(cost)


@inner_kernel
def start_projects(run: ArmRun, quarter: int) -> None:
    """Firms without a project under way may start one; one that takes no time is completed at once."""
    settings, slots = run.inputs.settings, run.scratch.slots
    count, at_once = list_starters(run, quarter), 0
    numbers, cost = run.scratch.numbers[:count], run.scratch.cost[:count]
    draw_of_projects(run, BUILD_TIME, run.state.next_project, numbers)
    cost_listed(run, count)
    for index in range(count):
        i = slots[index]
        quarters = build_quarters(numbers[index], settings.build_quarters, settings.build_cumulative)
        start_project(run, quarter, quarters, cost[index], i)
        slots[at_once] = i
        at_once += int(quarters == 0)
    finish_listed(run, quarter, at_once)
