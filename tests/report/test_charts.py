"""What the charts draw is what the dataset says, in both languages, without a missing glyph or overlapping rows."""

from __future__ import annotations

import warnings
from pathlib import Path

import matplotlib
import numpy as np
import pytest
import xarray as xr
from matplotlib.axes import Axes

from simulate.analysis.base.expression import output_words
from simulate.analysis.base.results import about
from simulate.analysis.compare.additionality import additionality as additionality_of
from simulate.analysis.explain.run_drivers import drivers_dataset, instrument_shares, parameter_drivers
from simulate.calibration.backtest import Score
from simulate.calibration.observations import load_observations
from simulate.calibration.scoreboard import Scoreboard
from simulate.forecast.forecast import Forecast
from simulate.language.layout import money_unit
from simulate.language.vocabulary import label
from simulate.language.widths import text_width, wrapped
from simulate.report.base import views
from simulate.report.base.style import house, save
from simulate.report.base.words import ROW, row_label
from simulate.report.charts.analysis.additionality import additionality
from simulate.report.charts.analysis.comparison import comparison
from simulate.report.charts.analysis.drivers import drivers
from simulate.report.charts.analysis.frontier import frontier
from simulate.report.charts.analysis.tornado import tornado
from simulate.report.charts.analysis.waterfall import waterfall
from simulate.report.charts.calibration.backtest import backtest
from simulate.report.charts.forecast.appropriation import appropriation
from simulate.report.charts.forecast.articles import articles
from simulate.report.charts.forecast.clocks import clocks
from simulate.report.charts.forecast.exceedance import exceedance
from simulate.report.charts.forecast.fan import fan
from simulate.report.charts.forecast.funnel import funnel, funnel_means
from simulate.report.charts.forecast.masses import mass_table, masses
from simulate.report.charts.forecast.payers import payers
from simulate.report.charts.forecast.stages import stages
from simulate.report.charts.plots import ForecastPlots

NAMES = ("fan", "exceedance", "clocks", "payers", "articles", "masses", "projects", "stages", "funnel", "additionality")


def bars(axes: Axes) -> list[np.ndarray]:
    return [np.array([patch.get_height() for patch in container]) for container in axes.containers]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_glyph_is_drawn_and_no_row_label_overlaps(forecast: Forecast, language: str, tmp_path: Path) -> None:
    plots = ForecastPlots(forecast, language).all()
    assert tuple(sorted(plots)) == tuple(sorted(NAMES))
    for name, draw in plots.items():
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            axes = draw()
            save(axes, tmp_path / f"{name}.png")
        axes.figure.canvas.draw()
        low, high = sorted(axes.get_ylim())
        shown = [one for one in axes.get_yticklabels() if one.get_text() and low <= one.get_position()[1] <= high]
        labels = [one.get_window_extent() for one in shown]
        ordered = sorted(labels, key=lambda box: box.y0)
        assert all(one.y1 <= two.y0 + 2 for one, two in zip(ordered, ordered[1:], strict=False)), name
        whole = axes.figure.bbox
        assert axes.title.get_window_extent().x1 <= whole.x1 + 1 or axes.title.get_text() == "", name
        assert all(box.x0 >= -1 for box in labels), name


def test_the_footer_says_scenario_unit_clock_draws_seed_and_content(forecast: Forecast) -> None:
    text = fan(None, forecast.dataset, "en").figure.texts[0].get_text()
    for part in ("Baseline", "million yuan", "current prices", "by payment year", "40 draws", "seed 1", "0123456789ab"):
        assert part in text


@pytest.mark.parametrize(("language", "words"), [("en", "at default readings"), ("zh", "条文按默认解读")])
def test_the_footer_says_how_the_range_takes_the_open_sentences(forecast: Forecast, language: str, words: str) -> None:
    plots = ForecastPlots(forecast, language)
    set_otherwise = Forecast(forecast.dataset, forecast.scenario.replace({"readings.R10": "B"}))
    assert set_otherwise.scenario.readings != forecast.scenario.readings
    for name, draw in plots.all().items():
        assert words in draw().figure.texts[0].get_text(), name
    other = ForecastPlots(set_otherwise, language).fan().figure.texts[0].get_text()
    assert "R10" in other
    for dataset in (additionality_of(forecast).dataset, drivers_dataset(forecast, [])):
        assert dataset.attrs[f"readings_{language}"] == words
    assert f"readings_{language}" not in about(forecast, set_otherwise)


