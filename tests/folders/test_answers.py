"""What ``--out`` writes replaces what an earlier answer has left there, and no other file."""

from __future__ import annotations

import os

import pytest

from simulate.foundation.errors import InputError
from simulate.foundation.files import MARK
from simulate.foundation.switching import SWITCH
from simulate.foundation.written import refuse_occupied, replacing
from simulate.scenario.posterior import refuse_other_file
from tests.cli.command import BASELINE, simulate


def answer(folder, text: str, *names: str) -> None:
    with replacing(folder) as stage:
        for name in names:
            (stage / name).write_text(text)


def test_an_answer_is_replaced_by_the_next_and_the_rest_stays(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    answer(tmp_path, "one", "a.csv", "b.csv")
    answer(tmp_path, "two", "a.csv")
    assert {name: (tmp_path / name).read_text() for name in ("a.csv", "b.csv", "notes.txt")} == {
        "a.csv": "two", "b.csv": "one", "notes.txt": "mine",
    }  # fmt: skip
    answer(tmp_path, "three", "b.csv")
    assert (tmp_path / "b.csv").read_text() == "three", "an earlier answer of an earlier one"


@pytest.mark.parametrize("change", ["foreign", "changed", "link"])
def test_another_file_in_the_way_is_named_and_nothing_is_written(tmp_path, change):
    folder, precious = tmp_path / "out", tmp_path / "precious"
    precious.write_text("mine")
    answer(folder, "one", "a.csv")
    if change == "link":
        (folder / "b.csv").symlink_to(precious)
    else:
        (folder / ("b.csv" if change == "foreign" else "a.csv")).write_text("mine")
    with pytest.raises(InputError, match=r"[ab]\.csv \("):
        refuse_occupied(folder, ("a", "b"))
    with pytest.raises(InputError, match=r"[ab]\.csv \("):
        answer(folder, "two", "a.csv", "b.csv", "c.csv")
    assert precious.read_text() == "mine"
    assert not (folder / "c.csv").exists()
    assert (folder / "a.csv").read_text() == ("mine" if change == "changed" else "one")
    assert not [name for name in os.listdir(folder) if name.startswith((MARK, SWITCH))]


@pytest.mark.parametrize(
    "arguments",
    [
        ["design", BASELINE, "--lever", "instruments.a09.3.award.amount", "--target", "projects.2025 >= 1"],
        ["explain", BASELINE],
        ["compare", BASELINE, "--set", "readings.R14=grant"],
    ],
)
def test_a_command_says_so_before_it_computes(tmp_path, arguments):
    name = {"design": "design.csv", "explain": "explanation.csv", "compare": "comparison.csv"}[arguments[0]]
    (tmp_path / name).write_text("mine")
    said = simulate(*arguments, "--out", tmp_path)
    assert said.code == 2, said.err
    assert f"{name} (not made by simulate)" in said.err
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize("name", ["scores.csv", "text.txt", "chart.png"])
def test_a_back_test_is_written_over_no_other_file(tmp_path, name):
    (tmp_path / name).write_text("mine\n")
    said = simulate("backtest", "--out", tmp_path / name)
    assert said.code == 2, said.err
    assert (tmp_path / name).read_text() == "mine\n"


def test_a_posterior_is_written_over_a_posterior_alone(root, tmp_path):
    refuse_other_file(root / "calibration" / "posterior.nc")
    refuse_other_file(tmp_path / "new.nc")
    (tmp_path / "mine.nc").write_text("mine")
    (tmp_path / "link.nc").symlink_to(root / "calibration" / "posterior.nc")
    for name in ("mine.nc", "link.nc"):
        with pytest.raises(InputError):
            refuse_other_file(tmp_path / name)
