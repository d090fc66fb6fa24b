"""The likelihoods and the weights give the posteriors that theory knows."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulate.calibration.likelihood import binomial_at_most, likelihood, poisson_at_most, weights_of
from tests.calibration.tables import counted, table

GRID = (np.arange(4000) + 0.5) / 4000


def test_binomial_and_poisson_functions_agree_with_scipy() -> None:
    for count in range(12):
        assert binomial_at_most(count, np.array([10.0]), np.array([0.3]))[0] == pytest.approx(
            stats.binom.cdf(count, 10, 0.3)
        )
        assert poisson_at_most(count, np.array([4.2]))[0] == pytest.approx(stats.poisson.cdf(count, 4.2))


def test_a_uniform_prior_and_a_binomial_figure_give_the_beta_posterior() -> None:
    moment = counted()
    weight = weights_of(table(moment, GRID, trials=np.full(4000, 20.0), share=GRID), {moment: (6.0, 6.0)})
    beta = stats.beta(7, 15)
    assert np.sum(weight * GRID) == pytest.approx(beta.mean(), abs=1e-4)
    assert np.cumsum(weight)[1399] == pytest.approx(beta.cdf(0.35), abs=1e-3)


def test_a_poisson_figure_gives_the_gamma_posterior() -> None:
    moment, mean = counted("places"), GRID * 40
    weight = weights_of(table(moment, mean, mean=mean, most=np.full(4000, 1e9)), {moment: (5.0, 5.0)})
    assert np.sum(weight * mean) == pytest.approx(6.0, abs=1e-3)
    assert np.sum(weight * mean**2) - np.sum(weight * mean) ** 2 == pytest.approx(6.0, abs=1e-2)


def test_an_interval_is_the_sum_of_its_counts() -> None:
    moment = counted()
    one = table(moment, GRID, trials=np.full(4000, 20.0), share=GRID)
    apart = sum(likelihood(one, moment, float(k), float(k)) for k in (4, 5, 6))
    assert np.allclose(likelihood(one, moment, 4.0, 6.0), apart)


def test_applicants_cap_a_rationed_list() -> None:
    moment = counted("places")
    one = table(moment, np.array([1.0]), trials=np.array([1000.0]), share=np.array([0.05]), most=np.array([10.0]))
    assert likelihood(one, moment, 10.0, 10.0)[0] == pytest.approx(1.0 - stats.binom.cdf(9, 1000, 0.05))
    assert likelihood(one, moment, 11.0, 99.0)[0] == 0.0


def test_a_stock_counts_from_its_base() -> None:
    moment = counted(base=52.0)
    one = table(moment, GRID, trials=np.full(4000, 20.0), share=GRID)
    assert np.allclose(likelihood(one, moment, 64.0, 64.0), stats.binom.pmf(12, 20, GRID))


def test_a_normal_error_gives_the_normal_posterior() -> None:
    moment = counted("simulated", sd=2.0)
    theta = GRID * 40 - 20
    weight = weights_of(table(moment, theta, simulated=theta), {moment: (3.0, 3.0)})
    assert np.sum(weight * theta) == pytest.approx(3.0, abs=1e-3)
    assert np.sum(weight * theta**2) - 9.0 == pytest.approx(4.0 + 1 / 12, abs=1e-2)  # the count is rounded
