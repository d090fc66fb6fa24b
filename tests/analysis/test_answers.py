"""What the answers say of the shipped plan on a tenth of the firms, and how they print."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from simulate import api
from simulate.analysis.base.expression import Expression
from simulate.analysis.budgeting import budget
from simulate.analysis.compare.additionality import additionality
from simulate.analysis.compare.compare import ADOPTION, compare
from simulate.analysis.design.levers import read_lever
from simulate.analysis.explain.city import CitySimulator
from simulate.analysis.explain.drivers import FITTED, ROWS
from simulate.forecast.forecast import Forecast
from simulate.foundation.ratios import UNDEFINED
from simulate.report.base.printing import WIDTH, wrapped
from simulate.scenario.scenario import Scenario

DRAWS = 60


@pytest.mark.parametrize("name", ["R2", "R13"])
def test_a_draw_that_samples_a_reading_is_the_draw_that_fixes_it(small: Scenario, name: str) -> None:
    sampled = api.run(small.replace({f"readings.{name}": "sampled"}), DRAWS, quiet=True)
    taken = sampled.dataset["reading_chosen"].sel(reading=name).values
    for place, word in enumerate(small.plan.reading(name).alternatives):
        fixed = api.run(small.replace({f"readings.{name}": word}), DRAWS, quiet=True)
        one, other = (run.dataset["obligation"].isel(draw=np.flatnonzero(taken == place)) for run in (sampled, fixed))
        assert one.size
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("changed", ["a05.1", "a15.1"])
def test_an_award_that_no_project_weighs_moves_its_own_line_alone(
    small: Scenario, forecast: Forecast, changed: str
) -> None:
    path = f"instruments.{changed}.award.amount"
    more = small.replace({path: f"{round(1.5 * read_lever(small, path).present)}元"})
    found = compare(forecast, api.run(more, DRAWS, quiet=True))
    data = found.dataset.isel(scenario=0)
    moved = data["by_instrument"].any(["draw", "year"])
    assert set(data["instrument"].values[moved.values]) <= {changed}
    assert not any(data[name].values.any() for name in ADOPTION)
    assert float(data["total_ratio"]) >= 10
    assert len(found.texts[found.names[0]]) == 1


def test_fitted_parameters_are_one_driver_with_sets_for_levels(small: Scenario) -> None:
    drivers = CitySimulator(small, {"headline": Expression("headline")}).drivers
    fitted = [one for one in drivers if one.name == FITTED]
    assert len(fitted) == 1
    assert len(fitted[0].levels) == ROWS
    assert all(
        "figure" in one.narrowed.in_language("en")
        for one in drivers
        if one.layer == "parameter" and one is not fitted[0]
    )


def test_places_that_are_rationed_add_no_titles_and_have_no_price(forecast: Forecast) -> None:
    found = additionality(forecast)
    little_giant = found.dataset.sel(instrument="a06.1")
    assert abs(float(little_giant["titles_added"])) < 0.02 * float(little_giant["titles"])
    assert any(UNDEFINED in line for line in str(type(found)(found.dataset, "en")).splitlines() if "a06.1" in line)


def test_awards_of_nothing_add_nothing_and_have_no_price(small: Scenario) -> None:
    fixed = [one.id for one in small.plan.instruments if one.channel == "project"]
    nothing = small.replace({f"instruments.{one}.award.amount": "0元" for one in fixed})
    data = additionality(api.run(nothing, 20, quiet=True)).dataset
    assert float(data["projects_added"]) == 0
    assert np.isnan(float(data["cost_per_project"]))


def test_an_appropriation_prints_in_both_languages_and_writes_its_tables(forecast: Forecast, tmp_path: Path) -> None:
    found = budget(forecast, 2025, [5, 9])
    for language in ("zh", "en"):
        lines = str(type(found)(found.dataset, language)).splitlines()
        assert max(map(cell_len, lines)) <= WIDTH
    names = {path.name for path in found.write_to(tmp_path / "new", "budget")}
    assert names == {"budget.csv", "budget.png", "budget_articles.csv", "budget_rules.csv", "budget_risks.csv"}
    assert (tmp_path / "new" / "budget.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_what_one_article_needs_is_at_most_what_two_need_together(forecast: Forecast) -> None:
    one, both = (float(budget(forecast, 2025, articles).dataset["level"]) for articles in ([9], [6, 9]))
    assert one <= both


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Mn", "Me", "Cf"]), max_size=300))
def test_wrapping_keeps_the_text(text: str) -> None:
    assert "".join(wrapped(text).split()) == "".join(text.split())
