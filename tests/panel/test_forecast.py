"""What a forecast of the panel knows, what it does not, and what it refuses."""

from __future__ import annotations

import datetime
from dataclasses import replace

import numpy as np
import pytest

import simulate as sim
from simulate.foundation.errors import InputError
from simulate.panel.predict import panel_forecast
from simulate.panel.tables import Panel, shipped_panel
from tests.panel.small import count, panel, place, title

VINTAGE = datetime.date(2022, 12, 31)
ASKED = [
    ("little_giants", "Qingdao", 2024, "new"),
    ("little_giants", "Shenzhen", 2023, "valid"),
    ("little_giants", "Hefei", 2025, "cumulative"),
    ("high_tech_enterprises", "Qingdao", 2024, "valid"),
]


def corrupted(whole: Panel) -> Panel:
    """The same panel in which everything known after the vintage is another figure."""
    counts = [
        one
        if one.known_at <= VINTAGE
        else replace(one, value=one.value * 7 + 11, low=one.value, high=one.value * 9 + 99)
        for one in whole.counts
    ]
    places = {
        name: one if one.known_at <= VINTAGE else replace(one, gdp=one.gdp * 3 + 1)
        for name, one in whole.places.items()
    }
    return Panel(tuple(counts), whole.titles, places)


def test_no_figure_known_later_enters_a_forecast():
    before, after = shipped_panel(), corrupted(shipped_panel())
    assert sum(a.value != b.value for a, b in zip(before.counts, after.counts, strict=True)) > 80
    for name, where, year, measure in ASKED:
        same = [
            panel_forecast(name, where, year, VINTAGE, draws=200, measure=measure, panel=one) for one in (before, after)
        ]
        assert np.array_equal(*same), (name, where)


def test_a_figure_known_in_time_does_enter_a_forecast():
    whole = shipped_panel()
    counts = tuple(
        replace(one, value=3 * one.value, low=3 * one.value, high=3 * one.value) if one.id == "N023" else one
        for one in whole.counts
    )
    changed = Panel(counts, whole.titles, whole.places)
    one, other = (
        panel_forecast("little_giants", "Shenzhen", 2023, VINTAGE, draws=200, panel=each) for each in (whole, changed)
    )
    assert np.median(other) > 1.5 * np.median(one)


def test_the_same_seed_gives_the_same_draws_and_few_are_the_first_of_many():
    many = panel_forecast("little_giants", "Qingdao", 2024, VINTAGE, draws=300, seed=5)
    assert np.array_equal(many[:100], panel_forecast("little_giants", "Qingdao", 2024, VINTAGE, draws=100, seed=5))
    assert not np.array_equal(many, panel_forecast("little_giants", "Qingdao", 2024, VINTAGE, draws=300, seed=6))
    assert many.dtype == np.int64
    assert int(many.min()) >= 0


def test_what_is_known_is_no_longer_uncertain():
    known = panel_forecast("little_giants", "China", 2023, "2023-12-31", draws=50)
    assert set(known.values.tolist()) == {3671}


def test_a_longer_horizon_is_less_certain_and_an_unknown_place_less_than_a_known_one():
    def width(where: str, year: int) -> float:
        drawn = np.log(panel_forecast("little_giants", where, year, VINTAGE, draws=2000) + 0.5)
        return float(np.subtract(*np.quantile(drawn, [0.9, 0.1])))

    assert width("Shenzhen", 2023) < width("Shenzhen", 2024) < width("Shenzhen", 2026)
    assert width("Shenzhen", 2023) < width("Hefei", 2023) < width("Shandong-Xintai", 2023)


def test_a_place_without_a_count_is_forecast_by_its_size():
    medians = [
        np.median(panel_forecast("little_giants", where, 2023, VINTAGE)) for where in ("Henan", "Gansu", "Tibet")
    ]
    assert medians[0] > 2 * medians[1] > 4 * medians[2]


def test_a_stock_is_the_last_one_plus_what_was_won_less_what_failed():
    """Lists of 100 a year, of each of which reviews take 30 after three years."""
    one = title(review=3)
    lists = [count("China", year, 100.0) for year in range(2016, 2024)]
    shares = [replace(count("China", year, 0.7, "pass_share"), low=0.7, high=0.7) for year in range(2019, 2024)]
    known = panel([*lists, *shares, count("China", 2023, 620.0, "valid")], [], [one])
    drawn = panel_forecast("prize", "China", 2024, "2023-12-31", measure="valid", panel=known, draws=4000)
    # Those of 2018 and 2021 are reviewed in 2024: 0.3 times 70 and 100.
    new = panel_forecast("prize", "China", 2024, "2023-12-31", panel=known, draws=4000)
    assert float(np.mean(drawn)) == pytest.approx(620.0 + float(np.mean(new)) - 0.3 * 170.0, rel=0.02)
    cumulative = panel_forecast("prize", "China", 2024, "2023-12-31", measure="cumulative", panel=known, draws=4000)
    assert float(np.mean(cumulative)) == pytest.approx(800.0 + float(np.mean(new)), rel=0.01)


def test_lists_are_found_between_two_stocks():
    """A place of which only stocks are known won what they grew by: 40 a year."""
    stocks = [count("Here", year, 40.0 * (year - 2015), "cumulative") for year in (2019, 2020, 2021, 2022)]
    lists = [count("China", year, 1000.0) for year in range(2016, 2023)]
    known = panel([*stocks, *lists], [place("Here", gdp=100.0)])
    drawn = panel_forecast("prize", "Here", 2023, "2022-12-31", panel=known)
    assert 30 < float(np.median(drawn)) < 52


@pytest.mark.parametrize(
    "name", ["Little giants newly recognised, batch 6", "小巨人第6批", "little giants", "LITTLE_GIANTS"]
)
def test_a_title_goes_by_its_names(name):
    assert panel_forecast(name, "青岛", 2024, "2023-12-31", draws=1).attrs["measure"] == "new"


def test_a_stock_goes_by_its_name_and_its_day_by_the_last_list_before():
    drawn = panel_forecast("National little giants, stock", "Shandong-Weifang", "2025-03-31", "2024-12-31", draws=1)
    assert {key: drawn.attrs[key] for key in ("title", "place", "year", "measure")} == {
        "title": "little_giants", "place": "Weifang", "year": 2024, "measure": "valid",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("litle_giants", "Qingdao", 2024, "2023-12-31"), "title: 'litle_giants' came.*did you mean 'little_giants'"),
        (("little_giants", "Qingdoa", 2024, "2023-12-31"), "place: 'Qingdoa' came.*did you mean 'Qingdao'"),
        (("gazelles", "Shenzhen", 2024, "2023-12-31"), "place: .*expected Shandong, where gazelles are given"),
        (("little_giants", "Qingdao", 2018, "2023-12-31"), "year: 2018 came; expected a year from 2019"),
        (("little_giants", "Qingdao", 2024, "2023"), "vintage: '2023' is not a date"),
        (("little_giants", "Qingdao", 2024, "2001-01-01"), "vintage: no figure was known"),
    ],
)
def test_what_there_is_not_is_refused_with_the_nearest_that_there_is(asked, said):
    with pytest.raises(InputError, match=said):
        sim.panel_forecast(*asked)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"draws": 0}, "draws: 0 came; expected a whole number from 1"),
        ({"draws": 2.5}, "draws: 2.5 came"),
        ({"measure": "valied"}, "measure: .*did you mean 'valid'"),
    ],
)
def test_options_are_refused_by_name(options, said):
    with pytest.raises(InputError, match=said):
        panel_forecast("little_giants", "Qingdao", 2024, "2023-12-31", **options)
