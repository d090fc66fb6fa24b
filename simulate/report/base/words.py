"""Words of the reports that are neither variables nor terms: recipients, headings, and how a number is said."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Sequence

from simulate.behaviour.parameters import DECLARED
from simulate.forecast.summary import Chance
from simulate.foundation.printed import large_percent, money, percent, small_percent
from simulate.language.catalogue import below, has, say
from simulate.language.widths import PIECE, text_width, wrapped
from simulate.plan.plan import Plan

_NAME = re.compile(rf"\b({'|'.join(sorted(DECLARED, key=len, reverse=True))})\b")


@functools.cache
def _notions() -> re.Pattern[str]:
    """Words of the plan's and the scenarios' files that a reader may not know: each has a text in the catalogues."""
    return re.compile(rf"\b({'|'.join(below('report.notion'))})\b")


def spoken(text: str, language: str) -> str:
    """A value of a file in words: declared parameters by their meaning, the files' own words in the reader's language."""
    text = _NAME.sub(lambda found: DECLARED[found[1]].meaning(language), text)
    return _notions().sub(lambda found: say(f"report.notion.{found[1]}", language), text)


def unit_words(unit: str, language: str) -> str:
    """The unit of a declared parameter; as it is declared where the catalogues have no word for it."""
    key = f"report.unit.{re.sub(r'[^A-Za-z0-9]+', '_', unit).strip('_')}"
    return say(key, language) if has(key) else unit


def document(plan: Plan, language: str) -> str:
    """The plan's number; in English, which is read where Chinese may not be drawn, its day of issue instead."""
    number = plan.document[0]
    return number if number.isascii() else say("report.words.document", language, number=number, issued=plan.issued)


def recipient(word: str, language: str) -> str:
    """Who is paid, in words."""
    key = f"report.recipient.{word}"
    return say(key, language) if has(key) else word


def own_figures(names: Sequence[str], language: str) -> str:
    """Which files of the calibration a forecast rests on are not what ships."""
    return say("report.words.own_figures", language, names=say("common.list", language).join(names))


def error_words(language: str) -> str:
    """What the printed error includes; said wherever it is explained."""
    return say("report.words.error", language)


def chance_words(chance: Chance, language: str) -> str:
    """A chance; where no draw or every draw speaks, so, with the bound that so many draws give (95 %)."""
    if chance.never:
        bound = small_percent(chance.bound)
        return say("report.words.chance.never", language, bound=bound)
    if chance.always:
        bound = large_percent(1 - chance.bound)
        return say("report.words.chance.always", language, bound=bound)
    return percent(chance.share)


def money_range(levels: Sequence[float], language: str) -> str:
    """``25.4 million yuan (P50; P10 to P90: 19.7 million yuan to 31.8 million yuan)``, all in one unit."""
    low, middle, high = (money(value, language, levels[2]) for value in levels)
    return say("report.words.range", language, middle=middle, low=low, high=high)


ROW = 34
"""Columns of a fixed font that a line of a row's label may take."""


def row_label(text: str) -> str:
    """A title on at most two lines beside its row of a chart; what does not fit ends in an ellipsis."""
    lines = wrapped(text, ROW)
    if len(lines) == 2:
        even = wrapped(text, min(ROW, math.ceil(text_width(text) / 2) + 3))
        lines = even if len(even) == 2 else lines
    if len(lines) <= 2:
        return "\n".join(lines)
    second = lines[1]
    while text_width(second) > ROW - 2:
        second = second.removesuffix(PIECE.findall(second)[-1])
    return f"{lines[0]}\n{second.rstrip()} …"
