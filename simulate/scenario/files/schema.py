"""What a scenario may say: its keys, their shapes, ranges and meaning in both languages.

The names of instruments, readings, segments and articles come from the plan, those of parameters from the declarations
of the rules; nothing else is accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulate.behaviour.parameters import DECLARATIONS, DECLARED, Declaration
from simulate.foundation.units import EXAMPLE_MONEY
from simulate.foundation.years import FIRST_YEAR, LAST_YEAR
from simulate.language.catalogue import languages
from simulate.language.choice import tell
from simulate.language.message import Worded, in_one_line
from simulate.plan.plan import Plan
from simulate.scenario.files.cursor import Cursor
from simulate.scenario.files.shapes import (
    BILINGUAL,
    Anything,
    Day,
    Field,
    Integer,
    Json,
    Nullable,
    Record,
    Reference,
    Shape,
    Text,
    Unit,
    Word,
    money,
    number,
    read_keyed,
    share,
)
from simulate.scenario.files.value_shapes import ByYear, Distribution, OneValue, Shares, Structural, YearlyValue

DEFAULT_SEED = 20231020
DEFAULT_DRAWS = 2000
MAX_DRAWS = 1_000_000
MAX_FIRMS = 1_000_000

SAMPLED = "sampled"
DEFAULT = "default"
EVERY = "*"
"""As a key: every reading, or every instrument that has the patched path."""


@dataclass(frozen=True)
class Names:
    """What a plan lets a scenario name; titles are for the descriptions in editors."""

    instruments: Mapping[str, str]
    readings: Mapping[str, tuple[str, ...]]
    questions: Mapping[str, str]
    articles: tuple[str, ...]
    segments: tuple[str, ...]


def names_of(plan: Plan) -> Names:
    """The names that a plan lets a scenario use.

    Parameters
    ----------
    plan : loaded

    Returns
    -------
    Instruments, readings with their alternatives, articles and segments.
    """
    return Names(
        instruments={one.id: in_one_line(one.title, " / ") for one in plan.instruments},
        readings={one.id: tuple(one.alternatives) for one in plan.readings},
        questions={one.id: in_one_line(one.question, " / ") for one in plan.readings},
        articles=tuple(str(number) for number in sorted({one.article for one in plan.instruments})),
        segments=tuple(plan.segments),
    )


@dataclass(frozen=True)
class Readings:
    """Reading id to an alternative, ``sampled`` or ``default``; ``*`` stands for every reading."""

    names: Names

    def read(self, at: Cursor) -> dict[str, str]:
        if not isinstance(at.value, Mapping):
            at.refuse_value(tell("error.value.or_mapping_from_readings", sampled=SAMPLED))
            return {}
        found = {}
        for key in at.value:
            if key == EVERY:
                word = Word((SAMPLED, DEFAULT), "choice for every reading").read(at.down(key))
            elif key in self.names.readings:
                word = Word((*self.names.readings[key], SAMPLED, DEFAULT), "alternative").read(at.down(key))
            else:
                at.down(key).refuse_key("reading", self.names.readings)
                continue
            found[str(key)] = word or DEFAULT
        return found

    def json(self) -> Json:
        each = {
            key: {"enum": [*words, SAMPLED, DEFAULT], "description": self.names.questions[key]}
            for key, words in self.names.readings.items()
        }
        everyone = {EVERY: {"enum": [SAMPLED, DEFAULT]}}
        mapping = {"type": "object", "additionalProperties": False, "properties": {**everyone, **each}}
        return {"anyOf": [{"enum": [SAMPLED, DEFAULT]}, mapping]}


@dataclass(frozen=True)
class Patches:
    """Instrument id to its patch. What a patch may say is the plan's to check; here only the ids are."""

    names: Names

    def read(self, at: Cursor) -> dict[str, dict[str, Any]]:
        if not isinstance(at.value, Mapping):
            at.refuse_value(tell("error.value.mapping_from_instruments_what"))
            return {}
        found = {}
        for key in at.value:
            below = at.down(key)
            if key != EVERY and key not in self.names.instruments:
                below.refuse_key("instrument", self.names.instruments)
            elif not isinstance(below.value, Mapping):
                below.refuse_value(tell("error.value.a_mapping_such_as", example_money=EXAMPLE_MONEY))
            else:
                found[str(key)] = dict(below.value)
        return found

    def json(self) -> Json:
        patch = {"$ref": "#/$defs/patch"}
        each = {key: {**patch, "description": title} for key, title in self.names.instruments.items()}
        return {"type": "object", "additionalProperties": False, "properties": {EVERY: patch, **each}}


