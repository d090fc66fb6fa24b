"""The kinds of fields that the models of a plan are made of, each with its form for editors (JSON Schema)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    GetPydanticSchema,
    PlainSerializer,
    PlainValidator,
    Strict,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from simulate.foundation.characters import UNSEEN, code_point
from simulate.foundation.units import (
    EXAMPLE_MONEY,
    UnitError,
    describe,
    in_yuan,
    parse_date,
    parse_day_of_year,
    parse_money,
    parse_number,
    parse_share,
    whole_key,
)
from simulate.language.choice import tell
from simulate.language.message import Message, in_one_line
from simulate.plan.values import (
    COUNT,
    DRIFT,
    LIST,
    MONEY,
    PLACES,
    SHARE,
    WHOLE,
    PlanValueError,
    Quantity,
    Value,
    once,
    read_value,
)
from simulate.randomness.distributions import KINDS


class Model(BaseModel):
    """A part of a plan: no key that is not declared, no silent conversion, nothing changes after loading.

    What a field means, editors show in all languages: ``plan.field.<model>.<field>`` in the catalogues.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, validate_default=False)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe every field in words."""
        schema = handler(core)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        for name, field in cls.model_fields.items():
            meaning = Message(f"plan.field.{cls.__name__}.{name}")
            properties[field.alias or name]["description"] = in_one_line(meaning, " / ")
        return schema


def refusal(
    message: str, expected: str = "", suggestion: str = "", path: tuple[Any, ...] = (), on_key: bool = False
) -> Any:
    """The error that a validator raises; ``files/validation.py`` turns it into a Problem.

    Parameters
    ----------
    message : what came
    expected : what would be right
    suggestion : the nearest valid name, if any
    path : the place inside the refused value
    on_key : whether the last key of the path is at fault, and not what stands there

    Returns
    -------
    The error, to be raised.

    Examples
    --------
    >>> print(refusal("the word 'fxed' came", "one of fixed, up_to", "fixed"))
    the word 'fxed' came
    """
    words = {"message": message, "expected": expected, "suggestion": suggestion, "path": path, "on_key": on_key}
    return PydanticCustomError("refused", "{message}", words)


def _read(parse: Callable[[Any], Any]) -> PlainValidator:
    def read(data: Any) -> Any:
        try:
            return parse(data)
        except UnitError as error:
            raise refusal(error.message, error.expected, error.suggestion) from None

    return PlainValidator(read)


def _value(quantity: Quantity, *, each: bool = False) -> PlainValidator:
    def read(data: Any) -> Value:
        try:
            return read_value(data, quantity, each=each)
        except PlanValueError as problem:
            found = (problem.message, problem.expected, problem.suggestion, problem.path)
            raise refusal(*found, on_key=problem.on_key) from None

    return PlainValidator(read)


def _value_json(example: str, *, each: bool = False, yearly: bool = True) -> WithJsonSchema:
    keys = [*KINDS, *(["by_year"] if yearly else []), "times", *(["each"] if each else [])]
    form = {"type": "object", "properties": {key: {} for key in keys}, "additionalProperties": False}
    choices = [{"type": ["number", "string"]}, {**form, "minProperties": 1, "maxProperties": 1}]
    return WithJsonSchema({"anyOf": choices, "examples": [example]})


_AS_DATA = PlainSerializer(lambda value: value.to_data())

MoneyValue = Annotated[Value, MONEY, _value(MONEY), _AS_DATA, _value_json(EXAMPLE_MONEY)]
AwardValue = Annotated[Value, MONEY, _value(MONEY, each=True), _AS_DATA, _value_json(EXAMPLE_MONEY, each=True)]
ShareValue = Annotated[Value, SHARE, _value(SHARE), _AS_DATA, _value_json("20%")]
ListValue = Annotated[Value, LIST, _value(LIST), _AS_DATA, _value_json("8")]
PlacesValue = Annotated[Value, PLACES, _value(PLACES), _AS_DATA, _value_json("8")]
ShareOnce = Annotated[Value, SHARE, _value(once(SHARE)), _AS_DATA, _value_json("20%", yearly=False)]
CountOnce = Annotated[Value, COUNT, _value(once(COUNT)), _AS_DATA, _value_json("8", yearly=False)]
WholeOnce = Annotated[Value, WHOLE, _value(once(WHOLE)), _AS_DATA, _value_json("8", yearly=False)]
DriftOnce = Annotated[Value, DRIFT, _value(DRIFT), _AS_DATA, _value_json("0.04", yearly=False)]
"""Values, each with the quantity that it is; those that the engine reads once are called so, others it reads by year."""

Money = Annotated[int, MONEY, _read(parse_money), PlainSerializer(in_yuan), WithJsonSchema({"type": "string"})]
Share = Annotated[float, SHARE, _read(parse_share), WithJsonSchema({"type": ["number", "string"]})]
Growth = Annotated[float, _read(lambda data: parse_share(data, -1, 10)), WithJsonSchema({"type": ["number", "string"]})]
Number = Annotated[float, _read(parse_number), WithJsonSchema({"type": "number"})]
Day = Annotated[
    datetime.date,
    _read(parse_date),
    PlainSerializer(lambda day: day.isoformat()),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
]


def _round_days(data: Any) -> tuple[tuple[int, int], ...]:
    if isinstance(data, list) and not data:
        raise UnitError(tell("error.value.an_empty_list"), tell("error.value.day_every_year_written"))
    days = [parse_day_of_year(day) for day in (data if isinstance(data, list) else [data])]
    if sorted(set(days)) != days:
        raise UnitError(tell("error.value.days_not_order"), tell("error.value.each_day_once_order"))
    return tuple(days)


RoundDays = Annotated[
    tuple[tuple[int, int], ...],
    _read(_round_days),
    PlainSerializer(lambda days: [f"{month:02d}-{day:02d}" for month, day in days]),
    WithJsonSchema(
        {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}], "examples": ["11-15"]}
    ),
]


def _visible(text: str) -> str:
    if not text.strip():
        raise refusal(tell("error.value.came", value=describe(text)), tell("error.value.a_text"))
    if unseen := UNSEEN.search(text):
        raise refusal(
            tell("error.value.text_invisible_character", unseen_0=code_point(unseen[0])),
            tell("error.value.a_text_without_it"),
        )
    return text


Text = Annotated[str, Field(min_length=1), AfterValidator(_visible)]
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Listed = Strict(False)
"""Lets a YAML list stand for a tuple; what is in it stays strict."""


def one_of(words: Iterable[str]) -> GetPydanticSchema:
    """Makes a text one of these words, as ``Literal`` would; they are those of a declaration."""
    return GetPydanticSchema(lambda _source, _handler: core_schema.literal_schema(list(words)))


def every(names: tuple[Any, ...], item: dict[str, Any]) -> tuple[Any, ...]:
    """Marks a list of ``names`` for which the word ``any`` stands for all of them.

    Parameters
    ----------
    names : what ``any`` stands for
    item : JSON Schema of one name

    Returns
    -------
    Annotations for a field: how it is read, and its JSON Schema.

    Examples
    --------
    >>> read, schema = every(("small", "large"), {"type": "string"})
    >>> read.func("any"), read.func(["small"])
    (['small', 'large'], ['small'])
    """
    listed = {"type": "array", "items": item, "minItems": 1, "uniqueItems": True}
    return (
        BeforeValidator(lambda data: list(names) if data == "any" else data),
        WithJsonSchema({"anyOf": [{"const": "any"}, listed]}),
    )


def integer_keys(data: Any) -> Any:
    """Keys such as ``'0'``, as JSON writes them, as whole numbers; one that stands twice is left for the check.

    Parameters
    ----------
    data : a mapping; anything else is given back as it is

    Returns
    -------
    Another mapping.

    Examples
    --------
    >>> integer_keys({"0": 0.5, 1: 0.5})
    {0: 0.5, 1: 0.5}
    """
    if not isinstance(data, Mapping):
        return data
    found: dict[Any, Any] = {}
    for key, value in data.items():
        number = whole_key(key)
        found[key if number in found else number] = value
    return found


class Bilingual(Model):
    """One text in both languages."""

    zh: Text
    en: Text

    def in_language(self, language: str) -> str:
        """The text in ``zh``, or in English for any other language.

        Parameters
        ----------
        language : ``zh`` or ``en``

        Returns
        -------
        The text.

        Examples
        --------
        >>> Bilingual(zh="Shi", en="City").in_language("zh")
        'Shi'
        """
        return self.zh if language == "zh" else self.en


def _in_both(data: Any) -> Any:
    return {"zh": data, "en": data} if isinstance(data, str) and data.strip() else data


Said = Annotated[
    Bilingual,
    BeforeValidator(_in_both),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Bilingual"}]}),
]
"""A text in both languages, or one that needs no translation, such as ``PC07, PG01``."""
