"""Numbers as a plan writes them: known, a declared parameter, drawn, one for each recipient, by year, or a product.

| in YAML | meaning |
|---|---|
| ``300 CNY``, ``20%``, ``8`` | a known number |
| ``claim_rate`` | a declared parameter, sampled once a draw |
| ``{triangular: [1, 3, 6]}`` | a distribution, sampled once a draw: what we do not know |
| ``{each: {uniform: [100 CNY, 500 CNY]}}`` | a distribution, sampled for each recipient: chance |
| ``{by_year: {2023: ..., later: ...}}`` | one of these for each year |
| ``{times: [workshop_line_anchor, 0.29]}`` | the first, a number of any form, times plain numbers |
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from simulate.behaviour import limits
from simulate.behaviour.parameters import DECLARED, Declaration
from simulate.foundation.errors import nearest
from simulate.foundation.units import MAX_MONEY, UnitError, describe, in_yuan, parse_money, parse_number, parse_share
from simulate.foundation.years import LATER, read_years
from simulate.language.choice import tell
from simulate.randomness.distributions import KINDS, DistributionError, Marginal, parse_distribution, within

_WORD = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Known:
    """A number that is known: yuan where ``money``, else a share or a count."""

    value: float
    money: bool = False

    def to_data(self) -> Any:
        return in_yuan(int(self.value)) if self.money else self.value


@dataclass(frozen=True)
class Parameter:
    """The declared parameter ``name``; ``once``: it stands for a figure that is read once, not year by year."""

    name: str
    once: bool = field(default=False, compare=False)

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
        """The value that holds in ``year``: its own, else that of ``later``."""
        return dict(self.years).get(year, self.later)

    def to_data(self) -> Any:
        return {"by_year": {**{year: value.to_data() for year, value in self.years}, "later": self.later.to_data()}}


@dataclass(frozen=True)
class Product:
    """Another value times a plain number: ``{times: [workshop_line_anchor, 0.29]}``."""

    value: Value
    factor: float

    def to_data(self) -> Any:
        return {"times": [self.value.to_data(), self.factor]}


Value: TypeAlias = Known | Parameter | Drawn | PerRecipient | ByYear | Product
VALUE_TYPES = (Known, Parameter, Drawn, PerRecipient, ByYear, Product)


def yearly_place(value: Value | None) -> tuple[Hashable, ...] | None:
    """The path of the key ``by_year`` in a value as it is written; None where it is the same in all years."""
    if isinstance(value, ByYear):
        return ("by_year",)
    below = yearly_place(value.value) if isinstance(value, Product) else None
    return None if below is None else ("times", 0, *below)


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
        """The same problem, seen from further out.

        Parameters
        ----------
        *path : keys that lead from there to the value that was read

        Returns
        -------
        The problem with the longer path.

        Examples
        --------
        >>> PlanValueError("no number", path=("later",)).below("by_year").path
        ('by_year', 'later')
        """
        found = (self.message, self.expected, self.suggestion, (*path, *self.path))
        return PlanValueError(*found, on_key=self.on_key)


@dataclass(frozen=True)
class Quantity:
    """What a number stands for: how it is read, its range, and which units of declared parameters fit it.

    ``counts``: a number of things, so that it may be Poisson. ``whole``: a known number has no fraction. ``yearly``:
    the engine reads it year by year; else one value holds for the whole run.
    """

    name: str
    parse: Callable[[object], float]
    low: float
    high: float
    units: tuple[str, ...]
    counts: bool = False
    whole: bool = False
    yearly: bool = True

    def admits(self, one: Declaration) -> bool:
        """Whether a declared parameter can stand for it.

        Parameters
        ----------
        one : declaration of the parameter

        Returns
        -------
        Whether its unit fits and its range lies inside.

        Examples
        --------
        >>> MONEY.admits(DECLARED["node_cost"]), MONEY.admits(DECLARED["claim_rate"])
        (True, False)
        """
        return one.components == 1 and one.unit in self.units and self.low <= one.low and one.high <= self.high


def once(quantity: Quantity) -> Quantity:
    """The same quantity where the engine reads it once, so that a value by year is refused."""
    return replace(quantity, yearly=False)


LEAST_DRIFT, MOST_DRIFT = -0.3, 0.5

MONEY = Quantity("an amount of money", parse_money, 0, MAX_MONEY, ("yuan",))
SHARE = Quantity("a share", parse_share, 0, 1, ("share", "probability"))
COUNT = Quantity(
    "a count", lambda value: parse_number(value, 0), 0, math.inf, ("count", "count/year", "count/batch"), counts=True
)
WHOLE = replace(COUNT, name="a whole number", whole=True)
PLACES = replace(
    COUNT, name="a number of places", parse=lambda value: parse_number(value, 0, limits.PLACES), high=limits.PLACES
)
LIST = replace(PLACES, name="a whole number of names", whole=True)
DRIFT = once(
    Quantity(
        "a yearly drift",
        lambda value: parse_share(value, LEAST_DRIFT, MOST_DRIFT),
        LEAST_DRIFT,
        MOST_DRIFT,
        ("1/year",),
    )
)


def read_value(data: object, quantity: Quantity, *, each: bool = False) -> Value:
    """The value that a plan writes as ``data``.

    Parameters
    ----------
    data : what the YAML holds: text, number or mapping
    quantity : what the number stands for: ``MONEY`` in yuan, ``SHARE``, ``COUNT``, ``PLACES`` and so on
    each : whether a distribution for each recipient may stand there

    Returns
    -------
    A known number, a declared parameter, a distribution, values by year, or a product.

    Raises
    ------
    PlanValueError
        Nothing of these, another unit or range than the quantity's; with the place inside ``data``.

    Examples
    --------
    >>> read_value("50万元", MONEY)
    Known(value=500000, money=True)
    >>> read_value({"times": ["workshop_line_anchor", 0.25]}, COUNT)
    Product(value=Parameter(name='workshop_line_anchor', once=False), factor=0.25)
    """
    if isinstance(data, str) and _WORD.fullmatch(data):
        return _parameter(data, quantity)
    if not isinstance(data, Mapping):
        return _known(data, quantity)
    if len(data) != 1:
        raise PlanValueError(tell("error.value.a_mapping_of_keys", count=len(data)), _forms(quantity, each=each))
    key, body = next(iter(data.items()))
    if key == "by_year" and not quantity.yearly:
        raise PlanValueError(
            tell("error.value.a_value_by_year"), tell("error.value.one_value_read_once"), "", (key,), on_key=True
        )
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
    names = [*KINDS, *(["by_year"] if quantity.yearly else []), "times", *(["each"] if each else [])]
    raise PlanValueError(
        tell("error.value.unknown_form", name=key),
        _forms(quantity, each=each),
        nearest(key, names) or "",
        (key,),
        on_key=True,
    )


def _forms(quantity: Quantity, *, each: bool) -> str:
    more = [", {by_year: ...}"] * quantity.yearly + [", {each: ...}"] * each
    return tell("error.value.name_declared_parameter_distribution", name=quantity.name, more="".join(more))


def _known(data: object, quantity: Quantity) -> Known:
    try:
        value = quantity.parse(data)
    except UnitError as error:
        raise PlanValueError(error.message, error.expected, error.suggestion) from None
    if quantity.whole and value % 1:
        raise PlanValueError(tell("error.value.not_whole_number", value=describe(data)), quantity.name)
    return Known(value, money=quantity is MONEY)


def _parameter(name: str, quantity: Quantity) -> Parameter:
    fitting = [one.name for one in DECLARED.values() if quantity.admits(one)]
    if name in fitting:
        return Parameter(name, once=not quantity.yearly)
    near = nearest(name, fitting) or ""
    expected = tell("error.value.or_declared_parameter_one", name=quantity.name)
    if name in DECLARED:
        raise PlanValueError(
            tell("error.value.parameter_measured", name=name, unit=DECLARED[name].unit), expected, near
        )
    raise PlanValueError(tell("error.value.not_declared_parameter", name=name), expected, near)


def _marginal(data: object, quantity: Quantity) -> Marginal:
    if not isinstance(data, Mapping):
        raise PlanValueError(
            tell("error.value.is_not_a_distribution", data=describe(data)),
            tell("error.value.one_of", names=", ".join(KINDS)),
        )
    try:
        marginal = parse_distribution(data, quantity.parse)
        return within(marginal, quantity.low, quantity.high, counts=quantity.counts)
    except DistributionError as error:
        found = (error.message, error.expected, error.suggestion, error.path)
        raise PlanValueError(*found, on_key=error.on_key) from None


def _by_year(body: object, quantity: Quantity, *, each: bool) -> ByYear:
    expected = tell("error.value.years_later_such")
    if not isinstance(body, Mapping) or not body:
        raise PlanValueError(tell("error.value.came", value=describe(body)), expected, "", ("by_year",))

    def refuse(key: Hashable, message: str, expected: str, suggestion: str) -> None:
        raise PlanValueError(message, expected, suggestion, ("by_year", key), on_key=True)

    found: dict[int | str, Value] = {}
    for year, key in read_years(body, refuse).items():
        try:
            found[year] = _of_one_year(body[key], quantity, each=each)
        except PlanValueError as problem:
            raise problem.below("by_year", key) from None
    if LATER not in found:
        raise PlanValueError(tell("error.value.the_key_is_missing", name=LATER), expected, "", ("by_year",))
    later = found.pop(LATER)
    return ByYear(tuple(sorted((int(year), value) for year, value in found.items())), later)


def _of_one_year(data: object, quantity: Quantity, *, each: bool) -> Value:
    value = read_value(data, quantity, each=each)
    place = yearly_place(value)
    if place is not None:
        raise PlanValueError(
            tell("error.value.value_year_inside_value"), tell("error.value.one_value_each_year"), "", place, on_key=True
        )
    return value


def _product(body: object, quantity: Quantity) -> Product:
    if not isinstance(body, list) or len(body) != 2:
        raise PlanValueError(
            tell("error.value.came", value=describe(body)), tell("error.value.two_entries_value_plain"), "", ("times",)
        )
    try:
        value = read_value(body[0], quantity)
    except PlanValueError as problem:
        raise problem.below("times", 0) from None
    try:
        return Product(value, parse_number(body[1], 0))
    except UnitError as error:
        raise PlanValueError(error.message, error.expected, error.suggestion, ("times", 1)) from None
