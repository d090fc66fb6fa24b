"""How well a figure is known: its rating, quality, sources, and the date from which it could be known.

Every number under ``calibration/`` carries the same few keys; this module reads them, wherever they stand.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from simulate.foundation.errors import nearest
from simulate.foundation.shipped import shipped
from simulate.foundation.units import UnitError, describe, parse_date
from simulate.language.choice import tell
from simulate.yamlfile.document import Document
from simulate.yamlfile.problems import Problems, at_path
from simulate.yamlfile.reader import read_yaml

CALIBRATION = shipped("calibration")
"""The folder of figures that ships; see ``simulate.place.calibration_folder`` for which folder is read."""

FORMAT = 1

RATINGS = ("observed", "derived", "recall", "assumed")
QUALITIES = ("A", "B", "C", "D")
WITHOUT_SOURCE = ("recall", "assumed")

EVIDENCE_KEYS = ("rating", "quality", "known_at", "sources", "note")

Read = TypeVar("Read")


@dataclass(frozen=True)
class Source:
    """Where a figure stands; ``address`` is empty where only the title is known."""

    title: str
    address: str = ""


@dataclass(frozen=True)
class Evidence:
    """What supports a figure.

    ``rating`` is one of ``RATINGS``, ``quality`` a letter from A (official) to D (assumed or remembered); ``known_at``
    is the first day on which the figure could be known from these sources.
    """

    rating: str
    quality: str
    known_at: datetime.date
    sources: tuple[Source, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Entry:
    """A place in a document while it is read: what is refused is added to ``problems``, with its line and column."""

    document: Document
    problems: Problems
    path: tuple[Hashable, ...] = ()

    @property
    def value(self) -> Any:
        """The data here; None where there is none."""
        return at_path(self.document.data, self.path)

    def down(self, key: Hashable) -> Entry:
        """The place that a key leads to from here; nothing need stand there."""
        return Entry(self.document, self.problems, (*self.path, key))

    def refuse(self, message: str, expected: str = "", suggestion: str | None = None, *, on_key: bool = False) -> None:
        """Add a problem here, at the value or at its key."""
        self.problems.at(self.document, self.path, message, expected, suggestion, on_key=on_key)

    def refuse_unknown(self, known: Collection[str], key: str) -> None:
        """Refuse every key here that is not ``known``, in the words of the text ``key``, and name the nearest that is."""
        for name in self.value:
            if name not in known:
                expected = tell("error.value.one_of", names=", ".join(known))
                self.down(name).refuse(tell(key, name=name), expected, nearest(name, known), on_key=True)

    def has_keys(self, required: Iterable[str], optional: Iterable[str] = ()) -> bool:
        """Whether a mapping stands here; unknown and missing keys are refused."""
        required, allowed = tuple(required), (*required, *optional)
        if not isinstance(self.value, Mapping):
            self.refuse(describe(self.value), tell("error.value.mapping_keys", allowed=", ".join(allowed)))
            return False
        self.refuse_unknown(allowed, "error.value.unknown_key")
        for key in required:
            if key not in self.value:
                self.refuse(tell("error.value.the_key_is_missing", name=key), f"'{key}: ...'")
        return True

    def read(self, key: str, parse: Callable[[object], Read], otherwise: Read) -> Read:
        """``parse`` of the value below ``key``; ``otherwise`` where there is none or it was refused."""
        if not isinstance(self.value, Mapping) or key not in self.value:
            return otherwise
        try:
            return parse(self.value[key])
        except UnitError as error:
            self.down(key).refuse(error.message, error.expected, error.suggestion)
            return otherwise


def open_figures(path: Path, content: str) -> Entry:
    """The mapping below ``content`` in a file of figures; its format number is checked.

    Raises ProblemsError where the file cannot be read or its outermost keys are not ``format`` and ``content``.
    """
    top = Entry(read_yaml(path), Problems())
    top.has_keys(("format", content))
    top.read("format", format_number, FORMAT)
    if content in top.value and not isinstance(top.value[content], Mapping):
        top.down(content).refuse(describe(top.value[content]), tell("error.value.mapping_from_names_figures"))
    top.problems.raise_if_any()
    return top.down(content)


def format_number(value: object) -> int:
    """A parser that accepts only the number of this format."""
    if type(value) is int and value == FORMAT:
        return value
    raise UnitError(tell("error.value.unknown_format", value=describe(value)), f"{FORMAT}")


def one_of(*words: str) -> Callable[[object], str]:
    """A parser that accepts only ``words``, and names the nearest where another came."""

    def parse(value: object) -> str:
        if isinstance(value, str) and value in words:
            return value
        raise UnitError(
            tell("error.value.came", value=describe(value)),
            tell("error.value.one_of", names=", ".join(words)),
            nearest(value, words) or "",
        )

    return parse


def text(value: object) -> str:
    """A parser that accepts a text that is not empty."""
    if isinstance(value, str) and value.strip():
        return value
    raise UnitError(tell("error.value.came", value=describe(value)), tell("error.value.a_text"))


def read_evidence(entry: Entry) -> Evidence:
    """The evidence keys of the mapping at ``entry``; a rating other than recall or assumed needs a source."""
    rating = entry.read("rating", one_of(*RATINGS), "assumed")
    sources = _sources(entry.down("sources")) if "sources" in entry.value else ()
    if not sources and rating not in WITHOUT_SOURCE and "rating" in entry.value:
        entry.refuse(
            tell("error.value.rated_without_a_source", rating=rating), tell("error.value.source_or_rating_assumed")
        )
    return Evidence(
        rating=rating,
        quality=entry.read("quality", one_of(*QUALITIES), "D"),
        known_at=entry.read("known_at", parse_date, datetime.date.max),
        sources=sources,
        note=entry.read("note", text, ""),
    )


def _sources(entry: Entry) -> tuple[Source, ...]:
    if not isinstance(entry.value, list) or not entry.value:
        entry.refuse(describe(entry.value), tell("error.value.list_sources_each"))
        return ()
    found = []
    for index in range(len(entry.value)):
        one = entry.down(index)
        if one.has_keys(("title",), ("address",)):
            found.append(Source(one.read("title", text, ""), one.read("address", text, "")))
    return tuple(found)
