"""What a figure of a scenario is called: its dotted path in the words of a reader."""

from __future__ import annotations

import re
from collections.abc import Mapping

from simulate.behaviour.parameters import DECLARED
from simulate.plan.files.figure_names import path_words
from simulate.plan.instrument import COLUMNS
from simulate.plan.plan import Plan
from simulate.plan.reading import Reading

Pair = tuple[str, str]
"""English, Chinese."""

KEYS: Mapping[str, Pair] = {
    "readings": ("Readings", "条文解读"),
    "instruments": ("All instruments", "全部政策工具"),
    "behaviour": ("Behaviour of firms", "企业行为"),
    "population": ("Firms", "企业总体"),
    "population.scale": ("Number of firms", "企业数"),
    "horizon": ("Last simulated year", "模拟末年"),
    "macro": ("City economy", "宏观经济"),
    "macro.gdp_2022": ("City output of 2022", "2022年地区生产总值"),
    "appropriations": ("Appropriations", "预算安排"),
    "appropriations.unpaid": ("Appropriations: what is not paid", "预算安排：未兑付部分的处理"),
}
"""Parts of a scenario that belong to no single instrument or parameter."""

_YEAR = re.compile(r"\.(\d{4}|later)$")
_PART = re.compile(r"(.+)_(\d)")
"""Part of a vector of shares: the firms at a stage."""


def title_of(plan: Plan, name: str) -> Pair:
    """A parameter, a sampled number, or a figure that a scenario states, by its dotted path.

    What has no name of its own bears that of the part it belongs to, and the path where there is none either.
    """
    year = _YEAR.search(name)
    whole = _YEAR.sub("", name)
    en, zh = _title(plan, whole) or (whole, whole)
    if year is None:
        return en, zh
    later = year[1] == "later"
    return f"{en}, {'later years' if later else year[1]}", f"{zh}（{'以后年度' if later else f'{year[1]}年'}）"


def figure_title(plan: Plan, name: str, language: str) -> str:
    """What a figure is called in ``zh`` or ``en``, by its dotted path or its name as a parameter."""
    return title_of(plan, name)[language == "zh"]


def change_title(plan: Plan, path: str, value: object) -> Pair:
    """A change that a scenario makes; a reading by what it is now taken to mean."""
    head, _, name = path.partition(".")
    reading = _reading(plan, name) if head == "readings" else None
    chosen = reading.alternatives.get(str(value)) if reading else None
    if chosen is None:
        return title_of(plan, path)
    return f"Reading {name}: {chosen.label.en}", f"{name}解读：{chosen.label.zh}"


def _reading(plan: Plan, name: str) -> Reading | None:
    return next((one for one in plan.readings if one.id == name), None)


def _title(plan: Plan, name: str) -> Pair | None:
    head, _, rest = name.partition(".")
    if name in DECLARED or (head in ("behaviour", "macro") and rest in DECLARED):
        one = DECLARED[name if name in DECLARED else rest]
        return one.meaning_en, one.meaning_zh
    if (part := _PART.fullmatch(name)) and part[1] in DECLARED:
        one = DECLARED[part[1]]
        return f"{one.meaning_en}: stage {part[2]}", f"{one.meaning_zh}：{part[2]}级"
    if head == "instruments":
        return _of_instrument(plan, rest)
    if head == "readings" and (reading := _reading(plan, rest)):
        return f"Reading {rest}: {reading.question.en}", f"{rest}解读：{reading.question.zh}"
    if head == "appropriations" and rest.startswith("articles."):
        number = rest.split(".")[1]
        return f"Appropriation of article {number}", f"第{number}条预算安排"
    attribute = plan.attributes.get(rest.split(".")[0] if head == "attributes" else head)
    if attribute is not None:
        return f"Share of firms: {attribute.title.en}", f"企业比重：{attribute.title.zh}"
    return KEYS.get(name) or KEYS.get(head)


def _of_instrument(plan: Plan, rest: str) -> Pair | None:
    """The instrument, and which figure of it: as the engine or as the plan calls it."""
    owner = next((one for one in plan.instruments if f"{rest}.".startswith(f"{one.id}.")), None)
    if owner is None and not rest.startswith("*"):
        return KEYS["instruments"]
    en, zh = KEYS["instruments"] if owner is None else (owner.title.en, owner.title.zh)
    path = rest.removeprefix("*" if owner is None else owner.id).removeprefix(".")
    if not path:
        return en, zh
    _, column = COLUMNS.get(path.split(".")[0], ("", None))
    part = (column.en, column.zh) if column else (path_words(path, "en") or path, path_words(path, "zh") or path)
    return f"{en}: {part[0]}", f"{zh}：{part[1]}"
