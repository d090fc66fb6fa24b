"""Words of the reports that are neither variables nor terms: recipients, headings, and how a number is said."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from simulate.behaviour.parameters import DECLARED
from simulate.forecast.summary import Chance
from simulate.foundation.ratios import UNDEFINED
from simulate.foundation.units import format_money_short
from simulate.language.widths import text_width
from simulate.plan.plan import Plan
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


UNITS = {
    "1/year": ("1/year", "1/年"), "count": ("count", "个"), "count/batch": ("count/batch", "个/批"),
    "count/year": ("count/year", "个/年"), "dimensionless": ("dimensionless", "无量纲"), "log hazard": ("log hazard", "对数风险率"),
    "log points": ("log points", "对数点"), "per unit of award intensity": ("per unit of award intensity", "每单位奖补强度"),
    "per unit of ln(revenue)": ("per unit of ln(revenue)", "每单位对数营业收入"),
    "per unit of log value": ("per unit of log value", "每单位对数值"), "probability": ("probability", "概率"),
    "quarters": ("quarters", "季度"), "ratio": ("ratio", "比值"), "share": ("share", "比重"),
    "share of yearly revenue": ("share of yearly revenue", "占年营业收入比重"), "years": ("years", "年"), "yuan": ("yuan", "元"),
}  # fmt: skip
"""Units of declared parameters."""


NOTIONS = {
    "triangular": "三角分布", "uniform": "均匀分布", "loguniform": "对数均匀分布", "lognormal": "对数正态分布",
    "normal": "正态分布", "beta": "贝塔分布", "poisson": "泊松分布", "choice": "离散分布", "mean": "均值", "median": "中位数",
    "sd": "标准差", "later": "以后", "automatic": "按名单直接兑付", "city": "市级财政", "province": "省级财政",
    "district": "区（市）财政", "fund": "政府引导基金", "rollover": "结转下年", "lapse": "失效",
}  # fmt: skip
"""Words of the plan's and the scenarios' files, as a Chinese reader says them."""
_NOTION = re.compile(rf"\b({'|'.join(NOTIONS)})\b")
_NAME = re.compile(rf"\b({'|'.join(sorted(DECLARED, key=len, reverse=True))})\b")


def spoken(text: str, language: str) -> str:
    """A value of a file in words: declared parameters by their meaning, and in Chinese the files' own words."""
    text = _NAME.sub(lambda found: DECLARED[found[1]].meaning(language), text)
    return _NOTION.sub(lambda found: NOTIONS[found[1]], text) if language == "zh" else text


def document(plan: Plan, language: str) -> str:
    """The plan's number; in English, which is read where Chinese may not be drawn, its day of issue instead."""
    number = plan.document[0]
    return number if language == "zh" or number.isascii() else f"Plan of {plan.issued}"


def recipient(word: str, language: str) -> str:
    """Who is paid, in words."""
    return pick(RECIPIENTS.get(word, (word, word)), language)


def own_figures(names: Sequence[str], language: str) -> str:
    """Which files of the calibration a forecast rests on are not what ships."""
    if language == "zh":
        return f"校准：所用 calibration 文件夹中，{'、'.join(names)} 与随附文件不同"
    return f"calibration: of the folder beside the scenario; {', '.join(names)} not as shipped"


def percent(share: float) -> str:
    """A share as a whole percentage; what is small but not zero does not become zero, nor what is short of all, all; a
    share of nothing is ``UNDEFINED``."""
    if not math.isfinite(share):
        return UNDEFINED
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{share:.0%}"


ERROR_WORDS = (
    (
        "±: Monte Carlo standard error: by how much the mean would move with another seed, since each draw draws parameters, firms "
        "and luck anew. It is no measure of how uncertain the plan is; that is P10 to P90."
    ),
    (
        "±为模拟误差（均值的标准误），即换一个随机种子时均值的变动：每次抽样都重新抽取参数、企业和偶然因素。它不代表方案本身的"
        "不确定性，后者见P10至P90。"
    ),
)
"""What the printed error includes; said wherever it is explained."""


def chance_words(chance: Chance, language: str) -> str:
    """A chance; where no draw or every draw speaks, so, with the bound that so many draws give (95 %)."""
    if chance.never:
        bound = small_percent(chance.bound)
        return pick(
            (f"0% (in no draw; under {bound}, 95% sure)", f"0%（抽样中无一达到；95%把握低于{bound}）"), language
        )
    if chance.always:
        bound = large_percent(1 - chance.bound)
        return pick(
            (f"100% (in every draw; over {bound}, 95% sure)", f"100%（每次抽样均达到；95%把握高于{bound}）"), language
        )
    return percent(chance.share)


def small_percent(share: float) -> str:
    """``0.15%``, ``22%``: two digits that count."""
    return f"{100 * share:.2g}%"


def large_percent(share: float) -> str:
    """``99.85%``, ``78%``: as many decimals as its complement has in two digits."""
    digits = len(small_percent(1 - share).partition(".")[2].rstrip("%"))
    return f"{share:.{digits}%}"


def money(yuan: float, language: str, like: float | None = None) -> str:
    """``2.54亿元``, ``9,086万元`` or ``25.4 million yuan``; in the unit of the larger amount ``like`` where one is given; in
    a smaller one where nothing would be left of it."""
    size = abs(yuan if like is None else like)
    if language != "zh":
        text = f"{yuan / 1e6:,.{1 if size >= 1e7 else 2}f} million yuan"
    else:
        text = f"{yuan / 1e8:,.2f}亿元" if size >= 1e8 else f"{yuan / 1e4:,.0f}万元"
    vanished = yuan != 0 and not re.search("[1-9]", text)
    return format_money_short(yuan, "zh" if language == "zh" else "en") if vanished else text


def money_range(levels: Sequence[float], language: str) -> str:
    """``中位数2.54亿元（P10至P90为1.97亿元至3.18亿元）``, all in one unit."""
    a, b, c = (money(value, language, levels[2]) for value in levels)
    return pick((f"{b} (P50; P10 to P90: {a} to {c})", f"中位数{b}（P10至P90为{a}至{c}）"), language)


ROW = 34
"""Columns of a fixed font that a line of a row's label may take."""

CLOSING = "，。、；：！？）》」』”’…·"
"""Marks that never begin a line."""

OPENING = "（《「『“‘［"
"""Marks that never end one."""


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
        second = second.removesuffix(_PIECE.findall(second)[-1])
    return f"{lines[0]}\n{second.rstrip()} …"


def wrapped(text: str, columns: int) -> list[str]:
    """Lines of at most so many columns: Latin words stay whole, no mark stands at the wrong end of one."""
    lines, line = [], ""
    for piece in _PIECE.findall(text):
        if line and text_width((line + piece).rstrip()) > columns:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


_PIECE = re.compile(rf"[{OPENING}]*(?:[\x21-\x7e\u00a0-\u024f–—]+|.)[{CLOSING}]*\s*", re.DOTALL)
"""A Latin word or one other character, with the closing marks and the space after it."""