def test_a_long_footer_takes_more_lines_and_room_for_them(forecast: Forecast) -> None:
    said = "at default readings but for R01, R02, R03, R04, R05, R06, R07, R08 and R09"
    short, long = (clocks(None, forecast.dataset.assign_attrs(readings_en=how), "en") for how in ("", said))
    for axes in (short, long):
        axes.figure.canvas.draw()
        foot, label = axes.figure.texts[0].get_window_extent(), axes.get_tightbbox()
        assert foot.x1 <= axes.figure.bbox.x1
        assert foot.y1 <= label.y0
    assert long.figure.texts[0].get_text().count("\n") == short.figure.texts[0].get_text().count("\n") + 1


def test_an_svg_is_the_same_twice(forecast: Forecast, tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        save(clocks(None, forecast.dataset, "zh"), tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_the_fan_ends_at_the_median_of_all_city_cash(forecast: Forecast) -> None:
    line = fan(None, forecast.dataset, "en").lines[0].get_ydata()
    total = views.cash(views.headline(forecast.dataset), "city").sum("payment_year").values
    assert line[0] == 0
    assert line[-1] == pytest.approx(np.median(total) / 1e6)
    assert (np.diff(line) >= 0).all()


def test_clock_bars_are_the_means_of_both_clocks(forecast: Forecast) -> None:
    owed, paid = bars(clocks(None, forecast.dataset, "en"))
    top = views.headline(forecast.dataset)
    assert owed == pytest.approx(views.obligation(top, "city").mean("draw").values / 1e6)
    assert paid == pytest.approx(views.cash(top, "city").mean("draw").values / 1e6)


def test_payer_bars_sum_to_all_cash(forecast: Forecast) -> None:
    drawn = np.sum(bars(payers(None, forecast.dataset, "en")), axis=0)
    whole = forecast.dataset["cash"].sum(("instrument", "payer")).mean("draw").values / 1e6
    assert drawn == pytest.approx(whole)


def test_article_rows_are_in_the_order_of_the_text_with_their_medians(forecast: Forecast) -> None:
    axes = articles(None, forecast.dataset, "en")
    numbers = views.articles(forecast.dataset)
    assert [one.get_text() for one in axes.get_yticklabels()] == [
        row_label(views.article_name(forecast.dataset, one, "en")) for one in numbers
    ]
    dots = next(line for line in axes.lines if line.get_marker() == "o")
    assert list(dots.get_ydata()) == list(range(len(numbers)))[::-1]
    first = views.obligation(views.of_article(forecast.dataset, numbers[0])).sum("year").values
    assert dots.get_xdata()[0] == pytest.approx(np.median(first) / 1e6)


def test_masses_are_shares_of_draws_and_sum_to_one(forecast: Forecast) -> None:
    places, shares = mass_table(forecast.dataset)
    assert len(places) > 0
    assert shares.sum(axis=1) == pytest.approx(1)
    awards = forecast.dataset["paid"].sel(policy="on").sum("year").transpose("instrument", "draw").values[places[0]]
    assert shares[0, 0] == pytest.approx((awards == 0).mean())
    assert len(masses(None, forecast.dataset, "zh").containers) == views.LUMPY_COUNT + 2


def test_project_bars_are_medians_and_the_target_is_a_line(forecast: Forecast) -> None:
    axes = ForecastPlots(forecast, "en").projects()
    count = forecast.dataset["projects"].sel(segment=["industry_above_scale", "industry_small"]).sum("segment")
    on, off = bars(axes)
    assert on == pytest.approx(count.sel(policy="on").median("draw").values)
    assert off == pytest.approx(count.sel(policy="off").median("draw").values)
    assert any(list(line.get_ydata()) == [1000, 1000] for line in axes.lines)


def test_stage_bars_fill_the_whole(forecast: Forecast) -> None:
    assert np.sum(bars(stages(None, forecast.dataset, "en")), axis=0) == pytest.approx(1)


def test_the_funnel_narrows_and_leaves_out_who_cannot_apply(forecast: Forecast) -> None:
    places, counts = funnel_means(forecast.dataset)
    assert (np.diff(counts, axis=1) <= 0).all()
    assert not forecast.dataset["outside"].values[places].any()
    assert len(funnel(None, forecast.dataset, "en").get_yticklabels()) == len(places)


def test_the_exceedance_curve_falls_from_one_to_nothing(forecast: Forecast) -> None:
    axes = exceedance(None, forecast.dataset, "en", appropriation=1.0)
    heights = axes.lines[0].get_ydata()
    assert (np.diff(heights) <= 0).all()
    assert heights[-1] == 0
    assert "100%" in axes.get_legend().get_texts()[0].get_text()


def test_a_dollar_sign_is_text_and_not_a_formula(forecast: Forecast, tmp_path: Path) -> None:
    data = forecast.dataset.assign_attrs(title_en="=1+1 $x_1$ <script>")
    axes = fan(None, data, "en")
    save(axes, tmp_path / "a.png")
    assert r"\$x_1\$" in axes.figure.texts[0].get_text()


def test_the_tornado_puts_the_widest_driver_on_top() -> None:
    data = xr.Dataset({"p90_low": ("driver", [9e6, 5e6]), "p90_high": ("driver", [11e6, 15e6]), "p90": 1e7,
                       "title": ("driver", ["narrow", "wide"])}, attrs={"units": "CNY"})  # fmt: skip
    axes = tornado(None, data, "en")
    assert [one.get_text() for one in axes.get_yticklabels()] == ["wide", "narrow"]
    assert axes.containers[1][0].get_width() == pytest.approx(5)


def test_the_waterfall_ends_where_the_steps_lead() -> None:
    data = xr.Dataset({"base": ("draw", [10e6, 20e6]), "other": ("draw", [14e6, 22e6]),
                       "declared": (("draw", "step"), [[5e6, -1e6], [3e6, -1e6]]),
                       "title_en": ("step", ["Up", "Down"])}, coords={"step": ["up", "down"]})  # fmt: skip
    axes = waterfall(None, data, "en")
    assert [one.get_text() for one in axes.get_yticklabels()] == ["Base", "Up", "Down", "Other"]
    widths = [patch.get_width() for patch in axes.containers[0]]
    lefts = [patch.get_x() for patch in axes.containers[0]]
    assert widths == pytest.approx([15, 4, 1, 18])
    assert lefts == pytest.approx([0, 15, 18, 0])


def test_comparison_dots_are_medians_of_the_differences() -> None:
    data = xr.Dataset({"total": (("scenario", "draw"), [[1e6, 2e6, 3e6]])}, coords={"scenario": ["other"]})
    dots = next(line for line in comparison(None, data, "en").lines if line.get_marker() == "o")
    assert list(dots.get_xdata()) == pytest.approx([2])


def test_appropriation_marks_the_level_at_its_risk() -> None:
    data = xr.Dataset({"exceedance": ("appropriation", [1.0, 0.1, 0.0]), "level": 2e6, "risk": 0.1},
                      coords={"appropriation": [1e6, 2e6, 3e6]}, attrs={"year": 2025})  # fmt: skip
    mark = next(line for line in appropriation(None, data, "en").lines if line.get_marker() == "o")
    assert (mark.get_xdata()[0], mark.get_ydata()[0]) == pytest.approx((2, 0.1))


def test_the_frontiers_target_is_said_in_words() -> None:
    assert output_words("projects.2025 >= 1,000", "zh") == f"{label('projects', 'zh')}·2025 ≥ 1,000"
    assert output_words("nothing.known <= 5", "en") == "nothing, known ≤ 5"


def test_frontier_joins_the_efficient_settings_by_cost() -> None:
    data = xr.Dataset({"cost": ("candidate", [3e6, 1e6, 2e6]), "confidence": ("candidate", [0.9, 0.2, 0.1]),
                       "efficient": ("candidate", [True, True, False])}, attrs={"target": "projects"})  # fmt: skip
    joined = frontier(None, data, "en").lines[1]
    assert list(joined.get_xdata()) == pytest.approx([1, 3])


def test_deadweight_points_are_the_shares() -> None:
    values = {f"{name}{end}": ("instrument", [0.5, np.nan]) for name in ("deadweight_project_money", "deadweight_title_money")
              for end in ("", "_low", "_high")}  # fmt: skip
    data = xr.Dataset(values, coords={"title_en": ("instrument", ["one", "two"])})
    axes = additionality(None, data, "en")
    assert [list(line.get_xdata()) for line in axes.lines] == [[0.5], [0.5]]


def test_the_back_test_sets_what_happened_against_the_mean() -> None:
    one = Score("firms_2024", "B08", 30.0, 20.0, 2.0, {0.5: (18, 22), 0.9: (15, 25)}, 1, 1, 0.9, 1, 1)
    known = {figure.id: figure for figure in load_observations()}
    board = Scoreboard("a_plan", "2023-10-20", 100, (one,), {"B08": known["B08"]})
    axes = backtest(None, board, "en")
    cross = next(line for line in axes.lines if line.get_marker() == "X")
    assert "2023-10-20" in axes.get_title(loc="left")
    assert cross.get_xdata()[0] == pytest.approx(1.5)


@pytest.fixture(scope="module")
def driven(forecast: Forecast) -> Forecast:
    """The forecast with a parameter that falls as the headline rises, and another that is luck."""
    ranks = forecast.headline().values.argsort().argsort()
    luck = np.random.default_rng(3).uniform(size=ranks.size)
    table = xr.DataArray(np.column_stack([-ranks.astype(float), luck]), dims=("draw", "parameter"))
    return Forecast(forecast.dataset.assign(parameter_value=table), forecast.scenario)


def test_the_parameter_that_drives_the_headline_is_found_and_luck_is_not(driven: Forecast) -> None:
    (found,) = parameter_drivers(driven)
    headline = np.sort(driven.headline().values)
    fifth = headline.size // 5
    assert found.name == "claim_rate"
    assert 0.7 < found.share < 1
    assert (found.low, found.high) == pytest.approx((headline[-fifth:].mean(), headline[:fifth].mean()))


def test_shares_of_the_variance_by_instrument_sum_to_one(forecast: Forecast) -> None:
    shares = instrument_shares(forecast)
    assert sum(shares.values()) == pytest.approx(1)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)
    assert set(shares) == set(forecast.dataset["instrument"].values[forecast.dataset["headline"].values])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_driver_bars_run_from_the_lowest_fifth_to_the_highest(driven: Forecast, language: str) -> None:
    axes = drivers(None, drivers_dataset(driven, parameter_drivers(driven)), language)
    (found,) = parameter_drivers(driven)
    scale = money_unit(language, "chart", max(found.low, found.high)).yuan
    ends = [container[0].get_x() + container[0].get_width() for container in axes.containers]
    starts = [container[0].get_x() for container in axes.containers]
    assert sorted({*ends, *starts}) == pytest.approx(
        sorted([found.low / scale, found.high / scale, float(driven.headline().mean()) / scale])
    )
    assert "drivers" in ForecastPlots(driven, language).all()


def test_deadweight_is_drawn_for_instruments_that_firms_decide_on(forecast: Forecast) -> None:
    axes = ForecastPlots(forecast, "en").additionality()
    earned = forecast.dataset["entitlement"].sum(("draw", "year")).values > 0
    assert len(axes.get_yticklabels()) == int((earned & ~forecast.dataset["outside"].values).sum())


@pytest.mark.parametrize(
    "text", ["国家级专精特新“小巨人”企业，含（复核）通过的企业名单", "Municipal smart factory of the year, once"]
)
def test_a_wrapped_label_keeps_its_words_and_never_begins_with_a_closing_mark(text: str) -> None:
    lines = wrapped(text, 14)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line) <= 14 + 2 for line in lines)
    assert not any(line[0] in "，。）”" for line in lines)
    assert row_label("x " * 60).count("\n") == 1
    assert max(map(text_width, row_label("字" * 60).split("\n"))) <= ROW


@pytest.mark.parametrize("language", ["zh", "en"])
def test_charts_beside_the_forecast_have_every_glyph(forecast: Forecast, language: str, tmp_path: Path) -> None:
    beside = ForecastPlots(forecast, language).beside()
    assert list(beside) == ["backtest"]
    for name, draw in beside.items():
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            save(draw(), tmp_path / f"{name}.png")


def test_a_chart_leaves_interactive_mode_as_the_notebook_set_it_while_pyplot_loaded(forecast: Forecast) -> None:
    before = matplotlib.is_interactive()
    try:
        house(lambda axes: matplotlib.interactive(not before))(None)
        assert matplotlib.is_interactive() is not before
    finally:
        matplotlib.interactive(before)
