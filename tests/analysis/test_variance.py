"""Layers, Sobol indices and tornado against analytic values."""

from __future__ import annotations

import numpy as np
import pytest

from simulate.analysis.base.simulator import keyed_numbers
from simulate.analysis.explain.explain import Effort, explain_simulator
from simulate.analysis.explain.sobol import CHANCE, sobol_indices
from simulate.analysis.explain.tornado import screened, tornado
from simulate.analysis.explain.variance import components, nested_design, nested_layers
from tests.analysis.models import Function, driver, ishigami, linear

LINEAR = {"layers": ("reading", "parameter", "parameter")}


def test_layer_shares_of_linear_costs_match_the_analytic_ones() -> None:
    found = nested_layers(linear(3.0, 2.0, 1.0, luck=1.0, **LINEAR), 1000)
    low, high = found.interval()
    for place, share in enumerate((9 / 15, 5 / 15, 1 / 15)):
        assert found.share[place, 0] == pytest.approx(share, abs=0.05)
        assert low[place, 0] - 0.02 < share < high[place, 0] + 0.02
    assert found.share.sum() == pytest.approx(1.0)
    assert found.variance[0] == pytest.approx(15 / 12, rel=0.1)


def test_a_layer_that_does_nothing_has_a_share_whose_interval_holds_zero() -> None:
    low, high = nested_layers(linear(0.0, 2.0, 1.0, luck=1.0, **LINEAR), 400).interval()
    assert low[0, 0] <= 0 <= high[0, 0]


def test_mean_squares_of_a_hand_made_table() -> None:
    table = np.array([[[[0.0], [2.0]], [[4.0], [6.0]]], [[[10.0], [12.0]], [[14.0], [16.0]]]])
    reading, parameter, chance = components(table)[:, 0]
    assert (chance, parameter, reading) == (2.0, (16.0 - 2.0) / 2, (200.0 - 16.0) / 4)


def test_readings_change_slowest_and_chance_with_every_row() -> None:
    numbers, chance = nested_design(linear(1.0, 1.0, 1.0, luck=1.0, **LINEAR), 5)
    assert len(np.unique(numbers[:, 0])) == 5
    assert len(np.unique(numbers[:, 1])) == 10
    assert len(np.unique(chance)) == 20


def test_sobol_indices_of_ishigami() -> None:
    model = Function([driver(f"x{i}") for i in range(3)], lambda x, u: ishigami(x))
    found = sobol_indices(model, ["x0", "x1", "x2"], 1024, chance=False)
    assert found.names == ("x0", "x1", "x2")
    np.testing.assert_allclose(found.first[:, 0], [0.3139, 0.4424, 0.0], atol=0.05)
    np.testing.assert_allclose(found.total[:, 0], [0.5576, 0.4424, 0.2437], atol=0.05)


def test_sobol_indices_of_linear_costs_with_chance_and_the_rest_as_groups() -> None:
    found = sobol_indices(linear(3.0, 2.0, 1.0, luck=1.0, **LINEAR), ["x0"], 1024)
    by_name = dict(zip(found.names, found.total[:, 0], strict=True))
    assert by_name == pytest.approx({"x0": 9 / 15, "others": 5 / 15, CHANCE: 1 / 15}, abs=0.04)


def test_a_driver_switched_off_has_an_index_whose_interval_holds_zero() -> None:
    found = sobol_indices(linear(3.0, 0.0, 1.0, luck=1.0, **LINEAR), ["x0", "x1", "x2"], 512)
    place = found.names.index("x1")
    assert abs(found.first[place, 0]) <= found.first_half[place, 0] + 1e-12
    assert abs(found.total[place, 0]) <= found.total_half[place, 0] + 1e-12


def test_nothing_that_varies_gives_indices_of_zero() -> None:
    found = sobol_indices(linear(0.0, 0.0, 0.0, luck=0.0, **LINEAR), ["x0"], 16)
    assert not found.total.any()


def test_bars_of_linear_costs_are_weight_times_the_distance_of_the_levels() -> None:
    model = Function([driver("big"), driver("small")], lambda x, u: 5 * x[:, 0] + x[:, 1])
    bars = tornado(model, model.drivers, 400).bars
    assert [bar.driver.name for bar in bars] == ["big", "small"]
    assert bars[0].swing == pytest.approx(4.0)
    assert bars[1].swing == pytest.approx(0.8)
    assert [label.in_language("en") for label in bars[0].labels] == ["big at 0.1", "big at 0.9"]


def test_the_rough_index_ranks_drivers_and_is_small_for_an_idle_one() -> None:
    model = linear(3.0, 1.0, 0.0, luck=0.5, **LINEAR)
    numbers = keyed_numbers(1, ["x0", "x1", "x2"], 0, 2000)
    values = model(numbers, np.arange(2000))[:, 0]
    first, second, third = screened(model.drivers, numbers, values)
    assert first > second > third
    assert third < 0.01


def test_explain_names_the_widest_driver_first_with_an_index_and_says_who_can_settle_it() -> None:
    model = linear(3.0, 2.0, 1.0, luck=1.0, **LINEAR)
    found = explain_simulator(model, "en", Effort(200, 100, 64), units="count")
    assert found.dataset["driver"].values.tolist() == ["x0", "x1", "x2"]
    first = found.dataset.sel(driver="x0")
    assert float(first["narrowing"]) == pytest.approx(1 - np.sqrt(1 - 0.6), abs=0.1)
    assert "a survey" in found.sentences()[7]
    assert found.dataset["swing"].attrs["long_name"]


def test_the_same_question_has_the_same_answer() -> None:
    answers = [explain_simulator(linear(3.0, 2.0, 1.0, luck=1.0, **LINEAR), "zh", Effort(50, 50, 16)) for _ in range(2)]
    assert repr(answers[0]) == repr(answers[1])
    assert answers[0].dataset.equals(answers[1].dataset)
