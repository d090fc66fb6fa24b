"""The arrays that both engines read, and the arrays that both write.

Named tuples of arrays, so that compiled kernels take them whole.  Sizes: D draws of a block, N instruments, R rows (one
a variant of an instrument), Y recognition years, K rounds a year, F value fields, P payers, L lag years + 1, Z payment
years, S = 3 segments, J sectors.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np

from simulate.behaviour.places import BINOMIAL as BINOMIAL
from simulate.behaviour.places import POISSON as POISSON
from simulate.behaviour.places import ROUNDED as ROUNDED
from simulate.plan.instrument import COLUMNS

FIELDS = tuple(COLUMNS)
"""The numbers of an instrument row, in the order of ``Instruments.column``."""


def field(name: str) -> int:
    """The place of a number of an instrument, by its name in the plan's declaration."""
    return FIELDS.index(name)


NOT_ONCE, ONCE_PER_FIRM, ONCE_PER_PROJECT, ONCE_PER_YEAR = range(4)
UNAVAILABLE, AVAILABLE, IF_RENEWED = range(3)  # whether an award can still come: no, yes, if the scheme is renewed
SCOPE_PROJECT, SCOPE_RECIPIENT = range(2)
TOP_UP, BOTH = range(2)

ELIGIBLE, AWARE, APPLIED, RECOGNISED, PAID = range(5)
COUNTS = ("eligible", "aware", "applied", "recognised", "paid")
ENTITLEMENT, SAVING, OBLIGATION, RECOGNISED_DEADWEIGHT, ENTITLEMENT_DEADWEIGHT, PROJECT_DEADWEIGHT = range(6)
AMOUNTS = ("entitlement", "stacking_saving", "obligation", "recognised_anyway", "entitlement_anyway", "project_anyway")
PROJECTS, FIRMS_WITH_PROJECT, STAGE_MOVES, INVESTMENT = range(4)
ACTIVITIES = ("projects", "firms_with_project", "stage_moves", "investment")
CASH, FISCAL_COST, UNPAID, LAPSED = range(4)
PAYMENTS = ("cash", "fiscal_cost", "unpaid", "lapsed")
ANCHORS_AT_CAP, ROOM_EXCEEDED = range(2)
OFF, ON = 0, 1

INDUSTRY_ABOVE_SCALE, INDUSTRY_SMALL, DIGITAL_CORE = range(3)


class Settings(NamedTuple):
    """Structural constants of a scenario (no draw changes them)."""

    seed: int
    quarters: int
    years: int
    announcement: int  # quarter index; ``quarters`` if it lies beyond the horizon
    window: int  # quarters in which a finished project can carry a title
    build_quarters: np.ndarray  # (k,) int64
    build_cumulative: np.ndarray  # (k,) float64
    under_way_cumulative: np.ndarray  # (k,) float64: of the projects that are under way at a time
    build_years: float  # mean build time
    log_medium: float
    log_large: float
    log_scale: float  # ln of 20 million yuan: below it a firm is below scale
    tail_from: float
    log_largest: float  # no firm is larger at the start
    log_grown: float  # no firm grows beyond
    ramp_matters: bool  # some draw has a productivity gain
    revenue_thresholds: np.ndarray  # (k,) ln yuan
    growth_thresholds: np.ndarray  # (k,) log growth
    sector_cumulative: np.ndarray  # (J - 1,) of the industrial sectors
    leading: np.ndarray  # (J,) 1.0 for a leading sector
    gdp_start: float
    attribute_purpose: np.ndarray  # (A,) uint64
    attribute_rule: np.ndarray  # (rules, 2) int64: attribute, value column
    attribute_forbidden: np.ndarray  # (rules,) uint64: the rule holds for firms without these bits
    payer_of_budget: int  # which payer an appropriation binds
    lapses: bool  # unpaid money lapses instead of rolling over


class Firms(NamedTuple):
    """The table of firms at the end of 2022, of all draws; shapes (n,)."""

    identity: np.ndarray  # int64
    segment: np.ndarray  # int64


