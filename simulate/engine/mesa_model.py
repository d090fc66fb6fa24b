"""The Mesa engine: one draw as a real agent-based model - the readable reference, the teaching model, the oracle.

``CityModel`` is a ``mesa.Model``; its agents are ``Firm`` and one ``Treasury``.  Every decision calls the same scalar rules as the
compiled engine, on the same keyed numbers, so both give equal integers, bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import mesa
import numpy as np

from simulate.behaviour import application, arithmetic, award_value, eligibility, entitlement, growth, macro, project, recognition, start
from simulate.behaviour.eligibility import EXITED, NO_PROJECT, UNAWARE
from simulate.engine import layout
from simulate.engine.contest import select_best
from simulate.engine.layout import Inputs, Results, empty_results
from simulate.engine.ledger import settle_once
from simulate.engine.purposes import (
    AWARENESS, BUILD_TIME, BUSY, CAPABILITY, ENTRANT_STAGE, ENTRANT_TRANSFORMED, ENTRY, EXIT, GROWTH, PROJECT_START, RECENT,
    RECENT_WHEN, REMAINING, SECTOR, SIZE, STAGE_NOISE, STAGE_SUCCESS,
)
from simulate.engine.schedule import PHASES, happens
from simulate.engine.state import LONG_AGO, NEVER, State, new_state
from simulate.uniforms import POPULATION_DRAW, draw_key, uniform

CITY = 0xFFFFFF
START = 255
WORD = (1 << 64) - 1
Policy = Literal["on", "off"]


@dataclass(frozen=True)
class Recognition:
    """One title won: by whom, under which instrument, when, for which project, and the award in yuan (0 if none is due)."""

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

    def __init__(self, model: CityModel, identity: int, segment: int, sector: int, log_revenue: float) -> None:
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
        """The firm's keyed number for a purpose."""
        return float(uniform(self.city.key, self.identity, time, purpose))

    def starting_traits(self) -> int:
        """Segment, sector, size, awareness and attributes."""
        settings, record = self.city.inputs.settings, self.city.record
        size = eligibility.size_class(self.log_revenue, settings.log_medium, settings.log_large)
        traits = 1 << (eligibility.SEGMENT_AT + self.segment) | 1 << (eligibility.SECTOR_AT + self.sector) | int(NO_PROJECT)
        traits = int(eligibility.with_size(traits, size, eligibility.revenue_bits(self.log_revenue, settings.revenue_thresholds)))
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
        """m, and the hazard without awards."""
        shift = self.city.shift[self.sector]
        log_m = project.log_propensity(self.log_capability, self.log_revenue, self.city.record.size_gradient, shift)
        self.propensity = arithmetic.exponential(log_m)
        self.hazard = 0.25 * self.propensity

    def set_stage(self, stage: int) -> None:
        """Move to a stage."""
        self.stage = stage
        self.traits = int(eligibility.with_stage(self.traits, stage))

    def size(self) -> int:
        """0 small, 1 medium, 2 large."""
        settings = self.city.inputs.settings
        return int(eligibility.size_class(self.log_revenue, settings.log_medium, settings.log_large))

    def grow(self, year: int) -> None:
        """ln x <- ln x + g_j + theta_ramp + sigma(x) e; then perhaps leave."""
        settings, record, draws = self.city.inputs.settings, self.city.record, self.city.inputs.draws
        gain = 0.0
        if settings.ramp_matters:
            gain = growth.realised_gain(self.pending_gain, self.yearly_gain)
            self.pending_gain -= gain
        relative = self.log_revenue - draws.segment_median[self.city.place, self.segment]
        shock = arithmetic.quantile(self.city.inputs.tables.laplace, self.draw(GROWTH, year))
        change = growth.log_growth(
            draws.drift[self.city.place, self.sector], gain, record.growth_sd, record.growth_size_exponent, relative, shock)
        self.log_revenue += change
        size = self.size()
        rate = (record.exit_rate_small, record.exit_rate_medium, record.exit_rate_large)[size]
        if growth.exits(self.draw(EXIT, year), rate):
            self.leave()
            return
        if self.segment == layout.DIGITAL_CORE:
            self.city.core_changes.append(arithmetic.fixed_point(change))
        missing = int(eligibility.revenue_bits(self.log_revenue, settings.revenue_thresholds)) | int(
            eligibility.growth_bits(change, settings.growth_thresholds))
        self.traits = int(eligibility.with_size(self.traits, size, missing))
        self.set_propensity()

    def leave(self) -> None:
        """Close or fall below scale."""
        self.active, self.done, self.hazard, self.propensity = False, NEVER, 0.0, 0.0
        self.traits |= int(EXITED)

    def complete(self, quarter: int) -> None:
        """Finish a project that is due; let an old one lose its weight."""
        if self.last == quarter - self.city.inputs.settings.window:
            self.traits |= int(NO_PROJECT)
        if self.done == quarter:
            self.finish(quarter)

    def success(self) -> float:
        """phi_k."""
        record = self.city.record
        return float((record.stage_success_0, record.stage_success_1, record.stage_success_2, 0.0)[self.stage])

    def finish(self, quarter: int) -> None:
        """One project is done."""
        record = self.city.record
        self.done, self.last, self.finished = NEVER, quarter, self.running
        self.blocked &= WORD ^ self.city.titles_of_projects
        self.ever = True
        self.traits &= WORD ^ int(NO_PROJECT)
        if self.stage < 3 and project.stage_rises(self.draw(STAGE_SUCCESS, self.running), self.success()):
            self.set_stage(self.stage + 1)
            self.city.note(layout.STAGE_MOVES, self.segment, 1)
            if self.city.inputs.settings.ramp_matters:
                gain = (record.productivity_gain_1, record.productivity_gain_2, record.productivity_gain_3)[self.stage - 1]
                self.pending_gain += gain
                self.yearly_gain += gain / record.productivity_ramp

    def cost(self) -> float:
        """C_k(x) of the project that the firm would do now, in yuan."""
        record = self.city.record
        share = (record.project_cost_share_0, record.project_cost_share_1, record.project_cost_share_2,
                 record.project_cost_share_0)[self.stage]
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
                worth = award_value.discounted_award(offer.belief, offer.award * weight, record.award_haircut, offer.discount, offer.alive)
                gain = award_value.expected_value(offer.chance, worth, offer.cost)
                best[offer.group] = max(best.get(offer.group, 0.0), gain)
        total = 0.0
        for group in sorted(best):
            total += best[group]
        if total > 0.0:
            response = record.award_response * (record.award_response_large_ratio if self.size() == eligibility.LARGE else 1.0)
            self.hazard = 0.25 * self.propensity * award_value.boost(
                response, award_value.intensity(total, self.cost(), record.intensity_cap))

    def start_project(self, quarter: int) -> None:
        """Perhaps start a project: P = 1 - exp(-mu/4)."""
        settings = self.city.inputs.settings
        quarterly = self.hazard * self.city.rates[self.sector]
        if self.done != NEVER or not project.starts(self.draw(PROJECT_START, quarter), quarterly):
            return
        self.running, self.next_project = self.next_project, self.next_project + 1
        quarters = project.build_quarters(self.draw(BUILD_TIME, self.running), settings.build_quarters, settings.build_cumulative)
        self.done = quarter + quarters
        self.city.note(layout.PROJECTS, self.segment, 1)
        if self.project_year != self.city.year:
            self.project_year = self.city.year
            self.city.note(layout.FIRMS_WITH_PROJECT, self.segment, 1)
        self.city.note(layout.INVESTMENT, self.segment, int(arithmetic.whole(self.cost())))
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
    alive: float
    discount: float


