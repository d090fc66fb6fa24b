"""Words of the reports that are neither variables nor terms: recipients, headings, and how a number is said."""

from __future__ import annotations

import re
import unicodedata

from simulate.plan.words import pick

RECIPIENTS = {
    "firm": ("firm", "企业"),
    "park": ("park", "园区"),
    "laboratory": ("laboratory", "实验室"),
    "farm": ("farm", "农业主体"),
    "centre": ("centre", "中心"),
    "business_district": ("business district", "商圈"),
    "community": ("community", "社区"),
    "data_centre": ("data centre", "数据中心"),
    "node": ("node", "节点企业"),
    "contest_winner": ("contest winner", "获奖企业"),
    "person": ("person", "个人"),
}


def recipient(word: str, language: str) -> str:
    """Who is paid, in words."""
    return pick(RECIPIENTS.get(word, (word, word)), language)


def percent(share: float) -> str:
    """A share as a whole percentage; what is small but not zero does not become zero, nor what is short of all, all."""
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{share:.0%}"


def money(yuan: float, language: str, like: float | None = None) -> str:
    """``2.54亿元``, ``9,086万元`` or ``25.4 million yuan``; in the unit of the larger amount ``like`` where one is given."""
    size = abs(yuan if like is None else like)
    if language != "zh":
        return f"{yuan / 1e6:,.{1 if size >= 1e7 else 2}f} million yuan"
    return f"{yuan / 1e8:,.2f}亿元" if size >= 1e8 else f"{yuan / 1e4:,.0f}万元"


def money_range(low: float, middle: float, high: float, language: str) -> str:
    """``中位数2.54亿元（P10至P90为1.97亿元至3.18亿元）``, all in one unit."""
    a, b, c = (money(value, language, high) for value in (low, middle, high))
    return pick((f"{b} (P50; P10 to P90: {a} to {c})", f"中位数{b}（P10至P90为{a}至{c}）"), language)


def tight(text: str) -> str:
    """Amounts in Chinese as they are printed: ``50 万元`` becomes ``50万元``."""
    return re.sub(r"(?<=\d) (?=[亿万]?元)", "", text)


ROW = 34
"""Columns of a fixed font that a line of a row's label may take."""

CLOSING = "，。、；：！？）》」』”’…·"
"""Marks that never begin a line."""


def row_label(text: str) -> str:
    """A title on at most two lines beside its row of a chart; what does not fit ends in an ellipsis."""
    lines = wrapped(text, ROW)
    if len(lines) <= 2:
        return "\n".join(lines)
    second = lines[1]
    while text_width(second) > ROW - 2:
        second = second[:-1]
    return f"{lines[0]}\n{second.rstrip()} …"


def wrapped(text: str, columns: int) -> list[str]:
    """Lines of at most so many columns: Latin words stay whole, no line begins with a closing mark."""
    lines, line = [], ""
    for piece in _PIECE.findall(text):
        if line and text_width((line + piece).rstrip()) > columns and piece[0] not in CLOSING:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


_PIECE = re.compile(r"[\x21-\x7e\u00a0-\u024f–—]+\s*|.", re.DOTALL)
"""A Latin word with the space after it, or one other character."""


def text_width(text: str) -> int:
    """Width in columns of a fixed font, where a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
