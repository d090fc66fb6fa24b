"""A small city that runs in a moment."""

from __future__ import annotations

import pytest

from simulate.scenario.resolve import load_scenario
from simulate.scenario.scenario import Scenario

SMALL = ["population.scale=0.03"]


@pytest.fixture(scope="session")
def small(root) -> Scenario:  # type: ignore[no-untyped-def]
    """The baseline for a city of about 350 firms."""
    return load_scenario(root / "scenarios" / "baseline.yaml", SMALL)
