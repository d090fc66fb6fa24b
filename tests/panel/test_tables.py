"""The panel that ships is read whole; mistakes are refused at their cell."""

from __future__ import annotations

import shutil

import pytest

from simulate.foundation.errors import ProblemsError
from simulate.panel.tables import load_panel, shipped_panel
from simulate.place.evidence import CALIBRATION

FILES = ("panel.csv", "titles.csv", "places.csv")


@pytest.fixture
def folder(tmp_path):
    for name in FILES:
        shutil.copy(CALIBRATION / name, tmp_path)
    return tmp_path


def test_the_panel_that_ships_holds_more_than_forty_counts_with_a_source():
    scored = [one for one in shipped_panel().counts if one.quality != "D" and one.measure != "pass_share"]
    assert len(scored) > 150
    assert all(one.source_title and one.known_at.year >= one.year for one in scored)


def test_stocks_of_the_country_are_the_sum_of_its_lists_less_failed_reviews():
    """What was printed at the ends of 2022 and 2024 agrees with lists and reviews to one in a hundred."""
    counts = {(one.year, one.measure): one.value for one in shipped_panel().counts
              if (one.title, one.place) == ("little_giants", "China") and one.quality != "D"}  # fmt: skip
    lists = {year: value for (year, measure), value in counts.items() if measure == "new"}
    shares = {year: value for (year, measure), value in counts.items() if measure == "pass_share"}
    lost = {year: (1.0 - shares[year]) * lists[year - 3] for year in (2022, 2023, 2024)}
    for end in (2022, 2024):
        expected = sum(lists[year] for year in range(2019, end + 1)) - sum(lost[year] for year in lost if year <= end)
        assert counts[end, "valid"] == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("panel.csv", ",Hubei,2021,", ",Hubie,2021,", "did you mean 'Hubei'"),
        ("panel.csv", "little_giants,China,2019", "litle_giants,China,2019", "did you mean 'little_giants'"),
        ("panel.csv", "2019,new,248,248,248", "2019,new,348,248,248", "low <= value <= high"),
        ("panel.csv", "China,2019,new", "China,2018,new", "a year from 2019"),
        ("panel.csv", "N002,", "N001,", "stands twice"),
        ("panel.csv", "2025,valid,504000", "2025,new,504000", "expected valid"),
        ("panel.csv", "2019-07-12", "2019-13-12", "does not exist"),
        ("titles.csv", ",batches,2019,3,8,", ",batches,2019,3,13,", "from 1 to 12"),
        ("titles.csv", "小巨人: new", "小巨人: old", "new, cumulative, valid"),
        ("places.csv", "province,China,110760", "province,Chiina,110760", "did you mean 'China'"),
    ],
)
def test_a_mistake_is_refused_at_its_cell(folder, file, old, new, said):
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        load_panel(folder)
    line = text[: text.index(old)].count("\n") + 1
    assert said in str(caught.value)
    assert any((one.line == line and one.column > 1) or one.path.endswith(".id") for one in caught.value.problems)
