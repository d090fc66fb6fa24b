"""A small fit that several tests look at."""

from __future__ import annotations

import dataclasses

import pytest

from simulate.calibration.config import load_calibration
from simulate.calibration.fit import Fit, fit


@pytest.fixture(scope="session")
def found() -> Fit:
    return fit(dataclasses.replace(load_calibration(), draws=1200), quiet=True)
