"""The agents of the Mesa engine: firms, and the treasury that keeps the book of recognitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mesa

from simulate.behaviour import (
    arithmetic,
    award_value,
    eligibility,
    growth,
    project,
)
from simulate.behaviour.eligibility import EXITED, NO_PROJECT, UNAWARE
from simulate.engine.agents.city_base import CityBase
from simulate.engine.arrays.state import LONG_AGO, NEVER, State, new_counted, new_state
from simulate.engine.inputs import layout
from simulate.engine.inputs.purposes import (
    AWARENESS,
    BUILD_TIME,
    CAPABILITY,
    EXIT,
    GROWTH,
    PROJECT_START,
    STAGE_SUCCESS,
)
from simulate.randomness.uniforms import uniform

START = 255
WORD = (1 << 64) - 1


@dataclass(frozen=True)
class Recognition:
    """One title won: by whom, under which instrument, when, for which project, and the award in yuan (0 if none is
    due).
    """

    firm: Firm
    instrument: int
    year: int
    day: int
    award: int
    project: int
    lag: int
    reason: str  # "" where an award is due, else why it is not


class Firm(mesa.Agent):
    """A firm of the city.  Each quarter: finish a project, weigh the awards, perhaps start a project.

    Attributes: ``identity`` (keyed numbers hang on it), ``segment``, ``sector``, ``log_revenue``, ``log_capability``
    (ln a, a ~ Gamma(nu, nu)), ``stage`` 0-3, ``ever`` transformed, ``done`` (quarter in which the project under way is
    completed), ``traits`` and ``blocked`` (see ``behaviour.eligibility``).
    """

    def __init__(self, model: CityBase, identity: int, segment: int, sector: int, log_revenue: float) -> None:
        super().__init__(model)
        self.city = model
        self.identity, self.segment, self.sector, self.log_revenue = identity, segment, sector, log_revenue
        self.log_capability = arithmetic.quantile(model.frailty, self.draw(CAPABILITY))
        self.traits = self.starting_traits()
        self.blocked, self.stage, self.ever, self.active = 0, 0, False, True
        self.done, self.last, self.finished, self.running = NEVER, LONG_AGO, NEVER, NEVER
        self.next_project, self.project_year = 0, NEVER
        self.pending_gain, self.yearly_gain = 0.0, 0.0
        self.propensity, self.hazard = 0.0, 0.0

    def draw(self, purpose: Any, time: int = 0) -> float:
        """The firm's keyed number for a purpose at a time, inside (0, 1)."""
        return float(uniform(self.city.key, self.identity, time, purpose))

    def starting_traits(self) -> int:
        """The word of segment, sector, size, awareness and attributes; no stage yet, and no recent project."""
        settings, record = self.city.inputs.settings, self.city.record
        size = eligibility.size_class(self.log_revenue, settings.log_medium, settings.log_large)
        traits = (
            1 << (eligibility.SEGMENT_AT + self.segment) | 1 << (eligibility.SECTOR_AT + self.sector) | int(NO_PROJECT)
        )
        traits = int(
            eligibility.with_size(traits, size, eligibility.revenue_bits(self.log_revenue, settings.revenue_thresholds))
        )
        knows = (record.awareness_small, record.awareness_medium, record.awareness_large)[size]
        if self.log_revenue < settings.log_scale:
            knows = record.awareness_below_scale
        if self.draw(AWARENESS) >= knows:
            traits |= int(UNAWARE)
        lacks = dict.fromkeys(range(settings.attribute_purpose.size), True)
        settled: set[int] = set()
        for (attribute, column), forbidden in zip(settings.attribute_rule, settings.attribute_forbidden, strict=True):
            if attribute not in settled and not traits & int(forbidden):
                settled.add(attribute)
                lacks[attribute] = self.draw(settings.attribute_purpose[attribute]) >= self.city.values[column]
        for attribute, missing in lacks.items():
            if missing:
                traits |= 1 << (eligibility.LACKS_AT + attribute)
        return traits

    def set_propensity(self) -> None:
        """Multiplier m of the firm's hazard, and the hazard of a quarter without peers and awards, m / 4."""
        shift = self.city.shift[self.sector]
        log_m = project.log_propensity(self.log_capability, self.log_revenue, self.city.record.size_gradient, shift)
        self.propensity = arithmetic.exponential(log_m)
        self.hazard = 0.25 * self.propensity

    def set_stage(self, stage: int) -> None:
        """Take a maturity stage, 0 to 3, in the firm's state and in its traits."""
        self.stage = stage
        self.traits = int(eligibility.with_stage(self.traits, stage))

    def size(self) -> int:
        """Size class by revenue: 0 small, 1 medium, 2 large."""
        settings = self.city.inputs.settings
        return int(eligibility.size_class(self.log_revenue, settings.log_medium, settings.log_large))

    def grow(self, year: int) -> None:
        """ln x <- ln x + g_j + theta_ramp + sigma(x) e; then perhaps leave."""
        settings, record, draws = self.city.inputs.settings, self.city.record, self.city.inputs.draws
        gain = 0.0
        if settings.ramp_matters:
            gain = growth.realised_gain(self.pending_gain, self.yearly_gain)
            self.pending_gain -= gain
        relative = self.log_revenue - draws.segment_median[self.city.draw_index, self.segment]
        shock = arithmetic.quantile(self.city.inputs.tables.laplace, self.draw(GROWTH, year))
        change = growth.log_growth(
            draws.drift[self.city.draw_index, self.sector],
            gain,
            record.growth_sd,
            record.growth_size_exponent,
            relative,
            shock,
        )
        change = growth.bounded_growth(change, self.log_revenue, settings.log_grown)
        self.log_revenue += change
        size = self.size()
        rate = (record.exit_rate_small, record.exit_rate_medium, record.exit_rate_large)[size]
        if growth.exits(self.draw(EXIT, year), rate):
            self.leave()
            return
        if self.segment == layout.DIGITAL_CORE:
            self.city.core_changes.append(arithmetic.fixed_point(change))
        missing = int(eligibility.revenue_bits(self.log_revenue, settings.revenue_thresholds)) | int(
            eligibility.growth_bits(change, settings.growth_thresholds)
        )
        self.traits = int(eligibility.with_size(self.traits, size, missing))
        self.set_propensity()

    def leave(self) -> None:
        """Close or fall below scale: the firm starts nothing, wins nothing and is no longer counted."""
        self.active, self.done, self.hazard, self.propensity = False, NEVER, 0.0, 0.0
        self.traits |= int(EXITED)

    def complete(self, quarter: int) -> None:
        """Finish a project that is due; let an old one lose its weight."""
        if self.last == quarter - self.city.inputs.settings.window:
            self.traits |= int(NO_PROJECT)
        if self.done == quarter:
            self.finish(quarter)

    def success(self) -> float:
        """phi_k: chance that a completed project raises the firm's stage; 0 at the top stage."""
        record = self.city.record
        return float((record.stage_success_0, record.stage_success_1, record.stage_success_2, 0.0)[self.stage])

    def finish(self, quarter: int) -> None:
        """Complete the project under way: the firm is transformed, may win project titles, and perhaps rises a stage."""
        record = self.city.record
        self.done, self.last, self.finished = NEVER, quarter, self.running
        self.blocked &= WORD ^ self.city.titles_of_projects
        self.ever = True
        self.traits &= WORD ^ int(NO_PROJECT)
        if self.stage < 3 and project.stage_rises(self.draw(STAGE_SUCCESS, self.running), self.success()):
            self.set_stage(self.stage + 1)
            self.city.note(layout.STAGE_MOVES, self.segment, 1)
            if self.city.inputs.settings.ramp_matters:
                gain = (record.productivity_gain_1, record.productivity_gain_2, record.productivity_gain_3)[
                    self.stage - 1
                ]
                self.pending_gain += gain
                self.yearly_gain += gain / record.productivity_ramp

    def cost(self) -> float:
        """C_k(x) of the project that the firm would do now, in yuan."""
        record = self.city.record
        share = (
            record.project_cost_share_0,
            record.project_cost_share_1,
            record.project_cost_share_2,
            record.project_cost_share_0,
        )[self.stage]
        return float(project.project_cost(self.log_revenue, share, record.project_cost_floor))

    def weigh(self, offers: list[Offer]) -> None:
        """Hazard under the awards: the best of each stacking group, summed, over the project's cost."""
        record = self.city.record
        self.hazard = 0.25 * self.propensity
        if self.traits & int(UNAWARE):
            return
        best: dict[int, float] = {}
        for offer in offers:
            if offer.once_per_firm and self.blocked & offer.title:
                continue
            weight = eligibility.could_win_after_project(self.traits, offer.forbidden, self.stage, self.success())
            if weight > 0.0 and not self.traits & offer.award_forbidden & (WORD ^ int(NO_PROJECT)):
                worth = award_value.discounted_award(
                    offer.belief, offer.award * weight, record.award_haircut, offer.discount, offer.availability
                )
                gain = award_value.expected_value(offer.chance, worth, offer.cost)
                best[offer.group] = max(best.get(offer.group, 0.0), gain)
        total = 0.0
        for group in sorted(best):
            total += best[group]
        if total > 0.0:
            response = record.award_response * (
                record.award_response_large_ratio if self.size() == eligibility.LARGE else 1.0
            )
            self.hazard = (
                0.25
                * self.propensity
                * award_value.boost(response, award_value.intensity(total, self.cost(), record.intensity_cap))
            )

    def start_project(self, quarter: int) -> None:
        """Perhaps start a project: P = 1 - exp(-mu/4)."""
        settings = self.city.inputs.settings
        quarterly = self.hazard * self.city.rates[self.sector]
        if self.done != NEVER or not project.starts(self.draw(PROJECT_START, quarter), quarterly):
            return
        self.running, self.next_project = self.next_project, self.next_project + 1
        quarters = project.build_quarters(
            self.draw(BUILD_TIME, self.running), settings.build_quarters, settings.build_cumulative
        )
        self.done = quarter + quarters
        self.city.note(layout.PROJECTS, self.segment, 1)
        if self.project_year != self.city.year:
            self.project_year = self.city.year
            self.city.note(layout.FIRMS_WITH_PROJECT, self.segment, 1)
        self.city.note(layout.INVESTMENT, self.segment, int(arithmetic.round_half_up(self.cost())))
        if quarters == 0:
            self.finish(quarter)


