"""The compiled engine: draws x quarters x firms, both arms, following ``schedule.PHASES``.

A draw is made of five steps, kernels that are compiled apart and called by their addresses.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from simulate.behaviour.eligibility import LARGE, MEDIUM, SIZE_AT, bit
from simulate.behaviour.macro import core_value_added, gross_domestic_product
from simulate.engine.arrays.elements import fill
from simulate.engine.arrays.state import Arms, Scratch, State, copy_state
from simulate.engine.compiled.demography import enter, grow, repeat_entry, repeat_growth
from simulate.engine.compiled.incentive import weigh_awards
from simulate.engine.compiled.projects import complete, note_peers, start_projects
from simulate.engine.compiled.rounds import hold_rounds
from simulate.engine.compiled.start import start_draw
from simulate.engine.inputs.layout import INVESTMENT, OFF, ON, ONCE_PER_PROJECT, Inputs, Results
from simulate.engine.ledger import settle
from simulate.kernels.compiling import kernel, part
from simulate.kernels.pointer import Pointer
from simulate.kernels.reference import kind_of
from simulate.randomness.uniforms import draw_key


@part
def count_starters(state: State, starters: np.ndarray) -> None:
    """Firms at the start by segment and size class, shape (S, 3)."""
    for segment in range(3):
        fill(starters[segment], 0)
    for i in range(state.used[0]):
        size = np.int64((state.traits[i] & bit(SIZE_AT + MEDIUM)) != np.uint64(0))
        size = LARGE if (state.traits[i] & bit(SIZE_AT + LARGE)) != np.uint64(0) else size
        starters[state.segment[i], size] += 1


@part
def titles_of_projects(inputs: Inputs, draw: int) -> np.uint64:
    """Bits of the titles that a new project can win again."""
    word = np.uint64(0)
    for instrument in range(inputs.draws.row.shape[1]):
        row = inputs.draws.row[draw, instrument]
        if inputs.instruments.once[row] == ONCE_PER_PROJECT:
            word = word | inputs.instruments.title[row]
    return word


@part
def close_year(
    inputs: Inputs, draw: int, year: int, state: State, scratch: Scratch, results: Results, arm: int
) -> None:
    """Record the year: firms, coverage, stages, digital-core value added; the off twin's finished projects."""
    record = inputs.draws.behaviour[draw]
    for segment in range(3):
        results.firms[draw, arm, segment, year] = state.segment_firms[segment]
        results.ever[draw, arm, segment, year] = state.segment_ever[segment]
        for stage in range(4):
            results.stages[draw, arm, segment, stage, year] = state.segment_stage[segment, stage]
    outlays = np.int64(0)
    for segment in range(3):
        outlays += results.activity[draw, arm, INVESTMENT, segment, year]
    before = results.gdp[draw, year - 1] if year > 0 else inputs.settings.gdp_start
    gdp = gross_domestic_product(before, inputs.draws.gdp_growth[draw, year])
    results.gdp[draw, year] = gdp
    results.core_value_added[draw, arm, year] = core_value_added(
        record.core_share_2022 * inputs.settings.gdp_start,
        scratch.outlays_at_start[0],
        state.core_index[0],
        record.local_spend_share,
        record.value_added_ratio,
        outlays,
        gdp,
    )
    if arm == OFF:
        for i in range(state.used[0]):
            scratch.finished_off[year, i] = state.finished[i]


@part
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
def begin_draw(inputs: Inputs, draw: int, arms: Arms, scratch: Scratch) -> None:
    """The city at the end of 2022, in the off arm; nothing is counted yet."""
    start_draw(inputs, draw, draw_key(inputs.settings.seed, inputs.draws.number[draw]), arms.off, scratch)
    count_starters(arms.off, scratch.starters)
    for kind in range(scratch.counted.shape[0]):
        for instrument in range(scratch.counted.shape[1]):
            fill(scratch.counted[kind, instrument], 0)


