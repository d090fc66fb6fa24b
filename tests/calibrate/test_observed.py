"""Facts keep the draws that agree; a user's actuals are scored; wrong tables are refused with their place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulate.api import load_scenario, run
from simulate.calibrate.actuals import compare_actuals, load_actuals
from simulate.calibrate.observed import conditioned
from simulate.calibrate.shown import actuals_text
from simulate.errors import InputError, ProblemsError
from simulate.forecast.forecast import Forecast


@pytest.fixture(scope="module")
def forecast() -> Forecast:
    return run(load_scenario(Path("scenarios/baseline.yaml"), ["population.scale=0.2"]), 60, quiet=True)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_only_draws_that_agree_are_left_with_their_numbers(forecast: Forecast, tmp_path: Path) -> None:
    path = write(tmp_path / "facts.csv", "instrument,year,count,low,high\na05.1,2023,1,,\na09.4+a09.5,2023,15,5,25\n")
    left = conditioned(forecast, path)
    counts = left.dataset["recognised"].sel(policy="on", year=2023)
    assert set(counts.sel(instrument="a05.1").values) == {1}
    assert counts.sel(instrument=["a09.4", "a09.5"]).sum("instrument").max() <= 25
    assert 0 < left.dataset.attrs["effective_sample_size"] == left.dataset.sizes["draw"] < 60
    kept = left.dataset["draw"].values
    assert np.array_equal(left.dataset["gdp"].values, forecast.dataset["gdp"].values[kept])


def test_an_impossible_fact_is_an_error_that_names_it(forecast: Forecast, tmp_path: Path) -> None:
    path = write(tmp_path / "facts.csv", "instrument,year,count,low,high\na05.1,2023,9,,\n")
    with pytest.raises(InputError, match=r"no draw of 60.*a05\.1 2023: 9 to 9: 0\.0%"):
        conditioned(forecast, path)


def test_mistakes_in_a_table_are_refused_at_their_cell(forecast: Forecast, tmp_path: Path) -> None:
    path = write(tmp_path / "facts.csv", "instrument,year,count,low,high\na05.9,1999,x,,\na05.1,2023,1,2,3\n")
    with pytest.raises(ProblemsError) as caught:
        conditioned(forecast, path)
    assert [(one.line, one.column) for one in caught.value.problems] == [(2, 1), (2, 7), (2, 12), (3, 12)]


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
