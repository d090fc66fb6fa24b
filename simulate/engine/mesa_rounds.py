"""The Mesa engine: the yearly rounds (model, sections 3.5 to 3.7)."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulate.behaviour import (
    application,
    arithmetic,
    award_value,
    entitlement,
    recognition,
    start,
)
from simulate.behaviour.eligibility import UNAWARE
from simulate.engine import layout
from simulate.engine.agents import Firm, Recognition
from simulate.engine.city_base import CityBase
from simulate.uniforms import uniform

CITY = 0xFFFFFF


class CityRounds(CityBase):
    """Who applies, who wins, what it entitles to."""

    def rounds(self) -> None:
        """All rounds of the quarter."""
        rows = self.inputs.instruments
        hold = {
            recognition.STANDARD: self.application_round,
            recognition.QUOTA: self.application_round,
            recognition.RANKED: self.ranking,
            recognition.JACKPOT: self.jackpot,
        }
        for instrument, row in enumerate(self.rows):
            for turn, quarter in enumerate(rows.round_quarter[row]):
                if (
                    quarter != self.quarter % 4
                    or not rows.held[row, self.year, turn]
                    or rows.mechanism[row] == recognition.NONE
                ):
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
            return int(
                arithmetic.binomial_count(
                    u,
                    arithmetic.whole(self.value(row, layout.LIST_SIZE, year)),
                    self.value(row, layout.LIST_SHARE, year),
                )
            )
        if drawn_as == layout.POISSON:
            return int(arithmetic.poisson_count(u, self.value(row, layout.MEAN, year)))
        return max(0, int(arithmetic.whole(self.value(row, layout.COUNT, year))))

    def best(self, instrument: int, firms: list[Firm], time: int) -> list[Firm]:
        """Firms in order of their contest score, best first."""
        record, keyed = self.record, []
        for firm in firms:
            noise = arithmetic.quantile(
                self.inputs.tables.normal, firm.draw(self.purpose(instrument, layout.SCORE), time)
            )
            score = recognition.contest_score(
                firm.log_capability, record.contest_size_weight, firm.log_revenue, record.contest_noise, noise
            )
            keyed.append(start.rank_key(score, firm.identity))
        order = np.argsort(-np.array(keyed, dtype=np.int64))
        return [firms[place] for place in order]

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
            self.results.notes[0, layout.ANCHORS_AT_CAP] += self.base_chance[instrument] == record.application_cap
        base, cost, worth = self.base_chance[instrument], self.application_cost(row), 0.0
        if self.policy == "on":
            alive = (0.0, 1.0, record.renewal_belief)[rows.round_alive[row, year, turn]]
            worth = award_value.discounted_award(
                self.beliefs[instrument],
                self.expected_award(row),
                record.award_haircut,
                self.discount(float(rows.mean_lag[row])),
                alive,
            )
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
        cap = self.record.application_cap
        if self.inputs.instruments.mechanism[row] == recognition.QUOTA:
            return float(
                application.base_chance(self.mean_places(row), self.value(row, layout.SUCCESS, self.year), aware, cap)
            )
        return float(
            application.base_chance(
                self.value(row, layout.ANCHOR, self.year), self.value(row, layout.PASS_RATE, self.year), aware, cap
            )
        )

    def mean_places(self, row: int) -> float:
        """Expected places of a contest."""
        if self.inputs.instruments.drawn_as[row] == layout.BINOMIAL:
            return float(arithmetic.whole(self.value(row, layout.LIST_SIZE, self.year))) * self.value(
                row, layout.LIST_SHARE, self.year
            )
        return self.value(row, layout.MEAN, self.year)

    def application_round(self, instrument: int, row: int, turn: int) -> None:
        """Standard: each applicant passes with pi.  Quota: the S best scores win."""
        rows, firms = self.inputs.instruments, self.applicants(instrument, row, turn)
        if rows.mechanism[row] == recognition.QUOTA:
            winners = self.best(instrument, firms, self.year)[: self.places(instrument, row)]
        else:
            rate, code = self.value(row, layout.PASS_RATE, self.year), self.purpose(instrument, layout.PASS)
            winners = [firm for firm in firms if recognition.passes(firm.draw(code, self.year), rate)]
        for firm in winners:
            self.recognise(instrument, row, turn, firm)
        self.beliefs[instrument] = float(
            award_value.updated_belief(self.value(row, layout.BELIEF, self.year), len(winners), len(firms))
        )

    def ranking(self, instrument: int, row: int, turn: int) -> None:
        """The best hold places without applying; those not yet recognised are."""
        rows = self.inputs.instruments
        firms = [firm for firm in self.active() if not firm.traits & int(rows.forbidden[row])]
        for kind in (layout.ELIGIBLE, layout.AWARE, layout.APPLIED):
            self.count(kind, instrument, len(firms))
        for firm in self.best(instrument, firms, self.year)[: self.places(instrument, row)]:
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
        elif not application.claims(
            firm.draw(self.purpose(instrument, layout.CLAIMING), year), self.value(row, layout.CLAIM, year)
        ):
            reason = "not claimed"
        else:
            award = self.award_of(instrument, row, firm.identity)
        lag = int(
            entitlement.lag_years(firm.draw(self.purpose(instrument, layout.LAG), year), rows.lag_cumulative[row])
        )
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
        return int(
            entitlement.entitled_yuan(
                base,
                self.value(row, layout.RATE, year),
                self.value(row, layout.SHARE, year),
                self.value(row, layout.CAP, year),
            )
        )

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
                u = uniform(self.key, unit, year, self.purpose(instrument, layout.LAG))
                lag = int(entitlement.lag_years(u, rows.lag_cumulative[row]))
                self.treasury.counted[0, instrument, year] += award > 0
                self.treasury.counted[1 + lag, instrument, year] += award
