"""Every public figure has a source, a day, a definition; none that is remembered scores the forecast."""

from __future__ import annotations

import datetime
import pickle
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.calibration.observations import OBSERVATIONS_FILE, Observations, load_observations
from simulate.foundation.errors import ProblemsError

ISSUED = datetime.date(2023, 10, 20)
README = OBSERVATIONS_FILE.with_name("README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def figures() -> Observations:
    return load_observations()


def test_all_figures_are_there(figures: Observations) -> None:
    assert len(figures) == 191
    assert {one.id[0] for one in figures} == set("ABCD")
    assert {one.kind for one in figures} == {"document", "derived", "recall"}


def test_every_figure_has_a_source_and_a_day(figures: Observations) -> None:
    for one in figures:
        assert one.source_title
        assert one.source_address
        assert datetime.date(2018, 1, 1) < one.known_at <= datetime.date(2026, 12, 31), one.id


def test_no_outcome_was_known_before_its_year_began(figures: Observations) -> None:
    for one in figures:
        if one.definition.measure != "target" and one.id != "D16":
            assert one.known_at.year >= one.year, one.id


def test_a_hold_out_was_not_known_when_the_plan_was_issued(figures: Observations) -> None:
    assert all(one.known_at > ISSUED for one in figures.used_for("holdout"))
    assert len(figures.used_for("holdout")) == 30


def test_no_remembered_figure_is_a_hold_out(figures: Observations) -> None:
    remembered = Observations(one for one in figures if one.kind == "recall")
    assert len(remembered) > 20
    assert remembered.used_for("holdout") == ()
    assert all(one.quality == "D" for one in remembered)


def test_remembered_figures_that_are_fitted_keep_a_wide_range(figures: Observations) -> None:
    for one in figures.used_for("calibrate"):
        if one.kind == "recall" and one.moment:
            assert (one.high - one.low) / one.value > 0.3, one.id


def test_titles_of_2023_are_the_difference_of_two_printed_stocks(figures: Observations) -> None:
    by_id = {one.id: one for one in figures}
    stocks = {name: by_id[name].value for name in ("B01", "B02", "B05", "B06")}
    assert by_id["B08"].value == stocks["B05"] + stocks["B06"] - stocks["B01"] - stocks["B02"]
    assert by_id["B43"].value == by_id["B42"].value - by_id["B41"].value
    assert by_id["B43"].known_at == max(by_id["B41"].known_at, by_id["B42"].known_at)


def test_the_readme_lists_the_moments(figures: Observations) -> None:
    section = README.split("## Moments")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    listed = set(re.findall(r"`(\w+)`", " ".join(rows)))
    assert listed == set(figures.moments())
    assert len(listed) >= 15


def test_raw_file_names_are_gone() -> None:
    assert re.search(r"\b\d{3}_[0-9a-f]{8,}", OBSERVATIONS_FILE.read_text(encoding="utf-8")) is None


@given(st.dates(datetime.date(2018, 1, 1), datetime.date(2027, 1, 1)), st.integers(0, 400))
def test_knowledge_only_grows(day: datetime.date, later: int) -> None:
    figures = load_observations()
    then, afterwards = figures.as_of(day), figures.as_of(day + datetime.timedelta(later))
    assert set(then) <= set(afterwards)
    assert all(one.known_at <= day for one in then)


def test_figures_survive_a_trip_to_another_process(figures: Observations) -> None:
    copy = pickle.loads(pickle.dumps(figures))
    assert copy == figures
    assert isinstance(copy, Observations)


BROKEN = {
    "text for a number": ("B41", ",97,97,97,", ",many,97,97,", "B41.value", "is not a number"),
    "outside its range": ("B41", ",97,97,97,", ",97,98,99,", "B41.value", "low <= value <= high"),
    "remembered hold-out": ("B46", ",calibrate,", ",holdout,", "B46.use", "a score needs a source"),
    "remembered and good": ("B46", "D,calibrate,", "A,calibrate,", "B46.quality", "expected D"),
    "unknown use": ("B41", ",calibrate,", ",calibrated,", "B41.use", "did you mean 'calibrate'?"),
    "impossible day": ("B41", "2022-07-12,", "2022-07-32,", "B41.known_at", "does not exist"),
    "year": ("B41", ",2022,", ",22,", "B41.year", "a year from 1949 to 2100"),
    "definition": ("B41", "stock; net; firms", "stok; net; firms", "B41.definition", "did you mean 'stock'?"),
    "definition of two": ("B41", "stock; net; firms", "stock; firms", "B41.definition", "three words"),
    "moment": ("B60", "gazelle_stock_2022", "gazelle stock", "B60.moment", "is not the name of a moment"),
    "no source": ("B45", '"own knowledge, not checked"', "", "B45.source_title", "a text"),
    "twin": ("B42", "B42,", "B41,", "B41.id", "stands twice"),
    "a cell too many": ("B41", "B41,", "B41,,", "line", "18 cells"),
    "open quotation mark": ("B41", 'cumulative",', "cumulative,", "line", "quotation mark"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_bad_figure_is_refused_at_its_cell(case: str, tmp_path: Path) -> None:
    key, old, new, where, expected = BROKEN[case]
    lines = OBSERVATIONS_FILE.read_text(encoding="utf-8").split("\n")
    number = next(n for n, line in enumerate(lines) if line.startswith(f"{key},"))
    assert old in lines[number]
    lines[number] = lines[number].replace(old, new, 1)
    path = tmp_path / "observations.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        load_observations(path)
    problem = caught.value.problems[0]
    assert problem.line == number + 1
    assert problem.path.startswith(where)
    assert expected in problem.headline()
    if where != "line":
        cell = new.strip(",").split(",")[0]
        assert lines[number][problem.column - 1 :].startswith(cell or ",")


def test_all_bad_cells_come_in_one_pass(tmp_path: Path) -> None:
    text = OBSERVATIONS_FILE.read_text(encoding="utf-8")
    bad = text.replace("A01,GDP,", "A01,,").replace("stock; net; firms", "stock; neat; firms", 1)
    (tmp_path / "observations.csv").write_text(bad, encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        load_observations(tmp_path / "observations.csv")
    assert [problem.path for problem in caught.value.problems] == ["A01.quantity_en", "A16.definition"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [("quality", "did you mean 'quality'?"), ("id", "the column 'id' is missing"), ("note", "unknown column 'notice'")],
)
def test_a_bad_header_is_refused(header: str, expected: str, tmp_path: Path) -> None:
    wrong = {"quality": "qualty", "id": "year", "note": "notice"}[header]
    lines = OBSERVATIONS_FILE.read_text(encoding="utf-8").split("\n")
    lines[0] = ",".join(wrong if name == header else name for name in lines[0].split(","))
    (tmp_path / "observations.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        load_observations(tmp_path / "observations.csv")
    assert any(expected in problem.headline() for problem in caught.value.problems)


@pytest.mark.parametrize(("data", "expected"), [(b"", "is missing"), (b"\xff\xfe\x00", "not UTF-8")])
def test_an_empty_or_binary_table_is_refused(data: bytes, expected: str, tmp_path: Path) -> None:
    (tmp_path / "observations.csv").write_bytes(data)
    with pytest.raises(ProblemsError, match=expected):
        load_observations(tmp_path / "observations.csv")
