"""Outputs by name, as targets and levers' costs are written: ``projects.2025 >= 1000``.

    headline                       obligation of the whole horizon in the main definition
    variable[.selector]...         summed over what is not selected; shares are means weighted by firms

A selector is a year, an instrument's id, a segment or the beginning of segments' names (``industry``), a payer, a
stage, or on / off / additional (with awards, without, the difference). Where nothing but years is selected, the
segments or instruments are those by which a target of the plan reads the same variable. Only flows are summed over
years (``vocabulary.Term.over_years``): anything else asks for its year.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from simulate.forecast.dataset import DIMENSIONS
from simulate.forecast.forecast import Forecast
from simulate.foundation.errors import InputError, nearest
from simulate.foundation.units import UnitError, parse_money, parse_number, parse_share
from simulate.language.catalogue import say
from simulate.language.choice import spoken, tell
from simulate.language.vocabulary import TERMS, Language, label

HEADLINE = "headline"
ARMS = ("on", "off", "additional")
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
}  # fmt: skip
_TARGET = re.compile(r"\s*([^<>=\s]+)\s*(>=|<=|>|<)\s*(\S.*?)\s*")
OUTPUTS = tuple(name for name in DIMENSIONS if name in TERMS and TERMS[name].over_years)
YEARS = ("year", "payment_year")
SELECTABLE = ("instrument", "segment", "payer", "year", "payment_year", "stage")


@dataclass(frozen=True)
class Expression:
    """An output of a forecast: called with one, it gives a number of each draw, (draw,)."""

    text: str

    @property
    def variable(self) -> str:
        """Name of the forecast's variable that is asked for, or ``headline``."""
        return self.text.split(".")[0]

    @property
    def unit(self) -> str:
        """Unit of the output by the vocabulary: CNY, count or 1; empty where it has none."""
        return TERMS[self.variable].unit if self.variable in TERMS else ""

    def __call__(self, forecast: Forecast) -> xr.DataArray:
        """Values by draw, NaN where there is none (a share of no firm); raises InputError for a variable or selector that
        the forecast does not have, and for a sum over years of what is no flow.
        """
        if self.text == HEADLINE:
            return forecast.headline(as_read=True)
        variable, *rest = self.text.split(".")
        if variable not in OUTPUTS:
            _refuse(self.text, variable, [HEADLINE, *OUTPUTS])
        data, words = forecast.dataset[variable], _joined(rest, forecast)
        _once(self.text, words)
        chosen = _selection(self.text, [word for word in words if word not in ARMS], data)
        _in_one_year(self.text, words, data, chosen)
        chosen = {**_of_target(data, variable, forecast), **chosen}
        arm = next((word for word in words if word in ARMS), "on")
        if arm == "additional" and "policy" in data.dims:
            return _reduced(data, chosen, forecast, "on") - _reduced(data, chosen, forecast, "off")
        return _reduced(data, chosen, forecast, arm)

    def defined(self, forecast: Forecast) -> xr.DataArray:
        """Values by draw; raises InputError where a draw has none, since what is not defined has no spread and no goal."""
        values = self(forecast)
        missing = int(np.isnan(values).sum())
        if missing:
            raise InputError(
                tell("error.expression.output_not_defined_futures", text=self.text, missing=missing, size=values.size)
            )
        return values


def _joined(parts: Sequence[str], forecast: Forecast) -> list[str]:
    """The selectors: an instrument's id is one though it holds a dot."""
    ids, words = set(forecast.dataset["instrument"].values.tolist()), list[str]()
    for part in parts:
        if words and f"{words[-1]}.{part}" in ids:
            words[-1] = f"{words[-1]}.{part}"
        else:
            words.append(part)
    return words


def _once(text: str, words: Sequence[str]) -> None:
    """Refuse what is selected twice, and more than one of on, off and additional."""
    twice = next((word for place, word in enumerate(words) if word in words[:place]), None)
    if twice is not None:
        raise InputError(tell("error.expression.output_twice_each_selector", text=text, twice=twice))
    arms = [word for word in words if word in ARMS]
    if len(arms) > 1:
        raise InputError(
            tell("error.expression.output_one_of", text=text, arms=" and ".join(arms), allowed=", ".join(ARMS))
        )


