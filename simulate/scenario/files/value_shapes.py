"""The shapes of uncertain values: by year, distributions, vectors of shares."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from simulate.foundation.units import describe
from simulate.foundation.years import read_years
from simulate.language.choice import tell
from simulate.randomness.distributions import DistributionError, Marginal, parse_dirichlet, parse_distribution, within
from simulate.randomness.marginals import Constant, Dirichlet
from simulate.scenario.files.cursor import Cursor
from simulate.scenario.files.shapes import Json, Shape, Unit


@dataclass(frozen=True)
class ByYear:
    """A mapping from years, and ``later`` for every year that is not named, to ``inner``."""

    inner: Shape

    def read(self, at: Cursor) -> dict[str, Any]:
        if not isinstance(at.value, Mapping) or not at.value:
            at.refuse_value(tell("error.value.mapping_from_years_such"))
            return {}

        def refuse(key: Hashable, message: str, expected: str, suggestion: str) -> None:
            at.down(key).refuse(message, expected, suggestion, on_key=True)

        return {str(year): self.inner.read(at.down(key)) for year, key in read_years(at.value, refuse).items()}

    def json(self) -> Json:
        years = {r"^20[0-9]{2}$": self.inner.json()}
        inner = {"properties": {"later": self.inner.json()}, "patternProperties": years}
        return {"type": "object", "additionalProperties": False, **inner}


@dataclass(frozen=True)
class Distribution:
    """A number or a distribution of one number, within ``low`` and ``high`` (see ``distributions.within``).

    ``counts``: it is a number of things, so that it may be Poisson. ``whole``: a known number has no fraction.
    """

    unit: Unit
    low: float = -math.inf
    high: float = math.inf
    counts: bool = True
    whole: bool = False

    def read(self, at: Cursor) -> Marginal | None:
        try:
            marginal = within(parse_distribution(at.value, self.unit.parse), self.low, self.high, counts=self.counts)
        except DistributionError as error:
            at.down(*error.path).refuse(error.message, error.expected, error.suggestion, on_key=error.on_key)
            return None
        if self.whole and isinstance(marginal, Constant) and marginal.value % 1:
            at.refuse(
                tell("error.value.not_whole_number", value=describe(at.value)),
                tell("error.value.whole_in_range", low=self.low, high=self.high),
            )
            return None
        return marginal

    def json(self) -> Json:
        number = {**self.unit.json(), "type": "integer"} if self.whole else self.unit.json()
        return {"anyOf": [number, {"$ref": "#/$defs/distribution"}]}


def _is_by_year(data: object) -> bool:
    return isinstance(data, Mapping) and len(data) == 1 and next(iter(data)) == "by_year"


@dataclass(frozen=True)
class OneValue:
    """What ``inner`` reads, and no value by year: the model reads the figure called ``name`` once."""

    name: str
    inner: Shape

    def read(self, at: Cursor) -> Any:
        if _is_by_year(at.value):
            expected = tell("error.value.one_value_model_reads", name=self.name)
            at.down("by_year").refuse(tell("error.value.a_value_by_year"), expected, on_key=True)
            return None
        return self.inner.read(at)

    def json(self) -> Json:
        return self.inner.json()


@dataclass(frozen=True)
class Structural:
    """A number that ``inner`` reads; the figure called ``name`` is part of the model's shape and cannot be sampled."""

    name: str
    inner: Distribution

    def read(self, at: Cursor) -> Marginal | None:
        if isinstance(at.value, Mapping):
            at.refuse(
                tell("error.value.came", value=describe(at.value)),
                tell("error.value.one_number_part_model", name=self.name),
            )
            return None
        return self.inner.read(at)

    def json(self) -> Json:
        number: Json = self.inner.json()["anyOf"][0]
        return number


@dataclass(frozen=True)
class YearlyValue:
    """A number, a distribution, or ``{by_year: {2024: ..., later: ...}}`` of either, which must have ``later``."""

    inner: Distribution

    def read(self, at: Cursor) -> Any:
        if _is_by_year(at.value):
            found = ByYear(self.inner).read(at.down("by_year"))
            if found and "later" not in found:
                at.refuse(tell("error.value.no_value_years_after"), "'later: ...'")
            return found
        return self.inner.read(at)

    def json(self) -> Json:
        return {"anyOf": [*self.inner.json()["anyOf"], {"$ref": "#/$defs/by_year"}]}


@dataclass(frozen=True)
class Shares:
    """``{dirichlet: {shares: [...], weight: ...}}`` of ``components`` shares."""

    components: int

    def read(self, at: Cursor) -> Dirichlet | None:
        try:
            found = parse_dirichlet(at.value)
        except DistributionError as error:
            at.down(*error.path).refuse(error.message, error.expected, error.suggestion, on_key=error.on_key)
            return None
        if len(found.shares) == self.components:
            return found
        at.refuse(
            tell("error.value.shares", count=len(found.shares)),
            tell("error.value.shares", count=self.components),
        )
        return None

    def json(self) -> Json:
        return {"$ref": "#/$defs/distribution"}
