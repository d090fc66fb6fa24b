"""verify: an untouched run passes, and every kind of difference is named with exit code 4."""

from __future__ import annotations

from pathlib import Path

import netCDF4
import pytest

from simulate.foundation.files import sha256_file
from simulate.runs.record import read_record, save_record
from tests.cli.command import simulate


def reseal(folder: Path, name: str) -> None:
    """Make the record vouch for a file that was tampered with, so that only the numbers can tell."""
    record = read_record(folder)
    record["files"][name] = sha256_file(folder / name)
    save_record(folder, record)


def change(folder: Path, variable: str, place: tuple[int, ...]) -> None:
    """Add one to a number of the forecast."""
    with netCDF4.Dataset(folder / "forecast.nc", "a") as data:
        data[variable][place] = data[variable][place] + 1
    reseal(folder, "forecast.nc")


def test_an_untouched_run_agrees_in_every_number(small_run):
    folder, _ = small_run
    answer = simulate("verify", folder)
    assert answer.code == 0, answer.err
    assert "12 draws run again" in answer.out
    assert simulate("verify", folder, "--quiet").out == ""


def test_a_number_that_differs_is_named_with_variable_draw_and_instrument(run_folder):
    change(run_folder, "obligation", (7, 4, 1))
    answer = simulate("verify", run_folder, "--quiet")
    assert answer.code == 4
    assert "obligation: 1 values differ, first at draw 7, instrument a05.3, year 2024:" in answer.err
    assert "Traceback" not in answer.err


def test_a_changed_sampled_parameter_is_found(run_folder):
    change(run_folder, "parameter_value", (3, 0))
    answer = simulate("verify", run_folder, "--quiet")
    assert answer.code == 4
    assert "parameter_value: 1 values differ, first at draw 3, parameter project_hazard" in answer.err


@pytest.mark.parametrize("name", ["tables/totals.csv", "forecast.nc"])
def test_a_changed_file_is_found_by_its_hash(run_folder, name):
    path = run_folder / name
    path.write_bytes(path.read_bytes() + b"\n")
    answer = simulate("verify", run_folder, "--quiet")
    assert answer.code == 4
    assert f"{path}: its bytes have changed since the run" in answer.err


@pytest.mark.parametrize("command", ["verify", "report"])
def test_a_forecast_that_cannot_be_read_any_more_is_named(run_folder, command):
    path = run_folder / "forecast.nc"
    body = bytearray(path.read_bytes())
    middle = len(body) // 2
    body[middle : middle + 4096] = bytes(4096)
    path.write_bytes(body)
    answer = simulate(command, run_folder, "--quiet")
    assert answer.code == (4 if command == "verify" else 2)
    damaged = "damaged since the run; remove it and run the scenario again"
    assert (f"{path}: {damaged}" if command == "verify" else "forecast.nc (changed since it was made)") in answer.err
    assert "Traceback" not in answer.err


def test_a_table_that_a_second_run_would_not_write_is_found_though_its_hash_fits(run_folder):
    path = run_folder / "tables" / "totals.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("headline", "headlines"), encoding="utf-8")
    reseal(run_folder, "tables/totals.csv")
    answer = simulate("verify", run_folder, "--quiet")
    assert answer.code == 4
    assert f"{path}: a second run writes other bytes" in answer.err


def test_a_missing_file_is_found(run_folder):
    (run_folder / "tables" / "articles.csv").unlink()
    answer = simulate("verify", run_folder, "--quiet")
    assert answer.code == 4
    assert "articles.csv: missing" in answer.err


def test_other_rules_are_a_difference(run_folder):
    save_record(run_folder, read_record(run_folder) | {"rule_hash": "0" * 64})
    answer = simulate("verify", run_folder, "--quiet")
    assert answer.code == 4
    assert "run.json: rules 000000000000" in answer.err


@pytest.mark.parametrize("command", [["verify"], ["report"], ["replay", "--draw", "0"]], ids=" ".join)
def test_a_folder_that_holds_no_run_is_the_users_mistake(tmp_path, command):
    name, *rest = command
    answer = simulate(name, tmp_path, *rest)
    assert answer.code == 2
    assert "no run.json in it" in answer.err
    assert "Traceback" not in answer.err


def test_a_broken_record_is_the_users_mistake(run_folder):
    (run_folder / "run.json").write_text("{", encoding="utf-8")
    assert simulate("verify", run_folder).code == 2
