"""Compiled engine: places of a round, and what a recognition entitles to (``docs/model.md``, Submodels)."""

from __future__ import annotations

import numpy as np

from simulate.behaviour.application import claims
from simulate.behaviour.arithmetic import quantile
from simulate.behaviour.eligibility import is_eligible
from simulate.behaviour.entitlement import entitled_yuan, lag_years
from simulate.behaviour.places import Places, before_round, expected_places, round_time, yearly_places
from simulate.engine.arrays.job import ArmRun, Round, Slot
from simulate.engine.compiled.values import BASE, CAP, CLAIM, RATE, SHARE, value
from simulate.engine.inputs.layout import (
    AMOUNT,
    CLAIMING,
    LAG,
    NOT_ONCE,
    PLACES,
    RECOGNISED,
    ROOM_EXCEEDED,
    field,
)
from simulate.kernels.compiling import inner_kernel
from simulate.randomness.uniforms import uniform

MEAN, LIST_SIZE, LIST_SHARE, COUNT = map(field, ("mean", "list_size", "list_share", "count"))


@inner_kernel
def tier(u: float, values: np.ndarray, cumulative: np.ndarray) -> float:
    """One of a few amounts, by their cumulative weights (shapes (8,))."""
    index = 0
    while index < values.size - 1 and u >= cumulative[index]:
        index += 1
    amount: float = values[index]
    return amount


@inner_kernel
def award_of(run: ArmRun, held: Round, unit: int, time: int) -> int:
    """W of one recognition in whole yuan; recipients' own amounts take a keyed number of that time."""
    rows, row, year = run.inputs.instruments, held.row, held.year
    base = value(run, row, BASE, year)
    code = rows.purpose[held.instrument, AMOUNT]
    if rows.each[row] >= 0:
        base = quantile(run.inputs.tables.each[rows.each[row]], uniform(run.key, unit, time, code))
    elif rows.tier_cumulative[row, 0] > 0.0:
        base = tier(uniform(run.key, unit, time, code), rows.tier_value[row], rows.tier_cumulative[row])
    return entitled_yuan(base, value(run, row, RATE, year), value(run, row, SHARE, year), value(run, row, CAP, year))


@inner_kernel
def places_of_year(run: ArmRun, row: int, year: int) -> Places:
    """How the places or recipients of a year are drawn."""
    return Places(
        run.inputs.instruments.drawn_as[row],
        value(run, row, MEAN, year),
        value(run, row, LIST_SIZE, year),
        value(run, row, LIST_SHARE, year),
        value(run, row, COUNT, year),
    )


@inner_kernel
def places_before(run: ArmRun, held: Round) -> tuple[int, int]:
    """Places of a contest, or recipients outside the table of firms, of the rounds before this one of the year, and
    of those up to it.
    """
    rows = run.inputs.instruments
    code, rounds = rows.purpose[held.instrument, PLACES], rows.rounds[held.row]
    yearly = yearly_places(run.key, held.year, code, places_of_year(run, held.row, held.year))
    return before_round(yearly, held.number, rounds), before_round(yearly, held.number + 1, rounds)


@inner_kernel
def number_of_places(run: ArmRun, held: Round) -> int:
    """Places of a contest in one round of a year."""
    before, until = places_before(run, held)
    return until - before


@inner_kernel
def mean_places(run: ArmRun, held: Round) -> float:
    """Expected places of a contest in one of the year's rounds."""
    rounds: int = run.inputs.instruments.rounds[held.row]
    return expected_places(places_of_year(run, held.row, held.year)) / rounds


@inner_kernel
def recognise(run: ArmRun, held: Round, i: Slot) -> None:
    """Firm i wins the title: it is noted with its award, or with 0 where date, certificate or claim is missing."""
    rows, state, row, year = run.inputs.instruments, run.state, held.row, held.year
    identity, time = state.identity[i], round_time(year, held.number)
    run.results.counts[run.draw, run.arm, RECOGNISED, held.instrument, year] += 1
    if rows.once[row] != NOT_ONCE:
        state.blocked[i] = state.blocked[i] | rows.title[row]
    award = 0
    if (
        rows.pays[row, year, held.number]
        and is_eligible(state.traits[i], rows.award_forbidden[row])
        and claims(
            uniform(run.key, identity, time, rows.purpose[held.instrument, CLAIMING]), value(run, row, CLAIM, year)
        )
    ):
        award = award_of(run, held, identity, time)
    event = state.used[1]
    if event >= run.inputs.event_room:
        run.results.notes[run.draw, ROOM_EXCEEDED] += 1
        return
    state.event_firm[event], state.event_instrument[event], state.event_year[event] = i, held.instrument, year
    state.event_day[event], state.event_award[event] = rows.round_day[row, year, held.number], award
    state.event_project[event] = state.finished[i]
    state.event_lag[event] = lag_years(
        uniform(run.key, identity, time, rows.purpose[held.instrument, LAG]), rows.lag_cumulative[row]
    )
    state.event_before[event] = state.latest[i]
    state.latest[i] = event
    state.used[1] = event + 1
