"""The audit generator: other luck, the same forecast within Monte Carlo error."""

from __future__ import annotations

import numpy as np
import pytest

from simulate import api
from tests.cli.command import BASELINE, start

DRAWS = 600
SETTINGS = ("--set", "population.scale=0.1", "--draws", DRAWS, "--no-report", "--quiet")
MEASURED = ("recognised", "obligation", "projects", "investment", "stage_moves")


@pytest.mark.slow
def test_another_generator_moves_the_forecast_within_its_monte_carlo_error(tmp_path):
    forecasts = {}
    for name, options in (("squares", ()), ("philox", ("--audit-generator",))):
        process = start("run", BASELINE, *SETTINGS, "--out", tmp_path / name, *options)
        assert process.wait() == 0
        forecasts[name] = api.open_run(tmp_path / name).dataset.load()
    assert {one.attrs["generator"] for one in forecasts.values()} == {"squares64", "philox4x32"}
    distances = []
    for variable in MEASURED:
        first, second = (one[variable].astype(float) for one in forecasts.values())
        assert not first.equals(second), variable
        error = np.sqrt((first.var("draw", ddof=1) + second.var("draw", ddof=1)) / DRAWS)
        moving = error.values > 0
        distances.append(((first.mean("draw") - second.mean("draw")).values / np.where(moving, error.values, 1))[moving])
    distance = np.abs(np.concatenate([one.ravel() for one in distances]))
    assert distance.size > 300
    assert distance.max() < 5.0
    assert (distance > 2.0).mean() < 0.12, "about 5 % of dependent means lie beyond two standard errors"
