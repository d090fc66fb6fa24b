"""Each distribution has the mean, support and quantiles that theory gives it."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulate.foundation.units import parse_money, parse_number
from simulate.randomness.distributions import (
    Beta,
    BetaRange,
    Choice,
    Constant,
    Dirichlet,
    DistributionError,
    Lognormal,
    LogUniform,
    Marginal,
    Normal,
    PoissonCount,
    Triangular,
    Uniform,
    parse_dirichlet,
    parse_distribution,
)

EXAMPLES: list[Marginal] = [
    Constant(3.0),
    Uniform(1.0, 1.3),
    LogUniform(1.5, 10.0),
    Triangular(0.0, 2.0, 6.0),
    Triangular(0.0, 0.0, 1.0),
    Triangular(0.0, 1.0, 1.0),
    Beta(0.67, 6.0),
    BetaRange(0.5, 0.2, 0.9),
    Lognormal(3.5e6, 0.8),
    Normal(-1.0, 2.0),
    PoissonCount(2.5),
    Choice((1e5, 2e5, 3e5), (0.5, 1 / 3, 1 / 6)),
]
GRID = (np.arange(200_000) + 0.5) / 200_000


@pytest.mark.parametrize("marginal", EXAMPLES, ids=str)
def test_quantiles_ascend_stay_inside_the_support_and_average_to_the_mean(marginal: Marginal) -> None:
    values = marginal.quantile(GRID)
    low, high = marginal.support()
    assert values.dtype == np.float64
    assert values.shape == GRID.shape
    assert (np.diff(values) >= 0).all()
    assert low <= values[0]
    assert values[-1] <= high
    assert values.mean() == pytest.approx(marginal.mean(), rel=2e-3, abs=2e-3)


@pytest.mark.parametrize("marginal", EXAMPLES, ids=str)
def test_the_written_form_reads_back_as_the_same_distribution(marginal: Marginal) -> None:
    assert parse_distribution(marginal.to_data(), parse_number) == marginal


def test_published_quantiles() -> None:
    assert Normal(0, 1).quantile(np.array([0.975]))[0] == pytest.approx(1.959963984540054)
    assert Beta(0.5, 2).quantile(np.array([0.3]))[0] == pytest.approx(0.3)
    assert Triangular(0, 2, 6).quantile(np.array([1 / 3]))[0] == pytest.approx(2)
    assert Lognormal(8, 0.8).quantile(np.array([0.5]))[0] == pytest.approx(8)
    assert Lognormal(8, 0.8).mean() == pytest.approx(8 * math.exp(0.32))


@given(st.floats(0.01, 60), st.floats(1e-9, 1 - 1e-9))
def test_a_poisson_quantile_is_the_least_count_with_enough_probability(rate: float, u: float) -> None:
    count = int(PoissonCount(rate).quantile(np.array([u]))[0])
    terms = [math.exp(k * math.log(rate) - rate - math.lgamma(k + 1)) for k in range(count + 1)]
    assert math.fsum(terms) >= u - 1e-12
    assert math.fsum(terms[:-1]) < u + 1e-12


@given(st.floats(0.001, 0.999), st.floats(0.01, 1), st.floats(0.01, 1))
def test_every_accepted_range_of_a_beta_is_met_in_mean_and_width(mean: float, below: float, above: float) -> None:
    low, high = mean * (1 - below), mean + (1 - mean) * above
    assume(BetaRange(mean, low, high).is_possible)
    marginal = parse_distribution({"beta": {"mean": mean, "p05": low, "p95": high}}, parse_number)
    ends = marginal.quantile(np.array([0.05, 0.95]))
    assert marginal.mean() == mean
    assert ends[1] - ends[0] == pytest.approx(high - low, rel=1e-4)


def test_a_lognormal_meets_its_median_and_the_ratio_of_its_ends() -> None:
    data = {"lognormal": {"median": "1万元", "p05": "0.3万元", "p95": "3万元"}}
    ends = parse_distribution(data, parse_money).quantile(np.array([0.05, 0.5, 0.95]))
    assert ends[1] == pytest.approx(10_000)
    assert ends[2] / ends[0] == pytest.approx(10)


def test_dirichlet_shares_sum_to_one_with_the_stated_mean() -> None:
    dirichlet = parse_dirichlet({"dirichlet": {"shares": [0.63, 0.21, 0.12, 0.04], "weight": 40}})
    grid = (np.arange(4000) + 0.5) / 4000
    shift = [np.roll(grid, 37 * k * k + 11)[np.argsort((grid * (613 + 2 * k)) % 1)] for k in range(4)]
    values = dirichlet.quantile(np.stack(shift, axis=-1))
    assert np.allclose(values.sum(axis=-1), 1)
    assert np.allclose(values.mean(axis=0), dirichlet.mean(), atol=0.02)
    assert parse_dirichlet(dirichlet.to_data()) == dirichlet == Dirichlet((0.63, 0.21, 0.12, 0.04), 40)


def test_choice_weights_are_probabilities() -> None:
    choice = parse_distribution({"choice": {"50万元": 0.7, "30万元": "30%"}}, parse_money)
    assert choice == Choice((300_000.0, 500_000.0), (0.3, 0.7))
    assert (choice.quantile(GRID) == 500_000).mean() == pytest.approx(0.7)
    assert parse_distribution({"choice": {"0.5": 0.5, 1: 0.5}}, parse_number) == Choice((0.5, 1.0), (0.5, 0.5))


@pytest.mark.parametrize(
    ("data", "path", "message", "suggestion"),
    [
        ({"triangualr": [0, 2, 6]}, ("triangualr",), "unknown distribution 'triangualr'", "triangular"),
        ({"triangular": [0, 6, 2]}, ("triangular",), "min 0, mode 6, max 2 are not in order", ""),
        ({"triangular": [2, 2, 2]}, ("triangular",), "not in order", ""),
        ({"triangular": [0, 2]}, ("triangular",), "a list of 2", ""),
        ({"triangular": 3}, ("triangular",), "3", ""),
        ({"triangular": [0, "x", 6]}, ("triangular", 1), "'x' is not a number", ""),
        ({"uniform": [2, 1]}, ("uniform",), "low 2, high 1 are not in order", ""),
        ({"loguniform": [0, 1]}, ("loguniform", 0), "low 0 is not above 0", ""),
        ({"beta": {"mean": 1.2, "n": 6}}, ("beta", "mean"), "share 1.2 is out of range", "1.2%"),
        ({"beta": {"mean": 1, "n": 6}}, ("beta", "mean"), "mean 1", ""),
        ({"beta": {"mean": 0.5, "n": 0}}, ("beta", "n"), "0 is not above 0", ""),
        ({"beta": {"mean": 0.5, "p5": 0}}, ("beta", "p5"), "unknown key 'p5'", "p05"),
        ({"beta": {"mean": 0.5}}, ("beta",), "the keys mean", ""),
        ({"beta": {"mean": 0.5, "p05": 0.6, "p95": 0.9}}, ("beta",), "not in order", ""),
        ({"beta": {"mean": 0.5, "p05": 0, "p95": 1}}, ("beta",), "too wide", ""),
        ({"lognormal": {"median": -1, "sd": 1}}, ("lognormal", "median"), "-1 is not above 0", ""),
        ({"normal": {"mean": 1, "sd": 0}}, ("normal", "sd"), "0 is not above 0", ""),
        ({"poisson": -1}, ("poisson",), "-1 is out of range", ""),
        ({"choice": {1: 0.5, 2: 0.6}}, ("choice",), "the weights sum to 1.1", ""),
        ({"choice": {"a": 1}}, ("choice", "a"), "'a' is not a number", ""),
        ({"choice": {"1": 0.5, 1: 0.5}}, ("choice", 1), "the value 1 stands twice", ""),
        ({"choice": []}, ("choice",), "a list", ""),
        ({"dirichlet": {"shares": [1], "weight": 2}}, ("dirichlet",), "'dirichlet' gives several shares", ""),
        ({"uniform": [1, 2], "beta": {}}, (), "a mapping of 2 keys", ""),
        ({}, (), "a mapping of 0 keys", ""),
        ("x", (), "'x' is not a number", ""),
    ],
)
def test_a_mistake_is_refused_at_its_place(
    data: object, path: tuple[object, ...], message: str, suggestion: str
) -> None:
    with pytest.raises(DistributionError) as caught:
        parse_distribution(data, parse_number)
    assert caught.value.path == path
    assert message in caught.value.message
    assert caught.value.suggestion == suggestion


def test_a_bare_number_in_a_distribution_of_money_needs_its_unit() -> None:
    with pytest.raises(DistributionError) as caught:
        parse_distribution({"triangular": ["1万元", 2, "3万元"]}, parse_money)
    assert caught.value.path == ("triangular", 1)


@pytest.mark.parametrize(
    "body",
    [
        {"shares": [0.5, 0.6], "weight": 4},
        {"shares": [1, 0], "weight": 4},
        {"shares": [0.5, 0.5], "weight": 0},
        {"shares": [1.0], "weight": 4},
        {"shares": 0.5, "weight": 4},
        {"shares": [0.5, 0.5]},
        [0.5, 0.5],
    ],
)
def test_what_is_no_dirichlet_is_refused(body: object) -> None:
    with pytest.raises(DistributionError):
        parse_dirichlet({"dirichlet": body})


def test_reading_a_distribution_does_not_import_scipy() -> None:
    code = (
        "import sys\n"
        "from simulate.randomness.distributions import parse_distribution\n"
        "from simulate.foundation.units import parse_number\n"
        "parse_distribution({'beta': {'mean': .5, 'p05': .2, 'p95': .9}}, parse_number)\n"
        "sys.exit('scipy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