@dataclass(frozen=True)
class Behaviour:
    """Declared parameter to the value that replaces its prior."""

    def read(self, at: Cursor) -> dict[str, Any]:
        if not isinstance(at.value, Mapping):
            at.refuse_value(tell("error.value.mapping_from_declared_parameters"))
            return {}
        shapes = {one.name: parameter_shape(one) for one in DECLARATIONS}
        found = {}
        for key in at.value:
            if key in shapes:
                found[str(key)] = shapes[key].read(at.down(key))
            else:
                at.down(key).refuse_key("parameter", shapes)
        return found

    def json(self) -> Json:
        each = {
            one.name: {
                **parameter_shape(one).json(),
                "description": f"{in_one_line(Worded(one.meaning), ' / ')} ({one.unit}, {one.low:g} - {one.high:g})",
            }
            for one in DECLARATIONS
        }
        return {"type": "object", "additionalProperties": False, "properties": each}


def parameter_shape(declaration: Declaration) -> Shape:
    """How a value of a parameter is written, with the range the rules accept.

    Parameters
    ----------
    declaration : of the parameter

    Returns
    -------
    The shape.

    Examples
    --------
    >>> from simulate.behaviour.parameters import declaration
    >>> parameter_shape(declaration("node_cost")).json()["anyOf"][0]["examples"]
    ['50万元', '300 CNY']
    """
    name, low, high = declaration.name, declaration.low, declaration.high
    if declaration.components > 1:
        return OneValue(name, Shares(declaration.components))
    counts = declaration.unit.startswith("count")
    one = Distribution(_unit(declaration.unit, low, high), low, high, counts, declaration.whole)
    if declaration.structural:
        return OneValue(name, Structural(name, one))
    return YearlyValue(one) if declaration.yearly else OneValue(name, one)


def _unit(unit: str, low: float, high: float) -> Unit:
    if unit == "yuan":
        return money()
    if unit in ("share", "probability", "1/year") or unit.startswith("share of"):
        return share(low, high)
    return number(low, high)


@dataclass(frozen=True)
class Keyed:
    """A mapping whose keys are some of ``allowed``."""

    what: str
    allowed: tuple[str, ...]
    inner: Shape

    def read(self, at: Cursor) -> dict[str, Any]:
        return read_keyed(at, self.what, self.allowed, self.inner)

    def json(self) -> Json:
        inner = self.inner.json()
        return {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(self.allowed, inner)}


def scenario_shape(names: Names | None) -> Record:
    """The shape of a whole scenario.

    Parameters
    ----------
    names : of its plan; without them, what can be checked without a plan

    Returns
    -------
    The shape.
    """
    readings, patches = (Readings(names), Patches(names)) if names else (Anything(), Anything())
    return Record(
        (
            Field("format", Integer(1, 1), required=True),
            Field("title", BILINGUAL, required=True),
            Field("extends", Reference(".yaml")),
            Field(
                "plan",
                Text("the name of a plan, or its folder"),
                required=True,
            ),
            Field("vintage", Nullable(Day())),
            Field(
                "posterior",
                Nullable(Reference(".nc")),
            ),
            Field("horizon", _horizon()),
            Field("draws", Integer(1, MAX_DRAWS)),
            Field("seed", Integer(0, 2**63 - 1)),
            Field("language", Word(languages(), "language")),
            Field("readings", readings),
            Field("instruments", patches),
            Field("behaviour", Behaviour()),
            Field("population", _population(names)),
            Field("macro", _macro()),
            Field("appropriations", _appropriations(names)),
            Field("observed", Nullable(Reference(".csv"))),
            Field("evaluate", Nullable(Reference(".csv"))),
        )
    )


def _horizon() -> Record:
    return Record((Field("end", Integer(FIRST_YEAR, LAST_YEAR), required=True),))


def _population(names: Names | None) -> Record:
    segment = Record(
        (
            Field("count", Integer(0, MAX_FIRMS)),
            Field(
                "entrants_per_year",
                Nullable(number(0, MAX_FIRMS)),
            ),
        )
    )
    segments = Keyed("segment", names.segments, segment) if names else Anything()
    return Record(
        (
            Field("scale", number(0.001, 100)),
            Field("segments", segments),
        )
    )


def _macro() -> Record:
    growth = DECLARED["gdp_growth"]
    return Record(
        (
            Field("gdp_2022", money(1)),
            Field("gdp_growth", parameter_shape(growth), text=Worded(growth.meaning)),
        )
    )


def _appropriations(names: Names | None) -> Record:
    limits = Keyed("article", names.articles, ByYear(money())) if names else Anything()
    unpaid = Word(("rollover", "lapse"), "choice")
    return Record(
        (
            Field("unpaid", unpaid),
            Field("articles", limits),
        )
    )
