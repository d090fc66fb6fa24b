"""The rolling back-test: which points, which scores, and the two forecasts to beat."""

from __future__ import annotations

import csv
import datetime
import math

import numpy as np
import pytest
import scoringrules
import xarray as xr

from simulate.panel.backtest import HORIZONS, back_test
from simulate.panel.naive import Series, at_rate, basis, last_repeated, series, usual_change
from simulate.panel.tables import shipped_panel
from simulate.place.evidence import CALIBRATION
from simulate.scoring.scores import weighted_interval_score
from tests.panel.small import CHINA, count, panel, place, title

QUANTILES = (np.arange(4000) + 0.5) / 4000
YEARS = range(2016, 2023)


def toy(draws):
    """A back-test of a few lists in which every forecast is ``draws``."""
    counts = [count("China", year, 100.0) for year in YEARS] + [count("Here", 2022, 5.0)]
    return back_test(panel(counts, [place("Here")]), forecast=lambda *_, **__: xr.DataArray(draws, dims="draw"))


def test_every_count_is_foreseen_from_the_ends_of_the_three_years_before_at_which_its_title_was_known():
    points = toy(np.full(100, 100)).points
    assert sorted((one.year, one.horizon) for one in points if one.place == "China") == [
        (year, horizon) for year in YEARS for horizon in HORIZONS if year - horizon >= 2016
    ]
    assert [(one.place, one.own) for one in points if one.place == "Here"] == [("Here", 0)] * 3


def test_a_forecast_that_comes_true_scores_nothing_and_one_that_misses_its_distance():
    right, wrong = toy(np.full(100, 100)).points, toy(np.full(100, 40)).points
    assert {one.crps for one in right if one.place == "China"} == {0.0}
    assert {one.crps for one in wrong if one.place == "China"} == {60.0}
    assert all(one.holds(0.5) for one in right if one.place == "China")
    assert not any(one.holds(0.9) for one in wrong)


def test_the_ratio_of_scores_is_their_geometric_mean():
    summary = toy(np.full(100, 40)).summary(lambda one: one.place)[0]
    points = [one for one in toy(np.full(100, 40)).points if one.place == "China"]
    rate = next(one for one in summary.skills if one.naive == "rate")
    expected = math.exp(np.mean([math.log((one.crps + 0.01) / (one.crps_rate + 0.01)) for one in points]))
    assert rate.ratio == pytest.approx(expected)
    assert rate.low <= rate.ratio <= rate.high
    assert summary.skill.ratio == max(one.ratio for one in summary.skills)


def test_the_interval_score_is_that_of_a_maintained_library():
    draws = np.arange(1.0, 1001.0)
    alphas = [0.5, 0.2, 0.1]
    for actual in (-50.0, 100.0, 500.5, 1400.0):
        lower, upper = ([float(np.quantile(draws, end, method="inverted_cdf")) for end in ends] for ends in
                        ([a / 2 for a in alphas], [1 - a / 2 for a in alphas]))  # fmt: skip
        expected = scoringrules.weighted_interval_score(
            actual, 500.5, np.array(lower), np.array(upper), np.array(alphas)
        )
        assert weighted_interval_score(draws, actual, [0.5, 0.8, 0.9]) == pytest.approx(float(expected), rel=1e-6)


def test_the_last_count_repeated_has_the_spread_of_past_changes():
    """Two changes of ln 2, up and down, from 100 to 100: the spread of one year is ln 2."""
    known = Series((2020, 2021, 2022), (99.5, 199.5, 99.5))
    drawn = last_repeated(known, 2023, 9.0, QUANTILES)
    assert np.std(np.log(drawn)) == pytest.approx(math.log(2.0), rel=0.02)
    later = last_repeated(known, 2026, 9.0, QUANTILES)
    assert np.std(np.log(later)) == pytest.approx(2.0 * math.log(2.0), rel=0.03)
    assert np.median(drawn) == pytest.approx(99.5, abs=1.0)


def test_a_count_at_the_rate_is_poisson_and_a_stock_grows_by_it():
    known = Series((2020, 2022), (10.0, 30.0))
    drawn = at_rate(known, title(), 2023, "new", QUANTILES)
    assert (drawn.mean(), drawn.var()) == (pytest.approx(20.0, rel=0.01), pytest.approx(20.0, rel=0.02))
    stock = at_rate(known, title(), 2024, "cumulative", QUANTILES)
    assert stock.mean() == pytest.approx(50.0, rel=0.01)
    alone = at_rate(Series((2019,), (40.0,)), title(first_year=2016), 2020, "valid", QUANTILES)
    assert alone.mean() == pytest.approx(50.0, rel=0.01)


def test_a_place_without_a_count_takes_its_share_of_the_list_by_gross_product():
    known = panel([count("China", 2020, 500.0)], [place("Here", gdp=100.0)])
    base = basis(known, title(), "Here", "new", datetime.date(2021, 1, 1))
    assert base is not None
    assert base.scale == 100.0 / CHINA.gdp
    assert basis(panel([], [place("Here")]), title(), "Here", "new", datetime.date(2021, 1, 1)) is None


def test_lists_of_a_place_of_which_only_stocks_are_known_are_what_these_grew_by():
    known = panel(
        [count("Here", year, value, "cumulative") for year, value in ((2018, 10.0), (2020, 30.0))], [place("Here")]
    )
    assert series(known, "prize", "Here", "new") == Series((2020,), (10.0,))
    assert usual_change(known, "valid") == pytest.approx(math.log(30.5 / 10.5) / math.sqrt(2.0))


def written() -> list[dict[str, str]]:
    with (CALIBRATION / "panel_scores.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_scores_that_ship_are_of_the_counts_that_ship_and_of_none_that_was_known():
    figures = {one.id: one for one in shipped_panel().counts}
    rows = written()
    assert len(rows) >= 40
    assert all(figures[row["id"]].value == float(row["actual"]) for row in rows)
    assert all(str(figures[row["id"]].known_at) > row["vintage"] for row in rows)
    assert not any(figures[row["id"]].quality == "D" for row in rows)


@pytest.mark.slow
def test_the_back_test_writes_the_scores_that_ship_and_nine_in_ten_intervals_hold(tmp_path, capsys):
    found = back_test()
    fresh = found.write(tmp_path / "scores.csv").read_text(encoding="utf-8")
    fresh_rows = list(csv.DictReader(fresh.splitlines()))
    for one, other in zip(written(), fresh_rows, strict=True):
        assert (one["id"], one["vintage"]) == (other["id"], other["vintage"])
        assert float(one["crps"]) == pytest.approx(float(other["crps"]), rel=0.01)
    with capsys.disabled():
        print(found.text())
    whole = found.summary()[0]
    held = next(each for each in whole.coverage if each.level == 0.9)
    assert 0.80 <= held.held / held.of <= 0.97
    assert whole.skill.ratio < 0.85
