"""How a language sets its outputs: gaps, line breaks, and the units in which it says money. Data: ``layout.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from simulate.language.catalogue import SOURCE, folder

Use = Literal["short", "prose", "chart", "table"]
"""Where an amount stands: alone, in a sentence, on a chart's axis, in a table's column."""


class MoneyUnit(NamedTuple):
    """A unit of money: yuan in one, its name, and the decimals with which it is said."""

    yuan: float
    name: str
    digits: int


@dataclass(frozen=True)
class Layout:
    """The layout of a language.

    ``html``: the page's language tag. ``sentence_gap`` and ``word_gap`` stand between two sentences, and between a word and an
    amount. ``break_anywhere``: lines break between any two characters.
    """

    html: str
    sentence_gap: str
    word_gap: str
    break_anywhere: bool
    money: dict[str, list[tuple[float, float, str, int]]]


@cache
def layout(language: str) -> Layout:
    """The layout of a language, that of the source language where it states none."""
    path = folder(language) / "layout.toml"
    path = path if path.is_file() else folder(SOURCE) / "layout.toml"
    return Layout(**tomllib.loads(path.read_text(encoding="utf-8")))


def money_unit(language: str, use: Use, yuan: float = 0.0) -> MoneyUnit:
    """The unit in which a language says so many yuan."""
    units = layout(language).money[use]
    return next(MoneyUnit(factor, name, digits) for least, factor, name, digits in units if abs(yuan) >= least)


@dataclass(frozen=True)
class Marks:
    """Marks that never begin a line, that never end one, and that may stand beyond its last column."""

    closing: str
    opening: str
    hanging: str


MARKS = Marks(**tomllib.loads(Path(__file__).with_name("marks.toml").read_text(encoding="utf-8")))
