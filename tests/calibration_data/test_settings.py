"""Settings of calibrations and back-tests, and the table of scores: each mistake is refused at its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from simulate.calibration.backtest import load_backtest
from simulate.calibration.config import DEFAULT_CONFIG, load_calibration
from simulate.calibration.moments import MOMENTS_FILE, load_moments
from simulate.calibration.scoreboard import SCORES_FILE, read_scores
from simulate.foundation.errors import ProblemsError
from simulate.place.calibration_folder import BACKTEST

BACKTEST_FILE = DEFAULT_CONFIG.parent / BACKTEST

READERS = {
    BACKTEST_FILE: load_backtest,
    DEFAULT_CONFIG: load_calibration,
    MOMENTS_FILE: load_moments,
    SCORES_FILE: read_scores,
}

MISTAKES = {
    "text for a mapping": (BACKTEST_FILE, "  moments:\n", "  moments: none\n  x:\n", "backtest.moments: 'none' came"),
    "a list for a mapping": (BACKTEST_FILE, "  left_out:\n", "  left_out: []\n  y:\n", "backtest.left_out: a list came"),
    "text for draws": (BACKTEST_FILE, "draws: 4000", "draws: many", "backtest.draws: 'many' came"),
    "a year that is none": (BACKTEST_FILE, "end: 2025", "end: ２０２５", "backtest.end: '２０２５' came"),
    "a day that is none": (BACKTEST_FILE, "vintage: 2023-10-20", "vintage: 2023-10-32", "backtest.vintage: the day"),
    "a scenario elsewhere": (BACKTEST_FILE, "scenario: city.yaml", "scenario: /city.yaml", "is an absolute path"),
    "a moment of its own": (BACKTEST_FILE, "{last: 3, rate: 3,", "{last: x, rate: 3,", "last: 'x' came"),
    "a day for a count": (BACKTEST_FILE, "{last: 3, rate: 3,", "{last: 20231020, rate: 3,", "digital_pilot_stock_2024.last: 20231020 came"),
    "a part of a count": (BACKTEST_FILE, "{last: 3, rate: 3,", "{last: 2.5, rate: 3,", "digital_pilot_stock_2024.last: 2.5 came"),
    "a rate beyond all firms": (BACKTEST_FILE, "{last: 3, rate: 3,", "{last: 3, rate: 1e9,", "digital_pilot_stock_2024.rate: 1000000000.0 is out of range"),
    "another unit for a share": (MOMENTS_FILE, "per: 0.01, sd: 3", "per: 10, sd: 3", "coverage_2023.per: 10 for 'coverage'; expected 0.01"),
    "a unit for a count": (MOMENTS_FILE, "base: 52, chance: thinned", "base: 52, per: 0.01, chance: thinned", "smart_factory_stock_2024.per: 0.01 for 'recognised'; expected 1"),
    "a part of a yuan": (MOMENTS_FILE, "years: [2023], per: 1.0e+8", "years: [2023], per: 1.0e-8", "gdp_2023.per: 1e-08 for 'gdp'; expected 1 or more"),
    "the truth for a format": (BACKTEST_FILE, "format: 1", "format: true", "format: unknown format true"),
    "a fraction for a format": (MOMENTS_FILE, "format: 1", "format: 1.0", "format: unknown format 1.0"),
    "a number for a title": (DEFAULT_CONFIG, "title: {zh: 政策发布时, en: When the plan was issued}", "title: 5", "title: 5 came"),
    "a title in one language": (DEFAULT_CONFIG, "{zh: 政策发布时, en: When", "{en: When", "title: a mapping came"),
    "a moment twice": (DEFAULT_CONFIG, "[little_giants_2023,", "[core_growth_2023,", "moments: 'core_growth_2023' stands twice"),
    "a thing summed twice": (MOMENTS_FILE, "[a09.3, a09.4, a09.5]", "[a09.3, a09.3, a09.5]", "instruments: an entry that stands twice"),
    "a day of another age": (DEFAULT_CONFIG, "vintage: 2023-10-20", "vintage: 2226-12-31", "vintage: the year 2226 came"),
    "text for a score": (SCORES_FILE, "193.0", "many", "line 2.actual: 'many' is not a number"),
    "no number": (SCORES_FILE, "193.0", "nan", "line 2.actual: 'nan' is not a number"),
    "a score with a blank": (SCORES_FILE, "193.0", "1_93", "line 2.actual: '1_93' is not a number"),
    "another plan on one line": (SCORES_FILE, "qingdao_2023,2023-10-20,4000,20231020,digital", "x,2023-10-20,4000,20231020,digital", "line 3.plan: x came"),
    "an unknown figure": (SCORES_FILE, ",B44,", ",B4,", "line 2.figure: 'B4' came"),
    "an interval upside down": (SCORES_FILE, "210.0,227.0", "227.0,210.0", "line 2.low_50: an interval"),
    "a cell too many": (SCORES_FILE, "B44,", "B44,,", "line 2: 21 cells"),
    "draws of a fraction": (SCORES_FILE, ",4000,20231020,little", ",4000.5,20231020,little", "line 2.draws: '4000.5' came"),
}  # fmt: skip


@pytest.mark.parametrize("case", MISTAKES)
def test_a_wrong_setting_is_refused_at_its_line(case: str, tmp_path: Path) -> None:
    file, old, new, expected = MISTAKES[case]
    for path in file.parent.glob("*.*"):
        shutil.copy(path, tmp_path)
    text = file.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / file.name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        READERS[file](tmp_path / file.name)
    assert expected in str(caught.value)
    assert all(one.line for one in caught.value.problems)


def test_a_share_has_no_naive_count_beside_it(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(BACKTEST_FILE.parent, tmp_path / "calibration"))
    moments = folder / MOMENTS_FILE.name
    counted = "{figure: B39, quantity: recognised, instruments: [a08.2], years: [2023], base: 3,"
    text = moments.read_text(encoding="utf-8")
    assert counted in text
    share = "{figure: B39, quantity: core_share, years: [2023],"
    moments.write_text(text.replace(counted, share), encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        load_backtest(folder / BACKTEST)
    [problem] = caught.value.problems
    assert (
        "digital_pilot_stock_2024: 'digital_pilot_stock_2024' counts nothing; expected a moment that is a count"
        in problem.headline()
    )


def test_a_table_of_scores_without_lines_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(SCORES_FILE.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    with pytest.raises(ProblemsError, match="a table without lines"):
        read_scores(tmp_path / "a.csv")
