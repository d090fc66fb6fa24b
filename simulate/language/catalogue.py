"""The texts of the outputs, by key: ``say("page.memo.what_it_costs", "en")`` is "What it costs".

A language is a folder of gettext catalogues below ``catalogues/``, one a room; the first word of a key names the room. A text
holds named places, as of ``str.format``: ``"{draws:,} draws"``. Numbers in them take the separators of the language.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from babel import Locale, UnknownLocaleError
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).parent / "catalogues"
SOURCE = "en"
"""The language that speaks where another one lacks a text."""


@dataclass(frozen=True)
class Catalogue:
    """The texts of one room in one language: one form a text, or as many as the language has plurals."""

    texts: Mapping[str, tuple[str, ...]]
    plural: Callable[[int], int]


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a folder of catalogues, in the order of the tables' columns: from the alphabet's end."""
    return tuple(sorted((folder.name for folder in CATALOGUES.iterdir() if folder.is_dir()), reverse=True))


def folder(language: str) -> Path:
    """The folder of a language."""
    return CATALOGUES / language


@cache
def catalogue(room: str, language: str) -> Catalogue:
    """The catalogue of a room; an empty one where the language has none."""
    path = folder(language) / f"{room}.po"
    if not path.is_file():
        return Catalogue({}, lambda _: 0)
    with path.open("rb") as file:
        read = read_po(file, abort_invalid=True)
    texts = {
        message.id if isinstance(message.id, str) else message.id[0]: (
            (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        )
        for message in read
        if message.id
    }
    return Catalogue(texts, gettext.c2py(read.plural_expr))


def has(key: str, language: str = SOURCE) -> bool:
    """Whether the language, or the source language in its place, has a text of this key."""
    return _found(key, language) is not None


def below(prefix: str) -> list[str]:
    """The rest of every key that begins with ``prefix`` and a dot, in the order of the source language's catalogue."""
    keys = catalogue(prefix.partition(".")[0], SOURCE).texts
    return [key.removeprefix(f"{prefix}.") for key in keys if key.startswith(f"{prefix}.")]


def say(key: str, language: str, /, **values: object) -> str:
    """Return the text of a key, its places filled with ``values``; ``n`` chooses among the forms of a plural.

    Raises
    ------
    KeyError
        Neither the language nor the source language has the key, or a place of the text has no value.
    """
    found = _found(key, language)
    if found is None:
        raise KeyError(f"no text '{key}' in {language} or {SOURCE}")
    texts, book = found
    text = texts[0] if len(texts) == 1 else texts[book.plural(int(str(values["n"])))]
    return _Spoken(language).vformat(text, (), values) if "{" in text or "}" in text else text


def _found(key: str, language: str) -> tuple[tuple[str, ...], Catalogue] | None:
    room = key.partition(".")[0]
    for tongue in (language, SOURCE):
        book = catalogue(room, tongue)
        if key in book.texts:
            return book.texts[key], book
    return None


@cache
def _separators(language: str) -> dict[int, str]:
    """What stands for the comma and the point of a number in English."""
    try:
        symbols = Locale.parse(language).number_symbols["latn"]
    except (UnknownLocaleError, ValueError):
        return {}
    return str.maketrans({",": symbols["group"], ".": symbols["decimal"]})


class _Spoken(Formatter):
    """Fills the places of a text; a number that has a format takes the language's separators."""

    def __init__(self, language: str) -> None:
        self.separators = _separators(language)

    def format_field(self, value: object, format_spec: str) -> str:
        text = str(super().format_field(value, format_spec))
        return text if isinstance(value, str) or not format_spec else text.translate(self.separators)
