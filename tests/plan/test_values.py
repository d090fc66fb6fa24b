"""Values are read in every form, and come back from their data."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.plan.values import COUNT, MONEY, SHARE, ByYear, Drawn, Known, Parameter, PlanValueError, read_value

amounts = st.integers(0, 10**9).map(lambda yuan: f"{yuan}元")
ranges = st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)).map(
    lambda pair: {"uniform": [f"{pair[0]}元", f"{pair[0] + pair[1]}元"]}
)
simple = st.one_of(amounts, ranges, st.just("node_cost"))
money = st.one_of(
    simple,
    st.fixed_dictionaries({"each": ranges}),
    st.tuples(simple, st.floats(0, 5)).map(lambda pair: {"times": list(pair)}),
    st.dictionaries(st.integers(2023, 2030), simple, max_size=3).map(lambda m: {"by_year": {**m, "later": "1元"}}),
)


@given(money)
def test_a_value_comes_back_from_its_data(data: Any) -> None:
    value = read_value(data, MONEY, each=True)
    assert read_value(value.to_data(), MONEY, each=True) == value


def test_years_not_named_take_the_later_value() -> None:
    value = read_value({"by_year": {2023: "little_giant_list", "later": {"uniform": [2500, 4400]}}}, COUNT)
    assert isinstance(value, ByYear)
    assert value.at(2023) == Parameter("little_giant_list")
    assert isinstance(value.at(2031), Drawn)


def test_years_written_as_text_are_years() -> None:
    assert read_value({"by_year": {"2023": 1, "later": 2}}, COUNT) == read_value(
        {"by_year": {2023: 1, "later": 2}}, COUNT
    )


@pytest.mark.parametrize(("data", "share"), [("20%", 0.2), (0.2, 0.2), ("100%", 1.0)])
def test_shares_are_fractions(data: object, share: float) -> None:
    assert read_value(data, SHARE) == Known(share)


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"each": {"uniform": [1, 2]}}, ("each",)),
        ({"by_year": {2023: 1}}, ("by_year",)),
        ({"by_year": {2023: 1, "latr": 2}}, ("by_year", "latr")),
        ({"times": [1]}, ("times",)),
        ({"times": ["smart_factory_anchor", "x"]}, ("times", 1)),
        ({"by_year": {2023: {"uniform": [2, "x"]}, "later": 1}}, ("by_year", 2023, "uniform", 1)),
        ({"by_year": {2023: {"by_year": {2023: 5, "later": 7}}, "later": 1}}, ("by_year", 2023, "by_year")),
        (
            {"by_year": {2023: 1, "later": {"times": [{"by_year": {2023: 5, "later": 7}}, 2]}}},
            ("by_year", "later", "times", 0, "by_year"),
        ),
        ({}, ()),
        (True, ()),
        (None, ()),
        ("stage_shares_small", ()),
    ],
)
def test_a_bad_value_names_the_place_inside_it(data: object, path: tuple[object, ...]) -> None:
    with pytest.raises(PlanValueError) as caught:
        read_value(data, COUNT)
    assert caught.value.path == path
    assert caught.value.expected
