"""The Mesa engine: one draw as a real agent-based model - the readable reference, the teaching model, the oracle.

``CityModel`` is a ``mesa.Model``; its agents are ``Firm`` and one ``Treasury``.  Every decision calls the same scalar
rules as the compiled engine, on the same keyed numbers, so both give equal integers, bit for bit.
"""

from __future__ import annotations

import mesa
import numpy as np

from simulate.behaviour import (
    application,
    arithmetic,
    award_value,
    eligibility,
    growth,
    macro,
)
from simulate.engine.agents.agents import Firm, Offer, Treasury
from simulate.engine.agents.city_base import Policy
from simulate.engine.agents.mesa_rounds import CityRounds
from simulate.engine.agents.mesa_start import CityStart
from simulate.engine.arrays.state import NEVER, Arms
from simulate.engine.inputs import layout
from simulate.engine.inputs.layout import Inputs, Parameters, Results, empty_results
from simulate.engine.inputs.purposes import (
    ENTRANT_STAGE,
    ENTRANT_TRANSFORMED,
    ENTRY,
)
from simulate.engine.inputs.schedule import PHASES, happens
from simulate.engine.ledger import Book, settle_once
from simulate.kernels.reference import by_reference
from simulate.randomness.uniforms import draw_key, uniform


class CityModel(CityStart, CityRounds):
    """One draw of one policy arm.  ``step`` is one quarter; ``run`` goes to the horizon and returns the results.

    With ``policy="on"`` a twin without awards runs first on the same numbers: its first rounds anchor how many firms
    apply without an award, and it tells what would have happened anyway.
    """

    def __init__(self, inputs: Inputs, draw: int = 0, policy: Policy = "on") -> None:
        super().__init__(rng=0)  # Mesa's own generator is never used: every number is keyed
        self.inputs, self.draw_index, self.policy = inputs, draw, policy
        self.arm = layout.ON if policy == "on" else layout.OFF
        settings = inputs.settings
        self.key = np.uint64(draw_key(settings.seed, int(inputs.draws.number[draw])))
        self.record: Parameters = np.asarray(inputs.draws.behaviour).view(np.recarray)[draw]
        self.values = inputs.draws.values[draw]
        self.rows = [int(row) for row in inputs.draws.row[draw]]
        self.quarter = 0
        self.core_changes: list[int] = []
        self.core_index = 1.0
        self.results = empty_results(
            1, len(self.rows), settings.years, settings.years + inputs.instruments.lag_cumulative.shape[1] - 1
        )
        self.finished: list[dict[int, int]] = []
        self.twin = CityModel(inputs, draw, "off") if policy == "on" else None
        if self.twin is not None:
            self.twin.run()
        self.base_chance: dict[int, tuple[int, float]] = dict(self.twin.base_chance) if self.twin is not None else {}
        self.titles_of_projects = sum(
            {
                int(inputs.instruments.title[row])
                for row in self.rows
                if inputs.instruments.once[row] == layout.ONCE_PER_PROJECT
            }
        )
        self.treasury = Treasury(self)
        self.firms: list[Firm] = []
        self.beliefs = [self.value(row, "belief", 0) for row in self.rows]
        self.candidates: dict[int, list[Firm]] = {}
        self.set_up()
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "quarter": "quarter",
                "firms": lambda city: len(city.active()),
                "projects": lambda city: int(city.results.activity[0, city.arm, layout.PROJECTS].sum()),
                "transformed": lambda city: sum(firm.ever for firm in city.active()),
                "recognitions": lambda city: len(city.treasury.book),
            },
            agent_reporters={"stage": lambda agent: getattr(agent, "stage", None)},
        )

    def step(self) -> None:
        """Run the phases of one quarter that happen in it, in the order of ``PHASES``."""
        for phase in PHASES:
            if happens(phase.when, self.quarter, self.inputs.settings.announcement):
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
        """First quarter of a year: revenue grows, firms close, entrants arrive, the growth path of the core moves."""
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
        """How many firms enter a segment this year: Poisson, in parts of a bounded mean."""
        record, by_size = self.record, self.starters[segment]
        mean, firms = float(self.inputs.draws.entrants[segment]), sum(by_size)
        if mean < 0.0:
            if firms == 0:
                return 0
            leaving = (
                by_size[0] * record.exit_rate_small
                + by_size[1] * record.exit_rate_medium
                + by_size[2] * record.exit_rate_large
            )
            rate = record.industry_growth if segment == layout.INDUSTRY_ABOVE_SCALE else 0.0
            mean = growth.expected_entrants(float(firms), rate, self.year, leaving / firms)
        count, part = 0, 0
        while mean > 0.0:
            count += int(
                arithmetic.poisson_count(
                    uniform(self.key, segment + 4 * part, self.year, ENTRY), min(mean, growth.CHUNK)
                )
            )
            mean -= growth.CHUNK
            part += 1
        return count

    def enter(self, segment: int, number: int) -> None:
        """Let entrant ``number`` of the year in: above scale a grown small firm, else one like those at the start."""
        settings = self.inputs.settings
        identity = int(growth.entrant_identity(segment, self.year, number))
        u = self.size_number(identity)
        if segment == layout.INDUSTRY_ABOVE_SCALE:
            normal = arithmetic.quantile(self.inputs.tables.normal, u)
            log_revenue = growth.grown_entrant_log_revenue(settings.log_scale, self.record.entrant_spread, normal)
        else:
            log_revenue = self.starting_revenue(segment, u)
        firm = Firm(self, identity, segment, self.sector_number(identity, segment), log_revenue)
        transformed = firm.draw(ENTRANT_TRANSFORMED) < self.record.entrant_transformed
        stage = 0
        if segment != layout.INDUSTRY_ABOVE_SCALE or transformed:
            shares, u = self.inputs.draws.stage_share[self.draw_index, segment], firm.draw(ENTRANT_STAGE)
            stage = sum(u >= limit for limit in (shares[0], shares[0] + shares[1], shares[0] + shares[1] + shares[2]))
        firm.set_stage(stage)
        firm.ever = stage >= 1 or (segment == layout.INDUSTRY_ABOVE_SCALE and transformed)
        firm.traits |= int(eligibility.growth_bits(eligibility.NO_GROWTH, settings.growth_thresholds))
        firm.set_propensity()
        self.firms.append(firm)

    def completion(self) -> None:
        """Complete every project that is due in this quarter."""
        for firm in self.active():
            firm.complete(self.quarter)

    def incentive(self) -> None:
        """Let every firm weigh the awards that a project could win; nothing without awards."""
        if self.policy == "on":
            offers = self.offers()
            for firm in self.active():
                firm.weigh(offers)

    def offers(self) -> list[Offer]:
        """The project awards that can still come, each with what it is worth and how likely firms apply."""
        rows, record, offers = self.inputs.instruments, self.record, []
        for instrument, row in enumerate(self.rows):
            availability = (0.0, 1.0, record.renewal_belief)[rows.project_availability[row, self.quarter]]
            base = self.known_chance(instrument)
            if not rows.by_project[row] or base is None or availability == 0.0:
                continue
            award, cost, lag = self.expected_award(row), self.application_cost(row), float(rows.mean_lag[row])
            belief = self.beliefs[instrument]
            at_once = award_value.discounted_award(
                belief, award, record.award_haircut, self.discount(lag), availability
            )
            offers.append(
                Offer(
                    group=int(rows.group[row]),
                    title=int(rows.title[row]),
                    forbidden=int(rows.forbidden[row]),
                    award_forbidden=int(rows.award_forbidden[row]),
                    once_per_firm=rows.once[row] == layout.ONCE_PER_FIRM,
                    chance=application.apply_chance(base, record.application_response, at_once, cost),
                    cost=cost,
                    award=award,
                    belief=belief,
                    availability=availability,
                    discount=self.discount(self.inputs.settings.build_years + lag),
                )
            )
        return offers

    def start(self) -> None:
        """Let every firm without a project under way perhaps start one."""
        for firm in self.active():
            firm.start_project(self.quarter)

    def peers(self) -> None:
        """The sector's share of adopters, for the next quarter."""
        self.note_peers()

    def year_end(self) -> None:
        """Record firms, coverage, stages, GDP and the digital core's value added at the end of a year."""
        year, settings, record, arm = self.year, self.inputs.settings, self.record, self.arm
        for firm in self.active():
            self.results.firms[0, arm, firm.segment, year] += 1
            self.results.ever[0, arm, firm.segment, year] += firm.ever
            self.results.stages[0, arm, firm.segment, firm.stage, year] += 1
        outlays = int(self.results.activity[0, arm, layout.INVESTMENT, :, year].sum())
        before = self.results.gdp[0, year - 1] if year > 0 else settings.gdp_start
        gdp = macro.gross_domestic_product(before, self.inputs.draws.gdp_growth[self.draw_index, year])
        self.results.gdp[0, year] = gdp
        self.results.core_value_added[0, arm, year] = macro.core_value_added(
            record.core_share_2022 * settings.gdp_start,
            self.outlays_at_start,
            self.core_index,
            record.local_spend_share,
            record.value_added_ratio,
            outlays,
            gdp,
        )
        self.finished.append({firm.identity: firm.finished for firm in self.firms})

    def settle(self) -> None:
        """Book the draw against the twin; the twin's records become the off arm's."""
        twin = self.twin
        assert twin is not None
        for name in layout.BY_ARM:
            getattr(self.results, name)[0, layout.OFF] = getattr(twin.results, name)[0, layout.OFF]
        self.results.notes[:] = twin.results.notes
        finished = np.array(
            [[year.get(firm.identity, NEVER) for firm in self.firms] for year in twin.finished], dtype=np.int16
        )
        arms = Arms(twin.treasury.as_state(self.matched(twin)), self.treasury.as_state(self.firms))
        settle_once(
            by_reference(arms),
            finished,
            by_reference(self.inputs.instruments),
            np.array(self.rows),
            self.treasury.counted,
            Book(self.results.amounts[0], self.results.counts[0], self.results.due[0]),
        )

    def matched(self, twin: CityModel) -> list[Firm]:
        """The twin's firms in the order of this arm's."""
        by_identity = {firm.identity: firm for firm in twin.firms}
        return [by_identity[firm.identity] for firm in self.firms]
