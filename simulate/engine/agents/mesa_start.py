"""The Mesa engine: the city at the end of 2022 (``docs/model.md``, Initialisation)."""

from __future__ import annotations

import numpy as np

from simulate.behaviour import (
    arithmetic,
    project,
    start,
)
from simulate.behaviour.eligibility import NO_PROJECT, UNAWARE
from simulate.engine.agents.agents import START, WORD, Firm
from simulate.engine.agents.populated import PopulatedCity
from simulate.engine.inputs import layout
from simulate.engine.inputs.purposes import (
    BUILD_TIME,
    BUSY,
    RECENT,
    RECENT_WHEN,
    REMAINING,
    SECTOR,
    SIZE,
    STAGE_NOISE,
)
from simulate.engine.inputs.revenue import SECTOR_STEP, SIZE_STEP
from simulate.randomness.uniforms import even_shift, evenly


class CityStart(PopulatedCity):
    """A city at the end of 2022: firms with revenue, capability, stage, projects under way and finished ones."""

    def set_up(self) -> None:
        """Make the firms of the start and bring them to the stage shares, coverage and busy share of the draw."""
        self.frailty = self.frailty_table()
        table, draws = self.inputs.firms, self.inputs.draws
        self.shift = np.zeros(draws.drift.shape[1])
        for one, kind in zip(table.identity, table.segment, strict=True):
            identity, segment = int(one), int(kind)
            log_revenue = self.starting_revenue(segment, self.size_number(identity))
            self.firms.append(Firm(self, identity, segment, self.sector_number(identity, segment), log_revenue))
        self.starters = [
            [sum(firm.segment == segment and firm.size() == size for firm in self.firms) for size in range(3)]
            for segment in range(3)
        ]
        self.fix_propensity()
        self.coverage = [
            self.place_stages([firm for firm in self.firms if firm.segment == segment], segment) for segment in range(3)
        ]
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

    def even_number(self, identity: int, purpose: np.uint64, step: np.uint64) -> float:
        """A firm's even number for a purpose, inside (0, 1): the firms of a draw represent their distribution."""
        return float(evenly(np.uint64(even_shift(self.key, purpose)), identity, step))

    def size_number(self, identity: int) -> float:
        """The even number that places a firm among the sizes."""
        return self.even_number(identity, SIZE, SIZE_STEP)

    def sector_number(self, identity: int, segment: int) -> int:
        """The sector of a firm; digital-core firms are a sector of their own, the last."""
        cumulative = self.inputs.settings.sector_cumulative
        if segment == layout.DIGITAL_CORE:
            return len(cumulative) + 1
        return int(start.sector_of(self.even_number(identity, SECTOR, SECTOR_STEP), cumulative))

    def starting_revenue(self, segment: int, u: float) -> float:
        """ln of starting revenue in yuan at the firm's even number ``u``; above scale with a Pareto tail."""
        draws, settings, d = self.inputs.draws, self.inputs.settings, self.draw_index
        body = start.RevenueBody(
            draws.segment_low[d, segment],
            draws.segment_high[d, segment],
            draws.segment_median[d, segment],
            draws.segment_sd[segment],
        )
        tail = start.RevenueTail(
            settings.tail_from if segment == layout.INDUSTRY_ABOVE_SCALE else 2.0,
            self.record.log_tail_start,
            self.record.tail_exponent,
            self.record.tail_stretch,
            settings.log_largest,
        )
        return float(start.starting_log_revenue(u, self.inputs.tables.normal, body, tail))

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
            arithmetic.fixed_point(
                arithmetic.exponential(
                    project.log_propensity(0.0, firm.log_revenue, record.size_gradient, self.shift[firm.sector])
                )
            )
            for firm in above
        )
        if above:
            self.shift = self.shift - arithmetic.logarithm((level / len(above)) / arithmetic.FIXED)
        for firm in self.firms:
            firm.set_propensity()

    def place_stages(self, firms: list[Firm], segment: int) -> float:
        """Starting stages by rank; returns the segment's coverage."""
        record, shares, count = self.record, self.inputs.draws.stage_share[self.draw_index, segment], len(firms)
        if not count:
            return 0.0
        logs = [
            project.log_propensity(firm.log_capability, firm.log_revenue, record.size_gradient, self.shift[firm.sector])
            for firm in firms
        ]
        mean = (sum(arithmetic.fixed_point(log_m) for log_m in logs) / count) / arithmetic.FIXED
        squares = sum(arithmetic.fixed_point_squares(log_m * log_m) for log_m in logs)
        variance = (squares / count) / arithmetic.FIXED_SQUARES - mean * mean
        scale = 1.0 / np.sqrt(variance) if variance > 1e-9 else 0.0
        keyed = []
        for firm, log_m in zip(firms, logs, strict=True):
            noise = arithmetic.quantile(self.inputs.tables.normal, firm.draw(STAGE_NOISE))
            keyed.append(
                (
                    start.rank_key(
                        start.rank_score((log_m - mean) * scale, record.stage_rank_correlation, noise), firm.identity
                    ),
                    firm,
                )
            )
        keyed.sort(key=lambda pair: -pair[0])
        at_least = [
            int(arithmetic.round_half_up(x * count)) for x in (1.0 - shares[0], shares[3] + shares[2], shares[3])
        ]
        covered = at_least[0]
        if segment == layout.INDUSTRY_ABOVE_SCALE:
            covered = max(covered, int(arithmetic.round_half_up(record.coverage_start * count)))
        for rank, (_, firm) in enumerate(keyed):
            firm.set_stage(sum(rank < limit for limit in at_least))
            firm.ever = rank < covered
        return covered / count

    def place_projects(self) -> None:
        """Outlays of the year before, projects under way and recently finished."""
        settings, record = self.inputs.settings, self.record
        hazards = {id(firm): firm.propensity * self.rates[firm.sector] for firm in self.firms}
        self.outlays_at_start = sum(
            int(start.steady_outlays(hazards[id(firm)], settings.build_years, firm.cost())) for firm in self.firms
        )
        above = [firm for firm in self.firms if firm.segment == layout.INDUSTRY_ABOVE_SCALE]
        load = sum(arithmetic.fixed_point(start.busy_weight(hazards[id(firm)], settings.build_years)) for firm in above)
        scale = record.busy_share_start / ((load / len(above)) / arithmetic.FIXED) if load > 0 else 0.0
        for firm in self.firms:
            yearly = hazards[id(firm)]
            if firm.draw(BUSY, START) < scale * start.busy_weight(yearly, settings.build_years):
                quarters = project.build_quarters(
                    firm.draw(BUILD_TIME), settings.build_quarters, settings.under_way_cumulative
                )
                if quarters > 0:
                    firm.done = int(start.remaining_quarters(firm.draw(REMAINING, START), quarters))
                    firm.running, firm.next_project = 0, 1
            if firm.ever:
                chance = start.recent_completion_chance(
                    yearly, settings.build_years, 0.25 * settings.window, self.coverage[firm.segment]
                )
                if firm.draw(RECENT, START) < chance:
                    firm.last = int(firm.draw(RECENT_WHEN, START) * settings.window) - settings.window
                    firm.traits &= WORD ^ int(NO_PROJECT)

    def place_titles(self) -> None:
        """Title holders at the start and named candidates."""
        rows = self.inputs.instruments
        for instrument, row in enumerate(self.rows):
            if rows.outside_table[row]:
                continue
            holders = int(arithmetic.round_half_up(self.value(row, "holders", 0)))
            if holders > 0:
                for firm in self.best(instrument, self.potential_holders(row), START)[:holders]:
                    firm.blocked |= int(rows.title[row])
            if rows.candidates[row] > 0:
                self.candidates[instrument] = self.best(instrument, self.potential_holders(row), START)[
                    : rows.candidates[row]
                ]

    def potential_holders(self, row: int) -> list[Firm]:
        """Firms that could hold a title, whatever they know and did lately."""
        bars = int(self.inputs.instruments.forbidden[row]) & (WORD ^ int(NO_PROJECT) ^ int(UNAWARE))
        return [firm for firm in self.firms if not firm.traits & bars]
