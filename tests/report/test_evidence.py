"""What stands beside a forecast: analyses kept in its run folder, the shipped back-test, actuals with execution rates."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import xarray as xr

from simulate.analysis.base.stored import stored_results, write_stored
from simulate.analysis.compare.waterfall import waterfall
from simulate.calibration.backtest import LEVELS, load_backtest
from simulate.calibration.scoreboard import read_scores, write_scores
from simulate.forecast.forecast import Forecast
from simulate.foundation.errors import InputError
from simulate.foundation.files import sha256_file
from simulate.report.base.evidence import actual_rows
from simulate.report.charts.plots import ForecastPlots
from simulate.report.deliver import write_charts
from simulate.report.page.write import page_text
from simulate.report.workbook.write import write_workbook
from simulate.runs.record import ANALYSIS, FORMAT, save_record
from simulate.scenario.scenario import Attached
from tests.report.factory import forecast_of


@pytest.fixture(scope="module")
def stored(forecast: Forecast, tmp_path_factory: pytest.TempPathFactory) -> Forecast:
    """A run folder that keeps a comparison."""
    folder = tmp_path_factory.mktemp("run")
    found = Forecast(forecast.dataset, forecast.scenario, folder)
    steps = waterfall(["raise"], lambda taken: np.array([10, 20], dtype=np.int64) * 10**6 * (1 + len(taken)), "en")
    data = steps.dataset.assign_attrs(base_zh="基准<b>", base_en="The base", draws=2)
    write_stored(
        folder,
        "compare_base",
        data,
        {"zh": ["增加1,500万元<script>"], "en": ["15 million yuan more"]},
        "waterfall",
        found,
    )
    vouch(folder)
    return found


def vouch(folder: Path) -> None:
    """Let the folder's record vouch for the analyses that stand in it."""
    files = {f"{ANALYSIS}/{path.name}": sha256_file(path) for path in (folder / ANALYSIS).iterdir()}
    save_record(folder, {"format": FORMAT, "run_key": "k", "rule_hash": "r", "generator": "g", "seed": 1, "draws": 2,
                         "scenario": {"origin": {"written": {}}}, "files": files})  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_kept_comparison_is_on_page_and_in_workbook_as_text(stored: Forecast, language: str, tmp_path: Path) -> None:
    titles = write_charts(stored, tmp_path, language)
    assert "compare_base" in titles
    page = page_text(stored, language, {"compare_base": (titles["compare_base"], b"<svg/>")})
    assert ("15 million yuan more" if language == "en" else "增加1,500万元&lt;script&gt;") in page
    assert page.count("<svg") == 0
    book = openpyxl.load_workbook(write_workbook(stored, tmp_path / "b.xlsx", language), data_only=True)
    (sheet,) = [one for one in book.worksheets if one.title.endswith("The base" if language == "en" else "对比基准<b>")]
    scale = 1e4 if language == "zh" else 1e6
    assert [row[1] * scale for row in sheet.iter_rows(min_row=5, max_row=7, values_only=True)] == [15e6, 15e6, 30e6]


def test_what_was_kept_for_other_inputs_is_not_shown(stored: Forecast) -> None:
    assert [one.name for one in stored_results(stored)] == ["compare_base"]
    assert (
        stored_results(Forecast(stored.dataset.assign_attrs(run_key="another"), stored.scenario, stored.folder)) == []
    )
    assert stored_results(Forecast(stored.dataset, stored.scenario)) == []


def test_the_shipped_scores_are_read_as_they_were_written(tmp_path: Path) -> None:
    board = read_scores()
    assert board is not None
    config = load_backtest()
    assert {one.moment for one in board.scores} == {moment.name for moment in config.figures}
    assert all(one.actual == board.figures[one.figure].value for one in board.scores)
    assert all(tuple(one.intervals) == LEVELS for one in board.scores)
    again = read_scores(write_scores(tmp_path / "a.csv", config, list(board.scores)))
    assert again == board
    (tmp_path / "a.csv").write_text("moment,actual\nx,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="expected the columns plan, vintage"):
        read_scores(tmp_path / "a.csv")
    assert read_scores(tmp_path / "none.csv") is None


def test_another_plan_does_not_bear_this_plans_back_test(forecast: Forecast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "backtest" in ForecastPlots(forecast, "en").beside()
    plan = forecast.scenario.plan.model_copy(update={"name": "another"}) if hasattr(
        forecast.scenario.plan, "model_copy") else dataclasses.replace(forecast.scenario.plan, name="another")  # fmt: skip
    other = Forecast(forecast.dataset, dataclasses.replace(forecast.scenario, plan=plan))
    assert ForecastPlots(other, "en").beside() == {}


@pytest.fixture(scope="module")
def judged(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Forecast:
    """A forecast with appropriations and a table of actuals."""
    path = tmp_path_factory.mktemp("actuals") / "actuals.csv"
    path.write_text("instrument,year,count,cash\na06.1,2024,3,150万元\na04.1,2024,,10万元\n", encoding="utf-8")
    found = forecast_of(root, **{"appropriations.articles": {6: {"2024": "200万元", "later": "900万元"}}})
    scenario = dataclasses.replace(found.scenario, evaluate=Attached(path, sha256_file(path)))
    return Forecast(found.dataset, scenario)


def test_the_execution_rate_is_city_cash_over_the_appropriation(judged: Forecast) -> None:
    counted, paid, free = actual_rows(judged)
    assert (counted.cash, counted.actual, counted.rate) == (False, 3, None)
    draws = judged.dataset["cash"].sel(instrument="a06.1", payment_year=2024).sum("payer").values
    assert paid.middle == pytest.approx(np.median(draws))
    assert (paid.rate, paid.appropriation) == (0.75, 2e6)
    assert (free.actual, free.rate, free.appropriation) == (1e5, None, None)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_actuals_stand_beside_the_forecast(judged: Forecast, language: str, tmp_path: Path) -> None:
    path = write_workbook(judged, tmp_path / "b.xlsx", language)
    sheet = openpyxl.load_workbook(path, data_only=True)["执行对照" if language == "zh" else "Actuals"]
    rows = list(sheet.iter_rows(values_only=True))
    scale = 1e4 if language == "zh" else 1e6
    assert rows[5][4] == pytest.approx(1.5e6 / scale)
    assert rows[-1][8:] == (pytest.approx(2e6 / scale), pytest.approx(0.75))
    formulas = openpyxl.load_workbook(path)[sheet.title]
    assert formulas.cell(len(rows), 10).value == f"=E{len(rows)}/I{len(rows)}"
    page = page_text(judged, language, {})
    assert "75%" in page
    assert ("执行率" if language == "zh" else "Execution rate") in page


def test_a_forecast_without_actuals_says_nothing_of_them(forecast: Forecast) -> None:
    assert actual_rows(forecast) == []
    assert "执行率" not in page_text(forecast, "zh", {})


def test_datasets_of_charts_keep_their_words_by_language(stored: Forecast) -> None:
    data = xr.Dataset({"title": ("driver", ["a"]), "title_en": ("driver", ["a"]), "title_zh": ("driver", ["甲"])})
    assert stored.folder is not None
    write_stored(stored.folder, "explain", data, {"zh": [], "en": []}, "tornado", stored)
    vouch(stored.folder)
    (found,) = [one for one in stored_results(stored) if one.name == "explain"]
    assert list(found.in_language("zh")["title"].values) == ["甲"]
    (stored.folder / "analysis" / "explain.nc").unlink()
