"""From data to arrays: what both engines read (one row a variant of an instrument)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from simulate.behaviour import eligibility
from simulate.behaviour.limits import INSTRUMENTS, TIERS
from simulate.engine.inputs import layout
from simulate.engine.inputs.layout import Instruments
from simulate.engine.inputs.purposes import instrument_purposes
from simulate.plan.instrument import COLUMNS
from simulate.plan.mechanism import mechanism_code
from simulate.plan.values import Value
from simulate.randomness.marginals import Choice, Marginal
from simulate.scenario.sampling import ValueTable


@dataclass(frozen=True)
class Condition:
    """Who may win: None means any.  Money in yuan, growth as a share, ``holds`` names attributes."""

    segment: tuple[int, ...] | None = None
    size: tuple[int, ...] | None = None
    stage: tuple[int, ...] | None = None
    sector: tuple[int, ...] | None = None
    min_revenue: float | None = None
    min_growth: float | None = None
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class InstrumentRow:
    """One variant of an instrument in the engine's own terms; every number is a value of the plan or known."""

    identity: str
    mechanism: str
    values: Mapping[str, Value | float]
    drawn_as: int = layout.POISSON
    outside_table: bool = False
    eligible: Condition = field(default_factory=Condition)
    award_eligible: Condition = field(default_factory=Condition)
    once: int = layout.ONCE_PER_FIRM
    by_project: bool = False
    candidates: int = 0
    group: str = ""
    scope: int = layout.SCOPE_RECIPIENT
    promotion: int = layout.TOP_UP
    rounds: tuple[tuple[int, int], ...] = ()  # (month, day)
    scheme: tuple[datetime.date | None, datetime.date | None] = (None, None)  # when the title is granted; None: no end
    renewable: bool = False  # the scheme ends with the award's window, so that firms reckon with its renewal
    window: tuple[datetime.date, datetime.date] = (datetime.date(2023, 1, 1), datetime.date(2025, 12, 31))
    each: Marginal | None = None
    lag: tuple[float, ...] = (1.0,)
    payer: tuple[float, ...] = (1.0,)


@dataclass(frozen=True)
class Calendar:
    """First year, number of years, day of the announcement."""

    first_year: int
    years: int
    announced: datetime.date

    @property
    def quarters(self) -> int:
        """How many quarters the horizon has: four a simulated year."""
        return 4 * self.years

    @property
    def announcement(self) -> int:
        """Quarter of the announcement, counted from the first; the horizon's length if it lies beyond."""
        return min(max(self.quarter_of(self.announced), 0), self.quarters)

    def quarter_of(self, day: datetime.date) -> int:
        """Quarter of a day, counted from the first of the horizon."""
        return (day.year - self.first_year) * 4 + (day.month - 1) // 3


@dataclass(frozen=True)
class Thresholds:
    """Distinct thresholds of the plan's conditions and its attributes, each a bit."""

    revenue: tuple[float, ...]
    growth: tuple[float, ...]
    attributes: tuple[str, ...]


def thresholds_of(conditions: Sequence[Condition], attributes: Sequence[str]) -> Thresholds:
    """Collect the thresholds of all conditions; raises ``ValueError`` where there are more than bits."""
    revenue = tuple(sorted({c.min_revenue for c in conditions if c.min_revenue is not None}))
    growth = tuple(sorted({c.min_growth for c in conditions if c.min_growth is not None}))
    for found, most, what in (
        (revenue, eligibility.REVENUE_THRESHOLDS, "revenue thresholds"),
        (growth, eligibility.GROWTH_THRESHOLDS, "growth thresholds"),
        (attributes, eligibility.ATTRIBUTES, "attributes"),
    ):
        if len(found) > most:
            raise ValueError(f"{len(found)} different {what}: the engine tells at most {most} apart")
    return Thresholds(revenue, growth, tuple(attributes))


