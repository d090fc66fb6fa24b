"""The search against known optima."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulate.analysis.base.expression import Target, parse_target
from simulate.analysis.design.design import design_model
from simulate.analysis.design.levers import Lever, read_lever
from simulate.foundation.errors import InputError
from simulate.scenario.resolve import load_scenario

LUCK = np.linspace(-50, 50, 101)
TARGET = parse_target("projects.2025 >= 1000")


def lever(name: str, low: float = 0.0, high: float = 100.0, present: float = 10.0) -> Lever:
    return Lever(name, low, high, present, "number")


def linear(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Effect 800 + 5 x with luck; cost 3 x."""
    return 800 + 5 * values[0] + LUCK, np.full(LUCK.size, 3 * values[0])


def test_one_lever_stops_where_nine_futures_in_ten_meet_the_target() -> None:
    found = design_model(linear, [lever("x")], TARGET, 0.9).dataset
    assert bool(found["reachable"])
    assert float(found["best_confidence"]) >= 0.9
    assert float(found["chosen"][0]) == pytest.approx((200 + 40) / 5, abs=0.3)


def test_what_the_bounds_do_not_reach_is_said_with_the_best_there_is() -> None:
    answer = design_model(linear, [lever("x", high=20.0)], TARGET, 0.9)
    assert not bool(answer.dataset["reachable"])
    assert float(answer.dataset["chosen"][0]) == 20.0
    assert "not reachable within bounds: best is 860" in answer.sentences()[0]


def test_a_target_that_holds_already_costs_the_least_bound() -> None:
    answer = design_model(linear, [lever("x")], parse_target("projects.2025 >= 100"), 0.9)
    assert float(answer.dataset["best_cost"]) == 0.0


def test_a_target_from_below_is_met_from_below() -> None:
    aim = Target(TARGET.expression, "<=", 200)
    found = design_model(lambda v: (5 * v[0] + LUCK, -v[0] + 0 * LUCK), [lever("x")], aim, 0.9)
    assert float(found.dataset["chosen"][0]) == pytest.approx((200 - 40) / 5, abs=0.3)


def two(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Diminishing effects: 20 sqrt(x) + 10 sqrt(y), cost x + y. To reach E at least cost, x : y = 4 : 1."""
    effect = 20 * np.sqrt(values[0]) + 10 * np.sqrt(values[1])
    return effect + LUCK * 0, np.full(LUCK.size, values.sum())


def test_two_levers_find_the_cheapest_mix() -> None:
    found = design_model(two, [lever("x"), lever("y")], parse_target("projects >= 150"), 0.5).dataset
    best = (150 / 50) ** 2  # y; x = 4 y
    assert bool(found["reachable"])
    assert float(found["best_cost"]) == pytest.approx(5 * best, rel=0.03)
    np.testing.assert_allclose(found["chosen"].values, [4 * best, best], rtol=0.25)


def test_a_budget_that_is_too_small_is_not_exceeded() -> None:
    found = design_model(two, [lever("x"), lever("y")], parse_target("projects >= 150"), 0.5, budget=30.0).dataset
    assert not bool(found["reachable"])
    assert float(found["best_cost"]) <= 30.0
    assert float(found["best_reached"]) == pytest.approx(50 * np.sqrt(30 / 5), rel=0.05)


def test_the_frontier_rises_with_cost() -> None:
    found = design_model(linear, [lever("x")], TARGET, 0.9).dataset
    on = found.isel(candidate=np.flatnonzero(found["efficient"].values))
    assert (np.diff(on["cost"]) > 0).all()
    assert (np.diff(on["reached"]) > 0).all()


@pytest.mark.parametrize("text", ["projects.2025", "projects >= many", ">= 3"])
def test_a_target_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="--target"):
        parse_target(text)


def test_a_target_may_be_money() -> None:
    assert parse_target("headline <= 2亿元").value == 2e8


@pytest.mark.parametrize(
    ("figure", "kind", "bounds"),
    [
        ("award.amount", "money", (0.0, 5e6)),
        ("mechanism.standard.pass", "share", (0.0, 1.0)),
        ("holders", "number", (0.0, 520.0)),
        ("application.belief", "share", (0.0, 1.0)),
    ],
)
def test_a_lever_has_the_quantity_that_its_field_declares(
    root: Path, figure: str, kind: str, bounds: tuple[float, float]
) -> None:
    """Article 9.3 pays 50万元 and has 52 holders at the start: a sum and a count may rise to ten times that."""
    found = read_lever(load_scenario(root / "scenarios" / "baseline.yaml"), f"instruments.a09.3.{figure}")
    assert (found.kind, (found.low, found.high)) == (kind, bounds)


@pytest.mark.parametrize("figure", ["award.kind", "title"])
def test_what_is_no_number_is_no_lever(root: Path, figure: str) -> None:
    with pytest.raises(InputError, match="no number there; expected one of"):
        read_lever(load_scenario(root / "scenarios" / "baseline.yaml"), f"instruments.a09.3.{figure}")
