"""A value by year counts in its year, or is refused where the model reads one; what is cut is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulate.engine.inputs.city import City
from simulate.foundation.errors import InputError, ProblemsError
from simulate.randomness.marginals import Constant
from simulate.runs.designed import check_uniforms, designed_names
from simulate.runs.run import prepared_spec
from simulate.scenario.resolve import Scenario, load_scenario, scenario_from_data

ROOT = "format: 1\ntitle: {zh: 甲, en: A}\nplan: qingdao_2023\n"


def load(folder: Path, text: str) -> Scenario:
    (folder / "s.yaml").write_text(ROOT + text + "\n")
    return load_scenario(folder / "s.yaml")


REFUSED = {
    "behaviour: {claim_rate: {poisson: 0.5}}":
        "4:26: behaviour.claim_rate.poisson: 'poisson' gives whole numbers of events; expected a distribution of shares",
    "behaviour: {realised_share: {lognormal: {median: 0.6, sd: 0.6}}}":
        "4:29: behaviour.realised_share: 19.7 % of the distribution is out of range; expected values from 0 to 1",
    "behaviour: {coverage_start: {normal: {mean: 0.8, sd: 0.5}}}":
        "4:29: behaviour.coverage_start: 39.9 % of the distribution is out of range; expected values from 0 to 1",
    "behaviour: {exit_rate_small: {normal: {mean: 0.01, sd: 0.1}}}":
        "4:30: behaviour.exit_rate_small: 46 % of the distribution is out of range; expected values from 0 to 1",
    "behaviour: {title_window_quarters: 6.9}":
        "4:36: behaviour.title_window_quarters: 6.9 is not a whole number; expected a whole number from 1 to 40",
    "behaviour: {title_window_quarters: {uniform: [4, 8]}}":
        "4:36: behaviour.title_window_quarters: a mapping came; expected one number: 'title_window_quarters' is part of",
    "behaviour: {little_giant_list: 3000.5}":
        "4:32: behaviour.little_giant_list: 3000.5 is not a whole number; expected a whole number from 0 to 20000",
    "behaviour: {frailty_shape: {by_year: {later: 3}}}":
        "4:29: behaviour.frailty_shape.by_year: a value by year; expected one value: the model reads 'frailty_shape' once",
    "instruments: {a05.2: {holders: {by_year: {later: 3}}}}":
        "4:33: instruments.a05.2.holders.by_year: a value by year; expected one value: it is read once",
    "instruments: {a05.2: {holders: 6.9}}":
        "4:32: instruments.a05.2.holders: 6.9 is not a whole number",
    "instruments: {a05.2: {holders: little_giant_list}}":
        "4:32: instruments.a05.2.holders: 'little_giant_list' has a value by year, and instruments.a05.2.holders is read once",
    "instruments: {a09.3: {award.amount: {normal: {mean: 1万元, sd: 1万元}}}}":
        "4:37: instruments.a09.3.award.amount: 15.9 % of the distribution is out of range",
    "instruments: {a13.1: {award.recovery: {normal: {mean: 0.5, sd: 1}}}}":
        "4:39: instruments.a13.1.award.recovery: 61.7 % of the distribution is out of range",
    "instruments: {a09.3: {id: a09.4}}":
        "4:23: instruments.a09.3.id: an instrument's id cannot be changed",
    "appropriations: {articles: {7: {later: 1元}}}":
        "4:29: appropriations.articles.7: city pays nothing of article 7; expected one of 4, 5, 6",
    "behaviour: {pass_rate_standard: {by_year: {2024: 0.5, later: 0.4}}}\ninstruments: {a06.1: {mechanism.quota.success: pass_rate_standard}}":
        "4:33: behaviour.pass_rate_standard: 'pass_rate_standard' has a value by year, and instruments.a06.1.mechanism",
    "behaviour: {claim_rate: {by_year: {2023: 0.5, 2026: 0.4, later: 0.3}}}":
        "4:47: behaviour.claim_rate.by_year.2026: the run does not reach 2026; expected years to 2025, or a later",
    "horizon: {end: 2024}\nmacro: {gdp_growth: {by_year: {２０２５: 5%, later: 4%}}}":
        "5:32: macro.gdp_growth.by_year.２０２５: the run does not reach 2025; expected years to 2024, or a later",
    "instruments: {a09.3: {award.amount: {times: [{by_year: {2027: 1元, later: 2元}}, 2]}}}":
        "4:57: instruments.a09.3.award.amount.times.0.by_year.2027: the run does not reach 2027",
    "appropriations: {articles: {9: {2024: 1元, 2040: 1元}}}":
        "4:43: appropriations.articles.9.2040: the run does not reach 2040; expected years to ",
}  # fmt: skip


@pytest.mark.parametrize("written", REFUSED)
def test_what_cannot_be_read_as_it_is_written_is_refused_at_its_place(tmp_path: Path, written: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        load(tmp_path, written)
    found = [problem.headline().replace(f"{tmp_path}/s.yaml:", "") for problem in caught.value.problems]
    assert len(found) == 1, found
    assert found[0].startswith(REFUSED[written])


def test_a_shorter_horizon_from_outside_leaves_the_years_of_the_file_alone(tmp_path: Path) -> None:
    values = "{by_year: {2023: 0.5, 2025: 0.4, later: 0.3}}"
    load(tmp_path, f"behaviour: {{claim_rate: {values}}}")
    shorter = load_scenario(tmp_path / "s.yaml", ["horizon.end=2024"])
    assert shorter.horizon_end == 2024
    assert scenario_from_data(shorter.resolved, tmp_path / "run.json").replace({"draws": 5}).draws == 5
    with pytest.raises(ProblemsError, match="the run does not reach 2025"):
        load_scenario(tmp_path / "s.yaml", ["horizon.end=2024", f"behaviour.pass_rate_standard={values}"])
    with pytest.raises(ProblemsError, match="the run does not reach 2025"):
        shorter.replace({"behaviour.pass_rate_standard.by_year": {2025: 0.4, "later": 0.3}})
    assert shorter.replace({"horizon.end": 2026, "behaviour.pass_rate_standard.by_year": {2026: 0.4, "later": 0.3}})


def test_an_empty_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text("instrument,year,count\n\n")
    for key in ("observed", "evaluate"):
        with pytest.raises(ProblemsError, match=r"facts\.csv:1:1: the table has no row"):
            load(tmp_path, f"{key}: facts.csv")


def test_a_part_of_a_recognition_is_refused(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text("instrument,year,count\na09.3,2023,0.1\n")
    for key in ("observed", "evaluate"):
        with pytest.raises(ProblemsError, match=r"facts\.csv:2:12: .*'0\.1' is not a whole number"):
            load(tmp_path, f"{key}: facts.csv")


def test_what_is_cut_is_told_with_its_range_and_probability(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "behaviour: {realised_share: {lognormal: {median: 0.6, sd: 0.215}}}\n"
        "instruments: {a09.3: {award.amount: {each: {normal: {mean: 10万元, sd: 4万元}}}}}",
    )
    cut = found.truncated()
    assert cut["behaviour.realised_share"].cut == pytest.approx(0.00875, abs=1e-5)
    assert "instruments.a09.3.award.amount" in cut
    assert "cut       behaviour.realised_share: to 0 to 1 (0.88% lay outside)" in repr(found)
    assert "cut       instruments.a09.3.award.amount: to at least 0 (0.62% lay below)" in repr(found)
    assert "behaviour.node_cost" in cut  # a prior, by less than any draw can tell
    assert "behaviour.node_cost" not in repr(found)


def test_growth_that_the_scenario_states_counts_before_any_fit(tmp_path: Path) -> None:
    assert "gdp_growth" in load(tmp_path, "macro: {gdp_growth: 5%}").origin.stated
    assert load(tmp_path, "behaviour: {claim_rate: 1}").origin.stated == {"claim_rate"}
    assert load(tmp_path, "macro: {gdp_growth: 5%}").parameters["gdp_growth"] == Constant(0.05)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return City(
        prepared_spec(load(tmp_path_factory.mktemp("city"), "population: {scale: 0.02}\nbehaviour: {recovery: 0.5}"))
    )


def test_designed_numbers_are_those_of_sampled_figures(city: City) -> None:
    known = designed_names(city)
    assert {"claim_rate", "little_giant_list.2024", "stage_shares_small_3"} > {"claim_rate"} & set(known)
    assert {"claim_rate", "stage_shares_small_3"} <= set(known)
    check_uniforms(city, dict.fromkeys(known, np.array([0.25, 0.75])), 2)


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("clam_rate", [0.5, 0.5], "'clam_rate' names no sampled figure; .*; did you mean 'claim_rate'?"),
        ("recovery", [0.5, 0.5], "'recovery' is not sampled in this scenario"),
        ("reading R14", [0.5, 0.5], "'reading R14' names no sampled figure"),
        ("claim_rate", [0.5], r"an array of shape \(1,\) came; expected one number for each of 2 draws"),
        ("claim_rate", [[0.5, 0.5]], r"an array of shape \(1, 2\) came"),
        ("claim_rate", ["a", "b"], "no array of numbers came"),
        ("claim_rate", [0.5, 1.0], r"1\.0 came; expected numbers above 0 and below 1"),
        ("claim_rate", [0.0, 0.5], r"0\.0 came"),
        ("claim_rate", [0.5, float("nan")], "nan came"),
    ],
)
def test_other_designed_numbers_are_refused(city: City, name: str, values: list[object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_uniforms(city, {name: np.array(values)}, 2)
