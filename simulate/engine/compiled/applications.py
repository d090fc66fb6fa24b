"""Compiled engine: who applies in a round (``docs/model.md``, Submodels: rounds)."""

from __future__ import annotations

import numpy as np

from simulate.behaviour.application import applies, apply_chance, base_chance
from simulate.behaviour.award_value import discounted_award
from simulate.behaviour.eligibility import EXITED, UNAWARE, is_eligible
from simulate.behaviour.places import round_time
from simulate.behaviour.recognition import is_held
from simulate.engine.arrays.listing import choose_marked
from simulate.engine.arrays.passes import mark_under
from simulate.engine.arrays.state import Scratch, State
from simulate.engine.compiled.awards import mean_places
from simulate.engine.compiled.candidates import draw_listed, list_eligible
from simulate.engine.compiled.values import PASS_RATE, alive_weight, application_cost, discount, expected_award, value
from simulate.engine.inputs.layout import ANCHORS_AT_CAP, APPLIED, APPLY, AWARE, ELIGIBLE, ON, Inputs, Results, field
from simulate.kernels.compiling import part
from simulate.plan.mechanism import mechanism_code

ANCHOR, SUCCESS = map(field, ("anchor", "success"))
QUOTA = mechanism_code("quota")


@part
def draw_applicants(
    key: np.uint64,
    time: int,
    code: np.uint64,
    with_award: float,
    without: float,
    award_forbidden: np.uint64,
    count: int,
    state: State,
    scratch: Scratch,
) -> int:
    """Keep those of the ``count`` listed firms that apply; return how many."""
    applicants, slots, drawn = 0, scratch.slots, scratch.drawn[:count]
    draw_listed(key, time, code, state, scratch, drawn)
    mark_under(max(with_award, without), drawn, scratch.mark[:count])
    for index in range(choose_marked(scratch, count)):
        place = scratch.chosen[index]
        i = slots[place]
        chance = with_award if is_eligible(state.traits[i], award_forbidden) else without
        slots[applicants] = i
        applicants += np.int64(applies(drawn[place], chance))
    return applicants


@part
def chances(
    inputs: Inputs, draw: int, instrument: int, row: int, year: int, turn: int, state: State, scratch: Scratch, arm: int
) -> tuple[float, float]:
    """Chance that an aware eligible firm applies: one that meets the award's own conditions, and one that does not."""
    rows, record = inputs.instruments, inputs.draws.behaviour[draw]
    base, cost, worth = scratch.base_chance[instrument], application_cost(inputs, draw, row, year), 0.0
    if arm == ON:
        alive = alive_weight(rows.round_alive[row, year, turn], record.renewal_belief)
        worth = discounted_award(
            state.belief[instrument],
            expected_award(inputs, draw, row, year),
            record.award_haircut,
            discount(record.firm_discount_rate, rows.mean_lag[row]),
            alive,
        )
    return apply_chance(base, record.application_response, worth, cost), apply_chance(
        base, record.application_response, 0.0, cost
    )


@part
def expected_without_award(inputs: Inputs, draw: int, row: int, year: int) -> float:
    """lambda of a round: recognitions without the award that anchor who applies; for a contest its mean places."""
    if inputs.instruments.mechanism[row] == QUOTA:
        return mean_places(inputs, draw, row, year)
    return value(inputs, draw, row, ANCHOR, year)


@part
def anchor_chance(
    inputs: Inputs, draw: int, instrument: int, row: int, year: int, aware: int, scratch: Scratch, results: Results
) -> None:
    """P0 of an instrument, in the off arm's first round that has an anchor."""
    cap = inputs.draws.behaviour[draw].application_cap
    rate = SUCCESS if inputs.instruments.mechanism[row] == QUOTA else PASS_RATE
    expected = expected_without_award(inputs, draw, row, year)
    first = base_chance(expected, value(inputs, draw, row, rate, year), aware, cap)
    scratch.base_chance[instrument] = first
    results.notes[draw, ANCHORS_AT_CAP] += np.int64(first == cap)


@part
def is_open(inputs: Inputs, draw: int, instrument: int, row: int, year: int, scratch: Scratch) -> bool:
    """Whether anybody may apply: not before the first round with an anchor, nor where a contest has no places."""
    return is_held(
        inputs.instruments.mechanism[row] == QUOTA,
        expected_without_award(inputs, draw, row, year),
        scratch.base_chance[instrument] >= 0.0,
    )


@part
def collect_applicants(
    inputs: Inputs,
    draw: int,
    key: np.uint64,
    instrument: int,
    row: int,
    year: int,
    turn: int,
    state: State,
    scratch: Scratch,
    results: Results,
    arm: int,
) -> int:
    """Put the slots of all applicants first in ``scratch.slots``; return how many."""
    rows, applicants = inputs.instruments, 0
    eligible, aware = list_eligible(rows.forbidden[row] | EXITED, rows.title[row], UNAWARE, state, scratch)
    if is_open(inputs, draw, instrument, row, year, scratch):
        if scratch.base_chance[instrument] < 0.0:
            anchor_chance(inputs, draw, instrument, row, year, aware, scratch, results)
        with_award, without = chances(inputs, draw, instrument, row, year, turn, state, scratch, arm)
        applicants = draw_applicants(
            key,
            round_time(year, turn),
            rows.purpose[instrument, APPLY],
            with_award,
            without,
            rows.award_forbidden[row],
            aware,
            state,
            scratch,
        )
    results.counts[draw, arm, ELIGIBLE, instrument, year] += eligible
    results.counts[draw, arm, AWARE, instrument, year] += aware
    results.counts[draw, arm, APPLIED, instrument, year] += applicants
    return applicants
