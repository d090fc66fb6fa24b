"""The compiled engine: draws x quarters x firms, both arms.

A draw is made of five steps, kernels that are compiled apart and called by their addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from simulate.behaviour.eligibility import LARGE, MEDIUM, SIZE_AT, bit
from simulate.behaviour.macro import core_value_added, gross_domestic_product
from simulate.engine.arrays.elements import fill
from simulate.engine.arrays.job import ArmRun, Job, arm_run
from simulate.engine.arrays.state import State, copy_state
from simulate.engine.compiled.demography import enter, grow, repeat_entry, repeat_growth
from simulate.engine.compiled.incentive import weigh_awards
from simulate.engine.compiled.projects import complete, note_peers, start_projects
from simulate.engine.compiled.rounds import hold_rounds
from simulate.engine.compiled.start import start_draw
from simulate.engine.inputs.layout import INVESTMENT, OFF, ON, Results
from simulate.engine.inputs.schedule import PHASES, Phase, happens
from simulate.engine.ledger import Book, settle
from simulate.kernels.compiling import inner_kernel, kernel
from simulate.kernels.pointer import Pointer
from simulate.kernels.reference import kind_of

Work = Callable[[ArmRun, int], None]
"""What a phase does in a quarter."""


@inner_kernel
def count_starters(state: State, starters: np.ndarray) -> None:
    """Firms at the start by segment and size class, shape (S, 3)."""
    for segment in range(3):
        fill(starters[segment], 0)
    for i in range(state.used[0]):
        size = int((state.traits[i] & bit(SIZE_AT + MEDIUM)) != np.uint64(0))
        size = LARGE if (state.traits[i] & bit(SIZE_AT + LARGE)) != np.uint64(0) else size
        starters[state.segment[i], size] += 1


@inner_kernel
def change_firms(run: ArmRun, quarter: int) -> None:
    """Growth, exit and entry of a year."""
    grow(run, quarter // 4)
    enter(run, quarter // 4)


@inner_kernel
def watch_peers(run: ArmRun, quarter: int) -> None:
    """The sector's share of adopters, for the next quarter."""
    note_peers(run)


@inner_kernel
def close_year(run: ArmRun, quarter: int) -> None:
    """Record the year: firms, coverage, stages, digital-core value added; the off twin's finished projects."""
    inputs, draw, arm, state, results, year = run.inputs, run.draw, run.arm, run.state, run.results, quarter // 4
    record, outlays = inputs.draws.behaviour[draw], 0
    for segment in range(3):
        results.firms[draw, arm, segment, year] = state.segment_firms[segment]
        results.ever[draw, arm, segment, year] = state.segment_ever[segment]
        for stage in range(4):
            results.stages[draw, arm, segment, stage, year] = state.segment_stage[segment, stage]
        outlays += results.activity[draw, arm, INVESTMENT, segment, year]
    before = results.gdp[draw, year - 1] if year > 0 else inputs.settings.gdp_start
    gdp = gross_domestic_product(before, inputs.draws.gdp_growth[draw, year])
    results.gdp[draw, year] = gdp
    results.core_value_added[draw, arm, year] = core_value_added(
        record.core_share_2022 * inputs.settings.gdp_start,
        run.scratch.outlays_at_start[0],
        state.core_index[0],
        record.local_spend_share,
        record.value_added_ratio,
        outlays,
        gdp,
    )
    if arm == OFF:
        for i in range(state.used[0]):
            run.scratch.finished_off[year, i] = state.finished[i]


WORKS: dict[str, Work] = {
    "demography": change_firms,
    "completion": complete,
    "incentive": weigh_awards,
    "start": start_projects,
    "rounds": hold_rounds,
    "peers": watch_peers,
    "year end": close_year,
}
"""The phases of the schedule, each compiled."""


@inner_kernel
def run_nothing(run: ArmRun, quarter: int) -> None:
    """Do nothing: the last phase is followed by none."""


def one_after_another(phases: Sequence[Phase]) -> Work:
    """The phases of a quarter in their order, as one function."""
    if not phases:
        return run_nothing
    when, work, rest = phases[0].when, WORKS[phases[0].name], one_after_another(phases[1:])

    @inner_kernel
    def run_phases(run: ArmRun, quarter: int) -> None:
        if happens(when, quarter, run.inputs.settings.announcement):
            work(run, quarter)
        rest(run, quarter)

    return run_phases


YEAR_PHASES, QUARTER_PHASES = PHASES[:1], PHASES[1:]
"""Demography is compiled apart, since without productivity gains the on arm repeats what the off arm has done."""
begin_quarter, run_quarter = one_after_another(YEAR_PHASES), one_after_another(QUARTER_PHASES)


