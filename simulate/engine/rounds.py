"""Compiled engine: the yearly rounds - who applies, who wins, what it entitles to (model, sections 3.5 to 3.7)."""

from __future__ import annotations

import numpy as np

from simulate.behaviour.application import MOST_LIKELY, applies, apply_chance, base_chance, claims
from simulate.behaviour.arithmetic import binomial_count, poisson_count, quantile, whole
from simulate.behaviour.award_value import discounted_award, updated_belief
from simulate.behaviour.eligibility import EXITED, NO_PROJECT, UNAWARE, is_eligible
from simulate.behaviour.entitlement import entitled_yuan, lag_years
from simulate.behaviour.recognition import COUNT as COUNTED
from simulate.behaviour.recognition import JACKPOT, NONE, QUOTA, RANKED, STANDARD, contest_score, passes
from simulate.behaviour.start import rank_key
from simulate.compiling import part
from simulate.engine.contest import select_best, sort_by_key
from simulate.engine.layout import (
    AMOUNT, ANCHOR, ANCHORS_AT_CAP, APPLIED, APPLY, AWARE, BASE, BELIEF, BINOMIAL, CAP, CLAIM, CLAIMING, COUNT, ELIGIBLE, LAG,
    LIST_SHARE, LIST_SIZE, MEAN, NOT_ONCE, ON, PASS, PASS_RATE, PLACES, POISSON, PROBABILITY, RATE, RECOGNISED, ROOM_EXCEEDED,
    SCORE, SHARE, SUCCESS, Inputs, Results,
)
from simulate.engine.quarter import alive_weight, application_cost, clear_tail, discount, expected_award, expire, value
from simulate.engine.state import NEVER, Scratch, State
from simulate.uniforms import uniform

CITY = 0xFFFFFF  # the unit of numbers that belong to a round as a whole


@part
def tier(u: float, values: np.ndarray, cumulative: np.ndarray) -> float:
    """One of a few amounts, by their cumulative weights (shapes (8,))."""
    index = 0
    while index < values.size - 1 and u >= cumulative[index]:
        index += 1
    return values[index]


@part
def award_of(inputs: Inputs, draw: int, key: np.uint64, instrument: int, row: int, unit: int, year: int) -> int:
    """W of one recognition in whole yuan; recipients' own amounts take a keyed number."""
    rows = inputs.instruments
    base = value(inputs, draw, row, BASE, year)
    if rows.each[row] >= 0:
        base = quantile(inputs.tables.each[rows.each[row]], uniform(key, unit, year, rows.purpose[instrument, AMOUNT]))
    elif rows.tier_cumulative[row, 0] > 0.0:
        base = tier(uniform(key, unit, year, rows.purpose[instrument, AMOUNT]), rows.tier_value[row], rows.tier_cumulative[row])
    return entitled_yuan(base, value(inputs, draw, row, RATE, year), value(inputs, draw, row, SHARE, year), value(inputs, draw, row, CAP, year))


@part
def number_of_places(inputs: Inputs, draw: int, key: np.uint64, instrument: int, row: int, year: int) -> int:
    """Places of a contest or recipients outside the table of firms in a year."""
    rows = inputs.instruments
    u = uniform(key, CITY, year, rows.purpose[instrument, PLACES])
    if rows.drawn_as[row] == BINOMIAL:
        return binomial_count(u, whole(value(inputs, draw, row, LIST_SIZE, year)), value(inputs, draw, row, LIST_SHARE, year))
    if rows.drawn_as[row] == POISSON:
        return poisson_count(u, value(inputs, draw, row, MEAN, year))
    return max(np.int64(0), whole(value(inputs, draw, row, COUNT, year)))


@part
def mean_places(inputs: Inputs, draw: int, row: int, year: int) -> float:
    """Expected places of a contest."""
    if inputs.instruments.drawn_as[row] == BINOMIAL:
        return whole(value(inputs, draw, row, LIST_SIZE, year)) * value(inputs, draw, row, LIST_SHARE, year)
    return value(inputs, draw, row, MEAN, year)


