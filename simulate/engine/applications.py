"""Compiled engine: who applies in a round (model, sections 3.5 to 3.7)."""

from __future__ import annotations

import numpy as np

from simulate.behaviour.application import MOST_LIKELY, applies, apply_chance, base_chance
from simulate.behaviour.award_value import discounted_award
from simulate.behaviour.eligibility import EXITED, UNAWARE, is_eligible
from simulate.behaviour.recognition import QUOTA
from simulate.compiling import part
from simulate.engine.awards import mean_places
from simulate.engine.layout import (
    ANCHOR,
    ANCHORS_AT_CAP,
    APPLIED,
    APPLY,
    AWARE,
    ELIGIBLE,
    ON,
    PASS_RATE,
    SUCCESS,
    Inputs,
    Results,
)
from simulate.engine.quarter import alive_weight, application_cost, clear_tail, discount, expected_award, value
from simulate.engine.state import Scratch, State
from simulate.uniforms import uniform


@part
def mark_applicants(
    key: np.uint64,
    year: int,
    purpose: np.uint64,
    chance: float,
    identity: np.ndarray,
    traits: np.ndarray,
    blocked: np.ndarray,
    forbidden: np.uint64,
    title: np.uint64,
    drawn: np.ndarray,
    mark: np.ndarray,
) -> tuple[int, int]:
    """Vector pass: keyed numbers, and a mark for aware eligible firms whose number lies below the larger chance.

    Returns how many firms are eligible, and how many of them know the award.
    """
    eligible, aware = 0, 0
    for i in range(identity.size):
        u = uniform(key, identity[i], year, purpose)
        drawn[i] = u
        bars = (traits[i] & forbidden) | (blocked[i] & title)
        known = (bars | (traits[i] & UNAWARE)) == np.uint64(0)
        eligible += np.int64(bars == np.uint64(0))
        aware += np.int64(known)
        mark[i] = (u < chance) & known
    return eligible, aware


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
def anchor_chance(
    inputs: Inputs, draw: int, instrument: int, row: int, year: int, aware: int, scratch: Scratch, results: Results
) -> None:
    """P0 of an instrument, in the off arm's first round."""
    if inputs.instruments.mechanism[row] == QUOTA:
        first = base_chance(mean_places(inputs, draw, row, year), value(inputs, draw, row, SUCCESS, year), aware)
    else:
        first = base_chance(value(inputs, draw, row, ANCHOR, year), value(inputs, draw, row, PASS_RATE, year), aware)
    scratch.base_chance[instrument] = first
    results.notes[draw, ANCHORS_AT_CAP] += np.int64(first == MOST_LIKELY)


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
    """Put the slots of all applicants first in ``scratch.slots``; return how many (section 3.5)."""
    rows, n = inputs.instruments, state.used[0]
    code, bars = rows.purpose[instrument, APPLY], rows.forbidden[row] | EXITED
    identity, traits, blocked, drawn, mark = (
        state.identity[:n],
        state.traits[:n],
        state.blocked[:n],
        scratch.drawn[:n],
        scratch.mark[:n],
    )
    if scratch.base_chance[instrument] < 0.0:
        _, aware = mark_applicants(key, year, code, 0.0, identity, traits, blocked, bars, rows.title[row], drawn, mark)
        anchor_chance(inputs, draw, instrument, row, year, aware, scratch, results)
    with_award, without = chances(inputs, draw, instrument, row, year, turn, state, scratch, arm)
    eligible, aware = mark_applicants(
        key, year, code, max(with_award, without), identity, traits, blocked, bars, rows.title[row], drawn, mark
    )
    results.counts[draw, arm, ELIGIBLE, instrument, year] += eligible
    results.counts[draw, arm, AWARE, instrument, year] += aware
    count = 0
    for word in range(clear_tail(scratch.mark, n)):
        if scratch.marks[word] == np.uint64(0):
            continue
        for i in range(8 * word, min(8 * word + 8, n)):
            if scratch.mark[i] != 0:
                chance = with_award if is_eligible(state.traits[i], rows.award_forbidden[row]) else without
                if applies(scratch.drawn[i], chance):
                    scratch.slots[count] = i
                    count += 1
    results.counts[draw, arm, APPLIED, instrument, year] += count
    return count
