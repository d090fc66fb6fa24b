"""Forecasts that were written down: they are those of their day, and none of their figures was in the panel."""

from __future__ import annotations

import csv
import datetime

import numpy as np
import pytest

from simulate.panel.predict import panel_forecast
from simulate.panel.standing import QUANTILES, write_forecasts
from simulate.panel.tables import shipped_panel
from simulate.place.evidence import CALIBRATION
from tests.panel.small import count, panel, place

FILES = sorted((CALIBRATION / "forecasts").glob("*.csv"))


def test_forecasts_have_been_written_down():
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_forecasts_written_down_were_made_before_their_figures(path):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {(one.title, one.place, one.year, one.measure): str(one.known_at) for one in shipped_panel().counts}
    for row in rows:
        assert known.get((row["title"], row["place"], int(row["year"]), row["measure"]), "9999") > row["vintage"]
        quantiles = [float(row[f"q{quantile:g}"]) for quantile in QUANTILES]
        assert quantiles == sorted(quantiles)


def test_a_table_holds_the_quantiles_of_the_forecasts_of_titles_known_at_the_place(tmp_path):
    known = panel([count("Here", year, 20.0) for year in (2019, 2020, 2021)], [place("Here"), place("There")])
    day = datetime.date(2021, 12, 31)
    path = write_forecasts(tmp_path / "here.csv", "Here", 2022, day, day, draws=500, panel=known)
    with path.open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["measure"], second["measure"]) == ("new", "cumulative")
    drawn = panel_forecast("prize", "Here", 2022, day, draws=500, panel=known)
    assert float(first["q0.5"]) == np.quantile(drawn, 0.5, method="inverted_cdf")
    empty = write_forecasts(tmp_path / "there.csv", "There", 2022, day, day, draws=500, panel=known)
    assert len(empty.read_text(encoding="utf-8").splitlines()) == 1
