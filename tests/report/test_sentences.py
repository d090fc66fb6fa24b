"""No sentence contradicts its own figures: the screen, the memo and the page at the corners, in both languages."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from simulate.analysis.compare.additionality import additionality
from simulate.forecast.forecast import Forecast
from simulate.forecast.labels import readings_words
from simulate.forecast.lines import total_lines
from simulate.forecast.targets import projects_target, quantity
from simulate.report.page.memo import memo_text
from simulate.report.page.write import page_text
from simulate.report.terminal.screen import notes, paragraph, render
from tests.report.corners import CORNERS, corner

NO_NUMBER = re.compile(r"(?<![a-z])(nan|inf)(?![a-z])|∞", re.IGNORECASE)
NAMES = [*CORNERS, "no_target"]
LANGUAGES = ("en", "zh")


@lru_cache
def told(root: Path, name: str, language: str) -> tuple[str, str]:
    """The paragraph of the screen, and the memo."""
    forecast = corner(root, name)
    return paragraph(forecast, total_lines(forecast)[0], language), memo_text(forecast, language)  # type: ignore[arg-type]


@lru_cache
def page(root: Path, name: str, language: str) -> str:
    """The page without charts."""
    return page_text(corner(root, name), language, {})


def screen(forecast: Forecast, language: str) -> str:
    """What a run prints, on one line."""
    out = io.StringIO()
    Console(width=100, file=out, highlight=False).print(render(forecast, language))  # type: ignore[arg-type]
    text = out.getvalue()
    return re.sub(r"\s*\n\s*", "" if language == "zh" else " ", text)


def shift(forecast: Forecast, name: str) -> tuple[float, float, float]:
    """Mean difference of a quantity, 1.96 standard errors of it, and its level without awards."""
    data = forecast.dataset
    if name == "projects":
        target = projects_target(forecast)
        assert target is not None
        assert target.simulated is not None
        on, off = (quantity(data, target.simulated, arm).mean(axis=1) for arm in ("on", "off"))
    else:
        last = data[name].isel(year=-1)
        last = last.sel(segment="industry_above_scale") if "segment" in last.dims else last
        on, off = (last.sel(policy=arm).values for arm in ("on", "off"))
    gap = on - off
    error = gap.std(ddof=1) / np.sqrt(gap.size) if gap.size > 1 else np.inf
    return float(gap.mean()), float(1.96 * error), float(off.mean())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_the_awards_is_what_the_figures_say(root: Path, name: str, language: str) -> None:
    forecast = corner(root, name)
    for text in told(root, name, language):
        assert not NO_NUMBER.search(text)
        assert "do not change the larger picture" not in text
        assert "影响很小" not in text
        shifts = {one: shift(forecast, one) for one in ("coverage", "core_share")}
        if name != "no_target":
            shifts["projects"] = shift(forecast, "projects")
        small = all(
            abs(mean) + error < 0.05 * abs(level) or (mean == 0 and name != "one_draw")
            for mean, error, level in shifts.values()
        )
        exact = {key for key, (mean, error, _) in shifts.items() if mean == 0 and error == 0}
        assert (("Each of these moves by less than 5%" in text) or ("变动均小于无奖补水平的5%" in text)) == (
            small or set(shifts) == exact
        )
        if name != "no_target":
            mean, error, _ = shifts["projects"]
            assert (("awards add" in text and "Whether" not in text) or "平均每年增加" in text) == (mean > error)
            assert ("take away" in text or "平均每年减少" in text) == (-mean > error)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_city_is_said_to_owe_where_it_owes(root: Path, name: str, language: str) -> None:
    forecast = corner(root, name)
    owes = bool(forecast.headline().values.any())
    text, memo = told(root, name, language)
    assert (("city will owe" in text and "No award" not in text) or "应兑付（主口径）中位数" in text) == owes
    assert ("owes nothing in any draw" in text or "各次抽样均无应兑付" in text) == (name == "nothing_paid")
    assert ("No award of group A is priced" in text or "A类奖补均未定价" in text) == (name == "all_unpriced")
    assert ("comes to owe" in memo or "应兑付合计中位数" in memo) == owes


@pytest.mark.parametrize(("name", "language"), [("nothing_paid", "en"), ("all_unpriced", "zh"), ("one_draw", "en")])
def test_screen_page_and_additionality_print_what_has_no_value_in_one_way(root: Path, name: str, language: str) -> None:
    forecast = corner(root, name)
    shown = re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]*>", " ", page(root, name, language), flags=re.DOTALL)
    for text in (shown, screen(forecast, language), str(additionality(forecast))):
        assert not NO_NUMBER.search(text)


def test_a_share_of_nothing_is_undefined_on_every_output(root: Path) -> None:
    assert np.isnan(total_lines(corner(root, "nothing_paid"))[0].assumed_share)
    assert "Headline: group A, on the budget 0.0 0.0 0.0 0.0 0.0 0.0 –" in re.sub(
        " +", " ", screen(corner(root, "nothing_paid"), "en")
    )
    assert "0% rests" not in told(root, "nothing_paid", "en")[1]
    assert re.search(r"<strong>–</strong><span>of the mean rests", page(root, "nothing_paid", "en"))


def test_every_range_says_how_it_reads_the_text(root: Path) -> None:
    forecast = corner(root, "a_little")
    for language, words in (("en", "at default readings"), ("zh", "条文按默认解读")):
        for text in told(root, "a_little", language):
            assert words in text
    sampled, fixed = (
        forecast.scenario.replace({"readings": "sampled"}),
        forecast.scenario.replace({"readings.R13": "cap"}),
    )
    assert readings_words(sampled, "en") == "readings sampled"
    assert readings_words(sampled, "zh") == "条文解读随机抽样"
    assert readings_words(fixed, "en") == "at default readings but for R13"
    assert "at default readings but for R13" in memo_text(Forecast(forecast.dataset, fixed), "en")


def test_screen_and_memo_give_one_mean_for_the_projects_without_awards(root: Path) -> None:
    level = shift(corner(root, "a_little"), "projects")[2]
    for text in told(root, "a_little", "en"):
        assert f"{level:,.0f} (mean; P10 to P90:" in text


def test_what_the_error_includes_is_said_wherever_it_is_printed(root: Path) -> None:
    forecast = corner(root, "a_little")
    for text in (notes(forecast, "en"), told(root, "a_little", "en")[1], page(root, "a_little", "en")):
        assert "each draw draws parameters, firms and luck anew" in text


def test_a_core_that_is_held_at_the_whole_of_output_is_said(root: Path) -> None:
    forecast = corner(root, "a_little")
    held = Forecast(forecast.dataset.assign(core_share=forecast.dataset["core_share"] * 0 + 1.0), forecast.scenario)
    for language, words in (("en", "more than the city's output and is held"), ("zh", "将超过地区生产总值")):
        assert words in notes(held, language).replace("\n", " ")  # type: ignore[arg-type]
        assert words not in notes(forecast, language).replace("\n", " ")  # type: ignore[arg-type]
