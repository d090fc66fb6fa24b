"""The look of four charts, against pictures that someone has looked at.

To accept a new look: run with ``SIMULATE_ACCEPT_IMAGES=1``, open ``tests/report/images``, and commit what is good.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from matplotlib.testing.compare import compare_images

from simulate.forecast.forecast import Forecast
from simulate.report.charts.plots import ForecastPlots

IMAGES = Path(__file__).parent / "images"
TOLERANCE = 12  # root mean square over 0..255: letters may move by a pixel between versions, bars may not


@pytest.mark.parametrize(("name", "language"), [("fan", "zh"), ("masses", "zh"), ("clocks", "en"), ("articles", "en")])
def test_the_chart_looks_as_accepted(forecast: Forecast, name: str, language: str, tmp_path: Path) -> None:
    axes = ForecastPlots(forecast, language).all()[name]()
    found, accepted = tmp_path / f"{name}_{language}.png", IMAGES / f"{name}_{language}.png"
    axes.figure.savefig(found, dpi=60, metadata={"Software": None})
    if os.environ.get("SIMULATE_ACCEPT_IMAGES"):
        accepted.parent.mkdir(exist_ok=True)
        accepted.write_bytes(found.read_bytes())
    assert compare_images(str(accepted), str(found), tol=TOLERANCE) is None
