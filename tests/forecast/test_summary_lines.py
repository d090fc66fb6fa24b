"""Lines, totals, targets and tables against the forecast they are made from."""

from __future__ import annotations

import csv
import dataclasses
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from simulate import api
from simulate.forecast.forecast import Forecast
from simulate.forecast.lines import article_lines, instrument_lines, line, total_lines
from simulate.forecast.targets import quantity, simulated_targets
from simulate.runs.tables import number, write_tables

ROOT = Path(__file__).parents[2]
DRAWS = 30
SCENARIOS = ("baseline", "labs_as_grants", "tight_budget", "city_pays_provincial")


@lru_cache
def forecast(name: str = "baseline") -> Forecast:
    scenario = api.load_scenario(ROOT / "scenarios" / f"{name}.yaml", ["population.scale=0.1"])
    return api.run(scenario, DRAWS, quiet=True)


@pytest.mark.parametrize("name", SCENARIOS)
def test_instruments_sum_to_articles_and_to_all_in_every_draw(name):
    one = forecast(name)
    instruments, articles = list(instrument_lines(one)), list(article_lines(one))
    owed = one.dataset["obligation"].sum("instrument").transpose("draw", "year").values
    cash = one.dataset["cash"].sum(("instrument", "payer")).transpose("draw", "payment_year").values
    for lines in (instruments, articles):
        np.testing.assert_array_equal(sum(each.obligation for each in lines), owed)
        np.testing.assert_array_equal(sum(each.cash for each in lines), cash)
        saved = one.dataset["stacking_saving"].sum(("instrument", "year")).values
        np.testing.assert_array_equal(sum(each.saving for each in lines), saved)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_headline_is_that_of_the_forecast(name):
    one = forecast(name)
    headline = total_lines(one)[0]
    assert headline.key == "headline"
    np.testing.assert_allclose(headline.owed, one.headline().values, rtol=1e-12)


@pytest.mark.parametrize("name", SCENARIOS)
def test_payers_share_a_line(name):
    one = forecast(name)
    everything = np.arange(one.dataset.sizes["instrument"])
    payers = [line(one, "some", everything, str(payer)) for payer in one.dataset["payer"].values]
    whole = line(one, "all", everything)
    np.testing.assert_allclose(sum(each.obligation for each in payers), whole.obligation, atol=0.01)
    np.testing.assert_array_equal(sum(each.cash for each in payers), whole.cash)


@pytest.mark.parametrize("name", SCENARIOS)
def test_wider_totals_hold_the_narrower_ones_and_financing_is_in_none(name):
    one = forecast(name)
    totals = {each.key: each for each in total_lines(one)}
    members = {key: set(each.members) for key, each in totals.items()}
    assert members["headline"] == members["headline_all"] < members["with_b"] < members["with_c"]
    assert (totals["headline"].owed <= totals["headline_all"].owed + 1).all()
    assert (totals["with_c"].owed >= totals["with_b"].owed).all()
    if "financing" in totals:
        assert not members["financing"] & members["with_c"]
    lent = one.dataset["award_kind"].values == "financing"
    assert ("financing" in totals) == bool(lent.any())


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_wider_total_is_the_line_of_its_members(name):
    one = forecast(name)
    for total in total_lines(one):
        alone = line(one, total.key, total.members, total.payer)
        for field in dataclasses.fields(total):
            np.testing.assert_array_equal(getattr(total, field.name), getattr(alone, field.name), field.name)


def test_labs_read_as_grants_are_in_the_headline_and_no_longer_apart():
    labs = list(forecast().dataset["instrument"].values).index("a13.1")
    assert labs not in total_lines(forecast())[0].members
    grants = total_lines(forecast("labs_as_grants"))
    assert labs in grants[0].members
    assert all(each.key != "financing" for each in grants)


def test_the_share_on_assumptions_is_that_of_the_marked_instruments():
    one = forecast()
    data, total = one.dataset, total_lines(one)[2]
    chosen = data["obligation"].isel(instrument=list(total.members))
    marked = chosen.where(chosen["assumed"], 0).sum()
    assert total.assumed_share == pytest.approx(float(marked / chosen.sum()))
    assert 0 < total.assumed_share < 1


