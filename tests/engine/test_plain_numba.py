"""Numba's public interface alone, without our inner kernels, computes the same draws."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from simulate.api import prepared_spec
from simulate.engine.inputs.city import City
from simulate.kernels.compiling import PLAIN, PLAIN_VARIABLE
from simulate.scenario.resolve import load_scenario
from tests.engine.cities import results
from tests.engine.test_cache import told

DIGEST = "from tests.engine.test_plain_numba import digest; print(digest())"
GAIN = "behaviour.productivity_gain_1=0.08"  # so that each arm grows by itself


def digest() -> str:
    """Hash of all results of a few draws of the shipped plan, with and without productivity gains."""
    found = hashlib.sha256()
    for changes in ([], [GAIN]):
        scenario = load_scenario("scenarios/baseline.yaml", ["population.scale=0.1", *changes])
        for array in results(City(prepared_spec(scenario)).block(0, 4)):
            found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


@pytest.mark.slow
def test_both_ways_of_compiling_give_the_same_draws(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    other = told(root, DIGEST, tmp_path / "cache", **{PLAIN_VARIABLE: "0" if PLAIN else "1"})
    assert other == [digest()]
