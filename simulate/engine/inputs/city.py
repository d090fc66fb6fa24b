"""A city ready to be simulated: what all draws share is built once, what a block of draws samples is built by block."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import polygamma

from simulate.behaviour.parameters import NUMBERS
from simulate.behaviour.start import length_biased
from simulate.engine.inputs import layout
from simulate.engine.inputs.firms import build_firms
from simulate.engine.inputs.layout import Draws, Firms, Inputs, Instruments, Settings, Tables
from simulate.engine.inputs.limits import check_sums
from simulate.engine.inputs.purposes import attribute_purpose
from simulate.engine.inputs.revenue import Revenue
from simulate.engine.inputs.rows import (
    Thresholds,
    build_instruments,
    cumulated,
    forbidden_bits,
    thresholds_of,
)
from simulate.engine.inputs.spec import CitySpec
from simulate.engine.inputs.tables import NO_FRAILTY, build_tables, frailty_grid, log_gamma_sd
from simulate.plan.mechanism import mechanism_code
from simulate.randomness.marginals import Constant, Dirichlet, Marginal
from simulate.scenario.sampling import ValueTable, choose, sample_shares, variant_taken

Floats = NDArray[np.float64]
STAGE_VECTORS = ("stage_shares_above_scale", "stage_shares_small", "stage_shares_core")
DERIVED = ("frailty_place", "contest_noise", "log_tail_start", "tail_stretch", "log_fallback_mean")
ENTRANT_MARGIN = 10.0  # standard deviations of room for entrants


def behaviour_type() -> np.dtype[np.void]:
    """The record of one draw's parameters: every declared number, then what follows from them."""
    return np.dtype([(name, np.float64) for name in (*NUMBERS, *DERIVED)])