class Treasury(mesa.Agent):
    """Keeps the book of recognitions, firm by firm, and of recipients outside the table of firms."""

    def __init__(self, model: CityModel) -> None:
        super().__init__(model)
        shape = (2, model.inputs.draws.row.shape[1], model.inputs.settings.years)
        self.book: list[Recognition] = []
        self.counted = np.zeros(shape, dtype=np.int64)

    def as_state(self, firms: list[Firm]) -> State:
        """The book as the arrays that the ledger reads."""
        city = self.model
        state = new_state(len(firms), max(1, len(self.book)), self.counted.shape[1], 1, 1)
        slot = {id(firm): index for index, firm in enumerate(firms)}
        state.identity[:] = [firm.identity for firm in firms]
        state.latest[:] = NEVER
        state.used[0], state.used[1] = len(firms), len(self.book)
        for event, entry in enumerate(self.book):
            firm = slot[id(entry.firm)]
            state.event_firm[event], state.event_instrument[event], state.event_year[event] = firm, entry.instrument, entry.year
            state.event_day[event], state.event_award[event] = entry.day, entry.award
            state.event_project[event], state.event_lag[event] = entry.project, entry.lag
            state.event_before[event] = state.latest[firm]
            state.latest[firm] = event
        assert city is self.model
        return state


