"""Docstrings of the project as Sphinx reads them: sections become short lists, prose stays prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

UNDERLINE = re.compile(r"-{4,}$")
ITEM = re.compile(r"(?P<names>[\w*, ]+?) ?: (?P<text>.+)$")


def tidy(app: Any, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    """The event ``autodoc-process-docstring``: rewrites the lines in place."""
    lines[:] = rewritten(lines)


def rewritten(lines: Sequence[str]) -> list[str]:
    """Sections (a title and a line of hyphens) with their items in a list; everything else as it is."""
    found: list[str] = []
    place = 0
    while place < len(lines):
        if place + 1 < len(lines) and UNDERLINE.match(lines[place + 1]):
            end = _end(lines, place + 2)
            found += ["", f".. rubric:: {lines[place]}", "", *_listed(lines[place + 2 : end]), ""]
            place = end
        else:
            found.append(lines[place])
            place += 1
    return found


def _end(lines: Sequence[str], start: int) -> int:
    """Where a section that starts at ``start`` ends: at the next title, or at a paragraph that is no item."""
    for place in range(start, len(lines)):
        title = place + 1 < len(lines) and UNDERLINE.match(lines[place + 1])
        prose = place > start and not lines[place - 1].strip() and lines[place].strip() and not _begins(lines, place)
        if title or prose:
            return place
    return len(lines)


def _begins(lines: Sequence[str], place: int) -> bool:
    """Whether an item begins on a line: ``name : text``, or a name alone with its text indented below."""
    below = place + 1 < len(lines) and lines[place + 1].startswith("    ")
    line = lines[place]
    return not line.startswith(" ") and bool(ITEM.match(line) or (re.fullmatch(r"[\w, ]+", line) and below))


def _listed(lines: Sequence[str]) -> Iterator[str]:
    if not any(_begins(lines, place) for place in range(len(lines))):
        yield from lines
        return
    for place, line in enumerate(lines):
        item = ITEM.match(line)
        if not _begins(lines, place):
            yield f"  {line.strip()}" if line.strip() else ""
        elif item:
            yield f"- {_names(item['names'])}: {item['text']}"
        else:
            yield f"- {_names(line)}:"


def _names(words: str) -> str:
    return ", ".join(f"``{word.strip()}``" for word in words.split(","))