def forbidden_bits(condition: Condition, thresholds: Thresholds) -> int:
    """The traits that a condition rules out (see ``behaviour.eligibility``)."""
    word = int(eligibility.EXITED)
    for allowed, base, size in (
        (condition.segment, eligibility.SEGMENT_AT, eligibility.SEGMENTS),
        (condition.size, eligibility.SIZE_AT, eligibility.SIZES),
        (condition.stage, eligibility.STAGE_AT, eligibility.STAGES),
        (condition.sector, eligibility.SECTOR_AT, eligibility.SECTORS),
    ):
        if allowed is not None:
            word |= sum(1 << (base + index) for index in range(size) if index not in allowed)
    if condition.min_revenue is not None:
        word |= 1 << (eligibility.REVENUE_AT + thresholds.revenue.index(condition.min_revenue))
    if condition.min_growth is not None:
        word |= 1 << (eligibility.GROWTH_AT + thresholds.growth.index(condition.min_growth))
    for name in condition.holds:
        word |= 1 << (eligibility.LACKS_AT + thresholds.attributes.index(name))
    return word


@dataclass(frozen=True)
class Variants:
    """All rows, which rows belong to which instrument, and the distributions of recipients' own amounts."""

    rows: tuple[InstrumentRow, ...]
    instrument_of: tuple[int, ...]
    instruments: tuple[str, ...]


def availability_code(announced: datetime.date, day: datetime.date, window: tuple[datetime.date, datetime.date]) -> int:
    """Whether an award recognised on a day counts for a firm that knows of it: yes, if renewed, or no."""
    if day < announced or day < window[0]:
        return layout.UNAVAILABLE
    return layout.AVAILABLE if day <= window[1] else layout.IF_RENEWED


def build_instruments(
    variants: Variants,
    calendar: Calendar,
    thresholds: Thresholds,
    table: ValueTable,
    build_years: float,
    each: list[Marginal],
) -> Instruments:
    """The arrays of all rows; distributions of recipients' own amounts are appended to ``each``."""
    rows, count = variants.rows, len(variants.rows)
    years, quarters = calendar.years, calendar.quarters
    most_rounds = max((len(row.rounds) for row in rows), default=1) or 1
    lags, payers = max(len(row.lag) for row in rows), max(len(row.payer) for row in rows)
    groups: dict[str, int] = {}
    titles = {name: index for index, name in enumerate(variants.instruments)}
    if len(titles) > INSTRUMENTS:
        raise ValueError(f"{len(titles)} instruments: the engine tells at most {INSTRUMENTS} titles apart")
    out = Instruments(
        mechanism=np.array([mechanism_code(row.mechanism) for row in rows]),
        drawn_as=np.array([row.drawn_as for row in rows]),
        outside_table=np.array([row.outside_table for row in rows]),
        forbidden=np.array([title_bars(row, thresholds) for row in rows], dtype=np.uint64),
        award_forbidden=np.array([forbidden_bits(row.award_eligible, thresholds) for row in rows], dtype=np.uint64),
        title=np.array([1 << titles[row.identity] for row in rows], dtype=np.uint64),
        once=np.array([row.once for row in rows]),
        by_project=np.array([row.by_project for row in rows]),
        candidates=np.array([row.candidates for row in rows]),
        group=np.array([groups.setdefault(row.group or f"own {row.identity}", len(groups)) for row in rows]),
        scope=np.array([row.scope for row in rows]),
        promotion=np.array([row.promotion for row in rows]),
        rounds=np.array([max(len(row.rounds), 1) for row in rows]),
        round_quarter=np.full((count, most_rounds), -1),
        round_day=np.zeros((count, years, most_rounds), dtype=np.int64),
        held=np.zeros((count, years, most_rounds), dtype=np.bool_),
        pays=np.zeros((count, years, most_rounds), dtype=np.bool_),
        round_availability=np.zeros((count, years, most_rounds), dtype=np.int64),
        project_availability=np.zeros((count, quarters), dtype=np.int64),
        column=np.zeros((count, len(COLUMNS), years), dtype=np.int64),
        each=np.full(count, -1),
        tier_value=np.zeros((count, TIERS)),
        tier_cumulative=np.zeros((count, TIERS)),
        mean_lag=np.array([float(np.dot(row.lag, np.arange(len(row.lag)))) for row in rows]),
        lag_cumulative=np.stack([cumulated(row.lag, lags) for row in rows]),
        payer=np.stack([padded(row.payer, payers) for row in rows]),
        purpose=np.array([instrument_purposes(name) for name in variants.instruments], dtype=np.uint64),
    )
    for place, row in enumerate(rows):
        set_rounds(out, place, row, calendar, build_years)
        set_values(out, place, row, calendar, table)
        set_own_amounts(out, place, row, each)
    return out


