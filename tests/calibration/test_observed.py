"""Facts keep the draws that agree, whose distribution is the exact conditional one; wrong tables are refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from simulate.analysis.compare.compare import compare, steps_between
from simulate.api import load_scenario, run
from simulate.calibration.actuals import compare_actuals, load_actuals
from simulate.calibration.shown import actuals_text
from simulate.forecast.conditioning import conditioning_words
from simulate.forecast.forecast import Forecast
from simulate.foundation.errors import InputError, ProblemsError
from simulate.runs.tables import write_tables
from simulate.runs.verify import verify_run
from simulate.scenario.scenario import Scenario

ROOT = Path(__file__).parents[2]
ONE, OTHER = "a24.1", "a19.1"  # counts outside the table of firms
CHOICE = f"instruments.{ONE}.mechanism.count.yearly={{poisson: {{choice: {{2: 0.5, 8: 0.5}}}}}}"
COUNTS = [
    f"instruments.{ONE}.mechanism.count.yearly={{poisson: 3}}",
    f"instruments.{OTHER}.mechanism.count.yearly={{poisson: 6}}",
]
Given = Callable[..., Scenario]


@pytest.fixture
def given(tmp_path: Path) -> Given:
    """A city of a dozen firms with a table of facts."""

    def make(rows: str, *sets: str) -> Scenario:
        (tmp_path / "facts.csv").write_text(f"instrument,year,count,low,high\n{rows}", encoding="utf-8")
        path = tmp_path / "given.yaml"
        path.write_text(
            "format: 1\ntitle: {zh: 甲, en: A}\nplan: qingdao_2023\nobserved: facts.csv\n", encoding="utf-8"
        )
        return load_scenario(path, ["population.scale=0.001", *sets])

    return make


def counts(forecast: Forecast, instrument: str, year: int) -> np.ndarray:
    return np.asarray(forecast.dataset["recognised"].sel(policy="on", instrument=instrument, year=year).values)


def test_two_poisson_counts_given_their_sum_are_binomial(given: Given) -> None:
    left = run(given(f"{ONE}+{OTHER},2024,9,,\n", *COUNTS), 1200, quiet=True)
    found, share = counts(left, ONE, 2024), stats.poisson.pmf(9, 9)
    assert np.array_equal(found + counts(left, OTHER, 2024), np.full(found.size, 9))
    assert abs(found.size - stats.binom.mean(1200, share)) < 4 * stats.binom.std(1200, share)
    expected = found.size * stats.binom.pmf(np.arange(10), 9, 1 / 3)
    observed = np.bincount(found, minlength=10)
    groups = [[0, 1], [2], [3], [4, 5, 6, 7, 8, 9]]
    test = stats.chisquare([observed[one].sum() for one in groups], [expected[one].sum() for one in groups])
    assert test.pvalue > 0.01
    before = counts(left, ONE, 2023)  # another year is independent of the fact
    assert abs(before.mean() - 3) < 4 * (3 / before.size) ** 0.5


def test_a_fact_teaches_the_parameter_by_bayes_rule(given: Given) -> None:
    left = run(given(f"{ONE},2023,4,,\n", CHOICE), 1000, quiet=True)
    low, high = stats.poisson.pmf(4, 2), stats.poisson.pmf(4, 8)
    mean = (2 * low + 8 * high) / (low + high)
    later = counts(left, ONE, 2024)
    assert later.mean() == pytest.approx(mean, abs=4 * later.std() / later.size**0.5)
    assert later.mean() < 4.5 < 5.0  # the mean of the prior is 5


def test_a_range_is_the_union_of_its_counts(given: Given) -> None:
    whole = run(given(f"{ONE},2023,3,2,4\n", *COUNTS), 500, quiet=True).dataset["draw"].values
    parts = [run(given(f"{ONE},2023,{k},,\n", *COUNTS), 500, quiet=True).dataset["draw"].values for k in (2, 3, 4)]
    assert np.array_equal(whole, np.sort(np.concatenate(parts)))


def test_draws_keep_their_numbers_and_more_draws_keep_those_that_were_left(given: Given) -> None:
    scenario = given(f"{ONE},2023,3,,\n", *COUNTS)
    short, long = (run(scenario, draws, quiet=True).dataset for draws in (200, 300))
    every = run(scenario.replace({"observed": None}), 200, quiet=True).dataset
    assert np.array_equal(short["draw"].values, long["draw"].values[: short.sizes["draw"]])
    for name in ("obligation", "gdp", "parameter_value"):
        assert np.array_equal(short[name].values, every[name].sel(draw=short["draw"]).values)


def test_a_folder_says_how_many_are_left_is_verified_and_is_free_of_block_sizes(given: Given, tmp_path: Path) -> None:
    scenario = given(f"{ONE},2023,3,,\n{OTHER},2024,6,4,8\n", *COUNTS)
    left = run(scenario, 150, out=tmp_path / "run", block=40, quiet=True)
    other = run(scenario, 150, out=tmp_path / "other", block=7, threads=1, quiet=True)
    size = left.dataset.sizes["draw"]
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    assert 0 < size < 100
    assert (record["draws"], record["draws_simulated"], record["effective_sample_size"]) == (150, 150, size)
    assert left.dataset.attrs["effective_sample_size"] == left.dataset.attrs["draws"] == size
    assert (tmp_path / "run" / "forecast.nc").read_bytes() == (tmp_path / "other" / "forecast.nc").read_bytes()
    (tmp_path / "facts.csv").unlink()
    assert verify_run(tmp_path / "run", quiet=True).draws == 150
    observed = next(path for path in write_tables(left, tmp_path / "run") if path.name == "observed.csv")
    assert observed.read_text(encoding="utf-8-sig").splitlines()[1] == f"{ONE},2023,3,3,150,{size}"
    assert f"{size} of 150 draws agree" in conditioning_words(other.dataset, "en")
    assert "不足100次" in conditioning_words(other.dataset, "zh")


def test_scenarios_with_facts_are_compared_draw_by_draw(given: Given) -> None:
    base = run(given(f"{ONE},2023,3,,\n", *COUNTS), 150, quiet=True)
    doubled = base.scenario.replace({f"instruments.{ONE}.award.amount": "100万元"})  # from 50: no count depends on it
    found = compare(base, doubled, draws=150)
    line = base.dataset["obligation"].sum("year").sel(instrument=ONE).values
    gap = found.dataset["total"].isel(scenario=0).values - line
    assert np.abs(gap).max() <= 50  # each award is rounded to the yuan
    assert f"{base.dataset.sizes['draw']:,}次抽样" in found.sentences()[0]
    steps = steps_between(found.forecasts[0], found.forecasts[1])
    assert str(steps)


def test_facts_of_one_scenario_condition_no_other_in_silence(given: Given) -> None:
    base = run(given(f"{ONE},2023,3,,\n", *COUNTS), 150, quiet=True)
    more = run(given(f"{ONE},2023,3,,\n{OTHER},2023,6,4,8\n", *COUNTS), 150, quiet=True)
    free = run(base.scenario.replace({"observed": None}), 150, quiet=True)
    for one, other in ((base, more), (free, base), (base, free)):
        with pytest.raises(InputError, match="the same observed facts"):
            compare(one, other)


def test_an_impossible_fact_is_an_error_that_names_it_and_leaves_the_folder(given: Given, tmp_path: Path) -> None:
    run(given(f"{ONE},2023,3,,\n", *COUNTS), 60, out=tmp_path / "run", quiet=True)
    before = (tmp_path / "run" / "forecast.nc").read_bytes()
    with pytest.raises(InputError, match=rf"no draw of 60 agrees(.|\n)*{ONE} 2023: 99: 0\.0%") as caught:
        run(given(f"{ONE},2023,99,,\n{OTHER},2024,5,0,50\n", *COUNTS), 60, out=tmp_path / "run", quiet=True)
    assert caught.value.exit_code == 2
    assert (tmp_path / "run" / "forecast.nc").read_bytes() == before


def test_mistakes_in_a_table_are_refused_at_their_cell_when_the_scenario_is_loaded(given: Given) -> None:
    with pytest.raises(ProblemsError) as caught:
        given("a05.9,1999,x,,\na05.1,2023,1,2,3\na24.1,2024,1,,\na24.1,2024,2,,\n")
    assert [(one.line, one.column) for one in caught.value.problems] == [(2, 1), (2, 7), (2, 12), (3, 12), (5, 1)]


def test_a_table_without_ranges_needs_no_columns_for_them(given: Given, tmp_path: Path) -> None:
    scenario = given(f"{ONE},2024,4,,\n")
    (tmp_path / "facts.csv").write_text(f"instrument,year,count\n{ONE},2024,4\n", encoding="utf-8")
    assert [str(fact) for fact in load_scenario(scenario.path).facts] == [f"{ONE} 2024: 4"]


@pytest.fixture(scope="module")
def forecast() -> Forecast:
    return run(load_scenario(ROOT / "scenarios" / "baseline.yaml", ["population.scale=0.05"]), 60, quiet=True)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_actuals_are_set_against_the_forecast(forecast: Forecast, tmp_path: Path) -> None:
    path = write(tmp_path / "mine.csv", "instrument,year,count,cash\na05.1,2023,1,\na09.3,2024,,900亿元\n")
    rows = compare_actuals(forecast, load_actuals(path, forecast))
    assert [row.inside for row in rows] == [True, False]
    assert "hold 1 of 2" in actuals_text(rows)


def test_actuals_without_a_figure_are_refused(forecast: Forecast, tmp_path: Path) -> None:
    path = write(tmp_path / "mine.csv", "instrument,year,count,cash\na05.1,2023,,\na09.33,2024,3,\n")
    with pytest.raises(ProblemsError, match=r"did you mean 'a09\.3'") as caught:
        load_actuals(path, forecast)
    assert len(caught.value.problems) == 2


def test_a_scenarios_actuals_are_checked_when_it_is_loaded(tmp_path: Path) -> None:
    write(tmp_path / "mine.csv", "instrument,year,cash\na09.3,2024,100\na09.3,2099,1万元\na09.3,2026,1万元\n")
    path = write(tmp_path / "s.yaml", "format: 1\ntitle: {zh: 甲, en: A}\nplan: qingdao_2023\nevaluate: mine.csv\n")
    with pytest.raises(ProblemsError) as caught:
        load_scenario(path)
    assert [(one.line, one.column) for one in caught.value.problems] == [(2, 12), (3, 7)]
