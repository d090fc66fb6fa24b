"""The state of one draw and one arm as arrays, and the scratch of one thread."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulate.compiling import kernel
from simulate.engine.layout import Inputs

LONG_AGO = -999
NEVER = -1


class State(NamedTuple):
    """Firms (n slots), counters and recognitions of one draw and arm."""

    used: np.ndarray  # (2,) int64: slots in use, recognitions so far
    identity: np.ndarray  # (n,) int64
    segment: np.ndarray  # (n,) int64
    sector: np.ndarray  # (n,) int64
    log_revenue: np.ndarray  # (n,) float64
    log_capability: np.ndarray  # (n,) float64
    propensity: np.ndarray  # (n,) float64: m
    hazard: np.ndarray  # (n,) float64: m * boost / 4; 0 after exit
    rate: np.ndarray  # (n,) float64: p + q F of the firm's sector
    traits: np.ndarray  # (n,) uint64
    blocked: np.ndarray  # (n,) uint64: titles that cannot be won (again)
    stage: np.ndarray  # (n,) int64
    ever: np.ndarray  # (n,) bool: ever transformed
    done: np.ndarray  # (n,) int64: quarter in which the project under way is completed, NEVER without one
    last: np.ndarray  # (n,) int64: quarter of the last completion
    running: np.ndarray  # (n,) int64: number of the project under way
    next_project: np.ndarray  # (n,) int64
    finished: np.ndarray  # (n,) int64: number of the last completed project, NEVER before the first
    project_year: np.ndarray  # (n,) int64: last year with a start
    pending_gain: np.ndarray  # (n,) float64
    yearly_gain: np.ndarray  # (n,) float64
    latest: np.ndarray  # (n,) int64: the firm's latest recognition, NEVER without one
    sector_firms: np.ndarray  # (J,) int64
    sector_adopted: np.ndarray  # (J,) int64
    segment_firms: np.ndarray  # (S,) int64
    segment_ever: np.ndarray  # (S,) int64
    segment_stage: np.ndarray  # (S, 4) int64
    belief: np.ndarray  # (N,) float64
    core_index: np.ndarray  # (1,) float64
    event_firm: np.ndarray  # (E,) int64
    event_instrument: np.ndarray  # (E,) int64
    event_year: np.ndarray  # (E,) int64
    event_day: np.ndarray  # (E,) int64
    event_award: np.ndarray  # (E,) int64: yuan, 0 where no award is due
    event_project: np.ndarray  # (E,) int64
    event_lag: np.ndarray  # (E,) int64
    event_before: np.ndarray  # (E,) int64: the firm's recognition before this one


class Scratch(NamedTuple):
    """What one thread works with; nothing is allocated inside the loop over draws."""

    off: State
    on: State
    frailty: np.ndarray  # (2, points): table of ln a at the draw's nu
    shift: np.ndarray  # (J,) sector shift in ln m
    sector_mean: np.ndarray  # (J,) mean ln x above scale
    drawn: np.ndarray  # (n,) float64: keyed numbers of a pass
    mark: np.ndarray  # (n,) uint8: hits of a pass
    keys: np.ndarray  # (n,) int64: rank keys
    slots: np.ndarray  # (n,) int64
    base_chance: np.ndarray  # (N,) float64: P0, NEVER (negative) before the first round of the off arm
    candidates: np.ndarray  # (N, C) int64: slots of a jackpot's candidates
    finished_off: np.ndarray  # (Y, n) int64: last completed project of the off twin at the year's ends
    chance: np.ndarray  # (N,) float64: chance that a firm applies for a project award it weighs; 0 for all others
    cost: np.ndarray  # (N,) float64: yuan that applying costs
    best: np.ndarray  # (G,) float64: best value of a stacking group


def new_state(room: int, event_room: int, instruments: int, sectors: int) -> State:
    """Empty arrays for one arm."""
    def whole(*shape: int) -> np.ndarray:
        return np.zeros(shape, dtype=np.int64)

    def real(*shape: int) -> np.ndarray:
        return np.zeros(shape, dtype=np.float64)

    def bits() -> np.ndarray:
        return np.zeros(room, dtype=np.uint64)

    return State(
        used=whole(2), identity=whole(room), segment=whole(room), sector=whole(room), log_revenue=real(room),
        log_capability=real(room), propensity=real(room), hazard=real(room), rate=real(room), traits=bits(), blocked=bits(),
        stage=whole(room), ever=np.zeros(room, dtype=np.bool_), done=whole(room), last=whole(room), running=whole(room),
        next_project=whole(room), finished=whole(room), project_year=whole(room), pending_gain=real(room), yearly_gain=real(room),
        latest=whole(room), sector_firms=whole(sectors), sector_adopted=whole(sectors), segment_firms=whole(3),
        segment_ever=whole(3), segment_stage=whole(3, 4), belief=real(instruments), core_index=real(1),
        event_firm=whole(event_room), event_instrument=whole(event_room), event_year=whole(event_room),
        event_day=whole(event_room), event_award=whole(event_room), event_project=whole(event_room),
        event_lag=whole(event_room), event_before=whole(event_room),
    )


def new_scratch(inputs: Inputs) -> Scratch:
    """Scratch of one thread for these inputs."""
    instruments = inputs.draws.row.shape[1]
    sectors = inputs.draws.drift.shape[1]
    rows = inputs.instruments
    room, years = inputs.room, inputs.settings.years
    candidates = max(1, int(rows.candidates.max(initial=1)))
    groups = max(1, int(rows.group.max(initial=0)) + 1)
    return Scratch(
        off=new_state(room, inputs.event_room, instruments, sectors), on=new_state(room, inputs.event_room, instruments, sectors),
        frailty=np.zeros(inputs.tables.normal.shape), shift=np.zeros(sectors), sector_mean=np.zeros(sectors),
        drawn=np.zeros(room), mark=np.zeros(room, dtype=np.uint8), keys=np.zeros(room, dtype=np.int64),
        slots=np.zeros(room, dtype=np.int64), base_chance=np.zeros(instruments),
        candidates=np.zeros((instruments, candidates), dtype=np.int64), finished_off=np.zeros((years, room), dtype=np.int64),
        chance=np.zeros(instruments), cost=np.zeros(instruments), best=np.zeros(groups),
    )


@kernel
def copy_state(source: State, target: State) -> None:
    """Make ``target`` equal to ``source``: the arms are one until the announcement."""
    n, events = source.used[0], source.used[1]
    target.used[:] = source.used
    target.identity[:n] = source.identity[:n]
    target.segment[:n] = source.segment[:n]
    target.sector[:n] = source.sector[:n]
    target.log_revenue[:n] = source.log_revenue[:n]
    target.log_capability[:n] = source.log_capability[:n]
    target.propensity[:n] = source.propensity[:n]
    target.hazard[:n] = source.hazard[:n]
    target.traits[:n] = source.traits[:n]
    target.blocked[:n] = source.blocked[:n]
    target.stage[:n] = source.stage[:n]
    target.ever[:n] = source.ever[:n]
    target.done[:n] = source.done[:n]
    target.last[:n] = source.last[:n]
    target.running[:n] = source.running[:n]
    target.next_project[:n] = source.next_project[:n]
    target.finished[:n] = source.finished[:n]
    target.project_year[:n] = source.project_year[:n]
    target.pending_gain[:n] = source.pending_gain[:n]
    target.yearly_gain[:n] = source.yearly_gain[:n]
    target.latest[:n] = source.latest[:n]
    target.sector_firms[:] = source.sector_firms
    target.sector_adopted[:] = source.sector_adopted
    target.segment_firms[:] = source.segment_firms
    target.segment_ever[:] = source.segment_ever
    target.segment_stage[:] = source.segment_stage
    target.belief[:] = source.belief
    target.core_index[:] = source.core_index
    target.event_firm[:events] = source.event_firm[:events]
    target.event_instrument[:events] = source.event_instrument[:events]
    target.event_year[:events] = source.event_year[:events]
    target.event_day[:events] = source.event_day[:events]
    target.event_award[:events] = source.event_award[:events]
    target.event_project[:events] = source.event_project[:events]
    target.event_lag[:events] = source.event_lag[:events]
    target.event_before[:events] = source.event_before[:events]