@dataclass
class City:
    """A city ready to be simulated; ``block`` samples draws."""

    spec: CitySpec
    table: ValueTable = field(init=False)
    each: list[Marginal] = field(default_factory=list)

    def __post_init__(self) -> None:
        calendar = self.spec.calendar
        self.table = ValueTable(self.spec.parameters)
        for name in NUMBERS:
            self.table.parameter(name, calendar.first_year)
        self.instruments  # noqa: B018  (registers the instruments' columns)
        self.settings  # noqa: B018
        self.drift_columns  # noqa: B018
        self.gdp_growth_columns  # noqa: B018

    @cached_property
    def thresholds(self) -> Thresholds:
        """Every least revenue and growth that a condition names, once: each is a bit of a firm's traits."""
        conditions = [row.eligible for row in self.spec.variants.rows] + [
            row.award_eligible for row in self.spec.variants.rows
        ]
        conditions += [rule.condition for rule in self.spec.attribute_rules]
        return thresholds_of(conditions, self.spec.attributes)

    @cached_property
    def build_years(self) -> float:
        """Mean build time of a project, years."""
        return sum(quarters * weight for quarters, weight in self.spec.structure.build_quarters.items()) / 4.0

    @cached_property
    def instruments(self) -> Instruments:
        """What the engines know of every variant of every instrument: a row each."""
        return build_instruments(
            self.spec.variants, self.spec.calendar, self.thresholds, self.table, self.build_years, self.each
        )

    @cached_property
    def drift_columns(self) -> list[int]:
        """Place of each sector's drift among the sampled values."""
        return [
            self.table.column(s.drift, f"sectors.{s.identity}.drift", self.spec.calendar.first_year)
            for s in self.spec.sectors
        ]

    @cached_property
    def gdp_growth_columns(self) -> list[int]:
        """Place of each year's growth of GDP among the sampled values."""
        calendar = self.spec.calendar
        return [self.table.parameter("gdp_growth", calendar.first_year + year) for year in range(calendar.years)]

    @cached_property
    def sector_cumulative(self) -> Floats:
        """Cumulative shares of the industrial sectors but the last."""
        return np.cumsum([sector.share for sector in self.spec.sectors[:-1]])[:-1]

    @cached_property
    def firms(self) -> Firms:
        """Ids and segments of the firms at the start, the same in all draws."""
        return build_firms(self.spec.counts)

    @cached_property
    def revenue(self) -> Revenue:
        """How the revenue of firms at the start is distributed."""
        return Revenue(self.spec, self.firms)

    @cached_property
    def tables(self) -> Tables:
        """Quantile tables of the normal, the Laplace and frailty's Gamma, and of recipients' own amounts."""
        return build_tables(self.frailty_range, [marginal.quantile for marginal in self.each])

    @cached_property
    def frailty_range(self) -> tuple[float, float]:
        """Smallest and largest shape nu of any draw."""
        marginal = self.spec.parameters["frailty_shape"]
        assert not isinstance(marginal, (Mapping, Dirichlet))
        return marginal.support()

    @cached_property
    def settings(self) -> Settings:
        """What is the same in every draw: calendar, thresholds, build times, attributes, money in yuan."""
        spec, calendar, structure = self.spec, self.spec.calendar, self.spec.structure
        rules = [
            (
                spec.attributes.index(rule.attribute),
                self.table.column(rule.share, f"attributes.{rule.attribute}.{place}", calendar.first_year),
            )
            for place, rule in enumerate(spec.attribute_rules)
        ]
        quarters = np.array(sorted(structure.build_quarters), dtype=np.int64)
        weights = np.array([structure.build_quarters[q] for q in quarters.tolist()])
        gains = [spec.parameters[f"productivity_gain_{stage}"] for stage in (1, 2, 3)]
        return Settings(
            seed=spec.seed,
            quarters=calendar.quarters,
            years=calendar.years,
            announcement=calendar.announcement,
            window=structure.title_window,
            build_quarters=quarters,
            build_cumulative=cumulated(weights.tolist(), weights.size),
            under_way_cumulative=cumulated(length_biased(quarters, weights).tolist(), weights.size),
            build_years=self.build_years,
            log_medium=math.log(structure.medium),
            log_large=math.log(structure.large),
            log_scale=math.log(structure.scale_threshold),
            tail_from=structure.tail_from,
            log_largest=math.log(structure.largest),
            log_grown=math.log(structure.largest_grown),
            ramp_matters=any(gain != Constant(0.0) for gain in gains),
            revenue_thresholds=np.log(np.array(self.thresholds.revenue, dtype=np.float64)),
            growth_thresholds=np.log1p(np.array(self.thresholds.growth, dtype=np.float64)),
            sector_cumulative=self.sector_cumulative,
            leading=np.array([float(sector.leading) for sector in spec.sectors]),
            gdp_start=spec.gdp,
            attribute_purpose=np.array([attribute_purpose(name) for name in spec.attributes], dtype=np.uint64),
            attribute_rule=np.array(rules, dtype=np.int64).reshape(-1, 2),
            attribute_forbidden=np.array(
                [forbidden_bits(rule.condition, self.thresholds) for rule in spec.attribute_rules], dtype=np.uint64
            ),
            payer_of_budget=spec.budget_payer,
            lapses=spec.lapses,
        )

    @cached_property
    def room(self) -> int:
        """Slots for firms: those at the start, and entrants by their largest mean and ten standard deviations."""
        total, spec = sum(self.spec.counts), self.spec
        growth, leaving = (
            self.largest("industry_growth"),
            max(self.largest(f"exit_rate_{size}") for size in ("small", "medium", "large")),
        )
        for segment, count in enumerate(spec.counts):
            fixed = spec.entrants[segment]
            pace = growth if segment == layout.INDUSTRY_ABOVE_SCALE else 0.0
            means = [
                fixed if fixed is not None else max(0.0, count * (1 + pace) ** year * (pace + leaving))
                for year in range(spec.calendar.years)
            ]
            total += math.ceil(sum(means) + ENTRANT_MARGIN * math.sqrt(sum(means)) + 20)
        return total

    def largest(self, name: str) -> float:
        """Upper end of a parameter's distribution, in its own unit."""
        marginal = self.spec.parameters[name]
        assert not isinstance(marginal, (Mapping, Dirichlet))
        return marginal.support()[1]

    def core_before(self, values: Floats) -> Floats:
        """Value added of the digital core in the year before the first, of draws with these ``values`` (D, V): (D,)."""
        share = self.table.parameter("core_share_2022", self.spec.calendar.first_year)
        return np.asarray(values[:, share] * self.spec.gdp)

    @cached_property
    def event_room(self) -> int:
        """Slots for the recognitions of one draw and arm: every firm wins every title as often as it can be won."""
        rows = self.instruments
        again = rows.rounds * self.spec.calendar.years
        often = np.where(rows.once == layout.ONCE_PER_FIRM, 1, again)
        often[rows.outside_table | (rows.mechanism == mechanism_code("none"))] = 0
        most = np.zeros(len(self.spec.variants.instruments), dtype=np.int64)
        np.maximum.at(most, np.array(self.spec.variants.instrument_of), often)
        return int(most.sum()) * self.room

    @cached_property
    def payment_years(self) -> int:
        """How many years scheduled payments can fall in: those of the horizon, and the longest lag after it."""
        return int(self.spec.calendar.years + self.instruments.lag_cumulative.shape[1] - 1)

    def block(self, first: int, count: int, uniforms: Mapping[str, Floats] | None = None) -> Inputs:
        """Inputs of draws ``first`` to ``first + count - 1``; ``uniforms`` replaces some keyed numbers."""
        fitted = (
            self.spec.posterior.columns(self.spec.seed, first, count, uniforms)
            if self.spec.posterior is not None
            else None
        )
        values = self.table.sample(self.spec.seed, first, count, uniforms, fitted)
        behaviour = np.zeros(count, dtype=behaviour_type())
        for name in behaviour.dtype.names or ():
            if name not in DERIVED:
                behaviour[name] = values[:, self.table.parameter(name, self.spec.calendar.first_year)]
        check_sums(self.room, self.settings, behaviour, self.spec.written)
        medians, low, high = self.revenue.bodies(behaviour)
        self.revenue.fill_tails(behaviour, medians, low, first)
        self.fill_capability(behaviour)
        shares = np.stack(
            [
                sample_shares(self.table.vector(name), name, self.spec.seed, first, count, uniforms)
                for name in STAGE_VECTORS
            ],
            axis=1,
        )
        draws = Draws(
            number=np.arange(first, first + count),
            behaviour=behaviour,
            values=values,
            row=self.rows_of(first, count),
            segment_median=medians,
            segment_sd=np.array(self.spec.structure.sds),
            segment_low=low,
            segment_high=high,
            stage_share=shares,
            entrants=np.array([-1.0 if mean is None else mean for mean in self.spec.entrants]),
            drift=values[:, self.drift_columns].copy(),
            gdp_growth=values[:, self.gdp_growth_columns].copy(),
        )
        return Inputs(self.settings, self.firms, self.instruments, self.tables, draws, self.room, self.event_room)

    def fill_capability(self, behaviour: np.ndarray) -> None:
        """Fill what follows from the shape of capability: its place among the tables, the noise of a contest."""
        shape, (smallest, largest) = behaviour["frailty_shape"], self.frailty_range
        nodes = len(frailty_grid(smallest, largest))
        if nodes > 1:
            behaviour["frailty_place"] = np.log(shape / smallest) / math.log(largest / smallest) * (nodes - 1)
        noise = {value: log_gamma_sd(value) for value in np.unique(shape)} if nodes == 1 else None
        sd = np.array([noise[value] for value in shape]) if noise is not None else sd_of_log_capability(shape)
        behaviour["contest_noise"] = behaviour["contest_noise_ratio"] * sd

    def rows_of(self, first: int, count: int) -> NDArray[np.int64]:
        """Which variant each instrument takes in each draw: shape (D, N)."""
        chosen = self.readings_of(first, count)
        row = np.zeros((count, len(self.spec.variants.instruments)), dtype=np.int64)
        for instrument, choices in self.spec.choices.items():
            rows = np.flatnonzero(np.array(self.spec.variants.instrument_of) == instrument)
            row[:, instrument] = rows[variant_taken(chosen, choices, count)]
        return row

    def readings_of(self, first: int, count: int) -> dict[str, NDArray[np.int64]]:
        """Which alternative each sampled reading takes in each draw."""
        return {
            name: choose(weights, name, self.spec.seed, first, count) for name, weights in self.spec.readings.items()
        }


def sd_of_log_capability(shape: Floats) -> Floats:
    """sqrt(trigamma(nu)): the standard deviation of ln a."""
    return np.where(shape >= NO_FRAILTY, 0.0, np.sqrt(polygamma(1, shape)))
