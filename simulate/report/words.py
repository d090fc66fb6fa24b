"""Words of the reports that are neither variables nor terms: recipients, headings, and how a number is said."""

from __future__ import annotations

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


def text_width(text: str) -> int:
    """Width in columns of a fixed font, where a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