@part
def recognise(inputs: Inputs, draw: int, key: np.uint64, instrument: int, row: int, year: int, turn: int, i: int, state: State,
              results: Results, arm: int) -> None:
    """Firm i wins the title: it is noted with its award, or with 0 where date, certificate or claim is missing."""
    rows, identity = inputs.instruments, state.identity[i]
    results.counts[draw, arm, RECOGNISED, instrument, year] += 1
    if rows.once[row] != NOT_ONCE:
        state.blocked[i] = state.blocked[i] | rows.title[row]
    award = np.int64(0)
    if rows.pays[row, year, turn] and is_eligible(state.traits[i], rows.award_forbidden[row]) \
            and claims(uniform(key, identity, year, rows.purpose[instrument, CLAIMING]), value(inputs, draw, row, CLAIM, year)):
        award = award_of(inputs, draw, key, instrument, row, identity, year)
    event = state.used[1]
    if event >= inputs.event_room:
        results.notes[draw, ROOM_EXCEEDED] += 1
        return
    state.event_firm[event], state.event_instrument[event], state.event_year[event] = i, instrument, year
    state.event_day[event], state.event_award[event] = rows.round_day[row, year, turn], award
    state.event_project[event] = state.finished[i]
    state.event_lag[event] = lag_years(uniform(key, identity, year, rows.purpose[instrument, LAG]), rows.lag_cumulative[row])
    state.event_before[event] = state.latest[i]
    state.latest[i] = event
    state.used[1] = event + 1


@part
def mark_applicants(key: np.uint64, year: int, purpose: np.uint64, chance: float, identity: np.ndarray, traits: np.ndarray,
                    blocked: np.ndarray, forbidden: np.uint64, title: np.uint64, drawn: np.ndarray, mark: np.ndarray) -> tuple[int, int]:
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
def chances(inputs: Inputs, draw: int, instrument: int, row: int, year: int, turn: int, state: State, scratch: Scratch, arm: int) -> tuple[float, float]:
    """Chance that an aware eligible firm applies: one that meets the award's own conditions, and one that does not."""
    rows, record = inputs.instruments, inputs.draws.behaviour[draw]
    base, cost, worth = scratch.base_chance[instrument], application_cost(inputs, draw, row, year), 0.0
    if arm == ON:
        alive = alive_weight(rows.round_alive[row, year, turn], record.renewal_belief)
        worth = discounted_award(state.belief[instrument], expected_award(inputs, draw, row, year), record.award_haircut,
                                 discount(record.firm_discount_rate, rows.mean_lag[row]), alive)
    return apply_chance(base, record.application_response, worth, cost), apply_chance(base, record.application_response, 0.0, cost)


@part
def anchor_chance(inputs: Inputs, draw: int, instrument: int, row: int, year: int, aware: int, scratch: Scratch, results: Results) -> None:
    """P0 of an instrument, in the off arm's first round."""
    if inputs.instruments.mechanism[row] == QUOTA:
        first = base_chance(mean_places(inputs, draw, row, year), value(inputs, draw, row, SUCCESS, year), aware)
    else:
        first = base_chance(value(inputs, draw, row, ANCHOR, year), value(inputs, draw, row, PASS_RATE, year), aware)
    scratch.base_chance[instrument] = first
    results.notes[draw, ANCHORS_AT_CAP] += np.int64(first == MOST_LIKELY)


