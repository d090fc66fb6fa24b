"""check, plan and schema: what they print, and that a mistake is a message and an exit code."""

from __future__ import annotations

import json
import shlex
import shutil

import pytest

from simulate.cli.main import COMMANDS
from simulate.scenario.resolve import load_scenario
from tests.cli.command import BASELINE, ROOT, simulate

SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))


def test_the_help_names_every_command():
    found = simulate("--help")
    assert found.code == 0
    for name in COMMANDS:
        assert f"  {name} " in found.out


def test_check_accepts_every_shipped_scenario():
    found = simulate("check", *SHIPPED)
    assert (found.code, found.err) == (0, "")
    assert found.out.count("in order") == len(SHIPPED)


def test_check_lists_the_mistakes_of_all_files_and_still_accepts_the_good_ones(tmp_path):
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text("format: 1\ntitle: {zh: 一, en: One}\nplan: qingdao_2023\ndrwas: 5\nseed: -1\n", encoding="utf-8")
    other.write_text("format: 1\ntitle: {zh: 二, en: Two}\nplan: qingdao_2024\n", encoding="utf-8")
    found = simulate("check", one, BASELINE, other)
    assert found.code == 2
    assert f"{BASELINE}: in order" in found.out
    assert f"{one}:4:1: drwas:" in found.err
    assert "did you mean 'draws'?" in found.err
    assert f"{one}:5:7: seed:" in found.err
    assert f"{other}:3:7: plan:" in found.err
    assert "Traceback" not in found.err


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("what", [[], ["9"], ["a05.1"]])
def test_plan_fits_the_page(what, language):
    from rich.cells import cell_len

    found = simulate("plan", *what, "--lang", language)
    assert found.code == 0
    assert max(cell_len(line.rstrip()) for line in found.out.splitlines() if "simulate run" not in line) <= 100


def test_an_unknown_instrument_is_answered_with_the_nearest():
    found = simulate("plan", "a9.3")
    assert found.code == 2
    assert "did you mean 'a09.3'?" in found.err


def test_a_plan_folder_of_ones_own_is_shown():
    found = simulate("plan", "--plan", ROOT / "tests" / "plan" / "data" / "tiny")
    assert found.code == 0
    assert found.out != simulate("plan").out


@pytest.mark.parametrize("laid_out", [True, False], ids=["with scenarios", "without"])
def test_every_command_that_a_plan_of_ones_own_offers_can_be_given(tmp_path, monkeypatch, laid_out):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "tests" / "plan" / "data" / "tiny", tmp_path / "my plan")
    if laid_out:
        (tmp_path / "scenarios").mkdir()
        shutil.copy(BASELINE, tmp_path / "scenarios")
        shutil.copytree(ROOT / "calibration", tmp_path / "calibration")
    whole = simulate("plan", "--plan", "my plan", "--lang", "en")
    for command in whole.out.splitlines()[-1].removeprefix("More: ").split(", "):
        found = simulate(*shlex.split(command)[1:], "--lang", "en")
        assert found.code == 0, found.err
        assert "Model factory" in found.out
    offered = [
        line for line in simulate("plan", "a01.1", "--plan", "my plan").out.splitlines() if "simulate run" in line
    ]
    assert len(offered) == 2
    for command in offered:
        _, _, scenario, *sets = shlex.split(command)
        changed = load_scenario(scenario, sets[1::2])
        assert changed.plan.name == "my plan"
        assert changed.plan.instrument("a01.1").award.amount.value == 400_000


def test_an_own_plan_is_asked_for_what_it_has(tmp_path):
    tiny = ROOT / "tests" / "plan" / "data" / "tiny"
    assert "such as a01.1" in simulate("plan", "a30.9", "--plan", tiny).err


@pytest.mark.parametrize("kind", ["scenario", "plan"])
def test_schemas_are_json_schema(kind):
    found = simulate("schema", kind)
    assert json.loads(found.out)["$schema"].startswith("https://json-schema.org/")


@pytest.mark.parametrize(
    "arguments",
    [["frobnicate"], ["run", BASELINE, "--draws", "0"], ["run", BASELINE, "--draws", "many"], ["schema", "other"],
     ["run", BASELINE, "--engine", "fast"], ["run", BASELINE, "--lang", "fr"], ["replay", "somewhere"]],
    ids=" ".join,
)  # fmt: skip
def test_a_wrong_command_line_is_the_users_mistake(arguments):
    found = simulate(*arguments)
    assert found.code == 2
    assert "Error" in found.err
    assert "Traceback" not in found.err


def test_a_defect_shows_where_it_happened_and_has_its_own_code(monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError("unexpected")

    monkeypatch.setattr("simulate.scenario.resolve.load_scenario", broken)
    found = simulate("check", BASELINE)
    assert found.code == 1
    assert "RuntimeError: unexpected" in found.err
    assert "defect of simulate" in found.err