class Instruments(NamedTuple):
    """What the engines know of the instruments: a row for each of their variants, R in all."""

    mechanism: np.ndarray  # (R,) int64
    drawn_as: np.ndarray  # (R,) int64: poisson, binomial, rounded
    outside_table: np.ndarray  # (R,) bool: recipients are not in the table of firms
    forbidden: np.ndarray  # (R,) uint64: what the title forbids
    award_forbidden: np.ndarray  # (R,) uint64: what the award forbids beyond it
    title: np.ndarray  # (R,) uint64: the title's bit
    once: np.ndarray  # (R,) int64
    by_project: np.ndarray  # (R,) bool: weighs in the project decision
    candidates: np.ndarray  # (R,) int64: named candidates
    group: np.ndarray  # (R,) int64: stacking group
    scope: np.ndarray  # (R,) int64
    promotion: np.ndarray  # (R,) int64
    rounds: np.ndarray  # (R,) int64: rounds a year, at least 1
    round_quarter: np.ndarray  # (R, K) int64: 0-3, -1 for no round
    round_day: np.ndarray  # (R, Y, K) int64: proleptic ordinal
    held: np.ndarray  # (R, Y, K) bool: the date lies in the dates of the scheme that grants the title
    pays: np.ndarray  # (R, Y, K) bool: the date lies in the award's window
    round_availability: np.ndarray  # (R, Y, K) int64
    project_availability: np.ndarray  # (R, T) int64: for a project weighed in that quarter
    column: np.ndarray  # (R, F, Y) int64 into ``values``
    each: np.ndarray  # (R,) int64 into ``tables.each``, -1 for a common amount
    tier_value: np.ndarray  # (R, 8) float64
    tier_cumulative: np.ndarray  # (R, 8) float64; first entry 0 where there are no tiers
    mean_lag: np.ndarray  # (R,) float64
    lag_cumulative: np.ndarray  # (R, L) float64
    payer: np.ndarray  # (R, P) float64
    purpose: np.ndarray  # (N, 7) uint64: apply, pass, score, places, claim, lag, amount


APPLY, PASS, SCORE, PLACES, CLAIMING, LAG, AMOUNT = range(7)
INSTRUMENT_PURPOSES = ("apply", "pass", "score", "places", "claim", "lag", "amount")


class Tables(NamedTuple):
    """Quantiles that are looked up and not computed, dense in both tails (see ``tables.py``)."""

    normal: np.ndarray  # (2, points)
    laplace: np.ndarray  # (2, points)
    frailty: np.ndarray  # (nodes, 2, points): ln of Gamma(nu, nu) quantiles on a grid of ln nu
    each: np.ndarray  # (tables, 2, points)


class Parameters(Protocol):
    """The record of one draw: every declared parameter of one number, and what follows from them (``City.block``)."""

    def __getattr__(self, name: str) -> float: ...


class Records(Protocol):
    """The sampled parameters of a block: a record for each draw."""

    def __getitem__(self, draw: int) -> Parameters: ...


class Draws(NamedTuple):
    """What the D draws of a block have sampled: parameters, variants, starting shares, growth."""

    number: np.ndarray  # (D,) int64: draw numbers
    behaviour: Records  # (D,) structured array: declared parameters and what follows from them
    values: np.ndarray  # (D, V) float64: every number that an instrument row points at
    row: np.ndarray  # (D, N) int64: the variant of each instrument
    segment_median: np.ndarray  # (D, S) ln yuan
    segment_sd: np.ndarray  # (S,)
    segment_low: np.ndarray  # (D, S) probability cuts of the body
    segment_high: np.ndarray  # (D, S)
    stage_share: np.ndarray  # (D, S, 4)
    entrants: np.ndarray  # (S,) fixed expected entrants a year, -1 for the model's rule
    drift: np.ndarray  # (D, J) drift of ln revenue by sector
    gdp_growth: np.ndarray  # (D, Y)


class Inputs(NamedTuple):
    """What the engines need to compute a block of draws, and nothing else."""

    settings: Settings
    firms: Firms
    instruments: Instruments
    tables: Tables
    draws: Draws
    room: int  # slots for firms, entrants included
    event_room: int  # slots for recognitions of one draw and arm


class Results(NamedTuple):
    """What one block gives, before payment; leading axis: draws."""

    counts: np.ndarray  # (D, 2, 5, N, Y) int64
    amounts: np.ndarray  # (D, 6, N, Y) int64
    due: np.ndarray  # (D, N, Z) int64: scheduled payment by payment year
    activity: np.ndarray  # (D, 2, 4, S, Y) int64
    firms: np.ndarray  # (D, 2, S, Y) int64: active firms at the year's end
    ever: np.ndarray  # (D, 2, S, Y) int64: of which ever transformed
    stages: np.ndarray  # (D, 2, S, 4, Y) int64
    core_value_added: np.ndarray  # (D, 2, Y) float64
    gdp: np.ndarray  # (D, Y) float64
    notes: np.ndarray  # (D, 2) int64: anchors at their cap; room exceeded


BY_ARM = ("counts", "activity", "firms", "ever", "stages", "core_value_added")
"""Results whose second axis is the policy arm."""


def empty_results(draws: int, instruments: int, years: int, payment_years: int) -> Results:
    """The results of a block before its first draw, all zero."""

    def zeros(*shape: int) -> np.ndarray:
        return np.zeros((draws, *shape), dtype=np.int64)

    return Results(
        counts=zeros(2, 5, instruments, years),
        amounts=zeros(6, instruments, years),
        due=zeros(instruments, payment_years),
        activity=zeros(2, 4, 3, years),
        firms=zeros(2, 3, years),
        ever=zeros(2, 3, years),
        stages=zeros(2, 3, 4, years),
        core_value_added=np.zeros((draws, 2, years)),
        gdp=np.zeros((draws, years)),
        notes=zeros(2),
    )