def title_bars(row: InstrumentRow, thresholds: Thresholds) -> int:
    """What the title forbids; a project title needs a recent project, too."""
    bars = forbidden_bits(row.eligible, thresholds)
    return bars | int(eligibility.NO_PROJECT) if row.by_project else bars


def padded(weights: Sequence[float], size: int) -> np.ndarray:
    """Weights as an array of shape (size,), zero beyond the last."""
    return np.array([*weights, *[0.0] * (size - len(weights))])


def cumulated(weights: Sequence[float], size: int) -> np.ndarray:
    """Cumulative weights; the last one named, and all behind it, are exactly 1."""
    out = np.cumsum(padded(weights, size))
    out[len(weights) - 1 :] = 1.0
    return out


def within(day: datetime.date, start: datetime.date | None, end: datetime.date | None) -> bool:
    """Whether a day lies between two days, both included; None is no limit."""
    return (start is None or start <= day) and (end is None or day <= end)


def set_rounds(out: Instruments, place: int, row: InstrumentRow, calendar: Calendar, build_years: float) -> None:
    """Dates of the rounds: held, paying, availability; and what a project weighed in a quarter can still reach."""
    days: list[datetime.date] = []
    for number, (month, day) in enumerate(row.rounds):
        out.round_quarter[place, number] = (month - 1) // 3
        for year in range(calendar.years):
            date = datetime.date(calendar.first_year + year, month, day)
            out.round_day[place, year, number] = date.toordinal()
            out.held[place, year, number] = within(date, *row.scheme)
            out.pays[place, year, number] = row.window[0] <= date <= row.window[1]
            out.round_availability[place, year, number] = availability_code(calendar.announced, date, row.window)
    start, end = row.scheme[0], None if row.renewable else row.scheme[1]
    for year in range(calendar.years + 6):
        days.extend(datetime.date(calendar.first_year + year, month, day) for month, day in row.rounds)
    days = sorted(day for day in days if within(day, start, end))
    for quarter in range(calendar.announcement, calendar.quarters):
        ready = quarter + round(4 * build_years)
        reached = [day for day in days if calendar.quarter_of(day) >= ready]
        if reached:
            out.project_availability[place, quarter] = availability_code(calendar.announced, reached[0], row.window)


def set_values(out: Instruments, place: int, row: InstrumentRow, calendar: Calendar, table: ValueTable) -> None:
    """Point every number, year by year, at its column; one that the row does not state points at what then counts."""
    for number, (name, (_, declared)) in enumerate(COLUMNS.items()):
        value = row.values.get(name, declared.unstated)
        for year in range(calendar.years):
            out.column[place, number, year] = table.column(
                value, f"instruments.{row.identity}.{name}", calendar.first_year + year
            )


def set_own_amounts(out: Instruments, place: int, row: InstrumentRow, each: list[Marginal]) -> None:
    """Amounts that differ by recipient: a few tiers, or a quantile table."""
    if row.each is None:
        return
    if isinstance(row.each, Choice):
        if len(row.each.values) > TIERS:
            raise ValueError(f"{row.identity}: {len(row.each.values)} tiers: at most {TIERS}")
        out.tier_value[place] = padded(row.each.values, TIERS)
        out.tier_value[place, len(row.each.values) :] = row.each.values[-1]
        out.tier_cumulative[place] = cumulated(row.each.weights, TIERS)
        return
    out.each[place] = len(each)
    each.append(row.each)