@dataclass(frozen=True)
class Offer:
    """What every firm knows alike of a project award in a quarter."""

    group: int
    title: int
    forbidden: int
    award_forbidden: int
    once_per_firm: bool
    chance: float
    cost: float
    award: float
    belief: float
    availability: float
    discount: float


class Treasury(mesa.Agent):
    """Keeps the book of recognitions, firm by firm, and of recipients outside the table of firms."""

    def __init__(self, model: CityBase) -> None:
        super().__init__(model)
        self.book: list[Recognition] = []
        self.counted = new_counted(model.inputs)

    def as_state(self, firms: list[Firm]) -> State:
        """The book as the arrays that the ledger reads."""
        state = new_state(len(firms), max(1, len(self.book)), self.counted.shape[1], 1)
        slot = {id(firm): index for index, firm in enumerate(firms)}
        state.identity[:] = [firm.identity for firm in firms]
        state.latest[:] = NEVER
        state.used[0], state.used[1] = len(firms), len(self.book)
        for event, entry in enumerate(self.book):
            firm = slot[id(entry.firm)]
            state.event_firm[event], state.event_instrument[event], state.event_year[event] = (
                firm,
                entry.instrument,
                entry.year,
            )
            state.event_day[event], state.event_award[event] = entry.day, entry.award
            state.event_project[event], state.event_lag[event] = entry.project, entry.lag
            state.event_before[event] = state.latest[firm]
            state.latest[firm] = event
        return state
