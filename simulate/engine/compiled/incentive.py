"""Compiled engine: what a firm could win with a project, and how that raises its hazard (``docs/model.md``, Submodels:
incentive).
"""

from __future__ import annotations

import numpy as np

from simulate.behaviour.application import apply_chance
from simulate.behaviour.award_value import discounted_award, expected_value
from simulate.behaviour.eligibility import (
    EXITED,
    LARGE,
    NO_PROJECT,
    SIZE_AT,
    STAGE_BITS,
    STAGES,
    UNAWARE,
    could_win_after_project,
    is_eligible,
)
from simulate.engine.arrays.elements import fill
from simulate.engine.arrays.passes import boost_by_awards, reset_hazard
from simulate.engine.arrays.state import KNOWN_BITS, NEVER, Scratch, State
from simulate.engine.compiled.candidates import list_eligible, note_common
from simulate.engine.compiled.projects import cost_listed, stage_success
from simulate.engine.compiled.values import alive_weight, application_cost, discount, expected_award
from simulate.engine.inputs.layout import ONCE_PER_FIRM, Inputs
from simulate.kernels.compiling import part
from simulate.randomness.uniforms import GOLDEN, MIX_1

LARGE_BIT = np.uint64(1 << (SIZE_AT + LARGE))
SPREAD_TRAITS, SPREAD_TITLES = GOLDEN, MIX_1  # odd numbers that scatter words over the table of known values
KNOWN_SHIFT = np.uint64(64 - KNOWN_BITS)


@part
def value_award(inputs: Inputs, draw: int, quarter: int, instrument: int, state: State, scratch: Scratch) -> bool:
    """What a project award is worth to a firm that knows it, by what the project does; False where nobody reckons
    with it.
    """
    record, rows = inputs.draws.behaviour[draw], inputs.instruments
    row, year, base = inputs.draws.row[draw, instrument], quarter // 4, scratch.base_chance[instrument]
    alive = alive_weight(rows.project_alive[row, quarter], record.renewal_belief)
    if not rows.by_project[row] or base < 0.0 or alive == 0.0:
        return False
    award, cost = expected_award(inputs, draw, row, year), application_cost(inputs, draw, row, year)
    belief, haircut, lag = state.belief[instrument], record.award_haircut, rows.mean_lag[row]
    at_once = discounted_award(belief, award, haircut, discount(record.firm_discount_rate, lag), alive)
    chance = apply_chance(base, record.application_response, at_once, cost)
    later = discount(record.firm_discount_rate, inputs.settings.build_years + lag)
    for case in range(STAGES + 1):
        weight = 1.0 if case == 0 else stage_success(record, case - 1)
        worth = discounted_award(belief, award * weight, haircut, later, alive)
        scratch.worth[instrument, case] = expected_value(chance, worth, cost)
    return chance > 0.0


@part
def total_worth(inputs: Inputs, draw: int, i: int, count: int, state: State, scratch: Scratch) -> float:
    """The best award of each stacking group that firm i's project could win, summed."""
    rows, traits, stage = inputs.instruments, state.traits[i], state.stage[i]
    success = stage_success(inputs.draws.behaviour[draw], stage)
    total, best, group = 0.0, 0.0, np.int64(NEVER)
    for index in range(count):
        instrument = scratch.weighed[index]
        row = inputs.draws.row[draw, instrument]
        if rows.group[row] != group:
            total, best, group = total + best, 0.0, rows.group[row]
        if rows.once[row] == ONCE_PER_FIRM and (state.blocked[i] & rows.title[row]) != np.uint64(0):
            continue
        weight = could_win_after_project(traits, rows.forbidden[row], stage, success)
        if weight > 0.0 and is_eligible(traits, rows.award_forbidden[row] & ~NO_PROJECT):
            best = max(best, scratch.worth[instrument, 0 if weight == 1.0 else 1 + stage])
    return total + best


@part
def known_worth(
    inputs: Inputs, draw: int, i: int, traits: np.uint64, blocked: np.uint64, count: int, state: State, scratch: Scratch
) -> float:
    """``total_worth``, looked up where a firm of the same ``traits`` and titles (``blocked``) has been there before."""
    place = ((traits ^ (blocked * SPREAD_TITLES)) * SPREAD_TRAITS) >> KNOWN_SHIFT
    if scratch.known_traits[place] != traits or scratch.known_titles[place] != blocked:
        scratch.known_traits[place], scratch.known_titles[place] = traits, blocked
        scratch.known_worth[place] = total_worth(inputs, draw, i, count, state, scratch)
    worth: float = scratch.known_worth[place]
    return worth


@part
def note_weighed(inputs: Inputs, draw: int, instrument: int, count: int, weighed: np.ndarray) -> None:
    """Append an instrument to the ``count`` in ``weighed``, ordered by stacking group."""
    group_of, row_of = inputs.instruments.group, inputs.draws.row[draw]
    place = count
    while place > 0 and group_of[row_of[weighed[place - 1]]] > group_of[row_of[instrument]]:
        weighed[place] = weighed[place - 1]
        place -= 1
    weighed[place] = instrument


@part
def weigh_awards(inputs: Inputs, draw: int, quarter: int, state: State, scratch: Scratch) -> None:
    """Hazards under the awards: every aware firm weighs what a project could win."""
    record, n = inputs.draws.behaviour[draw], state.used[0]
    reset_hazard(state.propensity[:n], state.hazard[:n])
    count, common, relevant, titles = 0, ~np.uint64(0), STAGE_BITS, np.uint64(0)
    for instrument in range(inputs.draws.row.shape[1]):
        if value_award(inputs, draw, quarter, instrument, state, scratch):
            note_weighed(inputs, draw, instrument, count, scratch.weighed)
            count += 1
            row = inputs.draws.row[draw, instrument]
            common = common & inputs.instruments.forbidden[row]
            relevant = relevant | inputs.instruments.forbidden[row] | inputs.instruments.award_forbidden[row]
            titles = titles | inputs.instruments.title[row]
    if count == 0:
        return
    note_common(state, scratch)
    fill(scratch.known_traits, ~np.uint64(0))  # no firm has every trait
    relevant = relevant & ~NO_PROJECT  # a finished project is what a firm is deciding on
    bars = common & ~(NO_PROJECT | STAGE_BITS) | UNAWARE | EXITED
    _, listed = list_eligible(bars, np.uint64(0), np.uint64(0), state, scratch)
    slots, worth, winners = scratch.slots, scratch.drawn, 0
    for index in range(listed):
        i = slots[index]
        traits, blocked = state.traits[i] & relevant, state.blocked[i] & titles
        total = known_worth(inputs, draw, i, traits, blocked, count, state, scratch)
        slots[winners], worth[winners] = i, total
        winners += np.int64(total > 0.0)
    raise_hazards(record, winners, state, scratch)


@part
def raise_hazards(record: np.void, count: int, state: State, scratch: Scratch) -> None:
    """Hazards of the first ``count`` firms in ``scratch.slots``, whose projects could win ``scratch.drawn`` yuan."""
    slots, worth, cost, factor = (
        scratch.slots[:count],
        scratch.drawn[:count],
        scratch.second[:count],
        scratch.third[:count],
    )
    large = record.award_response * record.award_response_large_ratio
    cost_listed(record, count, state, scratch)
    for index in range(count):
        is_large = (state.traits[slots[index]] & LARGE_BIT) != np.uint64(0)
        factor[index] = large if is_large else record.award_response
    boost_by_awards(record.intensity_cap, factor, cost, worth)
    for index in range(count):
        state.hazard[slots[index]] *= worth[index]
