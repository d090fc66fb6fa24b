"""What the agents of the Mesa engine see of their city: its inputs and the numbers of the draw."""

from __future__ import annotations

from typing import Literal

import mesa
import numpy as np

from simulate.behaviour import arithmetic, award_value
from simulate.engine.inputs import layout
from simulate.engine.inputs.layout import Inputs, Parameters, Results

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
    base_chance: dict[int, tuple[int, float]]  # by instrument: the year of its first round with an anchor, and P0
    beliefs: list[float]
    core_changes: list[int]
    frailty: np.ndarray
    shift: np.ndarray
    rates: list[float]
    titles_of_projects: int

    @property
    def year(self) -> int:
        """Year index of the current quarter, 0 for the first."""
        return self.quarter // 4

    def value(self, row: int, name: str, year: int) -> float:
        """The number of a field of an instrument row in a year."""
        return float(self.values[self.inputs.instruments.column[row, layout.field(name), year]])

    def note(self, activity: int, segment: int, amount: int) -> None:
        """Add to an activity of a segment in the year's record: projects, or yuan of outlays."""
        self.results.activity[0, self.arm, activity, segment, self.year] += amount

    def known_chance(self, instrument: int) -> float | None:
        """P0 of an instrument that has had a round with an anchor by the end of this year, in the off arm."""
        year, chance = self.base_chance.get(instrument, (self.year + 1, 0.0))
        return chance if year <= self.year else None

    def expected_award(self, row: int) -> float:
        """Yuan that a firm reckons with: the award of a row times the claim rate."""
        year = self.year
        amount = award_value.award_amount(
            self.value(row, "base", year),
            self.value(row, "rate", year),
            self.value(row, "share", year),
            self.value(row, "cap", year),
        )
        return float(amount) * self.value(row, "claim", year)

    def application_cost(self, row: int) -> float:
        """c_r: everything an applicant must spend for the title of a row this year, yuan."""
        return self.value(row, "cost_first", self.year) + self.value(row, "cost_second", self.year)

    def discount(self, years: float) -> float:
        """D^years with D = 1 / (1 + the firms' discount rate), 0 to 1."""
        return float(arithmetic.exponential(-years * arithmetic.logarithm(1.0 + self.record.firm_discount_rate)))