@inner_kernel
def copy_early_results(results: Results, draw: int, announcement: int) -> None:
    """The on arm's records of the years that began before the announcement: the off arm's, up to then."""
    for year in range((announcement + 3) // 4):
        for kind in range(results.counts.shape[2]):
            for instrument in range(results.counts.shape[3]):
                results.counts[draw, ON, kind, instrument, year] = results.counts[draw, OFF, kind, instrument, year]
        for segment in range(3):
            for kind in range(results.activity.shape[2]):
                results.activity[draw, ON, kind, segment, year] = results.activity[draw, OFF, kind, segment, year]
            results.firms[draw, ON, segment, year] = results.firms[draw, OFF, segment, year]
            results.ever[draw, ON, segment, year] = results.ever[draw, OFF, segment, year]
            for stage in range(4):
                results.stages[draw, ON, segment, stage, year] = results.stages[draw, OFF, segment, stage, year]
        results.core_value_added[draw, ON, year] = results.core_value_added[draw, OFF, year]


@kernel
def begin_draw(job: Job, draw: int) -> None:
    """The city at the end of 2022, in the off arm; nothing is counted yet."""
    run, counted = arm_run(job, draw, OFF), job.scratch.counted
    start_draw(run)
    count_starters(run.state, job.scratch.starters)
    for kind in range(counted.shape[0]):
        for instrument in range(counted.shape[1]):
            fill(counted[kind, instrument], 0)


@kernel
def begin_year(job: Job, draw: int, quarter: int, arm: int) -> None:
    """Growth, exit and entry; without productivity gains those of the off arm are the on arm's, too."""
    run = arm_run(job, draw, arm)
    if arm == ON and not job.inputs.settings.ramp_matters:
        repeat_growth(run, job.arms.off)
        repeat_entry(run, job.arms.off)
    else:
        begin_quarter(run, quarter)


@kernel
def run_quarters(job: Job, draw: int, first: int, last: int, arm: int) -> None:
    """Quarters ``first`` to ``last`` - 1, of one year, of one arm, phase by phase."""
    run = arm_run(job, draw, arm)
    for quarter in range(first, last):
        run_quarter(run, quarter)


@kernel
def part_arms(job: Job, draw: int) -> None:
    """The announcement: until then the on arm is the off arm."""
    copy_state(job.arms.off, job.arms.on)
    copy_early_results(job.results, draw, job.inputs.settings.announcement)


@kernel
def end_draw(job: Job, draw: int) -> None:
    """Book the draw: entitlements, obligations, deadweight and what is due."""
    inputs, results = job.inputs, job.results
    book = Book(results.amounts[draw], results.counts[draw], results.due[draw])
    settle(job.arms, job.scratch.finished_off, inputs.instruments, inputs.draws.row[draw], job.scratch.counted, book)


class Steps(NamedTuple):
    """The steps of a draw, where they stand."""

    begin_draw: Pointer
    begin_year: Pointer
    run_quarters: Pointer
    part_arms: Pointer
    end_draw: Pointer


STEPS: tuple[Any, ...] = begin_draw, begin_year, run_quarters, part_arms, end_draw
YEAR_BEGINS = YEAR_PHASES[0].when


@inner_kernel
def run_year(job: Job, draw: int, first: int, last: int, arm: int, steps: Steps) -> None:
    """Quarters ``first`` to ``last`` - 1, of one year, of one arm."""
    if happens(YEAR_BEGINS, first, job.inputs.settings.announcement):
        steps.begin_year(job, draw, first, arm)
    steps.run_quarters(job, draw, first, last, arm)


@kernel
def run_all_steps(job: Job, first: int, last: int, steps: Steps) -> None:
    """``run_draws`` with the steps of a draw.

    From the announcement on each year is run without the awards first, then with them.
    """
    announcement, quarters = job.inputs.settings.announcement, job.inputs.settings.quarters
    for draw in range(first, last):
        steps.begin_draw(job, draw)
        quarter = 0
        while quarter < quarters:
            if quarter == announcement:
                steps.part_arms(job, draw)
            end = quarter - quarter % 4 + 4
            if quarter < announcement:
                end = min(end, announcement)
            run_year(job, draw, quarter, end, OFF, steps)
            if quarter >= announcement:
                run_year(job, draw, quarter, end, ON, steps)
            quarter = end
        if announcement >= quarters:
            steps.part_arms(job, draw)
        steps.end_draw(job, draw)


@lru_cache
def steps_for(job_type: Any) -> Steps:
    """The steps of a draw for jobs of this type."""
    return Steps(*(Pointer(step, {"Job": job_type}) for step in STEPS))


def run_draws(job: Job, first: int, last: int) -> None:
    """Draws ``first`` to ``last`` - 1 of the block, on one thread; takes the job by reference.

    One draw: the start, the quarters that both arms share, then year by year each arm on its own, then the ledger.
    """
    run_all_steps(job, first, last, steps_for(kind_of(job)))
