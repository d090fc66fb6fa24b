"""What ships is found and laid out: whole or not at all, never over what lies there; names of scenarios mean files."""

from __future__ import annotations

import filecmp
from pathlib import Path

import pytest

from simulate.foundation import files, shipped
from simulate.foundation.errors import InputError, MachineError, ProblemsError
from simulate.scenario.resolve import load_scenario
from tests.cli.command import ROOT, simulate

FEW = ("--set", "population.scale=0.03", "--draws", 4, "--no-report", "--lang", "en")


def left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_is_laid_out_is_what_the_clone_has_tracked(tmp_path):
    laid = shipped.lay_out(tmp_path / "new" / "demo")
    assert laid == shipped.shipped_files()
    assert {path.parts[0] for path in laid} == {"scenarios", "calibration", "notebooks"}
    for path in laid:
        assert filecmp.cmp(ROOT / path, tmp_path / "new" / "demo" / path, shallow=False)
    assert left_behind(tmp_path / "new") == ["demo"]


def test_nothing_that_tools_leave_behind_ships(tmp_path, monkeypatch):
    for folder in shipped.FOLDERS:
        (tmp_path / folder / ".ipynb_checkpoints").mkdir(parents=True)
        (tmp_path / folder / ".ipynb_checkpoints" / "x.ipynb").touch()
        (tmp_path / folder / "a.yaml").touch()
    monkeypatch.setattr(shipped, "DATA", tmp_path)
    assert [path.as_posix() for path in shipped.shipped_files()] == [f"{folder}/a.yaml" for folder in shipped.FOLDERS]


def test_an_empty_folder_is_filled_and_one_with_anything_in_it_is_left_as_it_is(tmp_path):
    shipped.lay_out(tmp_path)
    assert left_behind(tmp_path) == ["calibration", "notebooks", "scenarios"]
    (tmp_path / "scenarios" / "baseline.yaml").write_text("mine", encoding="utf-8")
    answer = simulate("init", tmp_path)
    assert answer.code == 2 and "not empty, it holds calibration and 2 more" in answer.err
    assert (tmp_path / "scenarios" / "baseline.yaml").read_text(encoding="utf-8") == "mine"


def test_a_file_is_no_folder_to_lay_out_in(tmp_path):
    (tmp_path / "demo").touch()
    with pytest.raises(InputError, match="a file came"):
        shipped.lay_out(tmp_path / "demo")


@pytest.mark.parametrize("there", [False, True])
def test_a_disk_that_refuses_half_way_leaves_nothing(tmp_path, monkeypatch, there):
    target, copied = tmp_path / "demo", []
    if there:
        target.mkdir()

    def copy(source: Path, to: Path) -> None:
        if len(copied) == 7:
            raise OSError(28, "No space left on device")
        copied.append(to)
        to.write_bytes(source.read_bytes())

    monkeypatch.setattr(shipped.shutil, "copyfile", copy)
    with pytest.raises(MachineError, match="No space left"):
        shipped.lay_out(target)
    assert len(copied) == 7
    assert left_behind(tmp_path) == (["demo"] if there else [])
    assert not there or left_behind(target) == []


def test_what_cannot_be_moved_in_takes_the_rest_back_out(tmp_path, monkeypatch):
    rename = files.os.rename

    def refuse(source: Path, to: Path) -> None:
        if Path(to).name == "notebooks":
            raise OSError(13, "Permission denied")
        rename(source, to)

    monkeypatch.setattr(files.os, "rename", refuse)
    with pytest.raises(MachineError, match="Permission denied"):
        shipped.lay_out(tmp_path)
    assert left_behind(tmp_path) == []


def test_a_bare_name_is_a_scenario_here_or_one_that_ships_and_a_path_is_a_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert shipped.scenario_file("tight_budget") == ROOT / "scenarios" / "tight_budget.yaml"
    assert load_scenario("tight_budget").title["en"] == "Tight budget"
    shipped.lay_out(tmp_path / "demo")
    monkeypatch.chdir(tmp_path / "demo")
    assert shipped.scenario_file("baseline") == Path("scenarios/baseline.yaml")
    assert shipped.scenario_file("scenarios/absent.yaml") == Path("scenarios/absent.yaml")
    Path("baseline").write_text("a file of this name", encoding="utf-8")
    assert shipped.scenario_file("baseline") == Path("baseline")


def test_a_name_that_means_nothing_is_refused_with_the_nearest(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ProblemsError) as refused:
        shipped.scenario_file("tight_buget")
    assert refused.value.problems[0].suggestion == "tight_budget"
    both = simulate("check", "tight_buget", "baselin")
    assert both.code == 2 and "'tight_budget'" in both.err and "'baseline'" in both.err


def test_run_without_a_scenario_lists_what_there_is(tmp_path, monkeypatch):
    shipped.lay_out(tmp_path / "demo")
    monkeypatch.chdir(tmp_path / "demo")
    (tmp_path / "demo" / "scenarios" / "mine.yaml").write_text(
        "format: 1\ntitle: {zh: 我的, en: My own}\nextends: baseline.yaml\n", encoding="utf-8"
    )
    answer = simulate("run")
    assert answer.code == 2
    assert answer.err.startswith("no scenario came")
    for words in ("mine", "My own / 我的", "tight_budget", "qingdao_2023"):
        assert words in answer.err
    assert left_behind(tmp_path / "demo") == ["calibration", "notebooks", "scenarios"]


def test_init_lists_what_ships_and_asks_for_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    listed = simulate("init", "--list")
    assert listed.code == 0
    assert all(str(path) in listed.out for path in shipped.shipped_files())
    assert simulate("init").code == 2
    assert simulate("init", "--list", "demo").code == 2
    assert left_behind(tmp_path) == []
    answer = simulate("init", "demo")
    assert answer.code == 0 and "cd demo && simulate run scenarios/baseline.yaml" in answer.out
