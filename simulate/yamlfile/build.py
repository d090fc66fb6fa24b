"""Builds plain data out of YAML events, by the core schema of YAML 1.2, and notes what is refused."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from simulate.foundation.characters import UNSEEN, code_point
from simulate.language.choice import tell
from simulate.yamlfile.document import Place

Mistake = tuple[Place, tuple[int, int], str, str, str]
"""Path, (line, column), what came, what was expected, suggestion."""

MAX_DEPTH = 40
MAX_EVENTS = 10_000  # keys and values: some two seconds of reading
MAX_NUMBER = 1e18
MAX_DIGITS = 40

_INTEGER = re.compile(r"[-+]?[0-9]+")
_ZEROS = re.compile(r"([-+]?)0+(?=[0-9])")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CONSTANTS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def _bounded(events: Iterable[Any]) -> Iterator[Any]:
    """The events, as long as they are those of a file that people write."""
    for count, event in enumerate(events):
        if count > MAX_EVENTS:
            raise MarkedYAMLError(problem=f"more than {MAX_EVENTS:,} keys and values", problem_mark=event.start_mark)
        yield event


class Builder:
    """One pass over the events of one document.

    After ``document()``: ``values`` and ``keys`` hold the place of every value and key, ``mistakes`` what was refused.
    """

    def __init__(self, events: Iterable[Any]) -> None:
        self._events: Iterator[Any] = _bounded(events)
        self.values: dict[Place, tuple[int, int]] = {(): (1, 1)}
        self.keys: dict[Place, tuple[int, int]] = {}
        self.mistakes: list[Mistake] = []

    def document(self) -> Any:
        """The data of the only document of the stream."""
        data: Any = None
        documents = 0
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents == 1:
                    data = self._value(next(self._events), ())
                else:
                    self._note((), event, "a second document starts here", "one document in a file, without '---'")
                    return data
            elif isinstance(event, StreamEndEvent) and documents == 0:
                self._note((), None, "the file is empty", "'key: value' lines")
        return data

    def _note(self, place: Place, event: Any, message: str, expected: str, suggestion: str = "") -> None:
        where = (event.start_mark.line + 1, event.start_mark.column + 1) if event is not None else (1, 1)
        self.mistakes.append((place, where, message, expected, suggestion))

    def _value(self, event: Any, place: Place) -> Any:
        self.values[place] = (event.start_mark.line + 1, event.start_mark.column + 1)
        self._refuse_decoration(event, place)
        if isinstance(event, MappingStartEvent):
            return self._mapping(event, place)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(event, place)
        if not isinstance(event, ScalarEvent):
            return None
        value = self._scalar(event, place)
        if isinstance(value, (int, float)):
            self._refuse_zeros(event, place)
        return value

    def _refuse_zeros(self, event: Any, place: Place) -> None:
        """010 is ten here, but eight in YAML 1.1. (As a key it is a text, and no year or article to any reader.)"""
        if zeros := _ZEROS.match(event.value):
            message, plain = (
                tell("error.value.number_begins_0", value=event.value[:40]),
                zeros[1] + event.value[zeros.end() :],
            )
            self._note(place, event, message, "a number without leading zeros, or a text in quotes", plain)

    def _refuse_decoration(self, event: Any, place: Place) -> None:
        if isinstance(event, AliasEvent):
            self._note(place, event, f"the alias '*{event.anchor}'", "the value itself: aliases are not read")
            return
        if event.anchor:
            self._note(place, event, f"the anchor '&{event.anchor}'", "no anchor: write the value where it is used")
        if event.tag and not (isinstance(event, ScalarEvent) and event.tag == "!"):
            shown = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            self._note(place, event, f"the tag '{shown}'", "no tag: the value alone tells its kind")

    def _mapping(self, start: Any, place: Place) -> dict[Hashable, Any]:
        data: dict[Hashable, Any] = {}
        seen: dict[str, int] = {}
        self._check_depth(start, place)
        while not isinstance(event := next(self._events), MappingEndEvent):
            key = self._key(event, place)
            line, column = event.start_mark.line + 1, event.start_mark.column + 1
            below = (*place, key)
            if str(key) in seen:
                self._note(
                    below,
                    event,
                    f"the key '{key}' stands twice",
                    f"one '{key}' (the first is on line {seen[str(key)]})",
                )
            else:
                seen[str(key)] = line
                self.keys[below] = (line, column)
            value = next(self._events)
            data[key] = self._value(value, below)
            if isinstance(value, ScalarEvent) and value.style is None and not value.value:
                # What is not there has no place of its own: the parser's is that of the next key.
                self.values[below] = (line, column)
        return data

    def _key(self, event: Any, place: Place) -> Hashable:
        if not isinstance(event, ScalarEvent):
            self._note(place, event, "a key that is not a word", "a word or a year before ':'")
            return self._skip(event)
        self._refuse_decoration(event, place)
        key = self._scalar(event, place)
        if key is None or isinstance(key, bool):
            self._note(place, event, f"the key '{event.value}'", "a word or a year before ':'")
            return str(event.value)
        return key if str(key) == event.value else str(event.value)

    def _skip(self, event: Any) -> str:
        depth = 0
        while True:
            if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
                depth += 1
            elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
                depth -= 1
            if depth <= 0:
                return "?"
            event = next(self._events)

    def _sequence(self, start: Any, place: Place) -> list[Any]:
        data: list[Any] = []
        self._check_depth(start, place)
        while not isinstance(event := next(self._events), SequenceEndEvent):
            data.append(self._value(event, (*place, len(data))))
        return data

    def _check_depth(self, event: Any, place: Place) -> None:
        if len(place) > MAX_DEPTH:
            raise MarkedYAMLError(problem=f"more than {MAX_DEPTH} levels of nesting", problem_mark=event.start_mark)

    def _scalar(self, event: Any, place: Place) -> Any:
        text: str = event.value
        if unseen := UNSEEN.search(text):  # as an escape: in the file itself it has been refused
            self._note(
                place, event, f"a text with the invisible character {code_point(unseen[0])}", "a text without it"
            )
        if event.style is not None or event.tag:
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if not _FLOAT.fullmatch(text):
            return text
        number = float(text)
        if len(text) > MAX_DIGITS:
            self._note(place, event, f"a number of {len(text)} characters", f"at most {MAX_DIGITS}")
            return 0
        if not math.isfinite(number) or abs(number) > MAX_NUMBER:
            self._note(place, event, f"the number {text[:40]} is too large", f"at most {MAX_NUMBER:g}")
            return 0
        return int(text) if _INTEGER.fullmatch(text) else number