def test_deadweight_speaks_only_of_firms_that_the_model_lets_decide():
    lines = {each.key: each for each in instrument_lines(forecast())}
    outside = forecast().dataset["instrument"].values[forecast().dataset["outside"].values.astype(bool)]
    assert all(np.isnan(lines[str(name)].title_deadweight) for name in outside)
    shares = [each.title_deadweight for each in lines.values() if np.isfinite(each.title_deadweight)]
    assert shares
    assert all(0 <= share <= 1 for share in shares)


def test_targets_read_the_outputs_that_the_plan_names():
    one = forecast()
    found = {(each.target.id, each.year): each for each in simulated_targets(one)}
    industry = one.dataset["projects"].sel(policy="on", segment=["industry_above_scale", "industry_small"])
    for place, year in enumerate(one.dataset["year"].values):
        values = industry.sum("segment").transpose("draw", "year").values[:, place]
        np.testing.assert_array_equal(found["t09.1", int(year)].on, values)
        chance = found["t09.1", int(year)].chance()
        assert chance is not None
        assert chance.share == (values >= 1000).mean()
    coverage = one.dataset["coverage"].sel(policy="off", segment="industry_above_scale", year=2025).values
    np.testing.assert_allclose(found["t09.2", 2025].off, coverage)
    assert found["t13.2", None].year is None
    last = one.dataset["core_value_added"].sel(policy="on", year=2025).values
    growth = (last / one.dataset["core_value_added_before"].values) ** (1 / 3) - 1
    np.testing.assert_allclose(found["t02.1", None].on, growth)


def test_shares_over_segments_are_weighted_by_firms():
    one = forecast()
    plan = one.scenario.plan
    target = next(each for each in plan.targets if each.simulated and each.simulated.variable == "coverage")
    both = target.simulated.model_copy(update={"select": {"segment": ("industry_above_scale", "industry_small")}})
    found = quantity(one.dataset, both, "on")
    arm = one.dataset.sel(policy="on", segment=["industry_above_scale", "industry_small"])
    ever = (arm["coverage"] * arm["firms"]).sum("segment") / arm["firms"].sum("segment")
    np.testing.assert_allclose(found, ever.transpose("draw", "year").values)


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> dict[str, list[dict[str, str]]]:
    paths = write_tables(forecast(), tmp_path_factory.mktemp("run"))
    for path in paths:
        assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "spreadsheets need the mark to show Chinese"
    return {path.stem: list(csv.DictReader(path.read_text("utf-8-sig").splitlines())) for path in paths}


def test_means_in_the_tables_add_up_to_the_yuan(tables):
    for kind in ("articles", "instruments"):
        rows = [row for row in tables[kind] if row["quantity"] == "obligation" and row["year"] == "all"]
        whole = float(forecast().dataset["obligation"].sum(("instrument", "year")).mean())
        assert sum(float(row["mean"]) for row in rows) == pytest.approx(whole, abs=0.01 * len(rows) + 1e-9 * whole)


def test_every_year_of_a_line_adds_up_to_its_total(tables):
    for row in tables["totals"]:
        if row["year"] == "all" and row["quantity"] in ("obligation", "cash", "fiscal_cost"):
            parts = [float(one["mean"]) for one in tables["totals"]
                     if (one["line"], one["quantity"]) == (row["line"], row["quantity"]) and one["year"] != "all"]  # fmt: skip
            assert sum(parts) == pytest.approx(float(row["mean"]), abs=0.1)


def test_tables_name_every_line_and_target_and_never_write_powers_of_ten(tables):
    plan = forecast().scenario.plan
    assert {row["line"] for row in tables["instruments"]} == {one.id for one in plan.instruments}
    assert {row["id"] for row in tables["targets"]} == {one.id for one in plan.targets}
    assert all(row["why_not_zh"] for row in tables["targets"] if not row["mean"])
    for rows in tables.values():
        for row in rows:
            for name, text in row.items():
                if name not in ("title_en", "title_zh", "why_not_en", "why_not_zh"):
                    assert "e-" not in text
                    assert "e+" not in text


def test_numbers_are_plain_text():
    assert [number(value) for value in (0.0, -0.0000001, 1234567.0, 0.5, 1e15, float("inf"))] == [
        "0", "0", "1234567", "0.5", "1000000000000000", "",
    ]  # fmt: skip
