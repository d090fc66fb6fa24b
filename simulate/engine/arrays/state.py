"""The state of one draw and one arm as arrays, and the scratch of one thread."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulate.behaviour.eligibility import SEGMENTS, SIZES
from simulate.engine.arrays.elements import copy
from simulate.engine.inputs.layout import Inputs
from simulate.kernels.compiling import inner_kernel

LONG_AGO = -999
NEVER = -1
SHARED = ("identity", "segment", "sector", "log_capability")  # what no policy changes
GROWN = ("log_revenue", "propensity")  # what a policy changes by productivity gains only
KNOWN_BITS = 9  # 512 kinds of firms whose weighing of the awards is remembered
BUCKETS = 2048  # of a histogram of rank keys
BLOCK = 128  # firms looked at together
TOGETHER = 2048  # firms that go through passes together, so that their numbers stay at hand
MARKS = 16  # marks turned into a list together


class State(NamedTuple):
    """Firms (n slots), counters and recognitions of one draw and arm."""

    used: np.ndarray  # (2,) int64: slots in use, recognitions so far
    identity: np.ndarray  # (n,) uint32
    segment: np.ndarray  # (n,) uint8
    sector: np.ndarray  # (n,) uint8
    log_revenue: np.ndarray  # (n,) float64
    log_capability: np.ndarray  # (n,) float64
    propensity: np.ndarray  # (n,) float64: m
    hazard: np.ndarray  # (n,) float64: m * boost / 4; 0 after exit
    traits: np.ndarray  # (n,) uint64
    blocked: np.ndarray  # (n,) uint64: titles that cannot be won (again)
    stage: np.ndarray  # (n,) uint8
    ever: np.ndarray  # (n,) bool: ever transformed
    done: np.ndarray  # (n,) int16: quarter in which the project under way is completed, NEVER without one
    last: np.ndarray  # (n,) int16: quarter of the last completion
    running: np.ndarray  # (n,) int16: number of the project under way
    next_project: np.ndarray  # (n,) int16
    finished: np.ndarray  # (n,) int16: number of the last completed project, NEVER before the first
    project_year: np.ndarray  # (n,) int8: last year with a start
    pending_gain: np.ndarray  # (n,) float64
    yearly_gain: np.ndarray  # (n,) float64
    latest: np.ndarray  # (n,) int32: the firm's latest recognition, NEVER without one
    sector_firms: np.ndarray  # (J,) int64
    sector_adopted: np.ndarray  # (J,) int64
    sector_rate: np.ndarray  # (J,) float64: p + q F at the end of the previous quarter
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


class Arms(NamedTuple):
    """The two policy arms of a draw, which share the arrays of what no award changes."""

    off: State
    on: State


class Scratch(NamedTuple):
    """What one thread works with; nothing is allocated inside the loop over draws."""

    frailty: np.ndarray  # (2, points): table of ln a at the draw's nu
    holds: np.ndarray  # (A, 3 S): probability of an attribute by segment and size class
    shift: np.ndarray  # (J,) sector shift in ln m
    sector_mean: np.ndarray  # (J,) mean ln x above scale
    sector_total: np.ndarray  # (J,) int64: sums of ln x in fixed point
    numbers: np.ndarray  # (n,) float64: keyed numbers of a pass
    stage_numbers: np.ndarray  # (n,) float64: keyed numbers of entrants' stages
    quantiles: np.ndarray  # (n,) float64: of a distribution at the numbers, the noise of a ranking
    log_revenue: np.ndarray  # (n,) float64: of listed firms
    log_capability: np.ndarray  # (n,) float64: of listed firms, none in the norm of the propensities
    log_propensity: np.ndarray  # (n,) float64: ln m
    listed_propensity: np.ndarray  # (n,) float64: ln m of the firms of a segment
    listed_noise: np.ndarray  # (n,) float64: and the noise of their ranking
    own_shift: np.ndarray  # (n,) float64: each firm's sector shift
    own_drift: np.ndarray  # (n,) float64: each firm's drift of ln revenue, its productivity gain included
    log_median: np.ndarray  # (n,) float64: ln of the median revenue of each firm's segment
    change: np.ndarray  # (n,) float64: change of ln revenue in the year
    low: np.ndarray  # (n,) float64: lower cut of the lognormal body of each firm's segment
    high: np.ndarray  # (n,) float64: upper cut
    sd: np.ndarray  # (n,) float64: standard deviation of the body
    probability: np.ndarray  # (n,) float64: place in the body of revenue, chance of a recent completion
    share: (
        np.ndarray
    )  # (n,) float64: of each firm's kind: that knows or holds something, is transformed; of revenue, a cost
    rate: np.ndarray  # (n,) float64: hazard of a project of each firm's sector
    hazard: np.ndarray  # (n,) float64: each firm's yearly hazard of a project
    response: np.ndarray  # (n,) float64: each firm's response to awards
    weight: np.ndarray  # (n,) float64: share of time spent on projects
    cost: np.ndarray  # (n,) float64: of a project, yuan
    worth: np.ndarray  # (n,) float64: what a project could win, yuan
    boost: np.ndarray  # (n,) float64: factor by which awards raise the hazard
    kind: np.ndarray  # (n,) int64: places in a short table of kinds of firms
    project: np.ndarray  # (n,) int64: number of each listed firm's project
    listed: np.ndarray  # (n,) uint32: ids of the firms in ``slots``
    rounded: np.ndarray  # (4, n) uint8: keyed numbers of a year's starts, rounded down, for the other arm
    common: np.ndarray  # (n / BLOCK,) uint64: traits that all firms of a block share
    mark: np.ndarray  # (n,) uint8: hits of a pass
    marks: np.ndarray  # (n / 8,) uint64: the same memory, eight hits at a time
    keys: np.ndarray  # (n,) int64: rank keys
    slots: np.ndarray  # (n + MARKS,) uint32: listed firms
    chosen: np.ndarray  # (n + MARKS,) uint32: places in a list
    pool: np.ndarray  # (n,) int64: keys of one bucket
    buckets: np.ndarray  # (BUCKETS,) int64
    base_chance: np.ndarray  # (N,) float64: P0, NEVER (negative) before the first round of the off arm
    candidates: np.ndarray  # (N, C) int64: slots of a rare event's candidates
    finished_off: np.ndarray  # (Y, n) int64: last completed project of the off twin at the year's ends
    aware: np.ndarray  # (4,) float64: probability of knowing the awards by size class, and below scale
    cost_share: np.ndarray  # (4,) float64: cost of a project as a share of revenue by stage
    weighed: np.ndarray  # (N,) int64: the project awards that firms weigh in a quarter, by stacking group
    award_worth: (
        np.ndarray
    )  # (N, 5) float64: expected value of each, won for sure or if the project raises stage 0, 1, 2, 3
    known_traits: np.ndarray  # (2^KNOWN_BITS,) uint64: the kinds of firms that have weighed the awards
    known_titles: np.ndarray  # (2^KNOWN_BITS,) uint64: their titles
    known_worth: np.ndarray  # (2^KNOWN_BITS,) float64: and what they could win
    counted: np.ndarray  # (1 + L, N, Y) int64: recipients outside the table of firms: how many are paid; yuan by lag
    unused: np.ndarray  # the same for the off arm after the announcement: nobody reads it
    coverage: np.ndarray  # (S,) float64: share of ever transformed firms at the start
    starters: np.ndarray  # (S, 3) int64: firms at the start by segment and size class
    outlays_at_start: np.ndarray  # (1,) int64: yuan spent on projects in the year before the start, in a steady state


FIRM_BUFFERS = (
    "numbers", "stage_numbers", "quantiles", "log_revenue", "log_capability", "log_propensity", "listed_propensity", "listed_noise", "own_shift", "own_drift",
    "log_median", "change", "low", "high", "sd", "probability", "share", "rate", "hazard", "response",
    "weight", "cost", "worth", "boost",
)  # fmt: skip
"""Buffers of one real number a firm; a page of memory that no pass reaches is never taken."""


def new_state(room: int, event_room: int, instruments: int, sectors: int) -> State:
    """The arrays of one arm, all empty: ``room`` slots for firms, ``event_room`` for recognitions."""

    def counts(*shape: int) -> np.ndarray:
        return np.zeros(shape, dtype=np.int64)

    def real(*shape: int) -> np.ndarray:
        return np.zeros(shape, dtype=np.float64)

    def bits() -> np.ndarray:
        return np.zeros(room, dtype=np.uint64)

    def small(kind: type[np.generic]) -> np.ndarray:
        return np.zeros(room, dtype=kind)

    return State(
        used=counts(2),
        identity=small(np.uint32),
        segment=small(np.uint8),
        sector=small(np.uint8),
        log_revenue=real(room),
        log_capability=real(room),
        propensity=real(room),
        hazard=real(room),
        traits=bits(),
        blocked=bits(),
        stage=small(np.uint8),
        ever=small(np.bool_),
        done=small(np.int16),
        last=small(np.int16),
        running=small(np.int16),
        next_project=small(np.int16),
        finished=small(np.int16),
        project_year=small(np.int8),
        pending_gain=real(room),
        yearly_gain=real(room),
        latest=small(np.int32),
        sector_firms=counts(sectors),
        sector_adopted=counts(sectors),
        sector_rate=real(sectors),
        segment_firms=counts(3),
        segment_ever=counts(3),
        segment_stage=counts(3, 4),
        belief=real(instruments),
        core_index=real(1),
        event_firm=counts(event_room),
        event_instrument=counts(event_room),
        event_year=counts(event_room),
        event_day=counts(event_room),
        event_award=counts(event_room),
        event_project=counts(event_room),
        event_lag=counts(event_room),
        event_before=counts(event_room),
    )


def new_arms(inputs: Inputs) -> Arms:
    """The arrays of the city with awards and of its twin without, all empty."""
    instruments, sectors = inputs.draws.row.shape[1], inputs.draws.drift.shape[1]
    sizes = inputs.room, inputs.event_room, instruments, sectors
    off, on = new_state(*sizes), new_state(*sizes)
    shared = SHARED if inputs.settings.ramp_matters else SHARED + GROWN
    return Arms(off, on._replace(**{name: getattr(off, name) for name in shared}))


def new_counted(inputs: Inputs) -> np.ndarray:
    """Nobody outside the table of firms: see ``Scratch.counted``."""
    instruments, lags = inputs.draws.row.shape[1], inputs.instruments.lag_cumulative.shape[1]
    return np.zeros((1 + lags, instruments, inputs.settings.years), dtype=np.int64)


def new_scratch(inputs: Inputs) -> Scratch:
    """The buffers in which one thread computes, large enough for these inputs."""
    instruments = inputs.draws.row.shape[1]
    sectors = inputs.draws.drift.shape[1]
    rows = inputs.instruments
    room, years = inputs.room, inputs.settings.years
    candidates = max(1, int(rows.candidates.max(initial=1)))
    mark = np.zeros((room + MARKS - 1) // MARKS * MARKS, dtype=np.uint8)
    return Scratch(
        **{name: np.zeros(room) for name in FIRM_BUFFERS},
        frailty=np.zeros(inputs.tables.normal.shape),
        holds=np.zeros((inputs.settings.attribute_purpose.size, SEGMENTS * SIZES)),
        shift=np.zeros(sectors),
        sector_mean=np.zeros(sectors),
        sector_total=np.zeros(sectors, dtype=np.int64),
        kind=np.zeros(room, dtype=np.int64),
        project=np.zeros(room, dtype=np.int64),
        listed=np.zeros(room, dtype=np.uint32),
        rounded=np.zeros((4, room), dtype=np.uint8),
        common=np.zeros(room // BLOCK + 1, dtype=np.uint64),
        mark=mark,
        marks=mark.view(np.uint64),
        keys=np.zeros(room, dtype=np.int64),
        slots=np.zeros(room + MARKS, dtype=np.uint32),
        chosen=np.zeros(room + MARKS, dtype=np.uint32),
        pool=np.zeros(room, dtype=np.int64),
        buckets=np.zeros(BUCKETS, dtype=np.int64),
        base_chance=np.zeros(instruments),
        candidates=np.zeros((instruments, candidates), dtype=np.int64),
        finished_off=np.zeros((years, room), dtype=np.int16),
        aware=np.zeros(4),
        cost_share=np.zeros(4),
        weighed=np.zeros(instruments, dtype=np.int64),
        award_worth=np.zeros((instruments, 5)),
        known_traits=np.zeros(1 << KNOWN_BITS, dtype=np.uint64),
        known_titles=np.zeros(1 << KNOWN_BITS, dtype=np.uint64),
        known_worth=np.zeros(1 << KNOWN_BITS),
        counted=new_counted(inputs),
        unused=new_counted(inputs),
        coverage=np.zeros(SEGMENTS),
        starters=np.zeros((3, 3), dtype=np.int64),
        outlays_at_start=np.zeros(1, dtype=np.int64),
    )


@inner_kernel
def copy_state(source: State, target: State) -> None:
    """Make ``target`` equal to ``source``: the arms are one until the announcement."""
    n, events = source.used[0], source.used[1]
    copy(source.used, target.used, source.used.size)
    copy(source.log_revenue, target.log_revenue, n)
    copy(source.propensity, target.propensity, n)
    copy(source.hazard, target.hazard, n)
    copy(source.traits, target.traits, n)
    copy(source.blocked, target.blocked, n)
    copy(source.stage, target.stage, n)
    copy(source.ever, target.ever, n)
    copy(source.done, target.done, n)
    copy(source.last, target.last, n)
    copy(source.running, target.running, n)
    copy(source.next_project, target.next_project, n)
    copy(source.finished, target.finished, n)
    copy(source.project_year, target.project_year, n)
    copy(source.pending_gain, target.pending_gain, n)
    copy(source.yearly_gain, target.yearly_gain, n)
    copy(source.latest, target.latest, n)
    copy(source.sector_firms, target.sector_firms, source.sector_firms.size)
    copy(source.sector_adopted, target.sector_adopted, source.sector_adopted.size)
    copy(source.sector_rate, target.sector_rate, source.sector_rate.size)
    copy(source.segment_firms, target.segment_firms, source.segment_firms.size)
    copy(source.segment_ever, target.segment_ever, source.segment_ever.size)
    for segment in range(3):
        copy(source.segment_stage[segment], target.segment_stage[segment], 4)
    copy(source.belief, target.belief, source.belief.size)
    copy(source.core_index, target.core_index, source.core_index.size)
    copy(source.event_firm, target.event_firm, events)
    copy(source.event_instrument, target.event_instrument, events)
    copy(source.event_year, target.event_year, events)
    copy(source.event_day, target.event_day, events)
    copy(source.event_award, target.event_award, events)
    copy(source.event_project, target.event_project, events)
    copy(source.event_lag, target.event_lag, events)
    copy(source.event_before, target.event_before, events)
