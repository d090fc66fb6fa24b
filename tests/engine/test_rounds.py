"""What a year of several rounds means, when a title is granted, and how many places there are, in both engines."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

import numpy as np
import pytest

from simulate.engine.agents.mesa_model import CityModel
from simulate.engine.inputs import layout
from simulate.engine.inputs.city import City
from simulate.engine.inputs.layout import Results
from simulate.engine.inputs.rows import InstrumentRow
from simulate.plan.values import ByYear, Known
from tests.engine.cities import city, ends, results, row

ROUNDS = ((3, 31), (6, 30), (11, 15))
FREE = {"base": 0.0, "cost_first": 0.0, "belief": 0.5}
"""Applying costs nothing, so that every eligible firm applies."""


def of_both_engines(one: City) -> Results:
    """One draw, equal in both engines."""
    inputs = one.block(0, 1)
    compiled = results(inputs)
    agents = CityModel(inputs, 0, "on").run()
    for name in Results._fields:
        np.testing.assert_array_equal(getattr(agents, name), getattr(compiled, name), err_msg=name)
    return compiled


def recognised(rows: list[InstrumentRow], **changes: Any) -> np.ndarray:
    """Recognitions of the first instrument by year, with the awards."""
    found = of_both_engines(city(rows, **{"counts": (300, 0, 0), **changes}))
    return found.counts[0, layout.ON, layout.RECOGNISED, 0]


def number(value: Any, **values: Any) -> dict[str, Any]:
    """A contest of this many places, drawn as the number itself."""
    return {"drawn_as": layout.ROUNDED, "values": {**FREE, "count": value, "success": 0.5, **values}}


def test_a_quota_of_a_fixed_number_is_filled() -> None:
    assert recognised([row(mechanism="quota", **number(10.0))]).tolist() == [10, 10, 10]
    assert recognised([row(mechanism="quota", **number(10.0, cost_first=3e4))]).sum() > 0


@pytest.mark.parametrize(
    ("mechanism", "drawn_as", "field"),
    [
        ("quota", layout.POISSON, {"mean": 8.0}),
        ("quota", layout.ROUNDED, {"count": 8.0}),
        ("quota", layout.BINOMIAL, {"list_size": 40.0, "list_share": 0.2}),
        ("standard", layout.POISSON, {"anchor": 8.0}),
    ],
)
def test_a_first_year_without_places_does_not_end_a_title_for_ever(
    mechanism: str, drawn_as: int, field: dict[str, float]
) -> None:
    [(name, value), *others] = field.items()
    values = {name: ByYear(((2023, Known(0.0)),), Known(value)), **dict(others), "success": 0.5, "pass_rate": 0.6}
    one = city([row(mechanism=mechanism, drawn_as=drawn_as, values=values)], counts=(300, 0, 0))
    applied = of_both_engines(one).counts[0, :, layout.APPLIED, 0]
    assert (applied[:, 0] == 0).all()
    assert (applied[:, 1:] > 0).all()


@pytest.mark.parametrize("mechanism", ["quota", "ranked"])
def test_the_places_of_a_year_are_split_over_its_rounds(mechanism: str) -> None:
    one = city([row(mechanism=mechanism, rounds=ROUNDS, once=layout.NOT_ONCE, **number(10.0))], counts=(300, 0, 0))
    assert of_both_engines(one).counts[0, layout.ON, layout.RECOGNISED, 0].tolist() == [10, 10, 10]
    [arms] = ends(one.block(0, 1))
    days = Counter(arms.on.event_day[: arms.on.used[1]].tolist())
    wanted = [datetime.date(year, *day).toordinal() for year in (2023, 2024, 2025) for day in ROUNDS]
    assert [days[day] for day in wanted] == [3, 3, 4] * 3


def test_recipients_of_a_year_are_as_many_in_one_round_as_in_four() -> None:
    values = {"mean": 40.0}
    found = [
        recognised([row(mechanism="count", outside_table=True, rounds=rounds, values=values)])
        for rounds in (ROUNDS[:1], (*ROUNDS, (12, 31)))
    ]
    assert found[0].tolist() == found[1].tolist()


def test_a_rare_event_comes_once_a_year_however_many_rounds() -> None:
    one = row(mechanism="jackpot", candidates=9, rounds=ROUNDS, values={"probability": 1.0})
    assert recognised([one]).tolist() == [1, 1, 1]


def test_a_standard_is_met_anew_in_each_round() -> None:
    def by_day(rounds: tuple[tuple[int, int], ...]) -> list[set[int]]:
        one = row(rounds=rounds, once=layout.NOT_ONCE, values={"anchor": 60.0, "pass_rate": 0.5, "base": 0.0})
        found = []
        for arms in ends(city([one], years=1, counts=(2000, 0, 0)).block(0, 1)):
            winners = zip(arms.on.event_day[: arms.on.used[1]], arms.on.event_firm[: arms.on.used[1]], strict=True)
            by: dict[int, set[int]] = {}
            for day, firm in winners:
                by.setdefault(int(day), set()).add(int(firm))
            found = [by[day] for day in sorted(by)]
        return found

    [alone], rounds = by_day(ROUNDS[:1]), by_day(ROUNDS)
    assert rounds[0] == alone  # the first round of a year has the numbers of the only one
    for winners in rounds:
        assert abs(len(winners) - 60) < 5 * 60**0.5
    for one, other in ((0, 1), (0, 2), (1, 2)):
        shared = len(rounds[one] & rounds[other])  # by chance some 60 * 60 / 2000
        assert shared < 12


def test_a_title_once_a_year_is_won_in_one_round_of_each_year() -> None:
    one = row(rounds=ROUNDS, once=layout.ONCE_PER_YEAR, values={**FREE, "anchor": 5.0, "pass_rate": 1.0})
    assert recognised([one]).tolist() == [300, 300, 300]
    again = row(rounds=ROUNDS, once=layout.NOT_ONCE, values={**FREE, "anchor": 5.0, "pass_rate": 1.0})
    assert recognised([again]).tolist() == [900, 900, 900]


def test_no_title_is_granted_before_its_scheme_or_after_it() -> None:
    one = {"once": layout.NOT_ONCE, "values": {**FREE, "anchor": 5.0, "pass_rate": 1.0}}
    day = datetime.date
    for scheme, wanted in (
        ((None, None), [600, 600, 600]),
        ((day(2023, 7, 1), None), [300, 600, 600]),
        ((day(2024, 6, 30), day(2024, 6, 30)), [0, 300, 0]),
        ((None, day(2024, 1, 1)), [600, 0, 0]),
    ):
        assert recognised([row(rounds=((6, 30), (11, 15)), scheme=scheme, **one)]).tolist() == wanted


def test_a_project_is_not_weighed_for_a_title_that_is_never_granted_again() -> None:
    award = {"base": 5e6, "anchor": 40.0, "pass_rate": 0.9, "belief": 0.9}
    lively = {"project_hazard": 0.4, "award_response": 10.0, "application_response": 1.0, "renewal_belief": 1.0}

    def projects(**changes: Any) -> int:
        one = city([row(by_project=True, values=award, **changes)], counts=(400, 0, 0), **lively)
        return int(of_both_engines(one).activity[0, layout.ON, layout.PROJECTS, 0, 2])

    ended = (None, datetime.date(2024, 12, 31))
    window = {"window": (datetime.date(2023, 1, 1), datetime.date(2024, 12, 31))}
    none = projects(scheme=ended, **window)
    assert projects(scheme=ended, renewable=True, **window) > none
    assert projects(scheme=(None, None), **window) > none


@pytest.mark.parametrize(
    ("drawn_as", "values"),
    [(layout.POISSON, {"mean": 5000.0}), (layout.BINOMIAL, {"list_size": 10_000.0, "list_share": 0.5})],
)
def test_thousands_of_places_are_drawn(drawn_as: int, values: dict[str, float]) -> None:
    one = row(mechanism="count", outside_table=True, drawn_as=drawn_as, values=values)
    found = recognised([one])
    assert (abs(found - 5000) < 5 * 5000**0.5).all()
    assert len(set(found.tolist())) == 3
