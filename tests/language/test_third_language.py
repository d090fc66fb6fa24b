"""A third language is one folder of catalogues: no code knows how many there are."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from simulate.cli.main import main
from simulate.forecast.forecast import Forecast
from simulate.foundation.screen import console
from simulate.language import catalogue as catalogues
from simulate.language import layout
from simulate.language.catalogue import CATALOGUES, languages
from simulate.report.page.memo import memo_text
from simulate.report.terminal.screen import render
from tests.report.factory import forecast_of

NEW = "xx"


def bracketed(source: Path, target: Path) -> None:
    """Every English text in brackets, its places where they were."""
    with source.open("rb") as file:
        read = read_po(file)
    made = Catalog(locale=None, charset="utf-8")
    for message in read:
        if message.id:
            forms = [message.string] if isinstance(message.string, str) else message.string
            marked = tuple(f"[{form}]" for form in forms)
            made.add(message.id, marked if len(marked) > 1 else marked[0])
    with target.open("wb") as file:
        write_po(file, made, omit_header=False)


@pytest.fixture
def third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A language of which no line of code knows; the source language is it too, so that nothing falls back unseen."""
    shutil.copytree(CATALOGUES, tmp_path / "catalogues")
    (tmp_path / "catalogues" / NEW).mkdir()
    for path in (CATALOGUES / "en").glob("*.po"):
        bracketed(path, tmp_path / "catalogues" / NEW / path.name)
    shutil.copy(CATALOGUES / "en" / "layout.toml", tmp_path / "catalogues" / NEW)
    monkeypatch.setattr(catalogues, "CATALOGUES", tmp_path / "catalogues")
    monkeypatch.setattr(catalogues, "SOURCE", NEW)
    _forget()
    yield NEW
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for kept in (catalogues.languages, catalogues.catalogue, layout.layout):
        kept.cache_clear()


def test_it_is_known_by_its_folder(third: str) -> None:
    assert languages() == ("zh", third, "en")


def test_the_plan_is_shown_in_it(third: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["plan", "9", "--lang", third])
    shown = capsys.readouterr().out
    assert left.value.code == 0
    assert "[Article 9" in shown
    assert "[ settled by:" in re.sub(r"\s+", " ", shown)


def test_the_help_is_in_it(third: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["budget", "--help", "--lang", third])
    assert "[Year of payment.]" in capsys.readouterr().out


def test_the_screen_and_the_memo_speak_it(third: str, root: Path) -> None:
    forecast = forecast_of(root)
    forecast.dataset["anchors_at_cap"] = ("draw", [0] * forecast.dataset.sizes["draw"])
    out = io.StringIO()
    console(100, file=out).print(render(forecast, third))
    assert "[For recognitions of 2023-2025 [the city] will owe" in re.sub(r"\s+", " ", out.getvalue())
    memo = memo_text(forecast, third)
    assert r"## \[What it costs\]" in memo or "## [What it costs]" in memo
    assert not re.search("[\u3001-\u9fff]", memo)


def test_a_forecast_made_before_the_language_was_is_told_in_it(third: str, root: Path) -> None:
    forecast: Forecast = forecast_of(root)
    assert f"title_{third}" not in forecast.dataset
    assert "[Over 2023–2025, by recognition year" in memo_text(forecast, third).replace("\\", "")
