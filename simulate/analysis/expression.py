"""Outputs by name, as targets and levers' costs are written: ``projects.2025 >= 1000``.

    headline                       obligation of the whole horizon in the main definition
    variable[.selector]...         summed over what is not selected; shares are means weighted by firms

A selector is a year, an instrument's id, a segment or the beginning of segments' names (``industry``), a payer, a
stage, or on / off / additional (with awards, without, the difference). Where nothing but years is selected, the
segments or instruments are those by which a target of the plan reads the same variable.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from simulate.errors import InputError, nearest
from simulate.forecast.dataset import DIMENSIONS
from simulate.forecast.forecast import Forecast

HEADLINE = "headline"
ARMS = ("on", "off", "additional")
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
}  # fmt: skip
_TARGET = re.compile(r"\s*([^<>=\s]+)\s*(>=|<=|>|<)\s*(\S.*?)\s*")
_SHARES = ("coverage", "stage_share")
_NO_OUTPUT = ("parameter_value", "reading_chosen", "payer_share", "anchors_at_cap")
SELECTABLE = ("instrument", "segment", "payer", "year", "payment_year", "stage")


@dataclass(frozen=True)
class Expression:
    """An output of a forecast: called with one, it gives a number of each draw, (draw,)."""

    text: str

    def __call__(self, forecast: Forecast) -> xr.DataArray:
        """Values by draw; raises InputError for a variable or selector that the forecast does not have."""
        if self.text == HEADLINE:
            return forecast.headline(as_read=True)
        variable, *rest = self.text.split(".")
        if variable not in DIMENSIONS or variable in _NO_OUTPUT:
            _refuse(self.text, variable, [HEADLINE, *(name for name in DIMENSIONS if name not in _NO_OUTPUT)])
        data, words = forecast.dataset[variable], _joined(rest, forecast)
        arm = next((word for word in words if word in ARMS), "on")
        if "policy" in data.dims:
            on, off = data.sel(policy="on", drop=True), data.sel(policy="off", drop=True)
            data = off if arm == "off" else on - off if arm == "additional" else on
        chosen = _selection(self.text, [word for word in words if word not in ARMS], data)
        return _reduced(data, variable, chosen or {}, forecast)


def _joined(parts: Sequence[str], forecast: Forecast) -> list[str]:
    """The selectors: an instrument's id is one though it holds a dot."""
    ids, words = set(forecast.dataset["instrument"].values.tolist()), list[str]()
    for part in parts:
        if words and f"{words[-1]}.{part}" in ids:
            words[-1] = f"{words[-1]}.{part}"
        else:
            words.append(part)
    return words


def _selection(text: str, words: Sequence[str], data: xr.DataArray) -> dict[str, list[int]]:
    """Places that are selected, by dimension."""
    chosen: dict[str, list[int]] = {}
    for word in words:
        found = False
        for dim in SELECTABLE:
            names = [str(value) for value in data[dim].values] if dim in data.dims else []
            exact = [place for place, name in enumerate(names) if name == word]
            places = exact or [place for place, name in enumerate(names) if name.startswith(f"{word}_")]
            if places and not found:
                chosen.setdefault(dim, []).extend(places)
                found = True
        if not found:
            allowed = [str(value) for dim in SELECTABLE if dim in data.dims for value in data[dim].values]
            _refuse(text, word, [*allowed, *ARMS])
    return chosen


def _reduced(data: xr.DataArray, variable: str, chosen: dict[str, list[int]], forecast: Forecast) -> xr.DataArray:
    chosen = {**_of_target(data, variable, forecast), **chosen}
    part = data.isel(chosen)
    if variable in _SHARES and "segment" in part.dims:
        firms = forecast.dataset["firms"].sel(policy="on", drop=True)
        weight = firms.isel({dim: places for dim, places in chosen.items() if dim in firms.dims})
        part = (part * weight).sum("segment") / weight.sum("segment")
    return part.sum([dim for dim in part.dims if dim != "draw"])


def _of_target(data: xr.DataArray, variable: str, forecast: Forecast) -> dict[str, list[int]]:
    """Segments by which a target of the plan reads this variable."""
    for target in forecast.scenario.plan.targets:
        if target.simulated is not None and target.simulated.variable == variable:
            wanted = target.simulated.select.get("segment", ())
            places = [place for place, name in enumerate(data.get_index("segment")) if name in wanted] if wanted else []
            return {"segment": places} if places else {}
    return {}


@dataclass(frozen=True)
class Target:
    """An output and what it should reach."""

    expression: Expression
    comparison: str
    value: float

    @property
    def upward(self) -> bool:
        """Whether more is better."""
        return self.comparison.startswith(">")

    def met(self, values: np.ndarray) -> np.ndarray:
        """Whether each value meets it."""
        return np.asarray(COMPARISONS[self.comparison](values, self.value))  # type: ignore[arg-type]

    def __str__(self) -> str:
        return f"{self.expression.text} {self.comparison} {self.value:,.10g}"


def parse_target(text: str) -> Target:
    """Read ``projects.2025 >= 1000``; money may have a unit. Raises InputError."""
    from simulate.units import UnitError, parse_money, parse_number

    match = _TARGET.fullmatch(text)
    if match is None:
        raise InputError(f"--target: {text!r} came; expected OUTPUT >= NUMBER, such as 'projects.2025 >= 1000'")
    for read in (parse_number, parse_money):
        try:
            return Target(Expression(match[1]), match[2], float(read(_number(match[3]))))
        except UnitError:
            continue
    raise InputError(f"--target: {match[3]!r} is not a number or a sum of money; expected such as 1000 or 5000万元")


def _number(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def _refuse(text: str, word: str, allowed: Sequence[str]) -> None:
    near = nearest(word, allowed)
    hint = f"; did you mean '{near}'?" if near else ""
    raise InputError(f"output '{text}': unknown '{word}'; expected one of {', '.join(allowed)}{hint}")
