"""A distribution without an end is cut to the range of its figure, and every distribution that is read behaves."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.behaviour.parameters import DECLARATIONS
from simulate.foundation.units import parse_number, parse_share
from simulate.randomness.distributions import (
    DistributionError,
    Lognormal,
    Normal,
    PoissonCount,
    Truncated,
    Uniform,
    parse_dirichlet,
    parse_distribution,
    within,
)
from simulate.randomness.marginals import Beta
from simulate.scenario.files.priors import load_priors

GRID = (np.arange(20_000) + 0.5) / 20_000
TAILS = np.array([2.0**-53, 1e-12, 1e-6, 1e-3, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999, 1 - 1e-6, 1 - 1e-12, 1 - 2.0**-53])

CUT = [
    Truncated(Lognormal(0.6, 0.2), 0.0, 1.0),
    Truncated(Normal(0.5, 0.2), 0.0, 1.0),
    Truncated(Normal(-3.0, 2.0), -2.0, math.inf),
    Truncated(Normal(0.0, 1.0), 6.0, 9.0),
    Truncated(PoissonCount(3.0), 0.0, 7.0),
    Truncated(PoissonCount(3.0), 2.0, 4.5),
    Truncated(PoissonCount(9.5), 12.0, math.inf),
]


@pytest.mark.parametrize("marginal", CUT, ids=str)
def test_what_is_left_is_the_distribution_given_that_it_lies_inside(marginal: Truncated) -> None:
    low, high = marginal.support()
    values = marginal.quantile(GRID)
    assert low <= values.min() <= values.max() <= high
    assert (np.diff(values) >= 0).all()
    assert values.mean() == pytest.approx(marginal.mean(), rel=1e-3)
    whole = marginal.inner.quantile((np.arange(100_000) + 0.5) / 100_000)
    inside = (whole >= low) & (whole <= high)
    assert marginal.cut == pytest.approx(1 - inside.mean(), abs=2e-5)
    if inside.sum() > 1000:
        for level in (0.1, 0.5, 0.9):
            expected = np.quantile(whole[inside], level, method="inverted_cdf")
            assert marginal.quantile(np.array([level]))[0] == pytest.approx(expected, rel=1e-3, abs=1e-3)


def test_nothing_moves_where_nothing_that_can_be_drawn_is_cut() -> None:
    inner = Lognormal(0.01, 0.7)
    cut = within(inner, 0.0, 5.0)
    assert isinstance(cut, Truncated)
    assert 0.0 < cut.cut < 2.0**-53
    assert (cut.quantile(GRID) == inner.quantile(GRID)).all()
    assert cut.mean() == inner.mean()


def test_more_than_one_percent_outside_is_refused_with_how_much() -> None:
    with pytest.raises(DistributionError) as caught:
        within(Lognormal(0.6, 0.6), 0.0, 1.0)
    assert caught.value.message == "19.7 % of the distribution is out of range"
    assert caught.value.expected == "values from 0 to 1, with at most 1 % outside, which is cut"
    with pytest.raises(DistributionError, match="values from 0 to 1 are out of range"):
        within(Beta(0.1, 5.0), 0.0, 0.5)
    with pytest.raises(DistributionError, match="whole numbers of events"):
        within(PoissonCount(1e-9), 0.0, 1.0, counts=False)
    assert within(Uniform(0.0, 1.0), 0.0, 1.0) == Uniform(0.0, 1.0)


def test_every_prior_lies_in_the_range_of_its_parameter() -> None:
    priors = load_priors()
    for one in DECLARATIONS:
        value = priors[one.name].value
        for marginal in value.values() if isinstance(value, dict) else [value]:
            low, high = marginal.support()
            assert one.low <= low <= high <= one.high, one.name


numbers = st.floats(-1e16, 1e16) | st.sampled_from([0.0, 1e-300, 5e-324, 1e-15, 1e15, 1e300, 1.0, 1 + 2**-52, -1e15])
shares = st.floats(0, 1) | st.sampled_from([1e-300, 1e-16, 1e-6, 1e-5, 0.5, 1 - 1e-6, 1 - 2**-53, 1.0])
sizes = st.floats(0, 1e10) | st.sampled_from([5e-324, 1e-300, 1e-16, 1e-3, 1.0, 10.0, 1e6, 1e15, 1e300])
shapes = (
    st.builds(lambda *v: {"uniform": sorted(v)}, numbers, numbers)
    | st.builds(lambda *v: {"loguniform": sorted(v)}, sizes, sizes)
    | st.builds(lambda *v: {"triangular": sorted(v)}, numbers, numbers, numbers)
    | st.builds(lambda m, n: {"beta": {"mean": m, "n": n}}, shares, sizes)
    | st.builds(lambda *v: {"beta": dict(zip(("p05", "mean", "p95"), sorted(v), strict=True))}, shares, shares, shares)
    | st.builds(lambda m, s: {"lognormal": {"median": m, "sd": s}}, sizes, sizes)
    | st.builds(
        lambda *v: {"lognormal": dict(zip(("p05", "median", "p95"), sorted(v), strict=True))}, sizes, sizes, sizes
    )
    | st.builds(lambda m, s: {"normal": {"mean": m, "sd": s}}, numbers, sizes)
    | st.builds(lambda m: {"poisson": m}, sizes)
    | st.builds(
        lambda a, b, w: {"choice": {a: w, b: 1 - w}} if a != b else {"choice": {a: 1}}, numbers, numbers, shares
    )
)


def behaves(marginal: Any) -> None:
    values, (low, high) = marginal.quantile(TAILS), marginal.support()
    assert np.isfinite(values).all()
    assert (values >= low).all()
    assert (values <= high).all()
    assert (np.diff(values) >= -1e-12 * np.abs(values[1:])).all()
    assert math.isfinite(marginal.mean())
    assert low - 1e-9 * abs(low) <= marginal.mean() <= high + 1e-9 * abs(high)


@settings(max_examples=300)
@given(shapes)
def test_every_distribution_that_is_read_has_finite_ascending_quantiles_inside_its_support(
    data: dict[str, Any],
) -> None:
    try:
        marginal = parse_distribution(data, parse_number)
    except DistributionError:
        return
    behaves(marginal)


@settings(max_examples=200)
@given(shapes, st.sampled_from([(0.0, 1.0, parse_share), (-0.2, 0.3, parse_number), (0.0, 1e15, parse_number)]))
def test_so_has_every_one_that_is_cut_to_a_range(
    data: dict[str, Any], figure: tuple[float, float, Callable[[object], float]]
) -> None:
    low, high, parse = figure
    try:
        marginal = within(parse_distribution(data, parse), low, high)
    except DistributionError:
        return
    behaves(marginal)
    assert low <= marginal.support()[0] <= marginal.support()[1] <= high


@given(st.lists(st.floats(1e-9, 1), min_size=2, max_size=5), sizes)
def test_so_has_every_vector_of_shares(parts: list[float], weight: float) -> None:
    total = math.fsum(parts)
    try:
        dirichlet = parse_dirichlet({"dirichlet": {"shares": [part / total for part in parts], "weight": weight}})
    except DistributionError:
        return
    for u in (2.0**-53, 0.5, 1 - 2.0**-53):
        values = dirichlet.quantile(np.full(len(parts), u))
        assert np.isfinite(values).all()
        assert math.fsum(values) == pytest.approx(1.0)


EXTREME = [
    {"beta": {"mean": 1e-300, "n": 6}},
    {"beta": {"mean": 0.5, "n": 1e-300}},
    {"beta": {"mean": 0.5, "n": 1e12}},
    {"beta": {"mean": 0.5, "p05": 0.49999999, "p95": 0.50000001}},
    {"lognormal": {"median": 1, "sd": 1e300}},
    {"lognormal": {"median": 5e-324, "sd": 1}},
    {"loguniform": [5e-324, 1]},
    {"uniform": [-1e300, 1e300]},
    {"normal": {"mean": 0, "sd": 1e300}},
]


@pytest.mark.parametrize("data", EXTREME, ids=str)
def test_figures_beyond_what_can_be_computed_exactly_are_refused(data: dict[str, Any]) -> None:
    with pytest.raises(DistributionError) as caught:
        parse_distribution(data, parse_number)
    assert caught.value.path[0] in data
    assert caught.value.expected
