"""A printed standard error is what other seeds would show: nothing random is left out of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import chdtri

from simulate.api import load_scenario, run
from simulate.forecast.forecast import Forecast
from simulate.forecast.summary import mean_error

SEEDS, DRAWS = 40, 50
LEAST = 1e-4


def figures(forecast: Forecast) -> dict[str, NDArray[np.float64]]:
    """The figures that a population drawn once a seed would move most, by draw."""
    data = forecast.dataset
    eligible = data["eligible"].sel(policy="on").sum("year")
    found = {f"eligible for {one}": eligible.sel(instrument=one).values for one in ("a09.3", "a06.1", "a15.1")}
    return found | {
        "investment of the core": data["investment"].sel(policy="on", segment="digital_core").sum("year").values,
        "investment above scale": data["investment"]
        .sel(policy="on", segment="industry_above_scale")
        .sum("year")
        .values,
        "headline": forecast.headline(as_read=True).values,
    }


@pytest.mark.slow
def test_the_spread_between_seeds_is_the_printed_error() -> None:
    """Parameters are held, so that the population is what varies most. The sum of squares over their expectation has a
    chi-squared law; it must lie within its limits, above and below.
    """
    scenario = load_scenario(Path("scenarios/baseline.yaml"), ["population.scale=0.2", "posterior=null"])
    means: dict[str, list[float]] = {}
    errors: dict[str, list[float]] = {}
    for seed in range(SEEDS):
        for name, values in figures(run(scenario.replace({"seed": seed}), DRAWS, quiet=True)).items():
            means.setdefault(name, []).append(float(values.mean()))
            errors.setdefault(name, []).append(mean_error(values))
    high, low = chdtri(SEEDS - 1, LEAST) / (SEEDS - 1), chdtri(SEEDS - 1, 1 - LEAST) / (SEEDS - 1)
    ratio = {name: np.var(means[name], ddof=1) / np.mean(np.square(errors[name])) for name in means}
    assert {name: value for name, value in ratio.items() if not low < value < high} == {}