def _selection(text: str, words: Sequence[str], data: xr.DataArray) -> dict[str, list[int]]:
    """Places that are selected, by dimension, each once."""
    chosen: dict[str, list[int]] = {}
    for word in words:
        found = False
        for dim in SELECTABLE:
            names = [str(value) for value in data[dim].values] if dim in data.dims else []
            exact = [place for place, name in enumerate(names) if name == word]
            places = exact or [place for place, name in enumerate(names) if name.startswith(f"{word}_")]
            if places and not found:
                chosen[dim] = sorted({*chosen.get(dim, ()), *places})
                found = True
        if not found:
            allowed = [str(value) for dim in SELECTABLE if dim in data.dims for value in data[dim].values]
            _refuse(text, word, [*allowed, *ARMS])
    return chosen


def _in_one_year(text: str, words: Sequence[str], data: xr.DataArray, chosen: Mapping[str, Sequence[int]]) -> None:
    """Refuse to sum over years what is no flow, with the way to write it."""
    dim = next((one for one in YEARS if one in data.dims), None)
    term = TERMS[str(data.name)]
    if dim is None or term.adds_up or len(chosen.get(dim, ())) == 1:
        return
    years = [str(year) for year in data[dim].values]
    written = ".".join([term.name, *(word for word in words if word not in years), years[-1]])
    listed = ", ".join(years)
    raise InputError(
        tell(
            "error.expression.output_does_not_add",
            text=text,
            name=label(term.name, spoken()),
            kind=tell(f"error.over_years.{term.over_years}"),
            listed=listed,
            written=written,
        )
    )


def _reduced(data: xr.DataArray, chosen: Mapping[str, list[int]], forecast: Forecast, arm: str) -> xr.DataArray:
    """The selected part of an arm as one number a draw."""
    part = _arm(data, arm).isel(chosen)
    if TERMS[str(data.name)].over_years == "share" and "segment" in part.dims:
        firms = _arm(forecast.dataset["firms"], arm)
        weight = firms.isel({dim: places for dim, places in chosen.items() if dim in firms.dims})
        total = weight.sum("segment")
        part = (part * weight).sum("segment") / total.where(total > 0)
    return part.sum([dim for dim in part.dims if dim != "draw"], skipna=False)


def _arm(data: xr.DataArray, arm: str) -> xr.DataArray:
    return data.sel(policy=arm, drop=True) if "policy" in data.dims else data


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
    """An output, how it is compared, and the figure that it should reach, in the output's unit."""

    expression: Expression
    comparison: str
    value: float

    @property
    def upward(self) -> bool:
        """Whether a larger output is better: the comparison is ``>`` or ``>=``."""
        return self.comparison.startswith(">")

    def met(self, values: np.ndarray) -> np.ndarray:
        """Whether each value of the output meets the target; the shape of ``values``."""
        return np.asarray(COMPARISONS[self.comparison](values, self.value))  # type: ignore[arg-type]

    def __str__(self) -> str:
        return f"{self.expression.text} {self.comparison} {figure(self.value, self.expression.unit)}"


def figure(value: float, unit: str) -> str:
    """A number as it is written in a target: a share as percent, money in yuan, never with powers of ten."""
    if unit == "1":
        return f"{100 * value:.10g}%"
    text = f"{value:,.10f}".rstrip("0").rstrip(".")
    return f"{text} CNY" if unit == "CNY" else text


def output_words(text: str, language: Language) -> str:
    """An output, or a target of one, with the vocabulary's words: ``projects started, 2025 ≥ 1,000``."""
    comma = say("common.path", language)

    def said(found: re.Match[str]) -> str:
        return comma.join(label(one, language) if one in TERMS else one for one in found[0].split("."))

    return _OUTPUT.sub(said, text).replace(">=", "≥").replace("<=", "≤")


_OUTPUT = re.compile(r"[a-z_]+(?:\.\w+)*")


def parse_target(text: str) -> Target:
    """Read ``projects.2025 >= 1000``; money may have a unit, a share may be a percentage. Raises InputError."""
    match = _TARGET.fullmatch(text)
    if match is None:
        raise InputError(tell("error.expression.target_output_number_such", text=text))
    for read in (parse_number, parse_money, lambda value: parse_share(value, -math.inf, math.inf)):
        try:
            return Target(Expression(match[1]), match[2], float(read(_number(match[3]))))
        except UnitError:
            continue
    raise InputError(tell("error.target_number", number=repr(match[3])))


def _number(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def _refuse(text: str, word: str, allowed: Sequence[str]) -> None:
    near = nearest(word, allowed)
    hint = tell("error.hint", near=near) if near else ""
    raise InputError(
        tell("error.expression.output_unknown_one_of", text=text, word=word, allowed=", ".join(allowed), hint=hint)
    )
