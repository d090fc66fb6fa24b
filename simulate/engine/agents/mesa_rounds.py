"""The Mesa engine: the yearly rounds (``docs/model.md``, Submodels: rounds, entitlement)."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulate.behaviour import (
    application,
    arithmetic,
    award_value,
    entitlement,
    places,
    recognition,
    start,
)
from simulate.behaviour.eligibility import UNAWARE
from simulate.behaviour.places import Places
from simulate.engine.agents.agents import WORD, Firm, Recognition
from simulate.engine.agents.populated import PopulatedCity
from simulate.engine.inputs import layout
from simulate.plan.mechanism import WAYS
from simulate.randomness.uniforms import uniform


class CityRounds(PopulatedCity):
    """Who applies, who wins, what it entitles to."""

    def rounds(self) -> None:
        """Hold every round that falls into this quarter, in the order of instruments and of the year."""
        rows = self.inputs.instruments
        for instrument, row in enumerate(self.rows):
            for number, quarter in enumerate(rows.round_quarter[row]):
                if (
                    quarter != self.quarter % 4
                    or not rows.held[row, self.year, number]
                    or self.mechanism(row) == "none"
                ):
                    continue
                if number == 0 and rows.once[row] == layout.ONCE_PER_YEAR:
                    self.release_titles(int(rows.title[row]))
                self.hold(instrument, row, number)

    def hold(self, instrument: int, row: int, number: int) -> None:
        """Hold one round of an instrument by its mechanism, or count its recipients outside the table of firms."""
        if self.inputs.instruments.outside_table[row]:
            self.count_recipients(instrument, row, number)
            return
        rounds = {
            "standard": self.application_round,
            "quota": self.application_round,
            "ranked": self.ranking,
            "jackpot": self.rare_event,
        }
        rounds[self.mechanism(row)](instrument, row, number)

    def mechanism(self, row: int) -> str:
        """The key of an instrument row's mechanism."""
        return list(WAYS)[int(self.inputs.instruments.mechanism[row])]

    def release_titles(self, title: int) -> None:
        """A year begins for a title that can be won once a year."""
        for firm in self.firms:
            firm.blocked &= WORD ^ title

    def count(self, kind: int, instrument: int, amount: int) -> None:
        """Add to a count of an instrument in the year: eligible, aware, applied, recognised, paid."""
        self.results.counts[0, self.arm, kind, instrument, self.year] += amount

    def city_draw(self, instrument: int) -> float:
        """The keyed number of a round as a whole."""
        return float(uniform(self.key, places.CITY, self.year, self.purpose(instrument, layout.PLACES)))

    def purpose(self, instrument: int, kind: int) -> Any:
        """The purpose of a decision about an instrument."""
        return self.inputs.instruments.purpose[instrument, kind]

    def places_of_year(self, row: int) -> Places:
        """How the year's places or recipients are drawn."""
        fields = ("mean", "list_size", "list_share", "count")
        mean, names, share, count = (self.value(row, field, self.year) for field in fields)
        return Places(int(self.inputs.instruments.drawn_as[row]), mean, names, share, count)

    def places_before(self, instrument: int, row: int, number: int) -> tuple[int, int]:
        """Places of a contest or recipients of the rounds before ``number`` of the year, and of those up to it."""
        purpose, rounds = self.purpose(instrument, layout.PLACES), int(self.inputs.instruments.rounds[row])
        yearly = int(places.yearly_places(self.key, self.year, purpose, self.places_of_year(row)))
        return int(places.before_round(yearly, number, rounds)), int(places.before_round(yearly, number + 1, rounds))

    def places(self, instrument: int, row: int, number: int) -> int:
        """How many places of the year's contest fall to round ``number``."""
        before, until = self.places_before(instrument, row, number)
        return until - before

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
        return [firms[index] for index in order]

    def applicants(self, instrument: int, row: int, number: int) -> list[Firm]:
        """Firms that apply in a round; eligible, aware and applying firms are counted."""
        rows = self.inputs.instruments
        forbidden, title = int(rows.forbidden[row]), int(rows.title[row])
        eligible = [firm for firm in self.active() if not firm.traits & forbidden and not firm.blocked & title]
        aware = [firm for firm in eligible if not firm.traits & int(UNAWARE)]
        self.count(layout.ELIGIBLE, instrument, len(eligible))
        self.count(layout.AWARE, instrument, len(aware))
        applying = self.choose_applicants(instrument, row, number, aware)
        self.count(layout.APPLIED, instrument, len(applying))
        return applying

    def choose_applicants(self, instrument: int, row: int, number: int, aware: list[Firm]) -> list[Firm]:
        """Those of the aware eligible firms that apply."""
        rows, record, year = self.inputs.instruments, self.record, self.year
        expected, known = self.expected_without_award(row), self.known_chance(instrument)
        if not recognition.is_held(self.mechanism(row) == "quota", expected, known is not None):
            return []
        base = self.anchor(instrument, row, expected, len(aware)) if known is None else known
        cost, worth = self.application_cost(row), 0.0
        if self.policy == "on":
            availability = (0.0, 1.0, record.renewal_belief)[rows.round_availability[row, year, number]]
            worth = award_value.discounted_award(
                self.beliefs[instrument],
                self.expected_award(row),
                record.award_haircut,
                self.discount(float(rows.mean_lag[row])),
                availability,
            )
        with_award = application.apply_chance(base, record.application_response, worth, cost)
        without = application.apply_chance(base, record.application_response, 0.0, cost)
        code, time, barred = self.purpose(instrument, layout.APPLY), self.time(number), int(rows.award_forbidden[row])
        return [
            firm
            for firm in aware
            if application.applies(firm.draw(code, time), without if firm.traits & barred else with_award)
        ]

    def time(self, number: int) -> int:
        """Time of the keyed numbers of a round of the year."""
        return int(places.round_time(self.year, number))

    def expected_without_award(self, row: int) -> float:
        """lambda of a round: recognitions without the award that anchor who applies; for a contest its mean places."""
        rows = self.inputs.instruments
        if self.mechanism(row) == "quota":
            return float(places.expected_places(self.places_of_year(row))) / float(rows.rounds[row])
        return self.value(row, "anchor", self.year)

    def anchor(self, instrument: int, row: int, expected: float, aware: int) -> float:
        """P0 from the anchor, in the off arm's first round that has one."""
        contest = self.mechanism(row) == "quota"
        rate = self.value(row, "success" if contest else "pass_rate", self.year)
        cap = self.record.application_cap
        chance = float(application.base_chance(expected, rate, aware, cap))
        self.base_chance[instrument] = self.year, chance
        self.results.notes[0, layout.ANCHORS_AT_CAP] += chance == cap
        return chance

    def application_round(self, instrument: int, row: int, number: int) -> None:
        """Standard: each applicant passes with pi.  Quota: the S best scores win."""
        firms = self.applicants(instrument, row, number)
        if self.mechanism(row) == "quota":
            winners = self.best(instrument, firms, self.time(number))[: self.places(instrument, row, number)]
        else:
            rate, code = self.value(row, "pass_rate", self.year), self.purpose(instrument, layout.PASS)
            winners = [firm for firm in firms if recognition.passes(firm.draw(code, self.time(number)), rate)]
        for firm in winners:
            self.recognise(instrument, row, number, firm)
        self.beliefs[instrument] = float(
            award_value.updated_belief(self.value(row, "belief", self.year), len(winners), len(firms))
        )

    def ranking(self, instrument: int, row: int, number: int) -> None:
        """The best hold places without applying; those not yet recognised are."""
        rows = self.inputs.instruments
        firms = [firm for firm in self.active() if not firm.traits & int(rows.forbidden[row])]
        for kind in (layout.ELIGIBLE, layout.AWARE, layout.APPLIED):
            self.count(kind, instrument, len(firms))
        for firm in self.best(instrument, firms, self.time(number))[: self.places(instrument, row, number)]:
            if not firm.blocked & int(rows.title[row]):
                self.recognise(instrument, row, number, firm)

    def rare_event(self, instrument: int, row: int, number: int) -> None:
        """With the year's probability the best candidate that has not won yet wins."""
        title = int(self.inputs.instruments.title[row])
        waiting = [firm for firm in self.candidates.get(instrument, []) if firm.active and not firm.blocked & title]
        for kind in (layout.ELIGIBLE, layout.AWARE, layout.APPLIED):
            self.count(kind, instrument, len(waiting))
        chance, rounds = self.value(row, "probability", self.year), int(self.inputs.instruments.rounds[row])
        if waiting and places.falls_in_round(self.city_draw(instrument), chance, number, rounds):
            self.recognise(instrument, row, number, waiting[0])

    def recognise(self, instrument: int, row: int, number: int, firm: Firm) -> None:
        """Grant a title, and book its award where it is paid, its conditions are met and it is claimed."""
        rows, year, time = self.inputs.instruments, self.year, self.time(number)
        self.count(layout.RECOGNISED, instrument, 1)
        if rows.once[row] != layout.NOT_ONCE:
            firm.blocked |= int(rows.title[row])
        reason, award = "", 0
        if not rows.pays[row, year, number]:
            reason = "outside the window"
        elif firm.traits & int(rows.award_forbidden[row]):
            reason = "award's own condition not met"
        elif not application.claims(
            firm.draw(self.purpose(instrument, layout.CLAIMING), time), self.value(row, "claim", year)
        ):
            reason = "not claimed"
        else:
            award = self.award_of(instrument, row, firm.identity, time)
        lag = int(
            entitlement.lag_years(firm.draw(self.purpose(instrument, layout.LAG), time), rows.lag_cumulative[row])
        )
        day = int(rows.round_day[row, year, number])
        self.treasury.book.append(Recognition(firm, instrument, year, day, award, firm.finished, lag, reason))

    def award_of(self, instrument: int, row: int, unit: int, time: int) -> int:
        """W of one recognition in yuan; recipients' own amounts take a keyed number of that time."""
        rows, year, base = self.inputs.instruments, self.year, self.value(row, "base", self.year)
        u = float(uniform(self.key, unit, time, self.purpose(instrument, layout.AMOUNT)))
        if rows.each[row] >= 0:
            base = float(arithmetic.quantile(self.inputs.tables.each[rows.each[row]], u))
        elif rows.tier_cumulative[row, 0] > 0.0:
            tier = min(int(np.searchsorted(rows.tier_cumulative[row], u, side="right")), rows.tier_value.shape[1] - 1)
            base = float(rows.tier_value[row, tier])
        return int(
            entitlement.entitled_yuan(
                base,
                self.value(row, "rate", year),
                self.value(row, "share", year),
                self.value(row, "cap", year),
            )
        )

    def count_recipients(self, instrument: int, row: int, number: int) -> None:
        """Recipients outside the table of firms in a round: each claims, and has an award and a lag of its own."""
        rows, year = self.inputs.instruments, self.year
        first, last = self.places_before(instrument, row, number)
        self.count(layout.RECOGNISED, instrument, last - first)
        if not rows.pays[row, year, number]:
            return
        rate, code = self.value(row, "claim", year), self.purpose(instrument, layout.CLAIMING)
        for unit in range(first, last):
            if application.claims(uniform(self.key, unit, year, code), rate):
                award = self.award_of(instrument, row, unit, year)
                u = uniform(self.key, unit, year, self.purpose(instrument, layout.LAG))
                lag = int(entitlement.lag_years(u, rows.lag_cumulative[row]))
                self.treasury.counted[0, instrument, year] += award > 0
                self.treasury.counted[1 + lag, instrument, year] += award
