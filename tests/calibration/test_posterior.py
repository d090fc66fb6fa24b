"""A posterior is kept, read strictly, and gives every draw its row."""

from __future__ import annotations

import hashlib
from pathlib import Path

import netCDF4
import numpy as np
import pytest

from simulate.api import load_scenario, run
from simulate.calibration.config import DEFAULT_CONFIG, load_calibration
from simulate.foundation.errors import InputError
from simulate.scenario.posterior import (
    ROW_NAME,
    Posterior,
    load_posterior,
    posterior_columns,
    save_posterior,
    scenario_posterior,
)

SHIPPED = DEFAULT_CONFIG.parent / "posterior.nc"


def posterior() -> Posterior:
    weight = np.array([0.5, 0.0, 0.3, 0.2])
    return Posterior(
        weight, {"little_giant_share": np.array([0.01, 0.02, 0.03, 0.04]), "claim_rate": np.array([0.1, 0.2, 0.3, 0.4])}
    )


def test_a_posterior_comes_back_as_it_was_with_the_same_bytes(tmp_path: Path) -> None:
    digests = []
    for name in ("a.nc", "b.nc"):
        save_posterior(tmp_path / name, posterior())
        digests.append(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    found = load_posterior(tmp_path / "a.nc")
    assert digests[0] == digests[1]
    assert found.names == posterior().names
    assert all(np.array_equal(found.values[name], posterior().values[name]) for name in found.names)


def test_rows_come_by_their_weight_and_stay_together() -> None:
    found = posterior_columns(posterior(), 1, 0, 20_000)
    share = [np.mean(found["claim_rate"] == value) for value in (0.1, 0.2, 0.3, 0.4)]
    assert share == pytest.approx([0.5, 0.0, 0.3, 0.2], abs=0.015)
    assert np.allclose(found["claim_rate"], 10 * found["little_giant_share"])


def test_a_draw_takes_the_same_row_in_every_block() -> None:
    whole = posterior_columns(posterior(), 7, 0, 50)["claim_rate"]
    assert np.array_equal(whole[17:30], posterior_columns(posterior(), 7, 17, 13)["claim_rate"])


def test_a_designed_number_picks_the_row() -> None:
    designed = {ROW_NAME: np.array([0.1, 0.55, 0.9999999])}
    assert posterior_columns(posterior(), 7, 0, 3, designed)["claim_rate"].tolist() == [0.1, 0.3, 0.4]


@pytest.mark.parametrize(
    ("weight", "name", "values", "words"),
    [
        ([0.5, 0.4], "claim_rate", [0.1, 0.2], "sum to 1"),
        ([1.5, -0.5], "claim_rate", [0.1, 0.2], "weights"),
        ([0.5, 0.5], "claim_rate", [0.1, 1.2], "outside 0 to 1"),
        ([0.5, 0.5], "claim_rate", [0.1, np.nan], "outside"),
        ([0.5, 0.5], "stage_shares_small", [0.1, 0.2], "unknown parameter"),
    ],
)
def test_what_is_no_posterior_is_refused(
    tmp_path: Path, weight: list[float], name: str, values: list[float], words: str
) -> None:
    path = tmp_path / "p.nc"
    with netCDF4.Dataset(path, "w", format="NETCDF3_64BIT_OFFSET") as file:
        file.setncatts({"format": np.int32(1), "parameters": name})
        file.createDimension("row", len(weight))
        for column, numbers in (("weight", weight), (name, values)):
            file.createVariable(column, "f8", ("row",))[:] = numbers
    with pytest.raises(InputError, match=words):
        load_posterior(path)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.nc").write_bytes(b"\x80\x04nothing to run")
    with pytest.raises(InputError, match="not a NetCDF file"):
        load_posterior(tmp_path / "p.nc")


def test_a_run_draws_fitted_parameters_from_the_shipped_posterior() -> None:
    scenario = load_scenario(Path("scenarios/baseline.yaml"))
    forecast = run(scenario, 20, quiet=True)
    expected = posterior_columns(load_posterior(SHIPPED), scenario.seed, 0, 20)
    assert set(expected) == set(load_calibration().fitted)
    for name, values in expected.items():
        assert np.array_equal(forecast.dataset["parameter_value"].sel(parameter=name).values, values)


def test_what_a_scenario_states_wins_over_the_posterior() -> None:
    scenario = load_scenario(Path("scenarios/baseline.yaml"), ["behaviour.little_giant_share=0.02"])
    forecast = run(scenario, 5, quiet=True)
    assert set(forecast.dataset["parameter_value"].sel(parameter="little_giant_share").values) == {0.02}


def test_growth_of_gdp_under_macro_wins_over_the_posterior_as_under_behaviour(tmp_path: Path) -> None:
    baseline = "format: 1\nplan: qingdao_2023\nhorizon: {end: 2025}\ntitle: {zh: 甲, en: A}\nposterior: posterior.nc\n"
    fitted = Posterior(np.array([1.0]), {"gdp_growth": np.array([0.2]), "claim_rate": np.array([0.5])})
    save_posterior(tmp_path / "posterior.nc", fitted)
    (tmp_path / "given.yaml").write_text(baseline, encoding="utf-8")
    for stated in ("macro.gdp_growth", "behaviour.gdp_growth"):
        scenario = load_scenario(tmp_path / "given.yaml", [f"{stated}=0.05"])
        found = scenario_posterior(scenario)
        assert found is not None
        assert found.names == ("claim_rate",)


def test_a_fit_to_later_figures_is_refused_as_of_an_earlier_day() -> None:
    scenario = load_scenario(Path("scenarios/baseline.yaml"), ["vintage=2023-01-31"])
    with pytest.raises(InputError, match="known on 2023-10-20, after the scenario's vintage of 2023-01-31"):
        run(scenario, 2, quiet=True)
    without = scenario.replace({"posterior": None, "population.scale": 0.02})
    assert run(without, 2, quiet=True).dataset.sizes["draw"] == 2