@part
def collect_applicants(inputs: Inputs, draw: int, key: np.uint64, instrument: int, row: int, year: int, turn: int, state: State,
                       scratch: Scratch, results: Results, arm: int) -> int:
    """Put the slots of all applicants first in ``scratch.slots``; return how many (section 3.5)."""
    rows, n = inputs.instruments, state.used[0]
    code, bars = rows.purpose[instrument, APPLY], rows.forbidden[row] | EXITED
    identity, traits, blocked, drawn, mark = state.identity[:n], state.traits[:n], state.blocked[:n], scratch.drawn[:n], scratch.mark[:n]
    if scratch.base_chance[instrument] < 0.0:
        _, aware = mark_applicants(key, year, code, 0.0, identity, traits, blocked, bars, rows.title[row], drawn, mark)
        anchor_chance(inputs, draw, instrument, row, year, aware, scratch, results)
    with_award, without = chances(inputs, draw, instrument, row, year, turn, state, scratch, arm)
    eligible, aware = mark_applicants(
        key, year, code, max(with_award, without), identity, traits, blocked, bars, rows.title[row], drawn, mark)
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


@part
def rank_slots(inputs: Inputs, draw: int, key: np.uint64, instrument: int, time: int, count: int, state: State, scratch: Scratch) -> None:
    """Contest keys of the firms in ``scratch.slots``."""
    record, code = inputs.draws.behaviour[draw], inputs.instruments.purpose[instrument, SCORE]
    for index in range(count):
        i = scratch.slots[index]
        noise = quantile(inputs.tables.normal, uniform(key, state.identity[i], time, code))
        score = contest_score(state.log_capability[i], record.contest_size_weight, state.log_revenue[i], record.contest_noise, noise)
        scratch.keys[index] = rank_key(score, state.identity[i])


@part
def hold_application_round(inputs: Inputs, draw: int, key: np.uint64, instrument: int, row: int, year: int, turn: int, state: State,
                           scratch: Scratch, results: Results, arm: int) -> None:
    """Standard: each applicant passes with pi.  Quota: the S best scores win."""
    rows = inputs.instruments
    applicants = collect_applicants(inputs, draw, key, instrument, row, year, turn, state, scratch, results, arm)
    winners = 0
    if rows.mechanism[row] == QUOTA:
        winners = min(number_of_places(inputs, draw, key, instrument, row, year), applicants)
        rank_slots(inputs, draw, key, instrument, year, applicants, state, scratch)
        select_best(scratch.keys, scratch.slots, applicants, winners)
        sort_by_key(scratch.keys, scratch.slots, winners)
        for index in range(winners):
            recognise(inputs, draw, key, instrument, row, year, turn, scratch.slots[index], state, results, arm)
    else:
        rate = value(inputs, draw, row, PASS_RATE, year)
        for index in range(applicants):
            i = scratch.slots[index]
            if passes(uniform(key, state.identity[i], year, rows.purpose[instrument, PASS]), rate):
                recognise(inputs, draw, key, instrument, row, year, turn, i, state, results, arm)
                winners += 1
    state.belief[instrument] = updated_belief(value(inputs, draw, row, BELIEF, year), winners, applicants)


@part
def hold_ranking(inputs: Inputs, draw: int, key: np.uint64, instrument: int, row: int, year: int, turn: int, state: State,
                 scratch: Scratch, results: Results, arm: int) -> None:
    """Ranked: the S best-scoring eligible firms hold places without applying; those not yet recognised are."""
    rows, n = inputs.instruments, state.used[0]
    forbidden, count = rows.forbidden[row] | EXITED, 0
    for i in range(n):
        if is_eligible(state.traits[i], forbidden):
            scratch.slots[count] = i
            count += 1
    results.counts[draw, arm, ELIGIBLE, instrument, year] += count
    results.counts[draw, arm, AWARE, instrument, year] += count
    results.counts[draw, arm, APPLIED, instrument, year] += count
    places = min(number_of_places(inputs, draw, key, instrument, row, year), count)
    rank_slots(inputs, draw, key, instrument, year, count, state, scratch)
    select_best(scratch.keys, scratch.slots, count, places)
    sort_by_key(scratch.keys, scratch.slots, places)
    for index in range(places):
        i = scratch.slots[index]
        if (state.blocked[i] & rows.title[row]) == np.uint64(0):
            recognise(inputs, draw, key, instrument, row, year, turn, i, state, results, arm)


