"""Numbers as a plan writes them: known, a declared parameter, drawn, one for each recipient, by year, or a product.

| in YAML | meaning |
|---|---|
| ``50万元``, ``20%``, ``8`` | a known number |
| ``claim_rate`` | a declared parameter, sampled once a draw |
| ``{triangular: [1, 3, 6]}`` | a distribution, sampled once a draw: what we do not know |
| ``{each: {uniform: [10万元, 50万元]}}`` | a distribution, sampled for each recipient: chance |
| ``{by_year: {2023: ..., later: ...}}`` | one of these for each year |
| ``{times: [workshop_line_anchor, 0.29]}`` | the first, a number of any form, times plain numbers |
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from simulate.behaviour import limits
from simulate.behaviour.parameters import DECLARATIONS, Declaration, declaration
from simulate.distributions import KINDS, DistributionError, Marginal, parse_distribution
from simulate.errors import nearest
from simulate.units import UnitError, describe, parse_money, parse_number, parse_share

_WORD = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Known:
    """A number that is known: yuan where ``money``, else a share or a count."""

    value: float
    money: bool = False

    def to_data(self) -> Any:
        return f"{int(self.value)}元" if self.money else self.value


@dataclass(frozen=True)
class Parameter:
    """The declared parameter ``name``."""

    name: str

    def to_data(self) -> Any:
        return self.name


@dataclass(frozen=True)
class Drawn:
    """A distribution sampled once a draw. ``data`` is its YAML form."""

    marginal: Marginal
    data: Any = field(compare=False, repr=False)

    def to_data(self) -> Any:
        return self.data


@dataclass(frozen=True)
class PerRecipient:
    """A distribution sampled for each recipient. ``data`` is its YAML form, without ``each``."""

    marginal: Marginal
    data: Any = field(compare=False, repr=False)

    def to_data(self) -> Any:
        return {"each": self.data}


@dataclass(frozen=True)
class ByYear:
    """A value for each year named, and ``later`` for every other year."""

    years: tuple[tuple[int, Value], ...]
    later: Value

    def at(self, year: int) -> Value:
        """The value of ``year``."""
        return dict(self.years).get(year, self.later)

    def to_data(self) -> Any:
        return {"by_year": {**{year: value.to_data() for year, value in self.years}, "later": self.later.to_data()}}


@dataclass(frozen=True)
class Product:
    """``value`` times ``factor``."""

    value: Value
    factor: float

    def to_data(self) -> Any:
        return {"times": [self.value.to_data(), self.factor]}


Value: TypeAlias = Known | Parameter | Drawn | PerRecipient | ByYear | Product
VALUE_TYPES = (Known, Parameter, Drawn, PerRecipient, ByYear, Product)


class PlanValueError(ValueError):
    """A value that cannot be read; ``path`` is the place inside it, ``on_key`` whether its key is at fault."""

    def __init__(
        self,
        message: str,
        expected: str = "",
        suggestion: str = "",
        path: tuple[Hashable, ...] = (),
        *,
        on_key: bool = False,
    ) -> None:
        super().__init__(message)
        self.message, self.expected, self.suggestion = message, expected, suggestion
        self.path, self.on_key = path, on_key

    def below(self, *path: Hashable) -> PlanValueError:
        """The same problem, seen from ``path`` further out."""
        found = (self.message, self.expected, self.suggestion, (*path, *self.path))
        return PlanValueError(*found, on_key=self.on_key)


@dataclass(frozen=True)
class Quantity:
    """What a number stands for: how it is read, its range, and which units of declared parameters fit it."""

    name: str
    parse: Callable[[object], float]
    low: float
    high: float
    units: tuple[str, ...]

    def admits(self, one: Declaration) -> bool:
        """Whether a declared parameter can stand for it."""
        return one.components == 1 and (not self.units or one.unit in self.units)


MONEY = Quantity("an amount of money", parse_money, 0, math.inf, ("yuan",))
SHARE = Quantity("a share", parse_share, 0, 1, ("share", "probability"))
COUNT = Quantity("a count", lambda value: parse_number(value, 0), 0, math.inf, ("count", "count/year", "count/batch"))
PLACES = Quantity(
    "a number of places", lambda value: parse_number(value, 0, limits.PLACES), 0, limits.PLACES, COUNT.units
)
NUMBER = Quantity("a number", parse_number, -math.inf, math.inf, ())


def read_value(data: object, quantity: Quantity, *, each: bool = False) -> Value:
    """The value written as ``data``; ``each`` allows a distribution for each recipient. Raises PlanValueError."""
    if isinstance(data, str) and _WORD.fullmatch(data):
        return _parameter(data, quantity)
    if not isinstance(data, Mapping):
        return _known(data, quantity)
    if len(data) != 1:
        raise PlanValueError(f"a mapping of {len(data)} keys", _forms(quantity, each=each))
    key, body = next(iter(data.items()))
    if key == "by_year":
        return _by_year(body, quantity, each=each)
    if key == "times":
        return _product(body, quantity)
    if key == "each" and each:
        try:
            return PerRecipient(_marginal(body, quantity), body)
        except PlanValueError as problem:
            raise problem.below("each") from None
    if key in KINDS:
        return Drawn(_marginal(data, quantity), data)
    names = [*KINDS, "by_year", "times", *(["each"] if each else [])]
    raise PlanValueError(
        f"unknown form '{key}'", _forms(quantity, each=each), nearest(key, names) or "", (key,), on_key=True
    )


def _forms(quantity: Quantity, *, each: bool) -> str:
    more = ", {each: ...}" if each else ""
    return f"{quantity.name}, the name of a declared parameter, a distribution, {{by_year: ...}}{more}"


def _known(data: object, quantity: Quantity) -> Known:
    try:
        value = quantity.parse(data)
    except UnitError as error:
        raise PlanValueError(error.message, error.expected, error.suggestion) from None
    return Known(value, money=quantity is MONEY)


def _parameter(name: str, quantity: Quantity) -> Parameter:
    fitting = [one.name for one in DECLARATIONS if quantity.admits(one)]
    if name in fitting:
        return Parameter(name)
    near = nearest(name, fitting) or ""
    expected = f"{quantity.name}, or a declared parameter that is one"
    if any(one.name == name for one in DECLARATIONS):
        raise PlanValueError(f"the parameter '{name}' is measured in {declaration(name).unit}", expected, near)
    raise PlanValueError(f"'{name}' is not a declared parameter", expected, near)


def _marginal(data: object, quantity: Quantity) -> Marginal:
    if not isinstance(data, Mapping):
        raise PlanValueError(f"{describe(data)} is not a distribution", f"one of {', '.join(KINDS)}")
    try:
        marginal = parse_distribution(data, quantity.parse)
    except DistributionError as error:
        found = (error.message, error.expected, error.suggestion, error.path)
        raise PlanValueError(*found, on_key=error.on_key) from None
    low, high = marginal.support()
    if low < quantity.low or high > quantity.high:
        raise PlanValueError(
            f"values from {low:g} to {high:g} are out of range", f"values from {quantity.low:g} to {quantity.high:g}"
        )
    return marginal


def _by_year(body: object, quantity: Quantity, *, each: bool) -> ByYear:
    expected = "years and 'later', such as {2023: ..., later: ...}"
    if not isinstance(body, Mapping) or not body:
        raise PlanValueError(f"{describe(body)} came", expected, "", ("by_year",))
    found: dict[int | str, Value] = {}
    for key, data in body.items():
        year = int(key) if isinstance(key, str) and key.isdigit() else key
        if year != "later" and not (isinstance(year, int) and limits.FIRST_YEAR <= year <= limits.LAST_YEAR):
            near = nearest(key, ["later"]) or ""
            years = f"a year from {limits.FIRST_YEAR} to {limits.LAST_YEAR}, or 'later'"
            raise PlanValueError(f"unknown year '{key}'", years, near, ("by_year", key), on_key=True)
        try:
            found[year] = read_value(data, quantity, each=each)
        except PlanValueError as problem:
            raise problem.below("by_year", key) from None
    if "later" not in found:
        raise PlanValueError("the key 'later' is missing", expected, "", ("by_year",))
    later = found.pop("later")
    return ByYear(tuple(sorted((int(year), value) for year, value in found.items())), later)


def _product(body: object, quantity: Quantity) -> Product:
    if not isinstance(body, list) or len(body) != 2:
        raise PlanValueError(f"{describe(body)} came", "two entries: [a value, a plain number]", "", ("times",))
    try:
        value = read_value(body[0], quantity)
    except PlanValueError as problem:
        raise problem.below("times", 0) from None
    try:
        return Product(value, parse_number(body[1], 0))
    except UnitError as error:
        raise PlanValueError(error.message, error.expected, error.suggestion, ("times", 1)) from None
