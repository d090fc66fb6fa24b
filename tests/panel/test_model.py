"""The model's parts against known answers: covariances, exact cases, and data made by the model itself."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from simulate.panel.fit import PRIOR_MEDIANS, PRIOR_SDS, fit, predict
from simulate.panel.kernel import LEVEL_MEAN, LEVEL_SD, PARAMETERS, coordinates, covariances, likeness, means
from simulate.panel.latent import stock_weights, sums, survival
from simulate.panel.tables import shipped_panel
from tests.panel.small import count, panel, place, title

END = datetime.date(2024, 12, 31)
LATENTS = [
    ("little_giants", where, year)
    for where in ("China", "Shandong", "Qingdao", "Yixing")
    for year in (2019, 2022, 2025)
]


def covariance(latents, point) -> np.ndarray:
    at = coordinates(latents, shipped_panel(), END)
    fixed, parts = covariances(at, at)
    return fixed + np.tensordot(np.asarray(point) ** 2, parts, 1)


def test_covariances_are_those_of_a_distribution():
    values = np.linalg.eigvalsh(
        covariance([*LATENTS, ("unicorns", "Qingdao", 2023), ("gazelles", "Qingdao", 2023)], PRIOR_MEDIANS)
    )
    assert values.min() > -1e-9


def test_a_walk_of_the_list_has_the_variance_of_its_steps():
    """Steps of three, one and a half, one, 3/4 ... times list_step, and no other change of a list."""
    matrix = covariance(LATENTS[:3], [0.4, 9.0, 9.0, 9.0, 9.0])
    change = matrix[0, 0] + matrix[1, 1] - 2.0 * matrix[0, 1]
    assert change == pytest.approx(0.4**2 * (9.0 + 2.25 + 1.0))


def test_a_share_walks_beside_the_list_and_keeps_half_of_its_provinces_deviation():
    zero = [1e-9] * 5
    point = list(zero)
    point[PARAMETERS.index("share_step")] = 0.3
    base, walk = covariance(LATENTS, zero), covariance(LATENTS, point)
    step = walk - base
    shandong, qingdao = 3 + 1, 6 + 1  # both in 2022, three years after the first list
    assert step[shandong, shandong] == pytest.approx(3 * 0.09)
    assert step[shandong, qingdao] == pytest.approx(0.5 * 3 * 0.09)
    assert step[shandong, 10] == pytest.approx(0.0, abs=1e-12)  # Yixing lies in another province
    assert np.allclose(step[:3], 0.0)


def test_places_within_one_another_resemble_each_other_by_half_a_step():
    matrix, names = likeness(shipped_panel()), list(shipped_panel().places)

    def between(one, other):
        return matrix[names.index(one), names.index(other)]

    assert between("Qingdao", "Qingdao") == 1.0
    assert between("Qingdao", "Shandong") == 0.5
    assert between("Qingdao", "Jinan") == 0.25
    assert between("Yixing", "Jiangsu") == 0.25
    assert between("Qingdao", "Wuhan") == 0.0


def test_survival_multiplies_the_reviews_passed():
    one = title(review=3, first_year=2016)
    shares = {2019: 0.5, 2020: 0.8, 2022: 0.9}
    assert survival(one, 2016, 2018, shares) == 1.0
    assert survival(one, 2016, 2022, shares) == pytest.approx(0.45)
    assert survival(one, 2018, 2021, shares) == pytest.approx((0.5 + 0.8 + 0.9) / 3)
    assert stock_weights(one, count("China", 2017, 5.0, "cumulative"), shares) == {2016: 1.0, 2017: 1.0}


def test_a_later_stock_counts_only_what_was_added():
    figures = sums(panel([count("China", 2018, 30.0, "cumulative"), count("China", 2020, 70.0, "cumulative")], []))
    assert [(one.value, sorted(year for *_, year in one.weights)) for one in figures] == [
        (30.0, [2016, 2017, 2018]), (40.0, [2019, 2020]),
    ]  # fmt: skip


def test_one_list_that_was_counted_gives_the_gamma_posterior_of_a_rate():
    """Under a wide prior the log rate of one list of 400 has mean ln 400 and standard deviation 1 / sqrt(400)."""
    found = fit(panel([count("China", 2016, 400.0)], []), END)
    mean, spread = predict(found, [("prize", "China", 2016)], found.panel)
    assert np.allclose(mean[:, 0], np.log(400.0), atol=0.01)
    assert np.allclose(np.sqrt(spread[:, 0, 0]), 0.05, atol=0.002)


def test_a_prediction_without_a_figure_of_the_title_is_the_prior():
    whole = panel([count("China", 2016, 400.0)], [], [title(), title("other")])
    found = fit(whole, END)
    mean, spread = predict(found, [("other", "China", 2016)], whole)
    at = coordinates([("other", "China", 2016)], whole, END)
    fixed, _ = covariances(at, at)
    assert np.allclose(mean, means(at))
    assert np.allclose(spread[:, 0, 0], fixed[0, 0])


def simulated(point, seed, years=range(2016, 2024), places=24):
    """A panel made by the model: one title, cities of known sizes, lists of every year."""
    numbers = np.random.default_rng(seed)
    cities = [place(f"City{index}", gdp=float(gdp)) for index, gdp in enumerate(np.geomspace(30.0, 500.0, places))]
    names = ["China", *(one.place for one in cities)]
    empty = panel([], cities)
    latents = [("prize", name, year) for name in names for year in years]
    at = coordinates(latents, empty, END)
    fixed, parts = covariances(at, at)
    matrix = fixed + np.tensordot(np.asarray(point) ** 2, parts, 1)
    # The level of the list is known here, at some 3,600 a year, so that counts are of the size of real ones.
    drawn = numbers.multivariate_normal(means(at), matrix - LEVEL_SD**2, method="eigh", check_valid="ignore")
    logs = drawn + np.log(3600.0) - LEVEL_MEAN
    counts = numbers.poisson(np.exp(logs))
    return (
        [count(name, year, float(value)) for (_, name, year), value in zip(latents, counts, strict=True)],
        cities,
        latents,
    )


@pytest.mark.parametrize("seed", [1])
def test_parameters_that_made_a_panel_are_found_again(seed):
    truth = [0.2, 0.6, 0.15, 0.25, 0.12]
    counts, cities, _ = simulated(truth, seed)
    found = fit(panel(counts, cities), END)
    logs = np.log(found.points)
    mean = found.weights @ logs
    sd = np.sqrt(found.weights @ (logs - mean) ** 2)
    off = (mean - np.log(truth)) / sd
    assert np.all(np.abs(off[:4]) < 3.0), dict(zip(PARAMETERS, off, strict=True))
    assert np.all(sd[1:3] < 0.7 * PRIOR_SDS[1:3])  # learned: narrower than the prior


def test_intervals_hold_what_the_model_makes():
    """Last year's lists, predicted from those before, in panels made by the model: about nine in ten."""
    inside = []
    for seed in range(3, 13):
        counts, cities, latents = simulated(PRIOR_MEDIANS, seed, places=10)
        whole = panel(counts, cities)
        found = fit(whole, datetime.date(2022, 12, 31))
        asked = [(index, key) for index, key in enumerate(latents) if key[2] == 2023]
        mean, spread = predict(found, [key for _, key in asked], whole)
        centre = found.weights @ mean
        variance = found.weights @ (np.diagonal(spread, axis1=1, axis2=2) + (mean - centre) ** 2)
        actual = np.array([counts[index].value for index, _ in asked])
        width = 1.645 * np.sqrt(variance + np.exp(-centre))
        inside += (np.abs(np.log(actual + 0.5) - centre) < width).tolist()
    assert len(inside) == 110
    assert 0.82 < np.mean(inside) < 0.98