@part
def hold_jackpot(inputs: Inputs, draw: int, key: np.uint64, instrument: int, row: int, year: int, turn: int, state: State,
                 scratch: Scratch, results: Results, arm: int) -> None:
    """Jackpot: with the year's probability the best candidate that has not won yet wins."""
    rows = inputs.instruments
    winner, open_candidates = NEVER, 0
    for place in range(rows.candidates[row]):
        i = scratch.candidates[instrument, place]
        if i != NEVER and (state.traits[i] & EXITED) == np.uint64(0) and (state.blocked[i] & rows.title[row]) == np.uint64(0):
            open_candidates += 1
            winner = i if winner == NEVER else winner
    for kind in (ELIGIBLE, AWARE, APPLIED):
        results.counts[draw, arm, kind, instrument, year] += open_candidates
    chance = value(inputs, draw, row, PROBABILITY, year)
    if winner != NEVER and passes(uniform(key, CITY, year, rows.purpose[instrument, PLACES]), chance):
        recognise(inputs, draw, key, instrument, row, year, turn, winner, state, results, arm)


@part
def count_recipients(inputs: Inputs, draw: int, key: np.uint64, instrument: int, row: int, year: int, turn: int, results: Results,
                     arm: int, counted: np.ndarray) -> None:
    """Recipients outside the table of firms in one round: the year's count, split evenly over its rounds.

    The counts of the two arms are the same, since the model has no decision of theirs; their awards in yuan and the number of
    them that are paid go to ``counted`` (2, N, Y).
    """
    rows, rounds = inputs.instruments, 0
    for k in range(rows.round_quarter.shape[1]):
        rounds += np.int64(rows.round_quarter[row, k] >= 0)
    yearly = number_of_places(inputs, draw, key, instrument, row, year)
    first, last = yearly * turn // rounds, yearly * (turn + 1) // rounds
    results.counts[draw, arm, RECOGNISED, instrument, year] += last - first
    if not rows.pays[row, year, turn]:
        return
    rate = value(inputs, draw, row, CLAIM, year)
    for unit in range(first, last):
        if claims(uniform(key, unit, year, rows.purpose[instrument, CLAIMING]), rate):
            award = award_of(inputs, draw, key, instrument, row, unit, year)
            counted[0, instrument, year] += award
            counted[1, instrument, year] += np.int64(award > 0)


@part
def hold_rounds(inputs: Inputs, draw: int, key: np.uint64, quarter: int, state: State, scratch: Scratch, results: Results, arm: int,
                counted: np.ndarray) -> None:
    """All rounds of one quarter; ``counted`` (2, N, Y) gathers the awards of recipients outside the table of firms."""
    rows, year, of_year = inputs.instruments, quarter // 4, quarter % 4
    fresh = False  # whether projects that left the title window have lost their weight
    for instrument in range(inputs.draws.row.shape[1]):
        row = inputs.draws.row[draw, instrument]
        for turn in range(rows.round_quarter.shape[1]):
            if rows.round_quarter[row, turn] != of_year or not rows.held[row, year, turn] or rows.mechanism[row] == NONE:
                continue
            if rows.by_project[row] and not fresh:
                expire(quarter, inputs.settings.window, state.last[:state.used[0]], state.traits[:state.used[0]])
                fresh = True
            if rows.outside[row]:
                count_recipients(inputs, draw, key, instrument, row, year, turn, results, arm, counted)
            elif rows.mechanism[row] == QUOTA or rows.mechanism[row] == STANDARD:
                hold_application_round(inputs, draw, key, instrument, row, year, turn, state, scratch, results, arm)
            elif rows.mechanism[row] == RANKED:
                hold_ranking(inputs, draw, key, instrument, row, year, turn, state, scratch, results, arm)
            elif rows.mechanism[row] == JACKPOT:
                hold_jackpot(inputs, draw, key, instrument, row, year, turn, state, scratch, results, arm)
