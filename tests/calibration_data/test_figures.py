"""The city's figures are read with their units, ranges and evidence, and bad files are refused with positions."""

from __future__ import annotations

import datetime
import math
from pathlib import Path

import pytest

from simulate.foundation.errors import ProblemsError
from simulate.place.figures import POPULATION_FILE, Figures, load_figures


@pytest.fixture(scope="module")
def figures() -> Figures:
    return load_figures()


def test_the_city_is_the_one_of_the_model(figures: Figures) -> None:
    assert figures.segment_counts == {"industry_above_scale": 4270, "industry_small": 5000, "digital_core": 2200}
    assert figures.gdp_2022 == 1_492_075_000_000
    assert figures.total_revenue_above_scale == 958_930_000_000
    assert (figures.above_scale_revenue, figures.medium_revenue, figures.large_revenue) == (2 * 10**7, 10**8, 4 * 10**8)
    assert figures.largest_firm_revenue == 3 * 10**11
    assert figures.build_quarters == {2: 0.3, 4: 0.5, 8: 0.2}


def test_money_is_whole_yuan(figures: Figures) -> None:
    amounts = [one.value for one in figures.figures.values() if one.name.endswith(("revenue", "gdp_2022"))]
    assert all(isinstance(amount, int) for amount in amounts)


def test_mean_revenue_of_core_firms_matches_published_totals(figures: Figures) -> None:
    mean = 20e6 * math.exp(figures.core_revenue_sd**2 / 2)
    published = 238.82e9 / 1800
    assert mean == pytest.approx(published, rel=0.15)


def test_every_figure_has_a_source_or_is_marked(figures: Figures) -> None:
    for one in figures.figures.values():
        assert one.evidence.sources or one.evidence.rating in ("assumed", "recall"), one.name
        assert one.evidence.known_at <= datetime.date.today()


def test_later_knowledge_is_named(figures: Figures) -> None:
    later = figures.later_than(datetime.date(2023, 10, 20))
    assert set(later) == {"firms_industry_above_scale", "firms_industry_small"}
    assert figures.later_than(datetime.date(2026, 1, 1)) == ()


BROKEN = {
    "misspelt figure": ("  gdp_2022:", "  gdp_202:", "did you mean 'gdp_2022'?"),
    "unit": ("14920.75亿元", "14920.75亿", "did you mean '14920.75亿元'?"),
    "text for a count": ("value: 4270", "value: many", "is not a number"),
    "part of a firm": ("value: 4270", "value: 4270.5", "a whole number of firms"),
    "outside its range": ("value: 5000", "value: 9000", "low <= value <= high"),
    "weights": ("{2: 0.3, 4: 0.5, 8: 0.2}", "{2: 0.3, 4: 0.5, 8: 0.3}", "the weights sum to 1.1"),
    "share above 1": ("value: 0.9\n", "value: 1.9\n", "out of range"),
    "order": ("value: 1亿元", "value: 5亿元", "more than medium_revenue"),
    "unknown key": ("    low: 4230", "    lo: 4230", "unknown key 'lo'"),
    "no source": ("rating: assumed\n    quality: D\n    known_at: 2023-10-20\n\n  largest_grown_revenue",
                  "rating: observed\n    quality: D\n    known_at: 2023-10-20\n\n  largest_grown_revenue", "without a source"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_bad_figure_is_refused_with_its_place(case: str, tmp_path: Path) -> None:
    old, new, expected = BROKEN[case]
    good = POPULATION_FILE.read_text(encoding="utf-8")
    assert old in good
    path = tmp_path / "population.yaml"
    path.write_text(good.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        load_figures(path)
    told = [problem.headline() for problem in caught.value.problems]
    assert any(expected in one for one in told), told
    assert all(problem.file == str(path) and problem.line > 1 for problem in caught.value.problems)


def test_a_missing_file_is_the_users_error(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="no such file") as caught:
        load_figures(tmp_path / "population.yaml")
    assert caught.value.exit_code == 2
