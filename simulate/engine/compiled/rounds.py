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
from simulate.engine.arrays.job import ArmRun, Round
from simulate.engine.arrays.passes import expire
from simulate.engine.arrays.state import NEVER, State
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
    ON,
    ONCE_PER_YEAR,
    PASS,
    PLACES,
    RECOGNISED,
    field,
)
from simulate.kernels.compiling import inner_kernel
from simulate.plan.mechanism import mechanism_code
from simulate.randomness.uniforms import uniform

PROBABILITY = field("probability")
STANDARD, RANKED, RARE_EVENT, NONE = map(mechanism_code, ("standard", "ranked", "jackpot", "none"))


@inner_kernel
def hold_application_round(run: ArmRun, held: Round) -> None:
    """Standard: each applicant passes with pi.  Quota: the S best scores win."""
    rows, scratch, time = run.inputs.instruments, run.scratch, round_time(held.year, held.number)
    applicants, winners = collect_applicants(run, held), 0
    if rows.mechanism[held.row] == QUOTA:
        winners = min(number_of_places(run, held), applicants)
        score_listed(run, held.instrument, time, applicants)
        keep_best(applicants, winners, scratch)
        sort_by_key(winners, scratch)
        for index in range(winners):
            recognise(run, held, scratch.slots[index])
    else:
        rate, code = value(run, held.row, PASS_RATE, held.year), rows.purpose[held.instrument, PASS]
        for index in range(applicants):
            i = scratch.slots[index]
            if passes(uniform(run.key, run.state.identity[i], time, code), rate):
                recognise(run, held, i)
                winners += 1
    prior = value(run, held.row, BELIEF, held.year)
    run.state.belief[held.instrument] = updated_belief(prior, winners, applicants)


@inner_kernel
def count_as_applicants(run: ArmRun, held: Round, count: int) -> None:
    """Firms that need not apply are eligible, aware and counted as applicants."""
    for kind in (ELIGIBLE, AWARE, APPLIED):
        run.results.counts[run.draw, run.arm, kind, held.instrument, held.year] += count


@inner_kernel
def hold_ranking(run: ArmRun, held: Round) -> None:
    """Ranked: the S best-scoring eligible firms hold places without applying; those not yet recognised are."""
    rows, state, scratch = run.inputs.instruments, run.state, run.scratch
    count, _ = list_eligible(run, rows.forbidden[held.row] | EXITED, np.uint64(0), np.uint64(0))
    count_as_applicants(run, held, count)
    places = min(number_of_places(run, held), count)
    score_listed(run, held.instrument, round_time(held.year, held.number), count)
    keep_best(count, places, scratch)
    sort_by_key(places, scratch)
    for index in range(places):
        i = scratch.slots[index]
        if (state.blocked[i] & rows.title[held.row]) == np.uint64(0):
            recognise(run, held, i)


@inner_kernel
def hold_rare_event(run: ArmRun, held: Round) -> None:
    """With the year's probability the best candidate that has not won yet wins, in one of the year's rounds."""
    rows, state = run.inputs.instruments, run.state
    winner, waiting = NEVER, 0
    for rank in range(rows.candidates[held.row]):
        i = run.scratch.candidates[held.instrument, rank]
        if (
            i != NEVER
            and (state.traits[i] & EXITED) == np.uint64(0)
            and (state.blocked[i] & rows.title[held.row]) == np.uint64(0)
        ):
            waiting += 1
            winner = i if winner == NEVER else winner
    count_as_applicants(run, held, waiting)
    chance = value(run, held.row, PROBABILITY, held.year)
    u = uniform(run.key, CITY, held.year, rows.purpose[held.instrument, PLACES])
    if winner != NEVER and falls_in_round(u, chance, held.number, rows.rounds[held.row]):
        recognise(run, held, np.uint32(winner))


@inner_kernel
def count_recipients(run: ArmRun, held: Round, counted: np.ndarray) -> None:
    """Recipients outside the table of firms in one round: the year's count, split evenly over its rounds.

    The counts of the two arms are the same, since the model has no decision of theirs.  How many of them are paid goes
    to ``counted[0]``, their awards in yuan to ``counted[1 + lag]``, each by its own lag: (1 + L, N, Y).
    """
    rows, row, year, instrument = run.inputs.instruments, held.row, held.year, held.instrument
    first, last = places_before(run, held)
    run.results.counts[run.draw, run.arm, RECOGNISED, instrument, year] += last - first
    if not rows.pays[row, year, held.number]:
        return
    rate = value(run, row, CLAIM, year)
    for unit in range(first, last):
        if claims(uniform(run.key, unit, year, rows.purpose[instrument, CLAIMING]), rate):
            award = award_of(run, held, unit, year)
            lag = lag_years(uniform(run.key, unit, year, rows.purpose[instrument, LAG]), rows.lag_cumulative[row])
            counted[0, instrument, year] += int(award > 0)
            counted[1 + lag, instrument, year] += award


@inner_kernel
def release_titles(title: np.uint64, state: State) -> None:
    """A year begins for a title that can be won once a year: whoever won it may win it again."""
    for i in range(state.used[0]):
        state.blocked[i] = state.blocked[i] & ~title


@inner_kernel
def hold_round(run: ArmRun, held: Round) -> None:
    """Hold one round in which firms take part, by the mechanism of its instrument."""
    rows = run.inputs.instruments
    if held.number == 0 and rows.once[held.row] == ONCE_PER_YEAR:
        release_titles(rows.title[held.row], run.state)
    if rows.mechanism[held.row] == RANKED:
        hold_ranking(run, held)
    elif rows.mechanism[held.row] == RARE_EVENT:
        hold_rare_event(run, held)
    else:
        hold_application_round(run, held)


@inner_kernel
def is_due(run: ArmRun, held: Round, quarter_of_year: int) -> bool:
    """Whether a round falls into a quarter of its year."""
    rows = run.inputs.instruments
    in_quarter = rows.round_quarter[held.row, held.number] == quarter_of_year
    return bool(in_quarter and rows.held[held.row, held.year, held.number] and rows.mechanism[held.row] != NONE)


@inner_kernel
def hold_rounds(run: ArmRun, quarter: int) -> None:
    """All rounds of one quarter; ``counted`` gathers recipients outside the table of firms."""
    inputs, state, scratch = run.inputs, run.state, run.scratch
    rows, n = inputs.instruments, state.used[0]
    counts = run.arm == ON or quarter < inputs.settings.announcement  # until then the off arm is both
    counted = scratch.counted if counts else scratch.unused
    fresh = False  # whether projects that left the title window have lost their weight, and blocks are noted
    for instrument in range(inputs.draws.row.shape[1]):
        row = inputs.draws.row[run.draw, instrument]
        for number in range(rows.round_quarter.shape[1]):
            held = Round(instrument, row, quarter // 4, number)
            if not is_due(run, held, quarter % 4):
                continue
            if rows.outside_table[row]:
                count_recipients(run, held, counted)
                continue
            if not fresh:
                expire(quarter, inputs.settings.window, state.last[:n], state.traits[:n])
                note_common(state, scratch)
                fresh = True
            hold_round(run, held)