@kernel
def begin_year(inputs: Inputs, draw: int, year: int, arm: int, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Growth, exit and entry; without productivity gains those of the off arm are the on arm's, too."""
    key = draw_key(inputs.settings.seed, inputs.draws.number[draw])
    if arm == ON and not inputs.settings.ramp_matters:
        repeat_growth(arms.off, arms.on, scratch)
        repeat_entry(inputs, draw, key, arms.off, arms.on, scratch)
        return
    state = arms.on if arm == ON else arms.off
    grow(inputs, draw, key, year, state, scratch)
    enter(inputs, draw, key, year, scratch.starters, state, scratch, results)


@kernel
def run_quarters(
    inputs: Inputs, draw: int, first: int, last: int, arm: int, arms: Arms, scratch: Scratch, results: Results
) -> None:
    """Quarters ``first`` to ``last`` - 1, of one year, of one arm, phase by phase."""
    key = draw_key(inputs.settings.seed, inputs.draws.number[draw])
    again, announcement, year = titles_of_projects(inputs, draw), inputs.settings.announcement, first // 4
    state = arms.on if arm == ON else arms.off
    counted = scratch.counted if arm == ON or last <= announcement else scratch.unused
    for quarter in range(first, last):
        complete(inputs, draw, key, quarter, again, state, scratch, results, arm)
        if arm == ON and quarter >= announcement and (quarter % 4 == 0 or quarter == announcement):
            weigh_awards(inputs, draw, quarter, state, scratch)
        start_projects(inputs, draw, key, quarter, again, state, scratch, results, arm)
        hold_rounds(inputs, draw, key, quarter, state, scratch, results, arm, counted)
        note_peers(inputs, draw, state)
        if quarter % 4 == 3:
            close_year(inputs, draw, year, state, scratch, results, arm)


@kernel
def part_arms(inputs: Inputs, draw: int, arms: Arms, results: Results) -> None:
    """The announcement: until then the on arm is the off arm."""
    copy_state(arms.off, arms.on)
    copy_early_results(results, draw, inputs.settings.announcement)


@kernel
def end_draw(inputs: Inputs, draw: int, arms: Arms, scratch: Scratch, results: Results) -> None:
    """The ledger."""
    settle(
        arms.on,
        arms.off,
        scratch.finished_off,
        inputs.instruments,
        inputs.draws.row[draw],
        scratch.counted,
        results.amounts[draw],
        results.counts[draw],
        results.due[draw],
    )


TUPLES = "Inputs", "Arms", "Scratch", "Results"
STEPS: tuple[Any, ...] = begin_draw, begin_year, run_quarters, part_arms, end_draw


@part
def run_year(
    inputs: Inputs,
    draw: int,
    first: int,
    last: int,
    arm: int,
    arms: Arms,
    scratch: Scratch,
    results: Results,
    begin_year: Pointer,
    run_quarters: Pointer,
) -> None:
    """Quarters ``first`` to ``last`` - 1, of one year, of one arm."""
    if first % 4 == 0:
        begin_year(inputs, draw, first // 4, arm, arms, scratch, results)
    run_quarters(inputs, draw, first, last, arm, arms, scratch, results)


@kernel
def run_all_steps(
    inputs: Inputs,
    first: int,
    last: int,
    arms: Arms,
    scratch: Scratch,
    results: Results,
    begin_draw: Pointer,
    begin_year: Pointer,
    run_quarters: Pointer,
    part_arms: Pointer,
    end_draw: Pointer,
) -> None:
    """``run_draws`` with the steps of a draw.

    From the announcement on each year is run without the awards first, then with them.
    """
    announcement = inputs.settings.announcement
    for draw in range(first, last):
        begin_draw(inputs, draw, arms, scratch)
        quarter = 0
        while quarter < inputs.settings.quarters:
            if quarter == announcement:
                part_arms(inputs, draw, arms, results)
            end = quarter - quarter % 4 + 4
            if quarter < announcement:
                end = min(end, announcement)
            run_year(inputs, draw, quarter, end, OFF, arms, scratch, results, begin_year, run_quarters)
            if quarter >= announcement:
                run_year(inputs, draw, quarter, end, ON, arms, scratch, results, begin_year, run_quarters)
            quarter = end
        if announcement >= inputs.settings.quarters:
            part_arms(inputs, draw, arms, results)
        end_draw(inputs, draw, arms, scratch, results)


@lru_cache
def steps(*kinds: Any) -> tuple[Pointer, ...]:
    """The steps of a draw for tuples of these types."""
    by_name = dict(zip(TUPLES, kinds, strict=True))
    return tuple(Pointer(step, by_name) for step in STEPS)


def run_draws(inputs: Inputs, first: int, last: int, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Draws ``first`` to ``last`` - 1 of the block, on one thread; takes its tuples by reference.

    One draw: the start, the quarters that both arms share, then year by year each arm on its own, then the ledger.
    """
    kinds = map(kind_of, (inputs, arms, scratch, results))
    run_all_steps(inputs, first, last, arms, scratch, results, *steps(*kinds))
