"""One synthetic forecast for all tests of the reports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from simulate.forecast.forecast import Forecast
from tests.report.factory import forecast_of


@pytest.fixture(scope="session")
def forecast(root: Path) -> Forecast:
    return forecast_of(root)


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    plt.close("all")  # what tests of other rooms have left open
    yield
    plt.close("all")
