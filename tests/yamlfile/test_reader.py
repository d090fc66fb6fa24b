"""What the reader understands as an economist means it, and what it refuses at which line and column."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.foundation.errors import MachineError, ProblemsError
from simulate.yamlfile.document import Document
from simulate.yamlfile.reader import check_reference, read_text, read_value, read_yaml

FILE = "plan.yaml"


def read(text: str) -> Document:
    return read_text(text, Path(FILE), FILE)


def refusals(text: str) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        read(text)
    return [problem.headline() for problem in caught.value.problems]


def test_scalars_are_what_an_economist_means() -> None:
    text = """
country: NO
answer: yes
switch: on
time: 12:30
code: "010"
day: 2023-10-20
large: 1e6
share: .67
percent: 3.5%
money: 50万元
empty:
truth: true
quoted: "5"
"""
    assert read(text).data == {
        "country": "NO",
        "answer": "yes",
        "switch": "on",
        "time": "12:30",
        "code": "010",
        "day": "2023-10-20",
        "large": 1e6,
        "share": 0.67,
        "percent": "3.5%",
        "money": "50万元",
        "empty": None,
        "truth": True,
        "quoted": "5",
    }


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("-0", 0), ("0.5", 0.5), ("1e05", 1e5), ("10", 10), ("100", 100)]
)
def test_a_zero_of_the_number_itself_stands(text: str, number: float) -> None:
    assert read(f"a: {text}\n").data["a"] == number


def test_years_stay_numbers_in_keys() -> None:
    assert read("by_year: {2023: 1, later: 2}").data == {"by_year": {2023: 1, "later": 2}}


def test_every_key_and_value_has_its_place() -> None:
    document = read("一: 甲\naward:\n  amount: 50万元\n  list: [1, {x: 2}]\n")
    assert document.position(("award", "amount")) == (3, 11)
    assert document.key_position(("award", "amount")) == (3, 3)
    assert document.position(("award", "list", 1, "x")) == (4, 17)
    assert document.position(("award", "missing", "below")) == (3, 3)
    assert document.line_text(3) == "  amount: 50万元"


def test_line_ends_and_byte_order_mark_of_windows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    document = read_yaml(path)
    assert document.data == {"a": 1, "b": 2}
    assert document.position(("b",)) == (2, 4)


def test_decorations_and_duplicates_come_in_one_pass() -> None:
    assert refusals("a: &x 1\nb: *x\nc: !!str 4\na: 3\n") == [
        "plan.yaml:1:4: a: the anchor '&x'; expected no anchor: write the value where it is used",
        "plan.yaml:2:4: b: the alias '*x'; expected the value itself: aliases are not read",
        "plan.yaml:3:4: c: the tag '!!str'; expected no tag: the value alone tells its kind",
        "plan.yaml:4:1: a: the key 'a' stands twice; expected one 'a' (the first is on line 1)",
    ]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", "1:1", "the file is empty"),
        ("# a comment alone\n", "1:1", "the file is empty"),
        ("---\n", "2:1", "the file is empty"),
        ("- 1\n", "1:1", "the file holds a list"),
        ("title\n", "1:1", "the file holds one value"),
        ("a: 1\n---\nb: 2\n", "2:1", "a second document starts here"),
        ("a:\n\tb: 2\n", "2:1", "a tab in the indentation"),
        ("a:\n  \tb: 2\n", "2:3", "a tab in the indentation"),
        ("a: [1, 2\nb: 3\n", "2:2", "this is not YAML"),
        ("a: 1e999\n", "1:4", "the number 1e999 is too large"),
        (
            "a: 010\n",
            "1:4",
            "the number 010 begins with 0; expected a number without leading zeros, or a text in quotes; did you mean '10'?",
        ),
        ("a: [1, -00.5]\n", "1:8", "did you mean '-0.5'?"),
        ("a: {year: 02024}\n", "1:11", "did you mean '2024'?"),
        ("? [1, 2]\n: 3\n", "1:3", "a key that is not a word"),
        ("null: 3\n", "1:1", "the key 'null'"),
        ("title：x\n", "1:6", "the full-width colon"),
        ("horizon：\n  end: 2025\n", "1:8", "the full-width colon"),
        ("a: 1\n教育： 3\nx: y\n", "2:3", "the full-width colon"),
        ("a: " + "[" * 60 + "]" * 60, "1:44", "more than 40 levels of nesting"),
    ],
)
def test_refusals_name_their_place(text: str, place: str, words: str) -> None:
    first = refusals(text)[0]
    assert first.startswith(f"{FILE}:{place}: ")
    assert words in first


def test_a_full_width_colon_inside_a_text_is_no_mistake() -> None:
    assert read("zh: 说明：甲\nen: note\n").data["zh"] == "说明：甲"


def test_the_caret_stands_under_its_character_behind_chinese_text() -> None:
    with pytest.raises(ProblemsError) as caught:
        read("教育: {甲: &x 1}\n")
    _, line, caret = str(caught.value).splitlines()
    width = sum(2 if ord(char) > 255 else 1 for char in line[: line.index("&")])
    assert caret.index("^") == width


def test_a_missing_file_suggests_the_nearest_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "baseline.yaml").write_text("a: 1")
    with pytest.raises(ProblemsError, match=r"there is no such file; did you mean '.*baseline\.yaml'"):
        read_yaml(tmp_path / "baselin.yaml")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    for name, data, where in (("gbk", "a: 1\n名: 甲".encode("gbk"), ":2:1"), ("nul", b"a: 1\nb: \x00", ":2:4")):
        path = tmp_path / f"{name}.yaml"
        path.write_bytes(data)
        with pytest.raises(ProblemsError) as caught:
            read_yaml(path)
        assert where in str(caught.value)
        assert "expected a text file saved as UTF-8" in str(caught.value)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="this is a folder"):
        read_yaml(tmp_path)


def test_a_file_that_cannot_be_read_is_the_machine_s_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1")

    def refuse(self: Path, mode: str) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(MachineError, match="Permission denied"):
        read_yaml(path)


@pytest.mark.parametrize(
    ("reference", "wrong"),
    [
        ("baseline.yaml", None),
        ("../data/actuals.csv", None),
        ("posterior.nc", None),
        ("/etc/baseline.yaml", "is an absolute path"),
        ("~/baseline.yaml", "is an absolute path"),
        ("C:/baseline.yaml", "is an absolute path"),
        ("..\\baseline.yaml", "holds a backslash"),
        ("https://example.org/a.yaml", "is a URL"),
        ("file:///a.yaml", "is a URL"),
        ("baseline.yml", "is not a .yaml, .csv, .nc file"),
    ],
)
def test_references_are_relative_paths(reference: str, wrong: str | None) -> None:
    found = check_reference(reference)
    assert found is None if wrong is None else found is not None and wrong in found


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(-1e17, 1e17)
    | st.text("aé元 :#'\"-", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc元", min_size=1, max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_every_json_text_is_read_as_its_own_data(data: object) -> None:
    import json

    assert read_value(json.dumps(data, ensure_ascii=False), "text").data == data
