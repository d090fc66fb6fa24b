"""Compiled engine: what a firm could win with a project, and how that raises its hazard (``docs/model.md``, Submodels:
incentive).
"""

from __future__ import annotations

from typing import NamedTuple

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
from simulate.engine.arrays.job import ArmRun
from simulate.engine.arrays.passes import boost_by_awards, reset_hazard
from simulate.engine.arrays.state import KNOWN_BITS, NEVER
from simulate.engine.compiled.candidates import list_eligible, note_common
from simulate.engine.compiled.projects import cost_listed, stage_success
from simulate.engine.compiled.values import application_cost, availability_weight, discount, expected_award
from simulate.engine.inputs.layout import ON, ONCE_PER_FIRM
from simulate.kernels.compiling import inner_kernel
from simulate.randomness.uniforms import GOLDEN, MIX_1

LARGE_BIT = np.uint64(1 << (SIZE_AT + LARGE))
SPREAD_TRAITS, SPREAD_TITLES = GOLDEN, MIX_1  # odd numbers that scatter words over the table of known values
KNOWN_SHIFT = np.uint64(64 - KNOWN_BITS)


class Kind(NamedTuple):
    """What tells firms apart that weigh the awards."""

    traits: np.uint64
    blocked: np.uint64


@inner_kernel
def value_award(run: ArmRun, quarter: int, instrument: int) -> bool:
    """What a project award is worth to a firm that knows it, by what the project does; False where nobody reckons
    with it.
    """
    record, rows = run.inputs.draws.behaviour[run.draw], run.inputs.instruments
    row, base = run.inputs.draws.row[run.draw, instrument], run.scratch.base_chance[instrument]
    availability = availability_weight(rows.project_availability[row, quarter], record.renewal_belief)
    if not rows.by_project[row] or base < 0.0 or availability == 0.0:
        return False
    award, cost = expected_award(run, row, quarter // 4), application_cost(run, row, quarter // 4)
    belief, haircut, lag = run.state.belief[instrument], record.award_haircut, rows.mean_lag[row]
    at_once = discounted_award(belief, award, haircut, discount(record.firm_discount_rate, lag), availability)
    chance = apply_chance(base, record.application_response, at_once, cost)
    later = discount(record.firm_discount_rate, run.inputs.settings.build_years + lag)
    for case in range(STAGES + 1):
        weight = 1.0 if case == 0 else stage_success(record, case - 1)
        worth = discounted_award(belief, award * weight, haircut, later, availability)
        run.scratch.award_worth[instrument, case] = expected_value(chance, worth, cost)
    return chance > 0.0


@inner_kernel
def total_worth(run: ArmRun, i: int, count: int) -> float:
    """The best award of each stacking group, of the first ``count`` that are weighed, that firm i's project could win,
    summed.
    """
    rows, traits, stage = run.inputs.instruments, run.state.traits[i], run.state.stage[i]
    success = stage_success(run.inputs.draws.behaviour[run.draw], stage)
    total, best, group = 0.0, 0.0, NEVER
    for index in range(count):
        instrument = run.scratch.weighed[index]
        row = run.inputs.draws.row[run.draw, instrument]
        if rows.group[row] != group:
            total, best, group = total + best, 0.0, rows.group[row]
        if rows.once[row] == ONCE_PER_FIRM and (run.state.blocked[i] & rows.title[row]) != np.uint64(0):
            continue
        weight = could_win_after_project(traits, rows.forbidden[row], stage, success)
        if weight > 0.0 and is_eligible(traits, rows.award_forbidden[row] & ~NO_PROJECT):
            best = max(best, run.scratch.award_worth[instrument, 0 if weight == 1.0 else 1 + stage])
    return total + best


@inner_kernel
def known_worth(run: ArmRun, i: int, kind: Kind, count: int) -> float:
    """``total_worth``, looked up where a firm of the same ``traits`` and titles (``blocked``) has been there before."""
    scratch = run.scratch
    cell = ((kind.traits ^ (kind.blocked * SPREAD_TITLES)) * SPREAD_TRAITS) >> KNOWN_SHIFT
    if scratch.known_traits[cell] != kind.traits or scratch.known_titles[cell] != kind.blocked:
        scratch.known_traits[cell], scratch.known_titles[cell] = kind.traits, kind.blocked
        scratch.known_worth[cell] = total_worth(run, i, count)
    worth: float = scratch.known_worth[cell]
    return worth


@inner_kernel
def note_weighed(run: ArmRun, instrument: int, count: int) -> None:
    """Append an instrument to the ``count`` in ``scratch.weighed``, ordered by stacking group."""
    group_of, row_of, weighed = run.inputs.instruments.group, run.inputs.draws.row[run.draw], run.scratch.weighed
    place = count
    while place > 0 and group_of[row_of[weighed[place - 1]]] > group_of[row_of[instrument]]:
        weighed[place] = weighed[place - 1]
        place -= 1
    weighed[place] = instrument


@inner_kernel
def weigh_awards(run: ArmRun, quarter: int) -> None:
    """Hazards under the awards: every aware firm weighs what a project could win."""
    if run.arm != ON:
        return
    rows, state, scratch, n = run.inputs.instruments, run.state, run.scratch, run.state.used[0]
    reset_hazard(state.propensity[:n], state.hazard[:n])
    count, common, relevant, titles = 0, ~np.uint64(0), STAGE_BITS, np.uint64(0)
    for instrument in range(run.inputs.draws.row.shape[1]):
        if value_award(run, quarter, instrument):
            note_weighed(run, instrument, count)
            count += 1
            row = run.inputs.draws.row[run.draw, instrument]
            common = common & rows.forbidden[row]
            relevant = relevant | rows.forbidden[row] | rows.award_forbidden[row]
            titles = titles | rows.title[row]
    if count == 0:
        return
    note_common(state, scratch)
    fill(scratch.known_traits, ~np.uint64(0))  # no firm has every trait
    relevant = relevant & ~NO_PROJECT  # a finished project is what a firm is deciding on
    bars = common & ~(NO_PROJECT | STAGE_BITS) | UNAWARE | EXITED
    _, listed = list_eligible(run, bars, np.uint64(0), np.uint64(0))
    slots, winners = scratch.slots, 0
    for index in range(listed):
        i = slots[index]
        total = known_worth(run, i, Kind(state.traits[i] & relevant, state.blocked[i] & titles), count)
        slots[winners], scratch.worth[winners] = i, total
        winners += int(total > 0.0)
    raise_hazards(run, winners)


@inner_kernel
def raise_hazards(run: ArmRun, count: int) -> None:
    """Hazards of the first ``count`` firms in ``scratch.slots``, whose projects could win ``scratch.worth`` yuan."""
    record, state, scratch = run.inputs.draws.behaviour[run.draw], run.state, run.scratch
    slots, response, factor = scratch.slots[:count], scratch.response[:count], scratch.boost[:count]
    large = record.award_response * record.award_response_large_ratio
    cost_listed(run, count)
    for index in range(count):
        is_large = (state.traits[slots[index]] & LARGE_BIT) != np.uint64(0)
        response[index] = large if is_large else record.award_response
    boost_by_awards(record.intensity_cap, response, scratch.cost[:count], scratch.worth[:count], factor)
    for index in range(count):
        state.hazard[slots[index]] *= factor[index]
