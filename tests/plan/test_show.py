"""``simulate plan`` shows the plan as encoded, within a terminal's width, in both languages."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from simulate.analysis.base.citations import cited, references, spelt_out
from simulate.foundation.errors import InputError
from simulate.plan.files.figures import instrument_figures
from simulate.plan.files.load import load_plan
from simulate.report.terminal.plan import show_plan

PLAN = load_plan("qingdao_2023")


def shown(what: str | None, language: str) -> str:
    out = io.StringIO()
    Console(file=out, width=100, color_system=None).print(show_plan(PLAN, what, language))
    return out.getvalue()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_whole_plan_shows_everything_it_holds(language: str) -> None:
    text = shown(None, language)
    for one in (*PLAN.instruments, *PLAN.readings, *PLAN.targets, *PLAN.not_modelled):
        assert f"{one.id} " in text
    assert max(cell_len(line) for line in text.splitlines()) <= 100


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", [one.id for one in PLAN.instruments])
def test_an_instrument_shows_every_figure_and_the_command_of_each_reading(name: str, language: str) -> None:
    text = shown(name, language)
    instrument = PLAN.instrument(name)
    assert instrument.title.zh in text
    assert instrument.title.en in text
    for reading in PLAN.readings_of(name):
        for choice, alternative in reading.alternatives.items():
            if name in alternative.patch:
                assert f"simulate run baseline --set readings.{reading.id}={choice}\n" in text
    assert max(cell_len(line) for line in text.splitlines()) <= 100


def test_an_instrument_shows_ratings_and_sources() -> None:
    text = shown("a09.4", "en")
    assert "300,000 yuan" in text
    assert "workshop_line_anchor ×" in text
    assert "stated" in text
    assert "B01-B03" in text
    assert "--set readings.R10=B" in text
    assert "--set instruments.a09.4.award.amount=60万元" in text


def test_an_article_shows_its_title_every_figure_and_the_command_of_each_reading() -> None:
    text = shown("9", "en")
    assert text.startswith("Article 9  Industrial transformation")
    for one in PLAN.article(9):
        for path in instrument_figures(one):
            assert ".".join(map(str, path)) in text
        for reading in PLAN.readings_of(one.id):
            for choice, alternative in reading.alternatives.items():
                if one.id in alternative.patch:
                    assert text.count(f"--set readings.{reading.id}={choice}\n") == 1
    assert "a09.5" in text
    assert "t09.1" in text
    assert "R21" in text
    assert "a08.1" not in text


def test_every_id_that_a_source_cites_is_a_figure_of_the_project() -> None:
    sources = [*PLAN.sources.values(), *PLAN.reading_sources.values()]
    sources += [source for one in PLAN.instruments for source in one.sources.values()]
    known = {*references("en"), *(one.id for one in PLAN.readings)}
    words = " ".join(f"{one.where.en} {one.note.en if one.note else ''}" for one in sources)
    assert set(cited([words])) <= known


def test_the_ids_of_figures_are_spelt_out() -> None:
    assert cited(["B01-B03, PC07", "PC07; see B02"]) == ["B01", "B02", "B03", "PC07"]
    ((name, meaning),) = spelt_out(["B01"], "en")
    assert name == "B01"
    assert "Municipal smart factories" in meaning
    assert "52" in meaning


def test_what_is_left_out_is_shown_with_its_reason() -> None:
    assert "Equity" in shown("a29.3", "en")
    assert "a12.1" in shown("12", "en")


@pytest.mark.parametrize(
    ("what", "words"), [("a9.4", "did you mean 'a09.4'"), ("1", "nothing there"), ("x", "such as")]
)
def test_what_the_plan_does_not_have_is_refused(what: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        shown(what, "en")


def test_an_article_is_asked_for_in_full_width_digits_too() -> None:
    assert shown("９", "zh") == shown("9", "zh")


def test_brackets_in_texts_are_texts() -> None:
    first = PLAN.instruments[0]
    title = first.title.model_copy(update={"zh": "[red]标题[/red]"})
    marked = PLAN.model_copy(update={"instruments": (first.model_copy(update={"title": title}), *PLAN.instruments[1:])})
    out = io.StringIO()
    Console(file=out, width=100, color_system=None).print(show_plan(marked, first.id, "zh"))
    assert "[red]标题[/red]" in out.getvalue()
