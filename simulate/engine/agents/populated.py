"""The Mesa engine's city with its agents: the firms and the treasury."""

from __future__ import annotations

import numpy as np

from simulate.behaviour import project
from simulate.engine.agents.agents import Firm, Treasury
from simulate.engine.agents.city_base import CityBase


class PopulatedCity(CityBase):
    """What the start, the rounds and the steps of a city share."""

    firms: list[Firm]
    treasury: Treasury
    candidates: dict[int, list[Firm]]

    def active(self) -> list[Firm]:
        """Firms that have neither closed nor fallen below scale."""
        return [firm for firm in self.firms if firm.active]

    def note_peers(self) -> None:
        """Keep p + q F of each sector, a year, with F the share of its firms at stage 1 or above."""
        sectors, firms = self.inputs.draws.drift.shape[1], self.active()
        total, adopted = np.zeros(sectors, dtype=np.int64), np.zeros(sectors, dtype=np.int64)
        for firm in firms:
            total[firm.sector] += 1
            adopted[firm.sector] += firm.stage >= 1
        self.rates = [
            float(project.contact_rate(self.record.project_hazard, self.record.peer_effect, int(a), int(n)))
            for a, n in zip(adopted, total, strict=True)
        ]
