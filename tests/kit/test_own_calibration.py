"""A calibration folder beside the scenarios holds for them, wherever the package lies; what ships holds elsewhere."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from simulate.analysis.base.citations import references
from simulate.analysis.base.evidence import Grounds
from simulate.calibration.backtest import load_backtest
from simulate.calibration.config import load_calibration
from simulate.engine.inputs.translate import city_spec
from simulate.foundation.errors import InputError, ProblemsError
from simulate.foundation.shipped import lay_out, shipped
from simulate.place.calibration_folder import calibration_folder, own_folder
from simulate.report.base.evidence import scoreboard
from simulate.report.terminal.screen import changes
from simulate.runs.run import open_run, run, run_key
from simulate.scenario.difference import difference
from simulate.scenario.resolve import load_scenario, scenario_from_data

SMALL = {"population.scale": 0.03, "draws": 6, "posterior": None}


@pytest.fixture
def demo(tmp_path) -> Path:
    lay_out(tmp_path / "demo")
    return tmp_path / "demo"


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def more_small_firms(demo: Path) -> None:
    """The count of small firms becomes 12,345, within a range of its own."""
    path = demo / "calibration" / "population.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(index for index, line in enumerate(lines) if line.strip() == "firms_industry_small:")
    place = next(index for index in range(at, len(lines)) if lines[index].strip().startswith("value:"))
    lines[place] = "    value: 12345\n"
    low = next(index for index in range(at, len(lines)) if lines[index].strip().startswith("low:"))
    lines[low] = "    low: 1\n"
    high = next(index for index in range(at, len(lines)) if lines[index].strip().startswith("high:"))
    lines[high] = "    high: 100000\n"
    path.write_text("".join(lines), encoding="utf-8")


def test_the_nearest_folder_is_found_from_above_and_a_folder_of_another_kind_is_not(demo, tmp_path):
    deep = demo / "scenarios" / "mine"
    deep.mkdir()
    for start in (demo, demo / "scenarios", deep, demo / "calibration", demo / "notebooks"):
        assert calibration_folder(start) == demo / "calibration"
    (deep / "calibration").mkdir()
    (deep / "calibration" / "notes.txt").touch()
    assert calibration_folder(deep) == demo / "calibration"
    assert calibration_folder(tmp_path) == shipped("calibration")


def test_a_folder_as_it_was_laid_out_changes_nothing(demo):
    assert own_folder(demo / "scenarios") is None
    here, there = (
        load_scenario(folder / "scenarios" / "baseline.yaml") for folder in (demo, shipped("scenarios").parent)
    )
    assert here.resolved == there.resolved
    assert run_key(here) == run_key(there)
    assert here.own_figures == () and "figures" not in repr(here)


def test_an_edited_prior_is_the_one_that_is_drawn_and_is_said_to_be(demo):
    before = load_scenario(demo / "scenarios" / "baseline.yaml")
    edit(demo / "calibration" / "priors.yaml", "value: {triangular: [20万元, 50万元, 150万元]}", "value: 77万元")
    after = load_scenario(demo / "scenarios" / "baseline.yaml")
    assert after.parameters["project_cost_floor"].mean() == 770_000 != before.parameters["project_cost_floor"].mean()
    assert after.own_figures == ("priors.yaml",)
    assert f"figures   {demo}/calibration: its own priors.yaml" in repr(after)
    assert after.replace({"vintage": "2023-10-21"}).parameters["project_cost_floor"].mean() == 770_000
    assert [one.path for one in difference(before, after)] == [
        "behaviour.project_cost_floor",
        "calibration.priors.yaml",
    ]
    assert Grounds(after).priors["project_cost_floor"].value.mean() == 770_000


def test_edited_figures_of_the_city_reach_the_engine_and_the_run_key(demo):
    before = load_scenario(demo / "scenarios" / "baseline.yaml")
    more_small_firms(demo)
    after = load_scenario(demo / "scenarios" / "baseline.yaml")
    assert city_spec(after).counts[1] == 12345 != city_spec(before).counts[1]
    assert city_spec(before).counts[1] == city_spec(load_scenario("baseline")).counts[1]
    assert run_key(after) != run_key(before) == run_key(load_scenario("baseline"))


def test_what_is_wrong_in_the_folder_is_refused_with_its_place_before_anything_runs(demo):
    edit(demo / "calibration" / "population.yaml", "firms_industry_small:", "firms_industry_smal:")
    with pytest.raises(ProblemsError) as refused:
        load_scenario(demo / "scenarios" / "baseline.yaml")
    assert refused.value.problems[0].file == str(demo / "calibration" / "population.yaml")
    (demo / "calibration" / "population.yaml").unlink()
    with pytest.raises(InputError, match=r"population\.yaml"):
        load_scenario(demo / "scenarios" / "baseline.yaml")


def test_a_run_keeps_the_figures_it_rests_on_and_gives_them_again(demo, tmp_path):
    more_small_firms(demo)
    scenario = load_scenario(demo / "scenarios" / "baseline.yaml").replace(SMALL)
    run(scenario, out=tmp_path / "run", quiet=True)
    record = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    assert "calibration/population.yaml" in record["files"]
    shutil.rmtree(demo)
    again = open_run(tmp_path / "run")
    assert again.scenario.own_figures == ("population.yaml",)
    assert (
        city_spec(again.scenario).counts
        == city_spec(scenario_from_data(record["scenario"], tmp_path / "run" / "run.json")).counts
    )
    assert city_spec(again.scenario).counts[1] == round(0.03 * 12345)
    assert run_key(again.scenario) == record["run_key"]
    assert any("population.yaml" in line for line in changes(again, "en"))
    assert any("population.yaml" in line for line in changes(again, "zh"))
    assert scoreboard(again) is None  # the scores that ship were made with other figures


def test_a_run_on_what_ships_keeps_no_copy(tmp_path):
    run(load_scenario("baseline").replace(SMALL), out=tmp_path / "run", quiet=True)
    record = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    assert not (tmp_path / "run" / "calibration").exists() and "calibration" not in record["scenario"]["origin"]
    assert scoreboard(open_run(tmp_path / "run")) is not None


def test_a_fit_and_a_back_test_read_the_folder_they_stand_in(demo, monkeypatch):
    edit(demo / "calibration" / "observations.csv", "B46,", "B46x,")
    edit(demo / "calibration" / "moments.yaml", "B46", "B46x")
    monkeypatch.chdir(demo / "notebooks")
    assert {one.id for one in load_calibration().figures.values()} == {"B46x", "A43"}
    assert load_calibration().output == demo / "calibration" / "posterior.nc"
    assert load_backtest().path == demo / "calibration" / "backtest.yaml"
    assert "B46x" in references("en", demo / "calibration") and "B46x" not in references("en")


def test_a_folder_without_observations_cites_priors_alone(demo):
    (demo / "calibration" / "observations.csv").unlink()
    assert "PX02" in references("en", demo / "calibration") and "B08" not in references("en", demo / "calibration")
