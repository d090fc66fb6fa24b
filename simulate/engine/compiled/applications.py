"""Compiled engine: who applies in a round (``docs/model.md``, Submodels: rounds)."""

from __future__ import annotations

from typing import NamedTuple

from simulate.behaviour.application import applies, apply_chance, base_chance
from simulate.behaviour.award_value import discounted_award
from simulate.behaviour.eligibility import EXITED, UNAWARE, is_eligible
from simulate.behaviour.places import round_time
from simulate.behaviour.recognition import is_held
from simulate.engine.arrays.job import ArmRun, Round
from simulate.engine.arrays.listing import choose_marked
from simulate.engine.arrays.passes import mark_under
from simulate.engine.compiled.awards import mean_places
from simulate.engine.compiled.candidates import draw_listed, list_eligible
from simulate.engine.compiled.values import (
    PASS_RATE,
    application_cost,
    availability_weight,
    discount,
    expected_award,
    value,
)
from simulate.engine.inputs.layout import ANCHORS_AT_CAP, APPLIED, APPLY, AWARE, ELIGIBLE, ON, field
from simulate.kernels.compiling import inner_kernel
from simulate.plan.mechanism import mechanism_code

ANCHOR, SUCCESS = map(field, ("anchor", "success"))
QUOTA = mechanism_code("quota")


class Chances(NamedTuple):
    """Chance that an aware eligible firm applies: one that meets the award's own conditions, and one that does not."""

    with_award: float
    without: float


@inner_kernel
def draw_applicants(run: ArmRun, held: Round, chances: Chances, count: int) -> int:
    """Keep those of the ``count`` listed firms that apply; return how many."""
    rows, traits, scratch = run.inputs.instruments, run.state.traits, run.scratch
    applicants, slots, numbers = 0, scratch.slots, scratch.numbers[:count]
    draw_listed(run, round_time(held.year, held.number), rows.purpose[held.instrument, APPLY], numbers)
    mark_under(max(chances.with_award, chances.without), numbers, scratch.mark[:count])
    for index in range(choose_marked(scratch, count)):
        place = scratch.chosen[index]
        i = slots[place]
        earns = is_eligible(traits[i], rows.award_forbidden[held.row])
        slots[applicants] = i
        applicants += int(applies(numbers[place], chances.with_award if earns else chances.without))
    return applicants


@inner_kernel
def chances_of(run: ArmRun, held: Round) -> Chances:
    """Chances of a round whose instrument has a base chance."""
    rows, record = run.inputs.instruments, run.inputs.draws.behaviour[run.draw]
    base, cost = run.scratch.base_chance[held.instrument], application_cost(run, held.row, held.year)
    worth = 0.0
    if run.arm == ON:
        availability = availability_weight(
            rows.round_availability[held.row, held.year, held.number], record.renewal_belief
        )
        worth = discounted_award(
            run.state.belief[held.instrument],
            expected_award(run, held.row, held.year),
            record.award_haircut,
            discount(record.firm_discount_rate, rows.mean_lag[held.row]),
            availability,
        )
    response = record.application_response
    return Chances(apply_chance(base, response, worth, cost), apply_chance(base, response, 0.0, cost))


@inner_kernel
def expected_without_award(run: ArmRun, held: Round) -> float:
    """lambda of a round: recognitions without the award that anchor who applies; for a contest its mean places."""
    if run.inputs.instruments.mechanism[held.row] == QUOTA:
        return mean_places(run, held)
    return value(run, held.row, ANCHOR, held.year)


@inner_kernel
def anchor_chance(run: ArmRun, held: Round, aware: int) -> None:
    """P0 of an instrument, in the off arm's first round that has an anchor."""
    cap = run.inputs.draws.behaviour[run.draw].application_cap
    rate = SUCCESS if run.inputs.instruments.mechanism[held.row] == QUOTA else PASS_RATE
    first = base_chance(expected_without_award(run, held), value(run, held.row, rate, held.year), aware, cap)
    run.scratch.base_chance[held.instrument] = first
    run.results.notes[run.draw, ANCHORS_AT_CAP] += int(first == cap)


@inner_kernel
def is_open(run: ArmRun, held: Round) -> bool:
    """Whether anybody may apply: not before the first round with an anchor, nor where a contest has no places."""
    return is_held(
        run.inputs.instruments.mechanism[held.row] == QUOTA,
        expected_without_award(run, held),
        run.scratch.base_chance[held.instrument] >= 0.0,
    )


@inner_kernel
def collect_applicants(run: ArmRun, held: Round) -> int:
    """Put the slots of all applicants first in ``scratch.slots``; return how many."""
    rows, counts, applicants = run.inputs.instruments, run.results.counts, 0
    eligible, aware = list_eligible(run, rows.forbidden[held.row] | EXITED, rows.title[held.row], UNAWARE)
    if is_open(run, held):
        if run.scratch.base_chance[held.instrument] < 0.0:
            anchor_chance(run, held, aware)
        applicants = draw_applicants(run, held, chances_of(run, held), aware)
    counts[run.draw, run.arm, ELIGIBLE, held.instrument, held.year] += eligible
    counts[run.draw, run.arm, AWARE, held.instrument, held.year] += aware
    counts[run.draw, run.arm, APPLIED, held.instrument, held.year] += applicants
    return applicants
