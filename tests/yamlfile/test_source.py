"""Only regular files of UTF-8 text that can be seen are read, whatever stands under the name, and in bounded time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from simulate.foundation.errors import ProblemsError
from simulate.plan.files.load import load_plan
from simulate.scenario.resolve import load_scenario
from simulate.yamlfile.problems import MOST_KEPT, Problem, Problems
from simulate.yamlfile.reader import read_text, read_yaml
from simulate.yamlfile.source import MAX_BYTES, read_source
from simulate.yamlfile.table import read_table

READERS = {"yaml": read_yaml, "csv": lambda path: read_table(path, ("id",), Problems())}


def refused(path: Path, kind: str = "yaml") -> str:
    with pytest.raises(ProblemsError) as caught:
        READERS[kind](path)
    return str(caught.value)


@pytest.mark.parametrize("kind", READERS)
def test_what_is_no_regular_file_is_not_opened(tmp_path: Path, kind: str) -> None:
    pipe, folder, device = tmp_path / f"pipe.{kind}", tmp_path / f"folder.{kind}", tmp_path / f"device.{kind}"
    os.mkfifo(pipe)
    folder.mkdir()
    device.symlink_to("/dev/zero")
    assert [refused(path, kind).split("; ")[0].split(": ")[1] for path in (pipe, folder, device)] == [
        "this is a pipe",
        "this is a folder",
        "this is a device",
    ]


def test_a_plan_folder_with_a_device_and_a_pipe_in_it_is_refused_with_both(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "readings.yaml")
    with pytest.raises(ProblemsError) as caught:
        load_plan(tmp_path)
    assert [one.message for one in caught.value.problems] == ["this is a device", "this is a pipe"]


@pytest.mark.parametrize("kind", READERS)
def test_a_file_of_any_size_is_refused_after_its_bound(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"large.{kind}"
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES * 1000)
    assert f"more than {MAX_BYTES:,} bytes" in refused(path, kind)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    "char", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9b", "\u202e", "\u2066", "\u200b", "\u2028", "\ufeff", "\xad"]
)
def test_a_character_that_cannot_be_seen_is_refused_at_its_place(tmp_path: Path, kind: str, char: str) -> None:
    path = tmp_path / f"a.{kind}"
    path.write_text(f"id: 甲\nb: 甲{char}c\n", encoding="utf-8")
    found = refused(path, kind)
    assert f"a.{kind}:2:5: the file holds the invisible character U+{ord(char):04X}" in found
    assert char not in found


def test_every_such_character_comes_in_one_pass(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: \x1b\nb: \u202e\n", encoding="utf-8")
    assert [line.split(":")[1] for line in refused(path).splitlines() if "a.yaml" in line] == ["1", "2"]


@pytest.mark.parametrize("escape", [r"\x1b", r"\u202e", r"\0", r"\ud800", r"\x9b", r"\e", r"\N", r"\L"])
def test_an_escape_of_such_a_character_is_refused_in_value_and_key(escape: str) -> None:
    for text, place in ((f'a: "b{escape}"\n', "1:4"), (f'a: 1\n"b{escape}": 2\n', "2:1")):
        with pytest.raises(ProblemsError) as caught:
            read_text(text, Path("a.yaml"), "a.yaml")
        assert str(caught.value).startswith(f"a.yaml:{place}: ")
        assert "the invisible character U+" in str(caught.value)


@pytest.mark.parametrize("escape", [r"\U00110000", r"\UFFFFFFFF", r"\U80000000"])
def test_an_escape_beyond_unicode_is_refused_at_its_place(escape: str) -> None:
    with pytest.raises(ProblemsError, match=r"a.yaml:2:5: the escape '.U[0-9A-F]{8}' is no character"):
        read_text(f'a: 1\nb: "{escape}"\n', Path("a.yaml"), "a.yaml")


@pytest.mark.parametrize(
    "data", ["a: 1".encode("utf-16"), "a: 1".encode("utf-16-le"), "a: 1".encode("utf-32"), b"\xff\xfea: 1"]
)
def test_other_encodings_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.yaml").write_bytes(data)
    assert "a text file saved as UTF-8" in refused(tmp_path / "a.yaml")


@pytest.mark.parametrize(
    "number", ["9" * 5000, "0" * 5000 + "1", "-" + "1" * 4301, "1." + "0" * 5000, "1e" + "9" * 5000]
)
def test_a_number_of_thousands_of_digits_is_refused(number: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        read_text(f"a: {number}\n", Path("a.yaml"), "a.yaml")
    assert str(caught.value).startswith(f"a.yaml:1:4: a: a number of {len(number)} characters")
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize(
    "text", ["a: [" + "1," * 20_000 + "1]", "- " * 20_000, "? " * 20_000, "[" * 50_000, "{a: " * 50_000]
)
def test_nesting_and_number_of_values_are_bounded(text: str) -> None:
    with pytest.raises(ProblemsError, match=r"levels of nesting|keys and values|not a word|holds a list|not YAML"):
        read_text(text, Path("a.yaml"), "a.yaml")


def test_a_syntax_mistake_does_not_hide_what_was_found_before_it() -> None:
    with pytest.raises(ProblemsError) as caught:
        read_text("a: &x 1\na: 2\nb: [\n", Path("a.yaml"), "a.yaml")
    assert [(one.line, one.column) for one in caught.value.problems] == [(1, 4), (2, 1), (4, 1)]


def test_the_search_for_problems_ends() -> None:
    problems = Problems()
    for line in range(1, MOST_KEPT):
        problems.add(Problem("a.csv", line, 1, "", "wrong"))
    with pytest.raises(ProblemsError) as caught:
        problems.add(Problem("a.csv", MOST_KEPT, 1, "", "wrong"))
    assert len(caught.value.problems) == MOST_KEPT
    assert str(caught.value).endswith("more problems")


def test_of_a_very_long_line_the_part_around_the_mistake_is_shown() -> None:
    problem = Problem("a.csv", 1, 500_001, "", "wrong", line_text="x" * 500_000 + "Y" + "x" * 500_000)
    _, line, caret = problem.render().splitlines()
    assert len(line) < 300
    assert line[caret.index("^")] == "Y"


CELLS = {
    "more cells than the header": ('id,a\n1,2,3\n', "t.csv:2:1: line 2: 3 cells"),
    "fewer cells": ("id,a\n1\n", "t.csv:2:1: line 2: 1 cells"),
    "an open quotation mark": ('id,a\n"1,2\n', "t.csv:2:1: line 2: a quotation mark that does not close"),
    "an empty file": ("", "t.csv:1:1: id: the column 'id' is missing"),
}  # fmt: skip


@pytest.mark.parametrize("case", CELLS)
def test_a_row_of_another_shape_is_refused_at_its_line(tmp_path: Path, case: str) -> None:
    text, expected = CELLS[case]
    (tmp_path / "t.csv").write_text(text)

    def read() -> None:
        problems = Problems()
        read_table(tmp_path / "t.csv", ("id", "a"), problems)
        problems.raise_if_any()

    with pytest.raises(ProblemsError) as caught:
        read()
    assert expected in str(caught.value)


def test_a_cell_of_any_length_is_read_and_quotation_marks_are_undone(tmp_path: Path) -> None:
    long = "x" * 200_000
    (tmp_path / "t.csv").write_text(f'id,a\n"{long}","say ""a, b"""\n', encoding="utf-8")
    row = read_table(tmp_path / "t.csv", ("id", "a"), Problems())[0]
    assert row.cells == {"id": long, "a": 'say "a, b"'}


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="not the name of a file"):
        read_source(tmp_path / "a\0.yaml")
    path = tmp_path / "s.yaml"
    for line, words in (
        ("plan: qingdao_2023\nobserved: " + "a" * 300 + ".csv", "there is no file"),
        ("plan: " + "b" * 300, "there is no plan"),
    ):
        path.write_text(f"format: 1\ntitle: {{zh: 甲, en: A}}\n{line}\n", encoding="utf-8")
        with pytest.raises(ProblemsError, match=words):
            load_scenario(path)


@pytest.mark.parametrize("make", ["folder", "link"])
def test_what_is_no_file_is_not_suggested_in_its_own_place(tmp_path: Path, make: str) -> None:
    (tmp_path / "zero.csv").mkdir() if make == "folder" else (tmp_path / "zero.csv").symlink_to("/dev/zero")
    path = tmp_path / "s.yaml"
    path.write_text("format: 1\ntitle: {zh: 甲, en: A}\nplan: qingdao_2023\nobserved: zero.csv\n", encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        load_scenario(path)
    assert "'zero.csv' is no file" in str(caught.value)
    assert "did you mean" not in str(caught.value)
