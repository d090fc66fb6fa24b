"""Forecasts written down before their figures are known, to be scored later: ``calibration/forecasts/``."""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path

import numpy as np

from simulate.foundation.files import write_atomic
from simulate.panel.predict import panel_forecast
from simulate.panel.tables import Panel, shipped_panel

QUANTILES = (0.01, 0.025, *(round(0.05 * step, 2) for step in range(1, 20)), 0.975, 0.99)
"""Those that forecast hubs ask for."""

COLUMNS = (
    "title", "place", "year", "measure", "vintage", "written", "draws", "seed", "mean",
    *(f"q{quantile:g}" for quantile in QUANTILES),
)  # fmt: skip

SEED = 1


def write_forecasts(
    path: Path, place: str, year: int, vintage: datetime.date, written: datetime.date, *, draws: int = 20_000,
    panel: Panel | None = None,
) -> Path:  # fmt: skip
    """Write what ``place`` will win in ``year`` of every title of which it has a known count, as a CSV table.

    ``vintage`` is the day whose knowledge the forecasts rest on, ``written`` that on which they were made. Returns the
    path.
    """
    whole = shipped_panel() if panel is None else panel
    own = {one.title for one in whole.as_of(vintage).counts if one.place == place}
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for title in (one for one in whole.titles.values() if one.title in own):
        stocks = {"batches": ["new", "valid" if title.review_after else "cumulative"], "level": ["valid"]}
        for measure in stocks[title.model]:
            drawn = panel_forecast(
                title.title, place, year, vintage, draws=draws, seed=SEED, measure=measure, panel=whole
            )
            numbers = [float(drawn.mean()), *np.quantile(drawn, QUANTILES, method="inverted_cdf").tolist()]
            about = [title.title, place, year, measure, vintage, written, draws, SEED]
            table.writerow([*about, *(f"{number:.6g}" for number in numbers)])
    write_atomic(path, out.getvalue())
    return path
