"""Compiled engine: places of a round, and what a recognition entitles to (``docs/model.md``, Submodels)."""

from __future__ import annotations

import numpy as np

from simulate.behaviour.application import claims
from simulate.behaviour.arithmetic import quantile
from simulate.behaviour.eligibility import is_eligible
from simulate.behaviour.entitlement import entitled_yuan, lag_years
from simulate.behaviour.places import before_round, expected_places, round_time, yearly_places
from simulate.engine.arrays.state import State
from simulate.engine.compiled.values import BASE, CAP, CLAIM, RATE, SHARE, value
from simulate.engine.inputs.layout import (
    AMOUNT,
    CLAIMING,
    LAG,
    NOT_ONCE,
    PLACES,
    RECOGNISED,
    ROOM_EXCEEDED,
    Inputs,
    Results,
    field,
)
from simulate.kernels.compiling import part
from simulate.randomness.uniforms import uniform

MEAN, LIST_SIZE, LIST_SHARE, COUNT = map(field, ("mean", "list_size", "list_share", "count"))


@part
def tier(u: float, values: np.ndarray, cumulative: np.ndarray) -> float:
    """One of a few amounts, by their cumulative weights (shapes (8,))."""
    index = 0
    while index < values.size - 1 and u >= cumulative[index]:
        index += 1
    return values[index]


@part
def award_of(
    inputs: Inputs, draw: int, key: np.uint64, instrument: int, row: int, unit: int, year: int, time: int
) -> int:
    """W of one recognition in whole yuan; recipients' own amounts take a keyed number of that time."""
    rows = inputs.instruments
    base = value(inputs, draw, row, BASE, year)
    if rows.each[row] >= 0:
        base = quantile(inputs.tables.each[rows.each[row]], uniform(key, unit, time, rows.purpose[instrument, AMOUNT]))
    elif rows.tier_cumulative[row, 0] > 0.0:
        base = tier(
            uniform(key, unit, time, rows.purpose[instrument, AMOUNT]), rows.tier_value[row], rows.tier_cumulative[row]
        )
    return entitled_yuan(
        base,
        value(inputs, draw, row, RATE, year),
        value(inputs, draw, row, SHARE, year),
        value(inputs, draw, row, CAP, year),
    )


@part
def places_before(
    inputs: Inputs, draw: int, key: np.uint64, instrument: int, row: int, year: int, turn: int
) -> tuple[int, int]:
    """Places of a contest, or recipients outside the table of firms, of the rounds before number ``turn`` of a year, and
    of those up to it.
    """
    rows = inputs.instruments
    yearly = yearly_places(
        key,
        year,
        rows.purpose[instrument, PLACES],
        rows.drawn_as[row],
        value(inputs, draw, row, MEAN, year),
        value(inputs, draw, row, LIST_SIZE, year),
        value(inputs, draw, row, LIST_SHARE, year),
        value(inputs, draw, row, COUNT, year),
    )
    return before_round(yearly, turn, rows.rounds[row]), before_round(yearly, turn + 1, rows.rounds[row])


@part
def number_of_places(inputs: Inputs, draw: int, key: np.uint64, instrument: int, row: int, year: int, turn: int) -> int:
    """Places of a contest in one round of a year."""
    before, until = places_before(inputs, draw, key, instrument, row, year, turn)
    return until - before


@part
def mean_places(inputs: Inputs, draw: int, row: int, year: int) -> float:
    """Expected places of a contest in one of the year's rounds."""
    rows = inputs.instruments
    return (
        expected_places(
            rows.drawn_as[row],
            value(inputs, draw, row, MEAN, year),
            value(inputs, draw, row, LIST_SIZE, year),
            value(inputs, draw, row, LIST_SHARE, year),
            value(inputs, draw, row, COUNT, year),
        )
        / rows.rounds[row]
    )


@part
def recognise(
    inputs: Inputs,
    draw: int,
    key: np.uint64,
    instrument: int,
    row: int,
    year: int,
    turn: int,
    i: int,
    state: State,
    results: Results,
    arm: int,
) -> None:
    """Firm i wins the title: it is noted with its award, or with 0 where date, certificate or claim is missing."""
    rows, identity, time = inputs.instruments, state.identity[i], round_time(year, turn)
    results.counts[draw, arm, RECOGNISED, instrument, year] += 1
    if rows.once[row] != NOT_ONCE:
        state.blocked[i] = state.blocked[i] | rows.title[row]
    award = np.int64(0)
    if (
        rows.pays[row, year, turn]
        and is_eligible(state.traits[i], rows.award_forbidden[row])
        and claims(
            uniform(key, identity, time, rows.purpose[instrument, CLAIMING]), value(inputs, draw, row, CLAIM, year)
        )
    ):
        award = award_of(inputs, draw, key, instrument, row, identity, year, time)
    event = state.used[1]
    if event >= inputs.event_room:
        results.notes[draw, ROOM_EXCEEDED] += 1
        return
    state.event_firm[event], state.event_instrument[event], state.event_year[event] = i, instrument, year
    state.event_day[event], state.event_award[event] = rows.round_day[row, year, turn], award
    state.event_project[event] = state.finished[i]
    state.event_lag[event] = lag_years(
        uniform(key, identity, time, rows.purpose[instrument, LAG]), rows.lag_cumulative[row]
    )
    state.event_before[event] = state.latest[i]
    state.latest[i] = event
    state.used[1] = event + 1
