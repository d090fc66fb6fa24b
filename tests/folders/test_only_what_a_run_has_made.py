"""A run replaces and removes what a run has made, and nothing else: the user's files are named and kept."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from simulate import api
from simulate.foundation.errors import InputError, MachineError
from simulate.runs.record import made as made_by
from simulate.runs.record import read_record, save_record
from tests.cli.command import BASELINE, SMALL, contents, simulate
from tests.folders.conftest import DRAWS, write_reports

FACTS = "instrument,year,count\na09.5,2023,1\n"


def everything(folder):
    """Content of every file, and where every link leads."""
    return {
        path.relative_to(folder).as_posix(): os.readlink(path) if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


@pytest.mark.parametrize("name", ["mine.yaml", "observed.csv", "run.log", ".lock", "blocks/mine.txt", "run.json"])
def test_a_folder_of_the_users_files_is_refused_as_it_is(tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    before = everything(tmp_path)
    answer = simulate("run", BASELINE, *SMALL, "--draws", 1, "--out", tmp_path, "--no-report")
    assert answer.code == 2, answer.err
    assert name.partition("/")[0] in answer.err
    assert len(answer.err.strip().splitlines()) == 1
    assert everything(tmp_path) == before


def test_the_scenarios_own_folder_keeps_its_facts(tiny, tmp_path):
    (tmp_path / "observed.csv").write_text(FACTS)
    with pytest.raises(InputError, match=r"not a run folder, and holds observed\.csv; expected"):
        api.run(tiny, 1, out=tmp_path, quiet=True)
    assert (tmp_path / "observed.csv").read_text() == FACTS
    assert os.listdir(tmp_path) == ["observed.csv"]


@pytest.mark.parametrize("name", ["observed.csv", "evaluate.csv", "tables/mine.csv", "analysis/mine.nc"])
def test_a_file_that_stands_in_a_place_of_the_run_is_named_before_anything_is_computed(tiny, run_folder, name):
    (run_folder / name).parent.mkdir(exist_ok=True)
    (run_folder / name).write_text("mine")
    before = everything(run_folder)
    with pytest.raises(InputError, match=rf"{name} \(not made by simulate\)"):
        api.run(tiny, DRAWS + 1, out=run_folder, quiet=True)
    assert everything(run_folder) == before | {".lock": everything(run_folder)[".lock"]}


def test_all_that_was_changed_is_named_at_once(tiny, run_folder):
    for name in ("budget.xlsx", "tables/totals.csv", "forecast.nc"):
        (run_folder / name).write_text("my own figures")
    with pytest.raises(InputError) as refusal:
        api.run(tiny, DRAWS + 1, out=run_folder, quiet=True)
    said = str(refusal.value)
    assert all(
        f"{name} (changed since it was made)" in said for name in ("budget.xlsx", "forecast.nc", "tables/totals.csv")
    )
    assert "\n" not in said
    assert simulate("report", run_folder).code == 2
    assert (run_folder / "budget.xlsx").read_text() == "my own figures"


def test_what_else_lies_in_a_run_folder_stays(tiny, run_folder):
    for name in ("notes.txt", "tables/notes.txt", "blocks/notes.txt"):
        (run_folder / name).write_text("mine")
    api.run(tiny, DRAWS + 1, out=run_folder, quiet=True, fresh=True)
    assert all(
        (run_folder / name).read_text() == "mine" for name in ("notes.txt", "tables/notes.txt", "blocks/notes.txt")
    )
    assert not any("notes" in name for name in read_record(run_folder)["files"])
    assert not (run_folder / "tables" / "totals.csv").exists(), "of the shorter run"


def test_a_record_of_an_earlier_version_does_not_make_the_users_facts_the_runs(tiny, run_folder):
    """It listed whatever stood in the folder."""
    (run_folder / "observed.csv").write_text(FACTS)
    record = read_record(run_folder)
    record["files"]["observed.csv"] = contents(run_folder)["observed.csv"]
    record["files"]["notes.txt"] = "0" * 64
    (run_folder / "run.json").write_text(json.dumps(record | {"format": 1}))
    assert {"observed.csv", "notes.txt"}.isdisjoint(made_by(record))
    with pytest.raises(InputError, match=r"observed\.csv \(not made by simulate\)"):
        api.run(tiny, DRAWS + 1, out=run_folder, quiet=True)
    assert (run_folder / "observed.csv").read_text() == FACTS


@pytest.mark.parametrize(
    "name", [".lock", "run.log", "run.json", "forecast.nc", "blocks", "tables", "posterior.nc", "observed.csv"]
)
def test_no_link_in_a_run_folder_is_followed(tiny, run_folder, tmp_path, name):
    elsewhere = tmp_path / "elsewhere"
    if (run_folder / name).exists():
        shutil.move(run_folder / name, elsewhere)
    else:
        elsewhere.write_text("mine")
    (run_folder / name).symlink_to(elsewhere)
    before = everything(tmp_path)
    with pytest.raises((InputError, MachineError), match="link"):
        api.run(tiny, DRAWS + 1, out=run_folder, quiet=True, write_reports=write_reports)
    changed = {path for path, body in everything(tmp_path).items() if before.get(path) != body}
    assert changed <= {"run/.lock"}


def test_a_lock_that_leads_elsewhere_writes_nothing_there(tiny, tmp_path):
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / ".lock").symlink_to(tmp_path / "precious")
    with pytest.raises(InputError, match=r"\.lock \(a link"):
        api.run(tiny, 1, out=tmp_path / "run", quiet=True)
    assert (tmp_path / "precious").read_text() == "mine"


def test_a_name_that_leads_out_of_the_folder_makes_no_record(run_folder):
    record = read_record(run_folder)
    record["files"]["../elsewhere"] = "0" * 64
    save_record(run_folder, record)
    with pytest.raises(InputError, match=r"run\.json: not a record"):
        api.open_run(run_folder)


def test_a_rerun_with_fewer_draws_is_refused_and_fresh_replaces(tiny, run_folder):
    before = contents(run_folder)
    with pytest.raises(
        InputError, match=r"holds 4 draws of the same run, which 2 would replace; .*fresh=True"
    ) as refusal:
        api.run(tiny, 2, out=run_folder, quiet=True)
    assert "\n" not in str(refusal.value)
    assert contents(run_folder) == before
    assert api.run(tiny, 2, out=run_folder, quiet=True, fresh=True).dataset.sizes["draw"] == 2


def test_the_same_run_again_leaves_its_reports_and_another_takes_them_away(tiny, run_folder):
    before = contents(run_folder)
    api.run(tiny, DRAWS, out=run_folder, quiet=True)
    assert contents(run_folder) == before
    api.run(tiny, DRAWS + 1, out=run_folder, quiet=True)
    assert set(read_record(run_folder)["files"]) == {"forecast.nc", "posterior.nc"}
    assert not (run_folder / "budget.xlsx").exists()
