"""One small city for all tests of analyses: a plan with known answers, run once."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulate import api
from simulate.forecast.forecast import Forecast
from simulate.scenario import references, resolve
from simulate.scenario.scenario import Scenario

DRAWS = 400


@pytest.fixture(autouse=True, scope="session")
def _read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(references, "load_plan", functools.cache(references.load_plan))
        patch.setattr(resolve, "load_priors", functools.cache(resolve.load_priors))
        yield


@pytest.fixture(scope="session")
def small(root: Path) -> Scenario:
    """The baseline on a tenth of the firms."""
    return api.load_scenario(root / "scenarios" / "baseline.yaml", ["population.scale=0.1"])


@pytest.fixture(scope="session")
def forecast(small: Scenario) -> Forecast:
    return api.run(small, DRAWS, quiet=True)
