"""What a calibration and a back-test hand back: datasets that agree with the fit, tables, charts in both languages."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest

import simulate as sim
from simulate.analysis.backtesting import ActualsResult, BacktestResult, _scores
from simulate.analysis.calibration import CalibrationResult, summary
from simulate.calibration.backtest import board, load_backtest
from simulate.calibration.fit import Fit, moment_table, shifts
from simulate.calibration.scoreboard import read_scores
from simulate.forecast.forecast import Forecast
from simulate.foundation.errors import InputError

CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")


@pytest.fixture(scope="module")
def result(found: Fit) -> CalibrationResult:
    return CalibrationResult(summary(found), "en", found)


@pytest.fixture(scope="module")
def scored() -> BacktestResult:
    """The scores that ship."""
    shipped = read_scores()
    assert shipped is not None
    whole = board(list(shipped.scores))
    return BacktestResult(_scores(whole), "en", load_backtest(), whole)


@pytest.fixture(scope="module")
def forecast() -> Forecast:
    return sim.run(sim.load_scenario("scenarios/baseline.yaml", ["population.scale=0.02"]), 40, quiet=True)


def test_the_dataset_of_a_calibration_is_that_of_its_tables(result: CalibrationResult, found: Fit) -> None:
    data = result.to_dataset()
    for row in moment_table(found):
        one = data.sel(moment=row.name)
        assert tuple(one["posterior_predictive"].values[[0, 2, 4]]) == row.posterior
        assert tuple(one["prior_predictive"].values[[0, 2, 4]]) == row.prior
        assert bool(one["contained"]) == row.contained
    moved = {row.name for row in shifts(found) if row.moved}
    assert set(data["parameter"].values[data["moved"].values]) == moved
    assert set(data["shown"].values) == moved | set(found.calibration.fitted)
    widths = np.diff(data["bin_edge"].values, axis=1)
    assert (data["posterior_density"].values * widths).sum(axis=1) == pytest.approx(1.0)


def test_a_calibration_says_which_parameters_moved_and_which_did_not(result: CalibrationResult) -> None:
    assert "core_revenue_drift" in str(result)
    assert "the others keep their priors" in str(result)
    assert re.search(r"^  .*claim_rate", str(result), re.MULTILINE)


def test_a_calibration_leaves_its_text_tables_and_charts(result: CalibrationResult, tmp_path: Path) -> None:
    names = {path.name for path in result.save(tmp_path)}
    assert names == {
        "calibration.txt", "moments.csv", "parameters.csv", "predictive.zh.png", "predictive.en.png", "priors.zh.png",
        "priors.en.png",
    }  # fmt: skip
    with (tmp_path / "moments.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["figure"] for row in rows] == ["B46", "A43"]
    assert all((tmp_path / name).stat().st_size > 10_000 for name in names if name.endswith(".png"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_charts_speak_the_language(
    result: CalibrationResult, scored: BacktestResult, forecast: Forecast, tmp_path: Path, language: str
) -> None:
    actual = tmp_path / "mine.csv"
    actual.write_text("instrument,year,count,cash\na09.3,2023,900,\na24.1,2024,,250万元\n", encoding="utf-8")
    against = sim.backtest(forecast, actual, language=language)
    charts = (
        result.plot(language=language),
        result.plot_parameters(language=language),
        scored.plot(language=language),
        against.plot(),
    )
    for axes in charts:
        labels = [axes.get_title(loc="left"), *(one.get_text() for one in axes.get_yticklabels())]
        assert all(bool(CHINESE.search(text)) == (language == "zh") for text in labels), labels


def test_both_texts_exist_in_chinese(scored: BacktestResult, found: Fit) -> None:
    chinese = BacktestResult(scored.dataset, "zh", scored.config, scored.board)
    assert "二项区间" in str(chinese)
    assert "within the binomial band" in str(scored)
    assert "有效样本量" in str(CalibrationResult(summary(found), "zh", found))


def test_actuals_come_as_a_dataset_with_their_place_in_the_forecast(forecast: Forecast, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("instrument,year,count,cash\na09.3,2023,900,\na24.1,2024,,250万元\n", encoding="utf-8")
    found = sim.backtest(forecast, path)
    assert isinstance(found, ActualsResult)
    data = found.to_dataset()
    cash = forecast.dataset["cash"].sel(instrument="a24.1", payment_year=2024).sum("payer")
    assert data["inside"].values.tolist()[0] is False
    assert float(data["p50"][1]) == float(np.median(cash))
    assert float(data["of_median"][1]) == pytest.approx(2_500_000 / float(np.median(cash)))
    found.to_csv(tmp_path / "out.csv")
    assert "a24.1" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


def test_a_forecast_without_actuals_is_refused(forecast: Forecast) -> None:
    with pytest.raises(InputError, match="no actuals came"):
        sim.backtest(forecast)


@pytest.mark.slow
def test_the_shipped_scores_come_again(tmp_path: Path) -> None:
    found = sim.backtest(quiet=True)
    shipped = load_backtest().path.with_name("backtest_scores.csv")
    assert found.to_csv(tmp_path / "scores.csv").read_bytes() == shipped.read_bytes()
