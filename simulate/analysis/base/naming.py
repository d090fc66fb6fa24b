"""What a figure of a scenario is called: its dotted path in the words of a reader."""

from __future__ import annotations

import re

from simulate.behaviour.parameters import DECLARED
from simulate.language.catalogue import has
from simulate.language.message import Message, Speakable, Verbatim, Worded
from simulate.plan.files.figure_names import path_words
from simulate.plan.instrument import COLUMNS
from simulate.plan.plan import Plan
from simulate.plan.reading import Reading

_YEAR = re.compile(r"\.(\d{4}|later)$")
_PART = re.compile(r"(.+)_(\d)")
"""Part of a vector of shares: the firms at a stage."""


def title_of(plan: Plan, name: str) -> Speakable:
    """A parameter, a sampled number, or a figure that a scenario states, by its dotted path.

    What has no name of its own bears that of the part it belongs to, and the path where there is none either.
    """
    year = _YEAR.search(name)
    whole = _YEAR.sub("", name)
    title = _title(plan, whole) or Verbatim(whole)
    if year is None:
        return title
    key = "analysis.naming.later" if year[1] == "later" else "analysis.naming.in_year"
    return Message(key, {"title": title, "year": year[1]})


def figure_title(plan: Plan, name: str, language: str) -> str:
    """What a figure is called in a language, by its dotted path or its name as a parameter."""
    return title_of(plan, name).in_language(language)


def change_title(plan: Plan, path: str, value: object) -> Speakable:
    """A change that a scenario makes; a reading by what it is now taken to mean."""
    head, _, name = path.partition(".")
    reading = _reading(plan, name) if head == "readings" else None
    chosen = reading.alternatives.get(str(value)) if reading else None
    return title_of(plan, path) if chosen is None else _of_reading(name, chosen.label)


def _reading(plan: Plan, name: str) -> Reading | None:
    return next((one for one in plan.readings if one.id == name), None)


def _of_reading(name: str, text: Speakable) -> Speakable:
    return Message("analysis.naming.reading", {"reading": name, "text": text})


def _title(plan: Plan, name: str) -> Speakable | None:
    head, _, rest = name.partition(".")
    if name in DECLARED or (head in ("behaviour", "macro") and rest in DECLARED):
        return Worded(DECLARED[name if name in DECLARED else rest].meaning)
    if (part := _PART.fullmatch(name)) and part[1] in DECLARED:
        return Message("analysis.naming.stage", {"title": Worded(DECLARED[part[1]].meaning), "stage": part[2]})
    if head == "instruments":
        return _of_instrument(plan, rest)
    if head == "readings" and (reading := _reading(plan, rest)):
        return _of_reading(rest, reading.question)
    if head == "appropriations" and rest.startswith("articles."):
        return Message("analysis.naming.appropriation", {"number": rest.split(".")[1]})
    attribute = plan.attributes.get(rest.split(".")[0] if head == "attributes" else head)
    if attribute is not None:
        return Message("analysis.naming.share_of_firms", {"title": attribute.title})
    return _part(name) or _part(head)


def _part(name: str) -> Message | None:
    """A part of a scenario that belongs to no single instrument or parameter."""
    key = f"analysis.part.{name.replace('.', '_')}"
    return Message(key) if has(key) else None


def _of_instrument(plan: Plan, rest: str) -> Speakable | None:
    """The instrument, and which figure of it: as the engine or as the plan calls it."""
    owner = next((one for one in plan.instruments if f"{rest}.".startswith(f"{one.id}.")), None)
    if owner is None and not rest.startswith("*"):
        return _part("instruments")
    title = _part("instruments") if owner is None else owner.title
    path = rest.removeprefix("*" if owner is None else owner.id).removeprefix(".")
    if not path:
        return title
    if (number := path.split(".")[0]) in COLUMNS:
        figure: Speakable = Message(f"plan.column.{number}")
    else:
        figure = Worded(lambda language: path_words(path, language) or path)
    return Message("analysis.naming.figure_of", {"title": title, "figure": figure})
