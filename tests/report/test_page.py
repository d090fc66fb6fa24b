"""The page stands alone, escapes what it shows, and can be read by everyone; the memo names unit, clock and range."""

from __future__ import annotations

import base64
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from fontTools.ttLib import TTFont

from simulate.forecast.forecast import Forecast
from simulate.forecast.summary import Chance
from simulate.report.deliver import deliver
from simulate.report.page.appropriations import worst_shortfall
from simulate.report.page.memo import memo_text
from simulate.report.page.write import page_text
from tests.report.browser import tab
from tests.report.factory import forecast_of

VOID = {"meta", "link", "img", "br"}


class Reader(HTMLParser):
    """Collects tags with attributes, and checks that every tag is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module", params=["zh", "en"])
def delivered(
    request: pytest.FixtureRequest, forecast: Forecast, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[Path], str]:
    return deliver(forecast, tmp_path_factory.mktemp(request.param), request.param), request.param


@pytest.fixture(scope="module")
def page(delivered: tuple[list[Path], str]) -> tuple[str, Reader, str]:
    text = delivered[0][1].read_text(encoding="utf-8")
    reader = Reader()
    reader.feed(text)
    assert not reader.open
    return text, reader, delivered[1]


def test_everything_is_delivered_and_nothing_is_left_over(delivered: tuple[list[Path], str]) -> None:
    paths, _ = delivered
    assert all(path.stat().st_size > 500 for path in paths)
    assert {path.name for path in paths[:4]} == {"budget.xlsx", "report.html", "memo.zh.md", "memo.en.md"}
    there = {path for path in paths[0].parent.rglob("*") if path.is_file()}
    assert there == set(paths)


def test_the_page_asks_the_network_for_nothing(page: tuple[str, Reader, str]) -> None:
    text, reader, _ = page
    assert len(text.encode()) < 5_000_000
    for tag, attrs in reader.tags:
        for key in ("src", "href", "action", "data", "poster"):
            assert (attrs.get(key) or "data:").startswith("data:"), (tag, key)
    assert text.count("url(") == text.count("url(data:")
    assert "@import" not in text


def test_the_page_has_language_headings_alt_texts_and_table_headers(page: tuple[str, Reader, str]) -> None:
    text, reader, language = page
    assert reader.named("html")[0]["lang"] == ("zh-CN" if language == "zh" else "en")
    levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    assert all(len(attrs.get("alt") or "") > 10 for attrs in reader.named("img"))
    assert all("scope" in attrs for attrs in reader.named("th"))
    assert len(reader.named("caption")) == len(reader.named("table"))
    assert "viewport" in text


def test_colours_of_text_stand_out_from_their_ground() -> None:
    from simulate.report.page.look import CSS

    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", CSS))
    for text, ground in (("ink", "#ffffff"), ("soft", "#ffffff"), ("soft", colours["pale"]), ("deep", colours["pale"])):
        assert contrast(colours[text], ground) >= 4.5


def contrast(one: str, other: str) -> float:
    """The contrast ratio of the Web Content Accessibility Guidelines."""

    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_a_title_with_markup_arrives_as_text(forecast: Forecast) -> None:
    hostile = Forecast(forecast.dataset.assign_attrs(title_zh="=1+1<script>alert(1)</script>"), forecast.scenario)
    text = page_text(hostile, "zh", {})
    assert "<script>alert" not in text
    assert "=1+1&lt;script&gt;" in text
    assert "<script>" not in memo_text(hostile, "zh")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sum_of_the_memo_has_a_unit_and_its_sentence_a_clock_and_a_range(
    forecast: Forecast, language: str
) -> None:
    text = memo_text(forecast, language)
    money = [line for line in text.splitlines() if re.search(r"\d ?(万元|亿元|million yuan)", line)]
    assert len(money) >= 4
    for line in money:
        assert re.search("年度|recognition year|payment year|cash", line), line
        assert "P10" in line or "five" in line or "五分之一" in line or "lowest fifth" in line, line


def test_no_number_is_in_scientific_notation(page: tuple[str, Reader, str]) -> None:
    visible = re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]*>", " ", page[0], flags=re.DOTALL)
    assert not re.search(r"\d(\.\d+)?e[+-]\d", visible)
    assert "nan" not in re.findall(r"\b\w+\b", visible)


AS_WIDE_AS_A_COPY = """((heading) => {
    const copy = heading.cloneNode(true), range = document.createRange();
    const width = (one) => (range.selectNodeContents(one), range.getBoundingClientRect().width);
    heading.after(copy);
    const same = Math.abs(width(heading) - width(copy)) < 0.5;
    copy.remove();
    return same;
})"""
"""What was laid out before the page's font was there looks like what is laid out after it: no boxes stay."""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")
def test_a_browser_asks_for_nothing_draws_every_picture_and_sorts(
    page: tuple[str, Reader, str], tmp_path: Path
) -> None:
    (tmp_path / "report.html").write_text(page[0], encoding="utf-8")
    with tab(tmp_path / "profile") as browser:
        address = (tmp_path / "report.html").as_uri()
        browser.show(address)
        assert [one for one in browser.requests if not one.startswith("data:")] == [address]
        assert browser.value("[...document.images].every((one) => one.complete && one.naturalWidth > 0)")
        assert browser.value("document.fonts.size") == 1
        assert browser.value(f"[...document.querySelectorAll('h1, h2, h3')].every({AS_WIDE_AS_A_COPY})")
        assert browser.value("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        column = (
            "[...document.querySelector('table.sortable').tBodies[0].rows].map((row) => +row.cells[3].dataset.value)"
        )
        before = browser.value(column)
        browser.value("document.querySelectorAll('table.sortable thead [role=button]')[3].click()")
        assert browser.value(column) == sorted(before, reverse=True)
        assert browser.value("document.querySelector('[aria-sort=descending]').textContent")


def test_the_page_carries_every_character_that_it_shows(page: tuple[str, Reader, str], tmp_path: Path) -> None:
    text, _, _ = page
    coded = re.search(r"data:font/woff;base64,([^)]*)", text)
    assert coded
    (tmp_path / "font.woff").write_bytes(base64.b64decode(coded[1]))
    known = set(TTFont(tmp_path / "font.woff").getBestCmap())
    shown = re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]*>", "", text, flags=re.DOTALL)
    assert {one for one in shown if ord(one) not in known and not one.isspace()} == set()


def test_the_headline_gives_the_probability_of_exceeding_the_appropriation(root: Path) -> None:
    limits = {"appropriations.articles": {6: {"2024": "100万元", "later": "9000万元"}}}
    tight = forecast_of(root, **limits)
    owed = tight.dataset["unpaid"].copy()
    place = int(np.flatnonzero(tight.dataset["article"].values == 6)[0])
    owed[:10, place, 1, 0] = 1
    short = Forecast(tight.dataset.assign(unpaid=owed), tight.scenario)
    assert worst_shortfall(short) == (6, 2024, Chance(0.25, 40))
    text = page_text(short, "zh", {})
    assert "超支概率" in text
    assert "<strong>25%</strong>" in text
    memo = memo_text(short, "zh")
    assert "2024年25%" in memo
    assert "受预算安排限制，市级到期未兑付金额：2025年末中位数0万元" in memo
    assert "失效" not in memo
    assert "受预算安排限制" not in memo_text(tight, "zh")
