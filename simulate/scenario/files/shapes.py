"""The shapes a scenario's values may have: each checks a value, and describes itself as JSON Schema for editors.

``read`` returns the parsed value, or None after it has refused the value at its place in the file.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from simulate.foundation.characters import UNSEEN, code_point
from simulate.foundation.errors import nearest
from simulate.foundation.units import (
    EXAMPLE_MONEY,
    YUAN,
    UnitError,
    describe,
    in_yuan,
    parse_date,
    parse_money,
    parse_number,
    parse_share,
    whole_key,
)
from simulate.language.choice import noun, tell
from simulate.language.message import Message, Speakable, in_one_line
from simulate.scenario.files.cursor import Cursor, one_of
from simulate.yamlfile.reader import EXPECTED_REFERENCE, check_reference

Json = dict[str, Any]


class Shape(Protocol):
    """How one kind of value is read from a scenario, and how it is described to editors."""

    def read(self, at: Cursor) -> Any:
        """Check the value at a place.

        Parameters
        ----------
        at : the place, which takes refusals

        Returns
        -------
        The parsed value; None after a refusal.
        """

    def json(self) -> Json:
        """The JSON Schema of the value."""


@dataclass(frozen=True)
class Anything:
    """A value that cannot be checked yet."""

    def read(self, at: Cursor) -> Any:
        return at.value

    def json(self) -> Json:
        return {}


@dataclass(frozen=True)
class Word:
    """One of a few words."""

    words: tuple[str, ...]
    what: str = "word"

    def read(self, at: Cursor) -> str | None:
        if at.value in self.words and isinstance(at.value, str):
            return at.value
        near = nearest(at.value, self.words) if isinstance(at.value, str) else None
        at.refuse(
            tell("error.value.unknown_value", what=noun(self.what), value=describe(at.value)), one_of(self.words), near
        )
        return None

    def json(self) -> Json:
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class Integer:
    """A whole number from ``low`` to ``high``."""

    low: int
    high: int

    def read(self, at: Cursor) -> int | None:
        expected = tell("error.value.whole_number_from", low=self.low, high=self.high)
        if not isinstance(at.value, int) or isinstance(at.value, bool):
            at.refuse_value(expected)
        elif not self.low <= at.value <= self.high:
            at.refuse(tell("error.value.is_out_of_range", value=at.value), expected)
        else:
            return at.value
        return None

    def json(self) -> Json:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Unit:
    """Money, a share or a plain number, as one of the parsers of ``units`` reads it."""

    parse: Callable[[object], float]
    schema: Json = field(default_factory=dict)

    def read(self, at: Cursor) -> float | None:
        try:
            return self.parse(at.value)
        except UnitError as error:
            at.refuse(error.message, error.expected, error.suggestion)
            return None

    def json(self) -> Json:
        return dict(self.schema)


MONEY_JSON: Json = {
    "type": "string",
    "pattern": f"^.*[0-9\uff10-\uff19].*({YUAN}|CNY|yuan)$",
    "examples": [EXAMPLE_MONEY, "300 CNY"],
}
SHARE_JSON: Json = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": "^.*[%\uff05]$"}],
    "examples": ["3.5%"],
}
NUMBER_JSON: Json = {"type": "number"}


def money(low: int = 0) -> Unit:
    """An amount of money with its unit, of at least ``low`` yuan; it reads whole yuan.

    Examples
    --------
    >>> money().parse("50万元")
    500000
    """

    def read(value: object) -> int:
        yuan = parse_money(value)
        if yuan < low:
            raise UnitError(
                tell("error.value.is_too_little", value=describe(value)), tell("error.value.at_least", low=in_yuan(low))
            )
        return yuan

    return Unit(read, MONEY_JSON)


def number(low: float = -math.inf, high: float = math.inf) -> Unit:
    """A plain number.

    Parameters
    ----------
    low, high : its range, both ends included

    Returns
    -------
    The shape.

    Examples
    --------
    >>> number(0, 5).parse(2.5), number(0, 5).json()
    (2.5, {'type': 'number', 'minimum': 0, 'maximum': 5})
    """
    return Unit(lambda value: parse_number(value, low, high), _bounded(NUMBER_JSON, low, high))


def share(low: float = 0.0, high: float = 1.0) -> Unit:
    """A share, written as 3.5% or 0.035, within ``low`` and ``high``.

    Parameters
    ----------
    low, high : as fractions, both ends included

    Returns
    -------
    The shape.
    """
    return Unit(lambda value: parse_share(value, low, high), SHARE_JSON)


def _bounded(schema: Json, low: float, high: float) -> Json:
    limits = {"minimum": low, "maximum": high}
    return {**schema, **{name: limit for name, limit in limits.items() if math.isfinite(limit)}}


@dataclass(frozen=True)
class Day:
    """A date of the calendar."""

    def read(self, at: Cursor) -> str | None:
        try:
            return parse_date(at.value).isoformat()
        except UnitError as error:
            at.refuse(error.message, error.expected, error.suggestion)
            return None

    def json(self) -> Json:
        return {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


@dataclass(frozen=True)
class Text:
    """A text of one line that is not empty and that can be seen."""

    expected: str = "a text"

    def read(self, at: Cursor) -> str | None:
        if not isinstance(at.value, str) or not at.value.strip():
            at.refuse_value(self.expected)
        elif unseen := UNSEEN.search(at.value):
            at.refuse(
                tell("error.value.text_invisible_character", unseen_0=code_point(unseen[0])),
                tell("error.value.a_text_without_it"),
            )
        elif "\n" in at.value.strip():
            at.refuse(tell("error.value.text_several_lines"), tell("error.value.one_line"))
        else:
            return at.value.strip()
        return None

    def json(self) -> Json:
        return {"type": "string", "minLength": 1}


@dataclass(frozen=True)
class Reference:
    """A relative path to a file of one kind; whether it exists is checked by whoever reads it."""

    suffix: str

    def read(self, at: Cursor) -> str | None:
        if not isinstance(at.value, str):
            at.refuse_value(EXPECTED_REFERENCE)
            return None
        wrong = check_reference(at.value)
        if wrong is None and not at.value.endswith(self.suffix):
            wrong = f"'{at.value}' is not a {self.suffix} file"
        if wrong:
            at.refuse(wrong, EXPECTED_REFERENCE)
            return None
        return at.value

    def json(self) -> Json:
        return {"type": "string", "pattern": rf"\{self.suffix}$"}


@dataclass(frozen=True)
class Nullable:
    """A value of ``inner``, or null, which reads as None."""

    inner: Shape

    def read(self, at: Cursor) -> Any:
        return None if at.value is None else self.inner.read(at)

    def json(self) -> Json:
        return {"anyOf": [self.inner.json(), {"type": "null"}]}


@dataclass(frozen=True)
class Field:
    """One key of a mapping; what it means is ``scenario.field.<name>`` in the catalogues, unless ``text`` says it."""

    name: str
    shape: Shape
    required: bool = False
    text: Speakable | None = None

    def json(self) -> Json:
        text = self.text or Message(f"scenario.field.{self.name}")
        return {**self.shape.json(), "description": in_one_line(text, " / ")}


@dataclass(frozen=True)
class Record:
    """A mapping with declared keys; ``read`` returns those that are there."""

    fields: tuple[Field, ...]
    what: str = "key"

    def read(self, at: Cursor) -> dict[str, Any]:
        if not isinstance(at.value, Mapping):
            at.refuse_value(tell("error.value.mapping_keys", allowed=", ".join(one.name for one in self.fields)))
            return {}
        shapes = {one.name: one.shape for one in self.fields}
        misspelt = {nearest(key, shapes) for key in at.value if key not in shapes}
        for one in self.fields:
            if one.required and one.name not in at.value and one.name not in misspelt:
                at.refuse(tell("error.value.the_key_is_missing", name=one.name), f"'{one.name}: ...'")
        for key in at.value:
            if key not in shapes and at.value[key] is None and " " in str(key):
                # {en: One thing, and another} reads as two keys.
                message = tell("error.value.words_stand_where_key", name=key)
                at.down(key).refuse(message, tell("error.value.quotes_around_text_holds"), on_key=True)
            elif key not in shapes:
                at.down(key).refuse_key(self.what, shapes)
        return {name: shape.read(at.down(name)) for name, shape in shapes.items() if name in at.value}

    def json(self) -> Json:
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {one.name: one.json() for one in self.fields},
            **({"required": [one.name for one in self.fields if one.required]} if self._required() else {}),
        }

    def _required(self) -> bool:
        return any(one.required for one in self.fields)


BILINGUAL = Record(
    (
        Field("zh", Text(), required=True),
        Field("en", Text(), required=True),
    )
)


def read_keyed(at: Cursor, what: str, allowed: Sequence[str], inner: Shape) -> dict[str, Any]:
    """A mapping whose keys must be some of a list; whole-number keys count as their text.

    Parameters
    ----------
    at : the mapping
    what : one of the keys in messages, such as ``segment``
    allowed : the valid keys
    inner : the shape of each value

    Returns
    -------
    Key to parsed value, without what is refused.
    """
    if not isinstance(at.value, Mapping):
        at.refuse_value(tell("error.value.mapping_key_each", what=noun(what)))
        return {}
    found = {}
    for key in at.value:
        name = str(whole_key(key))
        if name not in allowed:
            at.down(key).refuse_key(what, allowed)
        elif name in found:
            at.down(key).refuse(
                tell("error.value.key_stands_twice", what=noun(what), name=name),
                tell("error.value.each_once", what=noun(what)),
                on_key=True,
            )
        else:
            found[name] = inner.read(at.down(key))
    return found
