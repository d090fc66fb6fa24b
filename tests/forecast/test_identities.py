"""The books close: in every draw, to the yuan, for every shipped scenario; and each scenario moves the way its text says."""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from simulate import api
from simulate.forecast.dataset import DIMENSIONS
from simulate.forecast.forecast import Forecast
from tests.forecast.identities import books, broken, counts, finite, shares, sums

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml"))
DRAWS = 24


@lru_cache
def forecast(name: str) -> Forecast:
    """A few draws of a shipped scenario, the whole city."""
    return api.run(api.load_scenario(ROOT / "scenarios" / f"{name}.yaml"), DRAWS, quiet=True)


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("part", [books, sums, counts, shares, finite])
def test_identities_hold_in_every_draw(name, part):
    assert not broken(part(forecast(name)))


def test_the_forecast_has_the_documented_variables_and_dimensions():
    data = forecast("baseline").dataset
    for name, dims in DIMENSIONS.items():
        assert data[name].dims == dims, name
        assert data[name].dtype in (np.int64, np.float64), name
        assert {"units", "long_name", "long_name_zh"} <= set(data[name].attrs), name
    assert data["cash"].attrs["units"] == "CNY"


def total(name: str, variable: str = "obligation") -> np.ndarray:
    """A variable's sum by draw."""
    data = forecast(name).dataset[variable]
    return data.sum([dim for dim in data.dims if dim != "draw"]).values


def test_without_awards_nothing_is_owed_and_nothing_changes():
    data = forecast("no_awards").dataset
    assert (total("no_awards") == 0).all()
    for name in ("recognised", "projects", "stage_share", "coverage", "core_value_added"):
        np.testing.assert_array_equal(data[name].sel(policy="on"), data[name].sel(policy="off"))


def test_doubled_factory_awards_cost_more_and_only_there_directly():
    base, doubled = forecast("baseline").dataset, forecast("double_smart_factory").dataset
    instruments = ["a09.3", "a09.4", "a09.5"]
    more = (
        doubled["obligation"].sel(instrument=instruments).sum() - base["obligation"].sel(instrument=instruments).sum()
    )
    assert float(more) > float(base["obligation"].sel(instrument=instruments).sum()) * 0.9
    outside = base["outside"].values
    np.testing.assert_array_equal(
        base["obligation"].isel(instrument=np.flatnonzero(outside)),
        doubled["obligation"].isel(instrument=np.flatnonzero(outside)),
    )


def test_payment_without_claiming_costs_more():
    """Every recognition that meets the conditions is paid: never less is owed before stacking, and on the whole more."""
    assert total("application_free", "entitlement").mean() > total("baseline", "entitlement").mean()


def test_strict_stacking_saves_more():
    assert total("strict_stacking", "stacking_saving").mean() > total("baseline", "stacking_saving").mean()


def test_the_city_pays_what_the_province_paid():
    def city(name: str) -> float:
        return float(forecast(name).dataset["cash"].sel(payer="city").sum())

    assert city("city_pays_provincial") > city("baseline")
    assert float(forecast("city_pays_provincial").dataset["cash"].sel(payer="province").sum()) == 0
    np.testing.assert_array_equal(total("city_pays_provincial"), total("baseline"))


def test_laboratories_as_grants_come_back_in_no_part():
    base, grants = forecast("baseline").dataset, forecast("labs_as_grants").dataset
    assert int(base["fiscal_cost"].sum()) < int(base["cash"].sum())
    np.testing.assert_array_equal(grants["fiscal_cost"], grants["cash"])
    assert forecast("labs_as_grants").headline().mean() > forecast("baseline").headline().mean()


def test_a_tight_budget_binds_pays_later_and_owes_the_same():
    tight, base = forecast("tight_budget").dataset, forecast("baseline").dataset
    assert int(tight["unpaid"].sum()) > 0
    np.testing.assert_array_equal(tight["obligation"], base["obligation"])
    early = {"payment_year": slice(2023, 2025)}
    assert int(tight["cash"].sel(early).sum()) < int(base["cash"].sel(early).sum())


@pytest.mark.parametrize("article", [6, 9, 13])
def test_the_city_pays_exactly_the_lesser_of_its_appropriation_and_what_is_due(article):
    """What is due is what the year would have been paid without limits, and what earlier years left over."""
    tight, base = forecast("tight_budget"), forecast("baseline")
    limits = tight.scenario.appropriations.limits[article]

    def by_year(data, variable):
        of = np.flatnonzero(data["article"].values == article)
        return (
            data[variable]
            .isel(instrument=of)
            .sel(payer="city")
            .sum("instrument")
            .transpose("draw", "payment_year")
            .values
        )

    scheduled, paid = by_year(base.dataset, "cash"), by_year(tight.dataset, "cash")
    left = np.zeros(DRAWS, dtype=np.int64)
    for place, year in enumerate(tight.dataset["payment_year"].values):
        due = left + (scheduled[:, place] if place < scheduled.shape[1] else 0)
        limit = limits.get(str(year), limits.get("later"))
        np.testing.assert_array_equal(paid[:, place], due if limit is None else np.minimum(due, limit))
        left = due - paid[:, place]


def test_two_more_years_cost_more_and_leave_the_first_three_alone():
    longer, base = forecast("extended_2027").dataset, forecast("baseline").dataset
    assert list(longer["year"].values) == [2023, 2024, 2025, 2026, 2027]
    off = {"policy": "off"}
    np.testing.assert_array_equal(
        longer["recognised"].sel(off).sel(year=slice(2023, 2025)), base["recognised"].sel(off)
    )
    assert total("extended_2027").mean() > total("baseline").mean()


def test_a_null_change_is_bit_identical(tmp_path):
    path = tmp_path / "scenarios" / "null.yaml"
    for name in ("scenarios/baseline.yaml", "calibration/posterior.nc"):
        (tmp_path / name).parent.mkdir()
        shutil.copy(ROOT / name, tmp_path / name)
    path.write_text("format: 1\ntitle: {zh: 空, en: Nothing changed}\nextends: baseline.yaml\n", encoding="utf-8")
    null = api.run(api.load_scenario(path), 4, quiet=True).dataset
    base = forecast("baseline").dataset.isel(draw=slice(0, 4))
    for name in base.data_vars:
        np.testing.assert_array_equal(null[name], base[name], err_msg=name)
