"""The engine behind the same mathematics: designed samples, comparisons, additionality, budgets, commands."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from simulate import api
from simulate.analysis.base.expression import Expression
from simulate.analysis.base.simulator import columns_of, keyed_numbers
from simulate.analysis.budgeting import budget
from simulate.analysis.compare.additionality import ALL_DEADWEIGHT, NO_RESPONSE, additionality
from simulate.analysis.compare.compare import compare, steps_between
from simulate.analysis.design.design import design
from simulate.analysis.design.levers import read_lever
from simulate.analysis.explain.city import CitySimulator
from simulate.analysis.explain.drivers import open_readings, with_open_readings
from simulate.analysis.explain.explain import Effort, explain
from simulate.cli.main import application
from simulate.forecast.forecast import Forecast
from simulate.foundation.errors import InputError
from simulate.scenario.scenario import Scenario

COUNTED = "a24.1"  # recipients outside the table of firms: no behaviour, so a doubled award doubles the line
RARE = "a15.1"  # under two firms in a hundred are recognised


def test_designed_numbers_that_are_the_keyed_ones_give_the_run_itself(small: Scenario, forecast: Forecast) -> None:
    simulator = CitySimulator(small, {"headline": Expression("headline"), "projects": Expression("projects.2025")})
    numbers = keyed_numbers(small.seed, columns_of(simulator.drivers), 0, 20)
    values = simulator(numbers, np.arange(20))
    np.testing.assert_array_equal(values[:, 0], forecast.headline().values[:20])


def test_a_reading_is_drawn_by_its_weight_and_held_by_its_number(small: Scenario) -> None:
    opened = with_open_readings(small)
    simulator = CitySimulator(opened, {"headline": Expression("headline")})
    name = next(one.name for one in simulator.drivers if one.layer == "reading")
    place = columns_of(simulator.drivers).index(f"reading {name}")
    numbers = keyed_numbers(1, columns_of(simulator.drivers), 0, 6)
    first, last = numbers.copy(), numbers.copy()
    first[:, place], last[:, place] = 0.001, 0.999
    simulator(first, np.arange(6))
    assert not simulator.city.chosen[name].any()
    simulator(last, np.arange(6))
    assert (simulator.city.chosen[name] == len(opened.plan.reading(name).alternatives) - 1).all()


def test_an_instrument_counts_in_the_headline_where_a_draw_reads_it_so(small: Scenario) -> None:
    read = {
        word: api.run(small.replace({"readings.R14": word}), 30, quiet=True)
        for word in ("financing", "grant", "total_cap")
    }
    mixed = api.run(small.replace({"readings.R14": "sampled"}), 30, quiet=True)
    words = list(small.plan.reading("R14").alternatives)
    chosen = mixed.dataset["reading_chosen"].sel(reading="R14").values
    assert len(set(chosen.tolist())) == 3
    for draw, number in enumerate(chosen):
        of_word = read[words[number]]
        assert mixed.headline(as_read=True).values[draw] == pytest.approx(of_word.headline().values[draw], rel=1e-12)
    financing = read["financing"]
    np.testing.assert_array_equal(financing.headline(as_read=True).values, financing.headline().values)
    apart = mixed.headline().values
    np.testing.assert_allclose(apart, financing.headline().values, rtol=1e-12)


def test_a_reading_that_the_scenario_sets_is_kept(small: Scenario) -> None:
    name = open_readings(small)[0]
    word = small.plan.reading(name).default
    changed = small.replace({f"readings.{name}": word})
    assert name not in open_readings(changed)
    assert with_open_readings(changed).readings[name] == word


def test_a_null_change_changes_nothing(forecast: Forecast) -> None:
    found = compare(forecast, forecast)
    assert not found.dataset["total"].any()
    assert np.isnan(float(found.dataset["total_ratio"][0]))


def test_a_doubled_award_has_the_ratio_of_root_five_on_its_own_line(small: Scenario, forecast: Forecast) -> None:
    amount = read_lever(small, f"instruments.{COUNTED}.award.amount").present
    doubled = small.replace({f"instruments.{COUNTED}.award.amount": f"{round(2 * amount)}元"})
    found = compare(forecast, doubled, draws=forecast.dataset.sizes["draw"])
    ratio = found.dataset["by_instrument_ratio"].isel(scenario=0).sel(instrument=COUNTED)
    np.testing.assert_allclose(ratio.values[-1], np.sqrt(5), rtol=1e-6)


def test_a_change_that_touches_few_firms_gains_a_factor_of_ten(small: Scenario, forecast: Forecast) -> None:
    firms = float(forecast.dataset["firms"].sel(policy="on").isel(year=-1).sum("segment").mean())
    touched = float(forecast.dataset["recognised"].sel(policy="on", instrument=RARE).sum("year").mean())
    assert touched / firms < 0.02
    amount = read_lever(small, f"instruments.{RARE}.award.amount").present
    changed = small.replace({f"instruments.{RARE}.award.amount": f"{round(1.5 * amount)}元"})
    found = compare(forecast, changed, draws=forecast.dataset.sizes["draw"])
    assert float(found.dataset["total_se"][0]) > 0
    assert float(found.dataset["total_ratio"][0]) >= 10


def test_the_error_with_independent_seeds_is_that_of_runs_with_independent_seeds(
    small: Scenario, forecast: Forecast
) -> None:
    word = list(small.plan.reading("R13").alternatives)[-1]
    found = compare(forecast, small.replace({"readings.R13": word}), draws=400)
    other = api.run(found.forecasts[1].scenario, 400, seed=8, quiet=True)
    totals = [one.dataset["obligation"].sum(["instrument", "year"]).values for one in (forecast, other)]
    measured = np.std(totals[1] - totals[0], ddof=1) / 20
    assert float(found.dataset["total_se_independent"][0]) == pytest.approx(measured, rel=0.15)


def test_the_waterfall_between_scenarios_adds_up_and_names_what_was_written(small: Scenario) -> None:
    changes = {"instruments.a09.3.award.amount": "100万元", "behaviour.claim_rate": 0.9}
    base, other = (api.run(one, 30, quiet=True) for one in (small, small.replace(changes)))
    found = steps_between(base, other)
    assert found.dataset["step"].values.tolist() == sorted(changes, key=lambda name: name.startswith("behaviour"))
    for kind in ("declared", "shapley"):
        assert (found.dataset["base"] + found.dataset[kind].sum("step") == found.dataset["other"]).all()
    texts = compare(base, other).texts
    assert {one.path for text in texts.values() for one in text} >= {"behaviour.claim_rate"}


def test_the_waterfall_follows_the_widest_sum_that_differs(small: Scenario) -> None:
    base, other = (api.run(one, 30, quiet=True) for one in (small, small.replace({"readings.R6": "city"})))
    found = steps_between(base, other)
    assert found.dataset.attrs["measure_en"] == "Headline obligation on the budget"
    gap = (found.dataset["other"] - found.dataset["base"]).values
    assert (gap >= 0).all()
    assert gap.any()
    assert found.dataset["title_zh"].values.tolist() == ["R6解读：市级财政按省标准支付"]
    assert found.sentences()[0].startswith(("Headline obligation on the budget, ", "本级主口径应兑付，"))


def test_awards_before_the_announcement_are_all_deadweight_and_labelled(forecast: Forecast) -> None:
    found = additionality(forecast)
    label, data = found.dataset["label"], forecast.dataset
    early = [(i, y) for i, y in np.argwhere(label.values == ALL_DEADWEIGHT)]
    assert early
    for instrument, year in early:
        cell = data.isel(instrument=instrument, year=year)
        assert (cell["recognised"].sel(policy="on") == cell["recognised_anyway"]).all()
        assert (cell["entitlement"] == cell["entitlement_anyway"]).all()
    assert (label.sel(instrument=COUNTED) == NO_RESPONSE).all()


def test_added_projects_are_on_less_off_and_shares_lie_between_zero_and_one(forecast: Forecast) -> None:
    found, data = additionality(forecast).dataset, forecast.dataset["projects"]
    gap = (data.sel(policy="on") - data.sel(policy="off")).sum(["segment", "year"]).mean()
    assert float(found["projects_added"]) == pytest.approx(float(gap))
    share = found["deadweight_title_money"].values
    assert ((share >= 0) & (share <= 1) | np.isnan(share)).all()


def test_one_appropriation_for_all_articles_needs_no_more_than_each_its_own(forecast: Forecast) -> None:
    found = budget(forecast, 2025, [5, 6, 9]).dataset
    assert float(found["diversification"]) >= 0
    cash = forecast.dataset["cash"].sel(payer="city", payment_year=2025)
    inside = np.isin(forecast.dataset["article"], [5, 6, 9])
    np.testing.assert_array_equal(found["due"], cash.isel(instrument=inside).sum("instrument"))


def test_what_is_due_does_not_depend_on_the_appropriation_of_the_run(small: Scenario, forecast: Forecast) -> None:
    tight = small.replace({"appropriations": {"unpaid": "rollover", "articles": {"9": {"later": "10万元"}}}})
    bound = api.run(tight, 100, quiet=True)
    for year in (2024, 2025):
        free = budget(forecast, year, [9]).dataset["due"][:100]
        np.testing.assert_array_equal(budget(bound, year, [9]).dataset["due"], free)


@pytest.mark.parametrize(
    ("year", "articles", "risk", "words"),
    [(1999, [9], 0.1, "year 1999"), (2025, [1], 0.1, "articles 1 "), (2025, [9], 1.5, "risk 1.5")],
)
def test_a_wrong_question_is_refused(
    forecast: Forecast, year: int, articles: list[int], risk: float, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        budget(forecast, year, articles, risk)


def test_outputs_by_name(forecast: Forecast) -> None:
    data = forecast.dataset
    industry = data["projects"].sel(policy="on", year=2025).isel(segment=[0, 1]).sum("segment")
    np.testing.assert_array_equal(Expression("projects.2025")(forecast), industry)
    np.testing.assert_array_equal(Expression("projects.industry.2025")(forecast), industry)
    line = data["obligation"].sel(instrument="a09.3").sum("year")
    np.testing.assert_array_equal(Expression("obligation.a09.3")(forecast), line)
    np.testing.assert_array_equal(
        Expression("coverage.industry_above_scale.2025")(forecast),
        data["coverage"].sel(policy="on", year=2025).isel(segment=0),
    )
    with pytest.raises(InputError, match="did you mean 'projects'"):
        Expression("project.2025")(forecast)


def test_explain_puts_readings_and_parameters_side_by_side(small: Scenario, tmp_path: Path) -> None:
    found = explain(small, effort=Effort(readings=30, bar=20, sobol=8, parameters=3, indices=4))
    assert float(found.dataset["share"].sum()) == pytest.approx(1.0)
    assert {"reading", "parameter"} <= set(found.dataset["layer_of"].values.tolist())
    assert len(found.sentences()) == 5 + 5 * 3  # lead, and three lines a driver
    assert found.to_csv(tmp_path / "drivers.csv").read_text(encoding="utf-8-sig").startswith("driver,")


def test_design_says_that_a_thousand_projects_are_out_of_reach_of_one_award(small: Scenario) -> None:
    answer = design(small, ["instruments.a09.3.award.amount"], "projects.2025 >= 1000", draws=20)
    assert not bool(answer.dataset["reachable"])
    assert "达不到" in answer.sentences()[0]


def test_levers_are_read_with_units_and_refused_with_the_nearest_name(small: Scenario) -> None:
    lever = read_lever(small, "instruments.a09.3.award.amount=0元:200万元")
    assert (lever.low, lever.high, lever.present) == (0.0, 2e6, 5e5)
    lag = read_lever(small, "instruments.a09.3.lag")
    assert lag.figure(0.25) == {0: 0.75, 1: 0.25}
    small.replace({lag.path: lag.figure(0.25)})
    with pytest.raises(InputError, match="did you mean"):
        read_lever(small, "behaviour.awarenes_small")


def test_the_commands_answer(root: Path, tmp_path: Path) -> None:
    base = str(root / "scenarios" / "baseline.yaml")
    scenario = api.load_scenario(base, ["population.scale=0.05"])
    api.run(scenario, 20, out=tmp_path / "run", quiet=True)
    runner, app = CliRunner(), application()
    asked = runner.invoke(app, ["budget", str(tmp_path / "run"), "--year", "2025", "--articles", "5,9", "--lang", "en"])
    assert asked.exit_code == 0
    assert "appropriate" in asked.output
    compared = runner.invoke(app, ["compare", base, "--set", "readings.R13=grant_cap", "--draws", "5", "--quiet"])
    assert isinstance(compared.exception, InputError)
    args = ["compare", base, "--set", "instruments.a09.3.award.amount=60万元", "--draws", "5", "--quiet"]
    compared = runner.invoke(app, [*args, "--out", str(tmp_path / "tables"), "--lang", "en"])
    assert compared.exit_code == 0, compared.exception
    assert "times the paired one" in compared.output
    assert {one.name for one in (tmp_path / "tables").iterdir()} >= {"comparison.csv", "waterfall_1.csv"}


@pytest.mark.slow
def test_explain_on_the_baseline_names_five_drivers_readings_included(root: Path) -> None:
    found = explain(api.load_scenario(root / "scenarios" / "baseline.yaml"))
    top = found.dataset.isel(driver=slice(5))
    assert "reading" in top["layer_of"].values
    assert np.isfinite(top["total_half"]).all()
