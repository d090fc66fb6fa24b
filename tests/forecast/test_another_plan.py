"""A plan of another place, with payers of its own, goes through everything: forecast, tables, charts, workbook, memos."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from simulate import api
from simulate.analysis.budgeting import budget
from simulate.analysis.explain.run_drivers import instrument_shares
from simulate.forecast.forecast import Forecast
from simulate.forecast.labels import budget_payer
from simulate.forecast.lines import total_lines
from simulate.report.deliver import deliver
from simulate.scenario.scenario import Scenario

TINY = Path(__file__).parents[1] / "plan" / "data" / "tiny"
SCENARIO = """format: 1
title: {zh: 小城, en: Small place}
plan: plan
horizon: {end: 2025}
population: {scale: 0.1}
"""


def scenario_in(folder: Path, frame: str = "") -> Scenario:
    """The tiny plan with the payers town and county in place of city and county."""
    shutil.copytree(TINY, folder / "plan")
    for path in (folder / "plan").glob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace("city: {zh: 市, en: City}", "city: {zh: 镇财政, en: Town}")
        path.write_text(text.replace("city:", "town:"), encoding="utf-8")
    path = folder / "plan" / "plan.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("payers:", f"{frame}payers:"), encoding="utf-8")
    (folder / "mine.yaml").write_text(SCENARIO, encoding="utf-8")
    return api.load_scenario(folder / "mine.yaml")


@pytest.fixture(scope="module")
def forecast(tmp_path_factory: pytest.TempPathFactory) -> Forecast:
    return api.run(scenario_in(tmp_path_factory.mktemp("town")), 60, quiet=True)


def shared(forecast: Forecast, payer: str) -> np.ndarray:
    """Obligation of the headline's instruments that a payer owes, by draw."""
    data = forecast.dataset.isel(instrument=np.flatnonzero(forecast.dataset["headline"].values))
    owed = data["obligation"].sum("year") * data["payer_share"].sel(payer=payer)
    return np.asarray(owed.sum("instrument").values)


def test_the_first_payer_is_the_one_whose_budget_it_is(forecast: Forecast) -> None:
    assert budget_payer(forecast.dataset) == "town"
    assert forecast.headline().values == pytest.approx(shared(forecast, "town"))
    assert total_lines(forecast)[0].owed == pytest.approx(shared(forecast, "town"))
    assert shared(forecast, "town").sum() > 0


def test_a_plan_can_name_another(tmp_path: Path, forecast: Forecast) -> None:
    other = api.run(scenario_in(tmp_path, "budget_payer: county\n"), 60, quiet=True)
    assert other.headline().values == pytest.approx(shared(other, "county"))
    assert shared(other, "county") == pytest.approx(shared(forecast, "county"))
    assert budget(other, 2025).dataset.attrs["payer"] == "county"
    assert budget(other, 2025, payer="town").dataset.attrs["payer"] == "town"


def test_an_appropriation_binds_the_payer_whose_budget_it_is(tmp_path: Path) -> None:
    scenario = scenario_in(tmp_path).replace({"appropriations.articles": {1: {"later": "0元"}}})
    cash = api.run(scenario, 60, quiet=True).dataset["cash"].sel(instrument="a01.1").sum(("draw", "payment_year"))
    assert (int(cash.sel(payer="town")), int(cash.sel(payer="county")) > 0) == (0, True)


def test_no_title_comes_before_the_plan(forecast: Forecast) -> None:
    titles = forecast.dataset["recognised"].sum(("draw", "instrument"))  # the plan takes effect in March 2024
    assert (titles.sel(year=2023) == 0).all()
    assert (titles.sel(year=[2024, 2025]) > 0).all()


def test_every_report_is_written_and_speaks_of_the_payer(tmp_path: Path, forecast: Forecast) -> None:
    assert instrument_shares(forecast)
    written = deliver(forecast, tmp_path, "en")
    assert all(path.stat().st_size for path in written)
    memo = (tmp_path / "memo.en.md").read_text(encoding="utf-8")
    assert "the town comes to owe" in memo
    assert "the city" not in memo
