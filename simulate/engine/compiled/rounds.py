"""Compiled engine: the yearly rounds - who wins (``docs/model.md``, Submodels: rounds)."""

from __future__ import annotations

import numpy as np

from simulate.behaviour.application import claims
from simulate.behaviour.award_value import updated_belief
from simulate.behaviour.eligibility import EXITED
from simulate.behaviour.entitlement import lag_years
from simulate.behaviour.places import CITY, falls_in_round, round_time
from simulate.behaviour.recognition import passes
from simulate.engine.arrays.contest import keep_best, sort_by_key
from simulate.engine.arrays.passes import expire
from simulate.engine.arrays.state import NEVER, Scratch, State
from simulate.engine.compiled.applications import QUOTA, collect_applicants
from simulate.engine.compiled.awards import award_of, number_of_places, places_before, recognise
from simulate.engine.compiled.candidates import list_eligible, note_common, score_listed
from simulate.engine.compiled.values import BELIEF, CLAIM, PASS_RATE, value
from simulate.engine.inputs.layout import (
    APPLIED,
    AWARE,
    CLAIMING,
    ELIGIBLE,
    LAG,
    ONCE_PER_YEAR,
    PASS,
    PLACES,
    RECOGNISED,
    Inputs,
    Results,
    field,
)
from simulate.kernels.compiling import part
from simulate.plan.mechanism import mechanism_code
from simulate.randomness.uniforms import uniform

PROBABILITY = field("probability")
STANDARD, RANKED, JACKPOT, NONE = map(mechanism_code, ("standard", "ranked", "jackpot", "none"))


@part
def hold_application_round(
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
) -> None:
    """Standard: each applicant passes with pi.  Quota: the S best scores win."""
    rows, time = inputs.instruments, round_time(year, turn)
    applicants = collect_applicants(inputs, draw, key, instrument, row, year, turn, state, scratch, results, arm)
    winners = 0
    if rows.mechanism[row] == QUOTA:
        winners = min(number_of_places(inputs, draw, key, instrument, row, year, turn), applicants)
        score_listed(inputs, draw, key, instrument, time, applicants, state, scratch)
        keep_best(applicants, winners, scratch)
        sort_by_key(winners, scratch)
        for index in range(winners):
            recognise(inputs, draw, key, instrument, row, year, turn, scratch.slots[index], state, results, arm)
    else:
        rate = value(inputs, draw, row, PASS_RATE, year)
        for index in range(applicants):
            i = scratch.slots[index]
            if passes(uniform(key, state.identity[i], time, rows.purpose[instrument, PASS]), rate):
                recognise(inputs, draw, key, instrument, row, year, turn, i, state, results, arm)
                winners += 1
    state.belief[instrument] = updated_belief(value(inputs, draw, row, BELIEF, year), winners, applicants)


@part
def hold_ranking(
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
) -> None:
    """Ranked: the S best-scoring eligible firms hold places without applying; those not yet recognised are."""
    rows = inputs.instruments
    count, _ = list_eligible(rows.forbidden[row] | EXITED, np.uint64(0), np.uint64(0), state, scratch)
    results.counts[draw, arm, ELIGIBLE, instrument, year] += count
    results.counts[draw, arm, AWARE, instrument, year] += count
    results.counts[draw, arm, APPLIED, instrument, year] += count
    places = min(number_of_places(inputs, draw, key, instrument, row, year, turn), count)
    score_listed(inputs, draw, key, instrument, round_time(year, turn), count, state, scratch)
    keep_best(count, places, scratch)
    sort_by_key(places, scratch)
    for index in range(places):
        i = scratch.slots[index]
        if (state.blocked[i] & rows.title[row]) == np.uint64(0):
            recognise(inputs, draw, key, instrument, row, year, turn, i, state, results, arm)


