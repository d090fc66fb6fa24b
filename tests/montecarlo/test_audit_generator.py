"""The audit generator: other luck, the same forecast within Monte Carlo error.

A seed has its own table of firms, which all its draws share, so the error is taken from seed to seed: it holds what the
draws and the table add.
"""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from simulate.kernels.compiling import GENERATOR_VARIABLE
from tests.cli.command import BASELINE, ROOT

SEEDS, DRAWS = 12, 100
MEASURED = ("recognised", "obligation", "projects", "investment", "stage_moves")
MEANS = f"""
import sys
import numpy as np
from simulate import api
from simulate.scenario.resolve import load_scenario
city = load_scenario({str(BASELINE)!r}, ["population.scale=0.1"])
runs = [api.run(city, {DRAWS}, seed=seed, quiet=True).dataset for seed in range(1, {SEEDS} + 1)]
means = [np.concatenate([one[name].mean("draw").values.ravel() for name in {MEASURED!r}]) for one in runs]
assert {{one.attrs["generator"] for one in runs}} == {{sys.argv[1]}}
np.save(sys.argv[2], np.array(means), allow_pickle=False)
"""


@pytest.mark.slow
def test_another_generator_moves_the_forecast_within_its_monte_carlo_error(tmp_path):
    means = []
    for generator in ("squares64", "philox4x32"):
        path = tmp_path / f"{generator}.npy"
        subprocess.run(
            [sys.executable, "-c", MEANS, generator, str(path)],
            check=True, cwd=ROOT, env=os.environ | {GENERATOR_VARIABLE: generator},
        )  # fmt: skip
        means.append(np.load(path, allow_pickle=False))
    first, second = means
    error = np.sqrt((first.var(axis=0, ddof=1) + second.var(axis=0, ddof=1)) / SEEDS)
    moving = error > 0
    assert (first[:, moving] != second[:, moving]).any(axis=0).all(), "other luck"
    assert np.array_equal(first[:, ~moving], second[:, ~moving]), "what no luck decides"
    distance = np.abs(first.mean(axis=0) - second.mean(axis=0))[moving] / error[moving]
    assert distance.size > 250
    assert distance.max() < 6.0, "22 degrees of freedom, some 300 figures"
    assert (distance > 2.07).mean() < 0.15, "one in twenty expected of independent figures; these hang together"