class CityModel(mesa.Model):
    """One draw of one policy arm.  ``step`` is one quarter; ``run`` goes to the horizon and returns the results.

    With ``policy="on"`` a twin without awards runs first on the same numbers: its first rounds anchor how many firms
    apply without an award, and it tells what would have happened anyway.
    """

    def __init__(self, inputs: Inputs, draw: int = 0, policy: Policy = "on") -> None:
        super().__init__(rng=0)  # Mesa's own generator is never used: every number is keyed
        self.inputs, self.place, self.policy = inputs, draw, policy
        self.arm = layout.ON if policy == "on" else layout.OFF
        settings = inputs.settings
        self.key = np.uint64(draw_key(settings.seed, int(inputs.draws.number[draw])))
        self.record = inputs.draws.behaviour.view(np.recarray)[draw]
        self.values = inputs.draws.values[draw]
        self.rows = [int(row) for row in inputs.draws.row[draw]]
        self.quarter = 0
        self.core_changes: list[int] = []
        self.core_index = 1.0
        self.results = empty_results(1, len(self.rows), settings.years, settings.years + inputs.instruments.lag_weight.shape[1] - 1)
        self.finished: list[dict[int, int]] = []
        self.twin = CityModel(inputs, draw, "off") if policy == "on" else None
        if self.twin is not None:
            self.twin.run()
        self.base_chance: dict[int, float] = dict(self.twin.base_chance) if self.twin is not None else {}
        self.titles_of_projects = sum(
            {int(inputs.instruments.title[row]) for row in self.rows if inputs.instruments.once[row] == layout.ONCE_PER_PROJECT})
        self.treasury = Treasury(self)
        self.firms: list[Firm] = []
        self.beliefs = [self.value(row, layout.BELIEF, 0) for row in self.rows]
        self.candidates: dict[int, list[Firm]] = {}
        self.set_up()
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "quarter": "quarter", "firms": lambda city: len(city.active()),
                "projects": lambda city: int(city.results.activity[0, city.arm, layout.PROJECTS].sum()),
                "transformed": lambda city: sum(firm.ever for firm in city.active()),
                "recognitions": lambda city: len(city.treasury.book),
            },
            agent_reporters={"stage": lambda agent: getattr(agent, "stage", None)},
        )

    # ------------------------------------------------------------------ the start

    def set_up(self) -> None:
        """The city at the end of 2022."""
        self.frailty = self.frailty_table()
        table, draws = self.inputs.firms, self.inputs.draws
        self.shift = np.zeros(draws.drift.shape[1])
        for identity, segment, sector, u in zip(table.identity, table.segment, table.sector, table.size_uniform, strict=True):
            self.firms.append(Firm(self, int(identity), int(segment), int(sector), self.starting_revenue(int(segment), float(u))))
        self.starters = [[sum(firm.segment == segment and firm.size() == size for firm in self.firms) for size in range(3)] for segment in range(3)]
        self.fix_propensity()
        self.coverage = [self.place_stages([firm for firm in self.firms if firm.segment == segment], segment) for segment in range(3)]
        self.note_peers()
        self.place_projects()
        self.place_titles()

    def frailty_table(self) -> np.ndarray:
        """Table of ln a at this draw's nu."""
        nodes = self.inputs.tables.frailty
        node = min(int(self.record.frailty_place), max(len(nodes) - 2, 0))
        share = self.record.frailty_place - node
        low, high = nodes[node], nodes[min(node + 1, len(nodes) - 1)]
        return np.asarray(low + share * (high - low))

    def starting_revenue(self, segment: int, u: float) -> float:
        """ln revenue at the start."""
        draws, settings, d = self.inputs.draws, self.inputs.settings, self.place
        tail_from = settings.tail_from if segment == layout.INDUSTRY_ABOVE_SCALE else 2.0
        return float(start.starting_log_revenue(
            u, self.inputs.tables.normal, draws.segment_low[d, segment], draws.segment_high[d, segment], draws.segment_median[d, segment],
            draws.segment_sd[segment], tail_from, self.record.log_tail_start, self.record.tail_exponent, self.record.tail_stretch,
            settings.log_largest))

    def fix_propensity(self) -> None:
        """Sector shifts so that m has mean 1 above scale."""
        leading, record = self.inputs.settings.leading, self.record
        above = [firm for firm in self.firms if firm.segment == layout.INDUSTRY_ABOVE_SCALE]
        everyone = sum(arithmetic.fixed_point(firm.log_revenue) for firm in above)
        means = np.zeros(len(leading))
        for sector in range(len(leading)):
            own = [arithmetic.fixed_point(firm.log_revenue) for firm in above if firm.sector == sector]
            count, total = (len(own), sum(own)) if own else (len(above), everyone)
            means[sector] = (total / count) / arithmetic.FIXED if count else record.log_fallback_mean
        self.shift = record.leading_sector_shift * leading - record.size_gradient * means
        level = sum(
            arithmetic.fixed_point(arithmetic.exponential(
                project.log_propensity(0.0, firm.log_revenue, record.size_gradient, self.shift[firm.sector]))) for firm in above)
        if above:
            self.shift = self.shift - arithmetic.logarithm((level / len(above)) / arithmetic.FIXED)
        for firm in self.firms:
            firm.set_propensity()

    def place_stages(self, firms: list[Firm], segment: int) -> float:
        """Starting stages by rank; returns the segment's coverage."""
        record, shares, count = self.record, self.inputs.draws.stage_share[self.place, segment], len(firms)
        if not count:
            return 0.0
        logs = [project.log_propensity(firm.log_capability, firm.log_revenue, record.size_gradient, self.shift[firm.sector]) for firm in firms]
        mean = (sum(arithmetic.fixed_point(log_m) for log_m in logs) / count) / arithmetic.FIXED
        squares = sum(arithmetic.fixed_point_squares(log_m * log_m) for log_m in logs)
        variance = (squares / count) / arithmetic.FIXED_SQUARES - mean * mean
        scale = 1.0 / np.sqrt(variance) if variance > 1e-9 else 0.0
        keyed = []
        for firm, log_m in zip(firms, logs, strict=True):
            noise = arithmetic.quantile(self.inputs.tables.normal, firm.draw(STAGE_NOISE))
            keyed.append((start.rank_key(start.rank_score((log_m - mean) * scale, record.stage_rank_correlation, noise), firm.identity), firm))
        keyed.sort(key=lambda pair: -pair[0])
        at_least = [int(arithmetic.whole(x * count)) for x in (1.0 - shares[0], shares[3] + shares[2], shares[3])]
        covered = at_least[0]
        if segment == layout.INDUSTRY_ABOVE_SCALE:
            covered = max(covered, int(arithmetic.whole(record.coverage_start * count)))
        for rank, (_, firm) in enumerate(keyed):
            firm.set_stage(sum(rank < limit for limit in at_least))
            firm.ever = rank < covered
        return covered / count

    def place_projects(self) -> None:
        """Projects under way and recently finished."""
        settings, record = self.inputs.settings, self.record
        hazards = {id(firm): firm.propensity * self.rates[firm.sector] for firm in self.firms}
        above = [firm for firm in self.firms if firm.segment == layout.INDUSTRY_ABOVE_SCALE]
        load = sum(arithmetic.fixed_point(start.busy_weight(hazards[id(firm)], settings.build_years)) for firm in above)
        scale = record.busy_share_start / ((load / len(above)) / arithmetic.FIXED) if load > 0 else 0.0
        for firm in self.firms:
            yearly = hazards[id(firm)]
            if firm.draw(BUSY, START) < scale * start.busy_weight(yearly, settings.build_years):
                quarters = project.build_quarters(firm.draw(BUILD_TIME), settings.build_quarters, settings.build_cumulative)
                if quarters > 0:
                    firm.done = int(firm.draw(REMAINING, START) * quarters)
                    firm.running, firm.next_project = 0, 1
            if firm.ever:
                chance = start.recent_completion_chance(
                    yearly, settings.build_years, 0.25 * settings.window, self.coverage[firm.segment])
                if firm.draw(RECENT, START) < chance:
                    firm.last = int(firm.draw(RECENT_WHEN, START) * settings.window) - settings.window
                    firm.traits &= WORD ^ int(NO_PROJECT)

    def place_titles(self) -> None:
        """Title holders at the start and the candidates of jackpots."""
        rows = self.inputs.instruments
        for instrument, row in enumerate(self.rows):
            if rows.outside[row]:
                continue
            holders = int(arithmetic.whole(self.value(row, layout.HOLDERS, 0)))
            if holders > 0:
                for firm in self.best(instrument, self.potential_holders(row), START)[:holders]:
                    firm.blocked |= int(rows.title[row])
            if rows.mechanism[row] == recognition.JACKPOT:
                self.candidates[instrument] = self.best(instrument, self.potential_holders(row), START)[:rows.candidates[row]]

    def potential_holders(self, row: int) -> list[Firm]:
        """Firms that could hold a title, whatever they know and did lately."""
        bars = int(self.inputs.instruments.forbidden[row]) & (WORD ^ int(NO_PROJECT) ^ int(UNAWARE))
        return [firm for firm in self.firms if not firm.traits & bars]

    # ------------------------------------------------------------------ one quarter

    @property
    def year(self) -> int:
        """Year index of the current quarter, 0 for the first."""
        return self.quarter // 4

    def active(self) -> list[Firm]:
        """Firms that have not left."""
        return [firm for firm in self.firms if firm.active]

    def value(self, row: int, field: int, year: int) -> float:
        """The number of a field of an instrument row in a year."""
        return float(self.values[self.inputs.instruments.column[row, field, year]])

    def note(self, activity: int, segment: int, amount: int) -> None:
        """Add to the year's record."""
        self.results.activity[0, self.arm, activity, segment, self.year] += amount

    def step(self) -> None:
        """One quarter, phase by phase."""
        for phase in PHASES:
            if happens(phase, self.quarter, self.inputs.settings.announcement):
                getattr(self, phase.name.replace(" ", "_"))()
        self.quarter += 1
        self.datacollector.collect(self)

    def run(self) -> Results:
        """Step to the horizon, settle the ledger, return the results (one draw)."""
        while self.quarter < self.inputs.settings.quarters:
            self.step()
        if self.twin is not None:
            self.settle()
        return self.results

    def demography(self) -> None:
        """Growth, exit, entry."""
        self.core_changes = []
        for firm in self.active():
            firm.grow(self.year)
        if self.core_changes:
            mean = (sum(self.core_changes) / len(self.core_changes)) / arithmetic.FIXED
            self.core_index *= arithmetic.exponential(mean)
        for segment in range(3):
            for number in range(self.entrants(segment)):
                self.enter(segment, number)

    def entrants(self, segment: int) -> int:
        """Number of entrants of the year."""
        record, by_size = self.record, self.starters[segment]
        mean, firms = float(self.inputs.draws.entrants[segment]), sum(by_size)
        if mean < 0.0:
            if firms == 0:
                return 0
            leaving = by_size[0] * record.exit_rate_small + by_size[1] * record.exit_rate_medium + by_size[2] * record.exit_rate_large
            rate = record.industry_growth if segment == layout.INDUSTRY_ABOVE_SCALE else 0.0
            mean = growth.expected_entrants(float(firms), rate, self.year, leaving / firms)
        count, part = 0, 0
        while mean > 0.0:
            count += int(arithmetic.poisson_count(uniform(self.key, segment + 4 * part, self.year, ENTRY), min(mean, growth.CHUNK)))
            mean -= growth.CHUNK
            part += 1
        return count

    def enter(self, segment: int, number: int) -> None:
        """One entrant."""
        settings, city = self.inputs.settings, np.uint64(draw_key(self.inputs.settings.seed, POPULATION_DRAW))
        identity = int(growth.entrant_identity(segment, self.year, number))
        sector, u = len(settings.sector_cumulative) + 1, float(uniform(city, identity, 0, SECTOR))
        if segment != layout.DIGITAL_CORE:
            sector = int(np.searchsorted(settings.sector_cumulative, u, side="right"))
        u = float(uniform(city, identity, 0, SIZE))
        if segment == layout.INDUSTRY_ABOVE_SCALE:
            normal = arithmetic.quantile(self.inputs.tables.normal, u)
            log_revenue = growth.grown_entrant_log_revenue(settings.log_scale, settings.entrant_spread, normal)
        else:
            log_revenue = self.starting_revenue(segment, u)
        firm = Firm(self, identity, segment, sector, log_revenue)
        transformed = firm.draw(ENTRANT_TRANSFORMED) < self.record.entrant_transformed
        stage = 0
        if segment != layout.INDUSTRY_ABOVE_SCALE or transformed:
            shares, u = self.inputs.draws.stage_share[self.place, segment], firm.draw(ENTRANT_STAGE)
            stage = sum(u >= limit for limit in (shares[0], shares[0] + shares[1], shares[0] + shares[1] + shares[2]))
        firm.set_stage(stage)
        firm.ever = stage >= 1 or (segment == layout.INDUSTRY_ABOVE_SCALE and transformed)
        firm.traits |= int(eligibility.growth_bits(0.0, settings.growth_thresholds))
        firm.set_propensity()
        self.firms.append(firm)

    def completion(self) -> None:
        """Projects are completed."""
        for firm in self.active():
            firm.complete(self.quarter)

    def incentive(self) -> None:
        """Firms weigh the awards (on arm)."""
        if self.policy == "on":
            offers = self.offers()
            for firm in self.active():
                firm.weigh(offers)

    def offers(self) -> list[Offer]:
        """The project awards that can still come."""
        rows, record, offers = self.inputs.instruments, self.record, []
        for instrument, row in enumerate(self.rows):
            alive = (0.0, 1.0, record.renewal_belief)[rows.project_alive[row, self.quarter]]
            base = self.base_chance.get(instrument, -1.0)
            if not rows.by_project[row] or base < 0.0 or alive == 0.0:
                continue
            award, cost, lag = self.expected_award(row), self.application_cost(row), float(rows.mean_lag[row])
            belief = self.beliefs[instrument]
            at_once = award_value.discounted_award(belief, award, record.award_haircut, self.discount(lag), alive)
            offers.append(Offer(
                group=int(rows.group[row]), title=int(rows.title[row]), forbidden=int(rows.forbidden[row]),
                award_forbidden=int(rows.award_forbidden[row]), once_per_firm=rows.once[row] == layout.ONCE_PER_FIRM,
                chance=application.apply_chance(base, record.application_response, at_once, cost), cost=cost, award=award, belief=belief,
                alive=alive, discount=self.discount(self.inputs.settings.build_years + lag)))
        return offers

    def discount(self, years: float) -> float:
        """D^years."""
        return float(arithmetic.exponential(-years * arithmetic.logarithm(1.0 + self.record.firm_discount_rate)))

    def expected_award(self, row: int) -> float:
        """W times the claim rate."""
        year = self.year
        amount = award_value.award_amount(self.value(row, layout.BASE, year), self.value(row, layout.RATE, year), self.value(row, layout.SHARE, year), self.value(row, layout.CAP, year))
        return float(amount) * self.value(row, layout.CLAIM, year)

    def application_cost(self, row: int) -> float:
        """c_r in yuan."""
        return self.value(row, layout.COST_FIRST, self.year) + self.value(row, layout.COST_SECOND, self.year)

    def start(self) -> None:
        """Firms may start projects."""
        for firm in self.active():
            firm.start_project(self.quarter)

    def peers(self) -> None:
        """The sector's share of adopters, for the next quarter."""
        self.note_peers()

    def note_peers(self) -> None:
        """p + q F by sector."""
        sectors, firms = self.inputs.draws.drift.shape[1], self.active()
        total, adopted = np.zeros(sectors, dtype=np.int64), np.zeros(sectors, dtype=np.int64)
        for firm in firms:
            total[firm.sector] += 1
            adopted[firm.sector] += firm.stage >= 1
        self.rates = [
            float(project.contact_rate(self.record.project_hazard, self.record.peer_effect, int(a), int(n))) for a, n in zip(adopted, total, strict=True)]

    def year_end(self) -> None:
        """Record the year."""
        year, settings, record, arm = self.year, self.inputs.settings, self.record, self.arm
        for firm in self.active():
            self.results.firms[0, arm, firm.segment, year] += 1
            self.results.ever[0, arm, firm.segment, year] += firm.ever
            self.results.stages[0, arm, firm.segment, firm.stage, year] += 1
        outlays = int(self.results.activity[0, arm, layout.INVESTMENT, :, year].sum())
        self.results.gdp[0, year] = macro.gross_domestic_product(settings.gdp_start, record.gdp_growth, year + 1)
        self.results.core_value_added[0, arm, year] = macro.core_value_added(
            record.core_share_2022 * settings.gdp_start, self.core_index, record.local_spend_share, record.value_added_ratio, outlays)
        self.finished.append({firm.identity: firm.finished for firm in self.firms})

    # ------------------------------------------------------------------ rounds

    def rounds(self) -> None:
        """All rounds of the quarter."""
        rows = self.inputs.instruments
        hold = {recognition.STANDARD: self.application_round, recognition.QUOTA: self.application_round,
                recognition.RANKED: self.ranking, recognition.JACKPOT: self.jackpot}
        for instrument, row in enumerate(self.rows):
            for turn, quarter in enumerate(rows.round_quarter[row]):
                if quarter != self.quarter % 4 or not rows.held[row, self.year, turn] or rows.mechanism[row] == recognition.NONE:
                    continue
                if rows.outside[row]:
                    self.count_recipients(instrument, row, turn)
                else:
                    hold[int(rows.mechanism[row])](instrument, row, turn)

    def count(self, kind: int, instrument: int, amount: int) -> None:
        """Add to a count of the year."""
        self.results.counts[0, self.arm, kind, instrument, self.year] += amount

    def city_draw(self, instrument: int) -> float:
        """The keyed number of a round as a whole."""
        return float(uniform(self.key, CITY, self.year, self.purpose(instrument, layout.PLACES)))

    def purpose(self, instrument: int, kind: int) -> Any:
        """The purpose of a decision about an instrument."""
        return self.inputs.instruments.purpose[instrument, kind]

    def places(self, instrument: int, row: int) -> int:
        """Places of a contest or recipients of a year."""
        u, drawn_as, year = self.city_draw(instrument), self.inputs.instruments.drawn_as[row], self.year
        if drawn_as == layout.BINOMIAL:
            return int(arithmetic.binomial_count(
                u, arithmetic.whole(self.value(row, layout.LIST_SIZE, year)), self.value(row, layout.LIST_SHARE, year)))
        if drawn_as == layout.POISSON:
            return int(arithmetic.poisson_count(u, self.value(row, layout.MEAN, year)))
        return max(0, int(arithmetic.whole(self.value(row, layout.COUNT, year))))

    def best(self, instrument: int, firms: list[Firm], time: int) -> list[Firm]:
        """Firms in order of their contest score, best first."""
        record, keyed = self.record, []
        for firm in firms:
            noise = arithmetic.quantile(self.inputs.tables.normal, firm.draw(self.purpose(instrument, layout.SCORE), time))
            score = recognition.contest_score(firm.log_capability, record.contest_size_weight, firm.log_revenue, record.contest_noise, noise)
            keyed.append(start.rank_key(score, firm.identity))
        keys, slots = np.array(keyed, dtype=np.int64), np.arange(len(firms))
        select_best(keys, slots, len(firms), len(firms))
        order = np.argsort(-keys, kind="stable")
        return [firms[slots[place]] for place in order]

    def applicants(self, instrument: int, row: int, turn: int) -> list[Firm]:
        """Who applies in a round."""
        rows, record, year = self.inputs.instruments, self.record, self.year
        forbidden, title = int(rows.forbidden[row]), int(rows.title[row])
        eligible = [firm for firm in self.active() if not firm.traits & forbidden and not firm.blocked & title]
        aware = [firm for firm in eligible if not firm.traits & int(UNAWARE)]
        self.count(layout.ELIGIBLE, instrument, len(eligible))
        self.count(layout.AWARE, instrument, len(aware))
        if instrument not in self.base_chance:
            self.base_chance[instrument] = self.first_chance(row, len(aware))
            self.results.notes[0, layout.ANCHORS_AT_CAP] += self.base_chance[instrument] == application.MOST_LIKELY
        base, cost, worth = self.base_chance[instrument], self.application_cost(row), 0.0
        if self.policy == "on":
            alive = (0.0, 1.0, record.renewal_belief)[rows.round_alive[row, year, turn]]
            worth = award_value.discounted_award(
                self.beliefs[instrument], self.expected_award(row), record.award_haircut, self.discount(float(rows.mean_lag[row])), alive)
        with_award = application.apply_chance(base, record.application_response, worth, cost)
        without = application.apply_chance(base, record.application_response, 0.0, cost)
        found = []
        for firm in aware:
            chance = without if firm.traits & int(rows.award_forbidden[row]) else with_award
            if application.applies(firm.draw(self.purpose(instrument, layout.APPLY), year), chance):
                found.append(firm)
        self.count(layout.APPLIED, instrument, len(found))
        return found

    def first_chance(self, row: int, aware: int) -> float:
        """P0 from the anchor, in the off arm's first round."""
        if self.inputs.instruments.mechanism[row] == recognition.QUOTA:
            return float(application.base_chance(self.mean_places(row), self.value(row, layout.SUCCESS, self.year), aware))
        return float(application.base_chance(self.value(row, layout.ANCHOR, self.year), self.value(row, layout.PASS_RATE, self.year), aware))

    def mean_places(self, row: int) -> float:
        """Expected places of a contest."""
        if self.inputs.instruments.drawn_as[row] == layout.BINOMIAL:
            return float(arithmetic.whole(self.value(row, layout.LIST_SIZE, self.year))) * self.value(row, layout.LIST_SHARE, self.year)
        return self.value(row, layout.MEAN, self.year)

    def application_round(self, instrument: int, row: int, turn: int) -> None:
        """Standard: each applicant passes with pi.  Quota: the S best scores win."""
        rows, firms = self.inputs.instruments, self.applicants(instrument, row, turn)
        if rows.mechanism[row] == recognition.QUOTA:
            winners = self.best(instrument, firms, self.year)[:self.places(instrument, row)]
        else:
            rate, code = self.value(row, layout.PASS_RATE, self.year), self.purpose(instrument, layout.PASS)
            winners = [firm for firm in firms if recognition.passes(firm.draw(code, self.year), rate)]
        for firm in winners:
            self.recognise(instrument, row, turn, firm)
        self.beliefs[instrument] = float(
            award_value.updated_belief(self.value(row, layout.BELIEF, self.year), len(winners), len(firms)))

    def ranking(self, instrument: int, row: int, turn: int) -> None:
        """The best hold places without applying; those not yet recognised are."""
        rows = self.inputs.instruments
        firms = [firm for firm in self.active() if not firm.traits & int(rows.forbidden[row])]
        for kind in (layout.ELIGIBLE, layout.AWARE, layout.APPLIED):
            self.count(kind, instrument, len(firms))
        for firm in self.best(instrument, firms, self.year)[:self.places(instrument, row)]:
            if not firm.blocked & int(rows.title[row]):
                self.recognise(instrument, row, turn, firm)

    def jackpot(self, instrument: int, row: int, turn: int) -> None:
        """With the year's probability the best candidate that has not won yet wins."""
        title = int(self.inputs.instruments.title[row])
        waiting = [firm for firm in self.candidates[instrument] if firm.active and not firm.blocked & title]
        for kind in (layout.ELIGIBLE, layout.AWARE, layout.APPLIED):
            self.count(kind, instrument, len(waiting))
        if waiting and recognition.passes(self.city_draw(instrument), self.value(row, layout.PROBABILITY, self.year)):
            self.recognise(instrument, row, turn, waiting[0])

    def recognise(self, instrument: int, row: int, turn: int, firm: Firm) -> None:
        """A title is won and booked."""
        rows, year = self.inputs.instruments, self.year
        self.count(layout.RECOGNISED, instrument, 1)
        if rows.once[row] != layout.NOT_ONCE:
            firm.blocked |= int(rows.title[row])
        reason, award = "", 0
        if not rows.pays[row, year, turn]:
            reason = "outside the window"
        elif firm.traits & int(rows.award_forbidden[row]):
            reason = "award's own condition not met"
        elif not application.claims(firm.draw(self.purpose(instrument, layout.CLAIMING), year), self.value(row, layout.CLAIM, year)):
            reason = "not claimed"
        else:
            award = self.award_of(instrument, row, firm.identity)
        lag = int(entitlement.lag_years(firm.draw(self.purpose(instrument, layout.LAG), year), rows.lag_cumulative[row]))
        day = int(rows.round_day[row, year, turn])
        self.treasury.book.append(Recognition(firm, instrument, year, day, award, firm.finished, lag, reason))

    def award_of(self, instrument: int, row: int, unit: int) -> int:
        """W of one recognition in yuan."""
        rows, year, base = self.inputs.instruments, self.year, self.value(row, layout.BASE, self.year)
        u = float(uniform(self.key, unit, year, self.purpose(instrument, layout.AMOUNT)))
        if rows.each[row] >= 0:
            base = float(arithmetic.quantile(self.inputs.tables.each[rows.each[row]], u))
        elif rows.tier_cumulative[row, 0] > 0.0:
            tier = min(int(np.searchsorted(rows.tier_cumulative[row], u, side="right")), rows.tier_value.shape[1] - 1)
            base = float(rows.tier_value[row, tier])
        return int(entitlement.entitled_yuan(base, self.value(row, layout.RATE, year), self.value(row, layout.SHARE, year), self.value(row, layout.CAP, year)))

    def count_recipients(self, instrument: int, row: int, turn: int) -> None:
        """Recipients outside the table of firms."""
        rows, year = self.inputs.instruments, self.year
        rounds = int((rows.round_quarter[row] >= 0).sum())
        yearly = self.places(instrument, row)
        first, last = yearly * turn // rounds, yearly * (turn + 1) // rounds
        self.count(layout.RECOGNISED, instrument, last - first)
        if not rows.pays[row, year, turn]:
            return
        rate, code = self.value(row, layout.CLAIM, year), self.purpose(instrument, layout.CLAIMING)
        for unit in range(first, last):
            if application.claims(uniform(self.key, unit, year, code), rate):
                award = self.award_of(instrument, row, unit)
                self.treasury.counted[0, instrument, year] += award
                self.treasury.counted[1, instrument, year] += award > 0

    # ------------------------------------------------------------------ the ledger

    def settle(self) -> None:
        """Book the draw against the twin; the twin's records become the off arm's."""
        twin = self.twin
        assert twin is not None
        for mine, other in zip(self.results, twin.results, strict=True):
            if mine.ndim > 1 and mine.shape[1] == 2 and mine.shape[1:] == other.shape[1:] and mine is not self.results.notes:
                mine[0, layout.OFF] = other[0, layout.OFF]
        self.results.notes[:] = twin.results.notes
        finished = np.array([[year.get(firm.identity, NEVER) for firm in self.firms] for year in twin.finished], dtype=np.int16)
        settle_once(self.treasury.as_state(self.firms), twin.treasury.as_state(self.matched(twin)), finished, self.inputs.instruments,
               np.array(self.rows), self.treasury.counted, self.results.amounts[0], self.results.counts[0], self.results.due[0])

    def matched(self, twin: CityModel) -> list[Firm]:
        """The twin's firms in the order of this arm's."""
        by_identity = {firm.identity: firm for firm in twin.firms}
        return [by_identity[firm.identity] for firm in self.firms]