@part
def hold_jackpot(
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
) -> None:
    """Jackpot: with the year's probability the best candidate that has not won yet wins, in one of the year's rounds."""
    rows = inputs.instruments
    winner, open_candidates = NEVER, 0
    for place in range(rows.candidates[row]):
        i = scratch.candidates[instrument, place]
        if (
            i != NEVER
            and (state.traits[i] & EXITED) == np.uint64(0)
            and (state.blocked[i] & rows.title[row]) == np.uint64(0)
        ):
            open_candidates += 1
            winner = i if winner == NEVER else winner
    for kind in (ELIGIBLE, AWARE, APPLIED):
        results.counts[draw, arm, kind, instrument, year] += open_candidates
    chance = value(inputs, draw, row, PROBABILITY, year)
    u = uniform(key, CITY, year, rows.purpose[instrument, PLACES])
    if winner != NEVER and falls_in_round(u, chance, turn, rows.rounds[row]):
        recognise(inputs, draw, key, instrument, row, year, turn, np.uint32(winner), state, results, arm)


@part
def count_recipients(
    inputs: Inputs,
    draw: int,
    key: np.uint64,
    instrument: int,
    row: int,
    year: int,
    turn: int,
    results: Results,
    arm: int,
    counted: np.ndarray,
) -> None:
    """Recipients outside the table of firms in one round: the year's count, split evenly over its rounds.

    The counts of the two arms are the same, since the model has no decision of theirs.  How many of them are paid goes
    to ``counted[0]``, their awards in yuan to ``counted[1 + lag]``, each by its own lag: (1 + L, N, Y).
    """
    rows = inputs.instruments
    first, last = places_before(inputs, draw, key, instrument, row, year, turn)
    results.counts[draw, arm, RECOGNISED, instrument, year] += last - first
    if not rows.pays[row, year, turn]:
        return
    rate = value(inputs, draw, row, CLAIM, year)
    for unit in range(first, last):
        if claims(uniform(key, unit, year, rows.purpose[instrument, CLAIMING]), rate):
            award = award_of(inputs, draw, key, instrument, row, unit, year, year)
            lag = lag_years(uniform(key, unit, year, rows.purpose[instrument, LAG]), rows.lag_cumulative[row])
            counted[0, instrument, year] += np.int64(award > 0)
            counted[1 + lag, instrument, year] += award


@part
def release_titles(title: np.uint64, state: State) -> None:
    """A year begins for a title that can be won once a year: whoever won it may win it again."""
    for i in range(state.used[0]):
        state.blocked[i] = state.blocked[i] & ~title


@part
def hold_rounds(
    inputs: Inputs,
    draw: int,
    key: np.uint64,
    quarter: int,
    state: State,
    scratch: Scratch,
    results: Results,
    arm: int,
    counted: np.ndarray,
) -> None:
    """All rounds of one quarter; ``counted`` gathers recipients outside the table of firms."""
    rows, year, of_year = inputs.instruments, quarter // 4, quarter % 4
    fresh = False  # whether projects that left the title window have lost their weight, and blocks are noted
    for instrument in range(inputs.draws.row.shape[1]):
        row = inputs.draws.row[draw, instrument]
        for turn in range(rows.round_quarter.shape[1]):
            if (
                rows.round_quarter[row, turn] != of_year
                or not rows.held[row, year, turn]
                or rows.mechanism[row] == NONE
            ):
                continue
            if rows.outside[row]:
                count_recipients(inputs, draw, key, instrument, row, year, turn, results, arm, counted)
                continue
            if not fresh:
                expire(quarter, inputs.settings.window, state.last[: state.used[0]], state.traits[: state.used[0]])
                note_common(state, scratch)
                fresh = True
            if turn == 0 and rows.once[row] == ONCE_PER_YEAR:
                release_titles(rows.title[row], state)
            if rows.mechanism[row] == QUOTA or rows.mechanism[row] == STANDARD:
                hold_application_round(inputs, draw, key, instrument, row, year, turn, state, scratch, results, arm)
            elif rows.mechanism[row] == RANKED:
                hold_ranking(inputs, draw, key, instrument, row, year, turn, state, scratch, results, arm)
            elif rows.mechanism[row] == JACKPOT:
                hold_jackpot(inputs, draw, key, instrument, row, year, turn, state, scratch, results, arm)
