"""What is no flow is not summed over years, in no command; what two scenarios share is compared, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulate import api
from simulate.analysis.base.expression import OUTPUTS, Expression, parse_target
from simulate.analysis.compare.additionality import additionality, price
from simulate.analysis.compare.compare import compare, steps_between
from simulate.analysis.design.design import design
from simulate.analysis.explain.explain import explain
from simulate.forecast.dataset import DIMENSIONS
from simulate.forecast.forecast import Forecast
from simulate.foundation.errors import InputError
from simulate.language.vocabulary import TERMS
from simulate.scenario.scenario import Scenario


def test_every_variable_by_year_says_whether_it_adds_up() -> None:
    by_year = [name for name, dims in DIMENSIONS.items() if {"year", "payment_year"} & set(dims)]
    assert all(TERMS[name].over_years for name in by_year)
    kinds = {name: TERMS[name].over_years for name in by_year}
    assert {"coverage", "stage_share", "core_share"} <= {name for name, kind in kinds.items() if kind == "share"}
    assert {"unpaid", "firms"} == {name for name, kind in kinds.items() if kind == "stock"}


@pytest.mark.parametrize("name", [name for name in OUTPUTS if not TERMS[name].adds_up])
def test_a_stock_a_share_or_a_figure_of_one_year_asks_for_its_year(forecast: Forecast, name: str) -> None:
    year = int(forecast.dataset["year"].values[-1])
    last = int(forecast.dataset["payment_year"].values[-1]) if name == "unpaid" else year
    for text in (name, f"{name}.{last - 1}.{last}"):
        with pytest.raises(InputError, match=f"did you mean '{name}.{last}'"):
            Expression(text)(forecast)
    assert Expression(f"{name}.{last}")(forecast).sizes == {"draw": forecast.dataset.sizes["draw"]}


@pytest.mark.parametrize("name", ["obligation", "projects", "cash", "lapsed"])
def test_flows_are_the_sum_of_their_years(forecast: Forecast, name: str) -> None:
    dim = "payment_year" if name in ("cash", "lapsed") else "year"
    parts = [Expression(f"{name}.{int(year)}")(forecast) for year in forecast.dataset[dim].values]
    np.testing.assert_array_equal(Expression(name)(forecast), sum(parts))


def test_a_share_of_each_arm_is_weighted_by_that_arms_firms(forecast: Forecast) -> None:
    last = forecast.dataset.isel(year=-1)
    wanted = {}
    for arm in ("on", "off"):
        one = last.sel(policy=arm).isel(segment=[0, 1])
        wanted[arm] = (one["coverage"] * one["firms"]).sum("segment") / one["firms"].sum("segment")
        np.testing.assert_allclose(Expression(f"coverage.industry.2025.{arm}")(forecast), wanted[arm])
    more = Expression("coverage.industry.2025.additional")(forecast)
    np.testing.assert_allclose(more, wanted["on"] - wanted["off"], atol=1e-15)


@pytest.mark.parametrize("text", ["projects.2025.2025", "projects.on.off", "cash.city.city.2025"])
def test_a_selector_given_twice_is_refused(forecast: Forecast, text: str) -> None:
    with pytest.raises(InputError, match=r"twice|expected one of on"):
        Expression(text)(forecast)


def test_overlapping_selectors_count_each_segment_once(forecast: Forecast) -> None:
    one, both = (Expression(f"projects.{word}.2025")(forecast) for word in ("industry", "industry.industry_small"))
    np.testing.assert_array_equal(one, both)


def test_explain_and_design_refuse_a_share_without_its_year(small: Scenario) -> None:
    with pytest.raises(InputError, match="coverage is a share"):
        explain(small, "coverage")
    for target in ("coverage >= 0.9", "gdp >= 1"):
        with pytest.raises(InputError, match="does not add up over years"):
            design(small, ["instruments.a09.3.award.amount"], target, draws=10)
    with pytest.raises(InputError, match="no sum of money"):
        design(small, ["instruments.a09.3.award.amount"], "projects.2025 >= 1", draws=10, cost="coverage.2025")
    with pytest.raises(InputError, match="came twice"):
        design(small, ["instruments.a09.3.award.amount"] * 2, "projects.2025 >= 1", draws=10)


def test_a_target_is_written_with_its_unit() -> None:
    assert parse_target("coverage.2025 >= 90%").value == pytest.approx(0.9)
    assert str(parse_target("coverage.2025 >= 90%")) == "coverage.2025 >= 90%"
    assert str(parse_target("obligation.2025 <= 1.97亿元")) == "obligation.2025 <= 197,000,000 CNY"
    assert str(parse_target("projects.2025 >= 1000")) == "projects.2025 >= 1,000"


def test_a_longer_horizon_has_no_effect_on_the_years_that_both_have(root: Path) -> None:
    short = api.load_scenario(root / "scenarios" / "baseline.yaml", ["population.scale=0.02"])
    base, longer = (api.run(one, 10, quiet=True) for one in (short, short.replace({"horizon.end": 2026})))
    for pair in ((base, longer), (longer, base)):
        found = compare(*pair)
        assert not any(found.dataset[name].values.any() for name in ("total", "headline", "projects", "by_payer"))
        assert found.dataset.sizes["year"] == 3
        assert "2023-2025" in found.sentences()[0]
        assert not steps_between(*pair).dataset["declared"].values.any()
    assert "2023-2025" not in compare(base, base).sentences()[0]


def test_the_price_of_a_project_is_of_the_awards_that_projects_weigh(forecast: Forecast) -> None:
    plan, found = forecast.scenario.plan, additionality(forecast).dataset
    weighed = [one.id for one in plan.instruments if one.channel == "project"]
    money = float(forecast.dataset["obligation"].sel(instrument=weighed).sum(["instrument", "year"]).mean())
    assert float(found["cost_per_project"]) == pytest.approx(money / float(found["projects_added"]))
    assert float(found["cost"]) == pytest.approx(money)


def test_what_is_not_surely_added_has_no_price() -> None:
    money, noise = np.full(40, 1e6), np.resize([1.0, -1.0], 40)
    assert np.isnan(price(money, noise)[0])
    assert np.isnan(price(money, noise - 5)[0])
    assert float(price(money, noise + 5)[0]) == pytest.approx(2e5)
