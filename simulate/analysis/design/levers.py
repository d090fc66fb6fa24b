"""What a design may change: a figure of the scenario, its bounds, and how a number becomes the figure again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from typing import Any

from simulate.behaviour.parameters import DECLARED, NUMBERS
from simulate.foundation.errors import InputError, nearest
from simulate.foundation.units import UnitError, in_yuan, parse_money, parse_number, parse_share
from simulate.language.choice import tell
from simulate.plan.award import Award
from simulate.plan.columns import figure_at, quantity_of
from simulate.plan.instrument import Instrument
from simulate.plan.values import MONEY, SHARE, Value
from simulate.randomness.marginals import Dirichlet
from simulate.scenario.sampling import ValueTable
from simulate.scenario.scenario import Scenario

TIMES = 10
"""A sum of money may rise to so many times its present size."""


@dataclass(frozen=True)
class Lever:
    """A path, its bounds and present value. ``kind``: number, share, money, cost (a list), lag (mean years)."""

    path: str
    low: float
    high: float
    present: float
    kind: str

    def figure(self, value: float) -> Any:
        """The lever's value as ``Scenario.replace`` takes it: money in yuan as text, a lag as weights of whole years."""
        if self.kind == "money":
            return in_yuan(round(value))
        if self.kind == "cost":
            return [in_yuan(round(value))]
        if self.kind == "lag":
            years = floor(value)
            part = round(value - years, 6)
            return {years: 1.0} if part == 0 else {years: round(1 - part, 6), years + 1: part}
        return float(value)


def read_lever(scenario: Scenario, text: str) -> Lever:
    """Read ``PATH`` or ``PATH=LOW:HIGH``. Raises InputError for a path that is no number or bounds that are none."""
    path, _, bounds = text.partition("=")
    path = path.strip()
    kind, present, low, high = _present(scenario, path)
    if bounds:
        first, colon, last = bounds.partition(":")
        if not colon:
            raise InputError(tell("error.lever_bounds", lever=text, bounds=repr(bounds)))
        low, high = _number(path, first, kind), _number(path, last, kind)
    if not low < high:
        raise InputError(tell("error.levers.lever_bounds_lower_one", path=path, low=low, high=high))
    return Lever(path, low, high, present, kind)


def _number(path: str, text: str, kind: str) -> float:
    plain: str | float = float(text) if text.isascii() and text.replace(".", "", 1).isdigit() else text.strip()
    try:
        if kind in ("money", "cost"):
            return float(parse_money(plain))
        return parse_share(plain) if kind == "share" else parse_number(plain)
    except UnitError as error:
        raise InputError(tell("error.levers.lever", path=path, error=error, expected=error.expected)) from error


def _present(scenario: Scenario, path: str) -> tuple[str, float, float, float]:
    """Kind, present value and natural bounds of a path."""
    head, _, rest = path.partition(".")
    if head == "behaviour" and rest in NUMBERS:
        one, value = DECLARED[rest], scenario.parameters[rest]
        mean = 0.0 if isinstance(value, (Mapping, Dirichlet)) else value.mean()
        high = min(one.high, TIMES * mean) if one.unit == "yuan" and mean > 0 else one.high
        return ("money" if one.unit == "yuan" else "number"), mean, one.low, high
    found = next((one for one in scenario.plan.instruments if rest.startswith(f"{one.id}.")), None)
    if head != "instruments" or found is None:
        allowed = [f"behaviour.{name}" for name in NUMBERS] + [
            f"instruments.{one.id}.award.amount" for one in scenario.plan.instruments
        ]
        near = nearest(path, allowed)
        hint = tell("error.hint", near=near) if near else ""
        raise InputError(tell("error.levers.lever_no_such_figure", path=path, hint=hint))
    return _of_instrument(scenario, found, rest.removeprefix(f"{found.id}."), path)


def _of_instrument(scenario: Scenario, instrument: Any, field: str, path: str) -> tuple[str, float, float, float]:
    if field == "lag":
        mean = sum(years * weight for years, weight in instrument.lag.items())
        return "lag", mean, 0.0, max(2.0, float(max(instrument.lag)))
    if field == "application.cost" and instrument.application is not None:
        present = sum(_mean(scenario, value) for value in instrument.application.cost)
        return "cost", present, 0.0, max(present, 1.0)
    value, declared = figure_at(instrument, field)
    quantity = quantity_of(declared) if declared else None
    if value is None or isinstance(value, str) or quantity is None:
        allowed = [f"instruments.{instrument.id}.{name}" for name in _levers_of(instrument)]
        near = nearest(path, allowed)
        hint = tell("error.hint", near=near) if near else ""
        raise InputError(tell("error.levers.lever_no_number_there", path=path, allowed=", ".join(allowed), hint=hint))
    present = _mean(scenario, value)
    kind = {MONEY.name: "money", SHARE.name: "share"}.get(quantity.name, "number")
    return kind, present, float(quantity.low), min(quantity.high, TIMES * max(present, 1.0))


def _levers_of(instrument: Instrument) -> list[str]:
    """The fields of an instrument that a design may move."""
    award = [
        f"award.{name}" for name in Award.model_fields if name != "kind" and getattr(instrument.award, name) is not None
    ]
    claim = [] if isinstance(instrument.claim, str) else ["claim"]
    applying = [] if instrument.application is None else ["application.cost", "application.belief"]
    return [*award, *claim, "lag", *applying]


def _mean(scenario: Scenario, value: Value | float) -> float:
    """Mean of a figure of the plan under the scenario's parameters."""
    year = scenario.plan.window.start.year
    table = ValueTable(scenario.parameters)
    place = table.column(value, "lever", year)
    count = 1 if place not in table.random else 200
    return float(table.sample(scenario.seed, 0, count)[:, place].mean())
