"""Catalogues are complete, used, and say what the code gives them; the code itself speaks no language but its own."""

from __future__ import annotations

import ast
import re
from string import Formatter

import pytest

from simulate.language import catalogue as catalogues
from simulate.language.catalogue import CATALOGUES, Catalogue, catalogue, has, languages, say
from tests.language.sources import PACKAGE, calls, literals, patterns, trees

ROOMS = sorted(path.stem for path in (CATALOGUES / "en").glob("*.po"))
CHINESE = re.compile("[\u3001-\u9fff]")
PARSING = {"panel/names.py"}
"""What reads Chinese in the tables of the calibration."""


def texts(language: str) -> dict[str, tuple[str, ...]]:
    return {key: forms for room in ROOMS for key, forms in catalogue(room, language).texts.items()}


def places(forms: tuple[str, ...]) -> set[str]:
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}


def test_every_key_stands_in_every_language() -> None:
    assert set(languages()) == {"en", "zh"}
    english = texts("en")
    for language in languages():
        rooms = {path.stem for path in (CATALOGUES / language).glob("*.po")}
        assert rooms == set(ROOMS)
        assert texts(language).keys() == english.keys()
    assert all(key.partition(".")[0] == room for room in ROOMS for key in catalogue(room, "en").texts)


def test_every_key_is_used() -> None:
    known, made = literals(), patterns()
    unused = [key for key in texts("en") if key not in known and not any(one.fullmatch(key) for one in made)]
    assert unused == []


def test_every_key_in_the_code_has_a_text() -> None:
    missing = [f"{call.where}: {call.key}" for call in calls() if not has(call.key)]
    assert missing == []


def test_every_place_of_a_text_gets_its_value_and_no_value_is_given_in_vain() -> None:
    for call in calls():
        if call.values is None:
            continue
        asked = [places(texts(language)[call.key]) for language in languages()]
        assert all(one <= call.values for one in asked), call
        assert set().union(*asked) >= call.values - {"n"}, call


def test_a_text_with_forms_has_as_many_as_its_language_tells_apart() -> None:
    forms = {language: {key: len(one) for key, one in texts(language).items()} for language in languages()}
    for key, count in forms["en"].items():
        assert (count, forms["zh"][key]) in ((1, 1), (2, 1)), key


def test_no_text_of_the_code_is_chinese() -> None:
    found = []
    for path, tree in trees():
        name = path.relative_to(PACKAGE).as_posix()
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        found += [
            f"{name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
            if CHINESE.search(node.value) and name not in PARSING
        ]
    assert found == []


def test_a_plural_is_chosen_by_the_number() -> None:
    assert say("terminal.screen.draws_and_seed", "en", n=1, seed=7) == "1 draw, seed 7"
    assert say("terminal.screen.draws_and_seed", "en", n=2000, seed=7) == "2,000 draws, seed 7"
    assert say("terminal.screen.draws_and_seed", "zh", n=1, seed=7) == "抽样1次，随机种子7"


def test_numbers_take_the_separators_of_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    german = Catalogue({"x.much": ("{value:,.1f} Euro in {year}",)}, lambda _: 0)
    monkeypatch.setattr(catalogues, "catalogue", lambda room, language: german)
    assert say("x.much", "de", value=1234.5, year=2025) == "1.234,5 Euro in 2025"


def test_a_key_without_a_text_is_an_error_and_a_language_without_one_speaks_english() -> None:
    assert say("common.yes", "xx") == say("common.yes", "en")
    with pytest.raises(KeyError, match=re.escape("no text 'common.never'")):
        say("common.never", "en")
