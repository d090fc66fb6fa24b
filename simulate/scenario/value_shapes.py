"""The shapes of uncertain values: by year, distributions, vectors of shares."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulate.behaviour.limits import FIRST_YEAR, LAST_YEAR
from simulate.distributions import DistributionError, Marginal, parse_dirichlet, parse_distribution
from simulate.errors import nearest
from simulate.marginals import Dirichlet
from simulate.scenario.cursor import Cursor
from simulate.scenario.shapes import Json, Shape, Unit

__all__ = ["FIRST_YEAR", "LAST_YEAR", "ByYear", "Distribution", "Shares", "YearlyValue"]


@dataclass(frozen=True)
class ByYear:
    """A mapping from years, and ``later`` for every year that is not named, to ``inner``."""

    inner: Shape

    def read(self, at: Cursor) -> dict[str, Any]:
        if not isinstance(at.value, Mapping) or not at.value:
            at.refuse_value("a mapping from years, such as {2024: ..., later: ...}")
            return {}
        found = {}
        for key in at.value:
            if key != "later" and not (str(key).isdigit() and FIRST_YEAR <= int(key) <= LAST_YEAR):
                years = f"a year from {FIRST_YEAR} to {LAST_YEAR}, or 'later'"
                at.down(key).refuse(f"unknown year '{key}'", years, nearest(key, ["later"]), on_key=True)
                continue
            found[str(key)] = self.inner.read(at.down(key))
        return found

    def json(self) -> Json:
        years = {r"^20[0-9]{2}$": self.inner.json()}
        inner = {"properties": {"later": self.inner.json()}, "patternProperties": years}
        return {"type": "object", "additionalProperties": False, **inner}


@dataclass(frozen=True)
class Distribution:
    """A number or a distribution of one number.

    Its ends, where it has any, and its mean lie within ``low`` and ``high``.
    """

    unit: Unit
    low: float = -math.inf
    high: float = math.inf

    def read(self, at: Cursor) -> Marginal | None:
        try:
            marginal = parse_distribution(at.value, self.unit.parse)
        except DistributionError as error:
            at.down(*error.path).refuse(error.message, error.expected, error.suggestion, on_key=error.on_key)
            return None
        expected = f"values from {self.low:g} to {self.high:g}"
        low, high = marginal.support()
        if (math.isfinite(low) and low < self.low) or (math.isfinite(high) and high > self.high):
            at.refuse(f"values from {low:g} to {high:g} are out of range", expected)
        elif not self.low <= marginal.mean() <= self.high:
            at.refuse(f"the mean {marginal.mean():g} is out of range", expected)
        else:
            return marginal
        return None

    def json(self) -> Json:
        return {"anyOf": [self.unit.json(), {"$ref": "#/$defs/distribution"}]}


@dataclass(frozen=True)
class YearlyValue:
    """A number, a distribution, or ``{by_year: {2024: ..., later: ...}}`` of either, which must have ``later``."""

    inner: Distribution

    def read(self, at: Cursor) -> Any:
        if isinstance(at.value, Mapping) and len(at.value) == 1 and next(iter(at.value)) == "by_year":
            found = ByYear(self.inner).read(at.down("by_year"))
            if found and "later" not in found:
                at.refuse("no value for the years after the last", "'later: ...'")
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
        at.refuse(f"{len(found.shares)} shares", f"{self.components} shares")
        return None

    def json(self) -> Json:
        return {"$ref": "#/$defs/distribution"}
