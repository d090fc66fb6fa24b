"""No sentence contradicts its own figures: the screen, the memo and the page at the corners, in both languages."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from simulate.analysis.additionality import additionality
from simulate.forecast.forecast import Forecast
from simulate.forecast.targets import projects_target, quantity
from simulate.report.page import memo_text, page_text
from simulate.report.terminal import render
from tests.report.corners import CORNERS, corner

NAMES = [*CORNERS, "no_target"]


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
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_said_of_the_awards_is_what_the_figures_say(root: Path, name: str, language: str) -> None:
    forecast = corner(root, name)
    for text in (screen(forecast, language), memo_text(forecast, language)):
        assert not re.search(r"\b(nan|inf)\b|∞", text, re.IGNORECASE)
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
            assert ("awards add" in text and "Whether" not in text or "平均每年增加" in text) == (mean > error)
            assert ("take away" in text or "平均每年减少" in text) == (-mean > error)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_city_is_said_to_owe_where_it_owes(root: Path, name: str, language: str) -> None:
    forecast = corner(root, name)
    owes = bool(forecast.headline().values.any())
    text = screen(forecast, language)
    assert ("will owe" in text or "应兑付（主口径）中位数" in text) == owes
    assert ("owes nothing in any draw" in text or "各次抽样均无应兑付" in text) == (name == "nothing_paid")
    assert ("No award of group A is priced" in text or "A类奖补均未定价" in text) == (name == "all_unpriced")
    memo = memo_text(forecast, language)
    assert ("comes to owe" in memo or "应兑付合计中位数" in memo) == owes


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["nothing_paid", "all_unpriced", "one_draw", "no_target"])
def test_the_page_and_the_price_stand_at_the_corners(root: Path, name: str, language: str) -> None:
    forecast = corner(root, name)
    page = re.sub(
        r"<style>.*?</style>|<script>.*?</script>|<[^>]*>", " ", page_text(forecast, language, {}), flags=re.DOTALL
    )
    assert not re.search(r"\b(nan|inf)\b|∞", page, re.IGNORECASE)
    found = str(additionality(forecast))
    assert not re.search(r"\b(nan|inf)\b|∞", found, re.IGNORECASE)


def test_a_share_of_nothing_is_undefined_on_every_output(root: Path) -> None:
    forecast = corner(root, "nothing_paid")
    line = next(line for line in screen_lines(forecast) if line.startswith("Headline: group A"))
    assert line.split()[-1] == "–"
    assert "0% rests" not in memo_text(forecast, "en")
    assert re.search(r"<strong>–</strong><span>of the mean rests", page_text(forecast, "en", {}))


def screen_lines(forecast: Forecast) -> list[str]:
    """The lines that a run prints in English."""
    out = io.StringIO()
    Console(width=100, file=out, highlight=False).print(render(forecast, "en"))
    return out.getvalue().splitlines()


def test_every_range_says_how_it_reads_the_text(root: Path) -> None:
    forecast = corner(root, "a_little")
    for language, words in (("en", "at default readings"), ("zh", "条文按默认解读")):
        assert words in screen(forecast, language)
        assert words in memo_text(forecast, language)
        assert words in page_text(forecast, language, {})
    sampled = Forecast(forecast.dataset, forecast.scenario.replace({"readings": "sampled"}))
    assert "readings sampled" in screen(sampled, "en")
    assert "条文解读随机抽样" in memo_text(sampled, "zh")
    fixed = Forecast(forecast.dataset, forecast.scenario.replace({"readings.R13": "cap"}))
    assert "at default readings but for R13" in memo_text(fixed, "en")


def test_screen_and_memo_give_one_mean_for_the_projects_without_awards(root: Path) -> None:
    forecast = corner(root, "a_little")
    level = shift(forecast, "projects")[2]
    for text in (screen(forecast, "en"), memo_text(forecast, "en")):
        assert f"{level:,.0f} (mean; P10 to P90:" in text


def test_what_the_error_includes_is_said_wherever_it_is_printed(root: Path) -> None:
    forecast = corner(root, "a_little")
    for text in (screen(forecast, "en"), memo_text(forecast, "en"), page_text(forecast, "en", {})):
        assert "each draw draws parameters, firms and luck anew" in text
