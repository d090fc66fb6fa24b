"""What every part of the Mesa engine's city sees: its inputs, its firms, the numbers of the draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import mesa
import numpy as np

from simulate.behaviour import (
    arithmetic,
    award_value,
    project,
)
from simulate.engine.inputs import layout
from simulate.engine.inputs.layout import Inputs, Parameters, Results

if TYPE_CHECKING:
    from simulate.engine.agents.agents import Firm, Treasury

Policy = Literal["on", "off"]


class CityBase(mesa.Model):
    """State of one draw and one arm, and how to read the draw's numbers."""

    inputs: Inputs
    draw_index: int  # place of the draw in the block
    policy: Policy
    arm: int
    key: np.uint64
    record: Parameters
    rows: list[int]
    quarter: int
    results: Results
    firms: list[Firm]
    treasury: Treasury
    base_chance: dict[int, tuple[int, float]]  # by instrument: the year of its first round with an anchor, and P0
    beliefs: list[float]
    candidates: dict[int, list[Firm]]
    core_changes: list[int]
    titles_of_projects: int

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

    def known_chance(self, instrument: int) -> float | None:
        """P0 of an instrument that has had a round with an anchor by the end of this year, in the off arm."""
        year, chance = self.base_chance.get(instrument, (self.year + 1, 0.0))
        return chance if year <= self.year else None

    def expected_award(self, row: int) -> float:
        """W times the claim rate."""
        year = self.year
        amount = award_value.award_amount(
            self.value(row, layout.BASE, year),
            self.value(row, layout.RATE, year),
            self.value(row, layout.SHARE, year),
            self.value(row, layout.CAP, year),
        )
        return float(amount) * self.value(row, layout.CLAIM, year)

    def application_cost(self, row: int) -> float:
        """c_r in yuan."""
        return self.value(row, layout.COST_FIRST, self.year) + self.value(row, layout.COST_SECOND, self.year)

    def discount(self, years: float) -> float:
        """D^years."""
        return float(arithmetic.exponential(-years * arithmetic.logarithm(1.0 + self.record.firm_discount_rate)))

    def note_peers(self) -> None:
        """p + q F by sector."""
        sectors, firms = self.inputs.draws.drift.shape[1], self.active()
        total, adopted = np.zeros(sectors, dtype=np.int64), np.zeros(sectors, dtype=np.int64)
        for firm in firms:
            total[firm.sector] += 1
            adopted[firm.sector] += firm.stage >= 1
        self.rates = [
            float(project.contact_rate(self.record.project_hazard, self.record.peer_effect, int(a), int(n)))
            for a, n in zip(adopted, total, strict=True)
        ]
