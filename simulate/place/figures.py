"""Figures of the city at the end of 2022 and structural constants, from ``calibration/population.yaml``."""

from __future__ import annotations

import datetime
import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulate.foundation.units import UnitError, describe, parse_money, parse_number, parse_share
from simulate.language.choice import tell
from simulate.place.evidence import CALIBRATION, EVIDENCE_KEYS, Entry, Evidence, open_figures, read_evidence, text

POPULATION_FILE = CALIBRATION / "population.yaml"

SEGMENTS = ("industry_above_scale", "industry_small", "digital_core")


@dataclass(frozen=True)
class Figure:
    """One number of the file with its range and evidence; ``low`` and ``high`` equal ``value`` where none is given."""

    name: str
    value: Any
    low: float
    high: float
    evidence: Evidence


@dataclass(frozen=True)
class Figures:
    """What the model knows about the city before the first quarter.

    Attributes
    ----------
    segment_counts: firms of each segment, end of 2022.
    gdp_2022: nominal GDP, yuan.
    total_revenue_above_scale: published revenue of above-scale industry (2020), yuan: the tail is scaled to it.
    above_scale_revenue, medium_revenue, large_revenue: lower ends of above scale and of the size classes, yuan.
    largest_firm_revenue: no firm is larger at the start, yuan.
    largest_grown_revenue: no firm grows beyond, yuan.
    above_scale_sd, small_revenue_sd, core_revenue_sd: standard deviations of log revenue of the lognormal bodies.
    tail_from_quantile: quantile of the above-scale body from which the Pareto tail takes over.
    build_quarters: probability of each number of quarters from a project's start to its completion; sums to 1.
    figures: every figure with its range and evidence, by name.
    """

    segment_counts: Mapping[str, int]
    gdp_2022: int
    total_revenue_above_scale: int
    above_scale_revenue: int
    medium_revenue: int
    large_revenue: int
    largest_firm_revenue: int
    largest_grown_revenue: int
    above_scale_sd: float
    small_revenue_sd: float
    core_revenue_sd: float
    tail_from_quantile: float
    build_quarters: Mapping[int, float]
    figures: Mapping[str, Figure]

    def later_than(self, vintage: datetime.date) -> tuple[str, ...]:
        """Names of the figures that could not be known on ``vintage`` from the sources given."""
        return tuple(name for name, one in self.figures.items() if one.evidence.known_at > vintage)


def _count(value: object) -> int:
    number = parse_number(value, 0, 1e6)
    if number != int(number):
        raise UnitError(
            tell("error.value.not_whole_number", value=describe(value)), tell("error.value.whole_number_firms")
        )
    return int(number)


def _log_sd(value: object) -> float:
    return parse_number(value, 0.01, 5)


def _quarters(value: object) -> dict[int, float]:
    expected = tell("error.value.mapping_from_quarters_weights")
    if not isinstance(value, Mapping) or not value:
        raise UnitError(tell("error.value.came", value=describe(value)), expected)
    if not all(isinstance(key, int) and 0 <= key <= 40 for key in value):
        raise UnitError(
            tell("error.value.the_quarters", name=", ".join(map(str, value))), tell("error.value.whole_quarters_from_0")
        )
    weights = {key: parse_share(weight) for key, weight in sorted(value.items())}
    if abs(math.fsum(weights.values()) - 1) > 1e-9:
        raise UnitError(tell("error.value.the_weights_sum_to", weights=math.fsum(weights.values())), expected)
    return weights


_SEGMENT_FIGURES = {f"firms_{name}": name for name in SEGMENTS}

_PARSERS: dict[str, Callable[[object], Any]] = {
    **dict.fromkeys(_SEGMENT_FIGURES, _count),
    "gdp_2022": parse_money,
    "total_revenue_above_scale": parse_money,
    "above_scale_revenue": parse_money,
    "medium_revenue": parse_money,
    "large_revenue": parse_money,
    "largest_firm_revenue": parse_money,
    "largest_grown_revenue": parse_money,
    "above_scale_sd": _log_sd,
    "small_revenue_sd": _log_sd,
    "core_revenue_sd": _log_sd,
    "tail_from_quantile": parse_share,
    "build_quarters": _quarters,
}


def load_figures(path: Path | None = None) -> Figures:
    """Read the city's figures; ``path`` defaults to the ``calibration/population.yaml`` that
    ships.

    Raises ProblemsError with every problem of the file: unknown or missing figures, wrong units, values outside their
    own range, figures without a source that are not rated as assumed.
    """
    entry = open_figures(path or POPULATION_FILE, "figures")
    entry.refuse_unknown(_PARSERS, "error.value.unknown_figure")
    found = {}
    for name, parse in _PARSERS.items():
        if name not in entry.value:
            entry.refuse(tell("error.value.the_figure_is_missing", name=name), f"'{name}: ...'")
        else:
            found[name] = _figure(entry.down(name), name, parse)
    entry.problems.raise_if_any()
    _check_order(entry, found)
    entry.problems.raise_if_any()
    single = {name: one.value for name, one in found.items() if name not in _SEGMENT_FIGURES}
    counts = {segment: found[name].value for name, segment in _SEGMENT_FIGURES.items()}
    return Figures(segment_counts=counts, figures=found, **single)


def _figure(entry: Entry, name: str, parse: Callable[[object], Any]) -> Figure:
    entry.has_keys(("value", "unit", "rating", "quality", "known_at"), ("id", "low", "high", *EVIDENCE_KEYS))
    if not isinstance(entry.value, Mapping):
        return Figure(name, None, math.nan, math.nan, Evidence("assumed", "D", datetime.date.max))
    value = entry.read("value", parse, None)
    entry.read("unit", text, "")
    entry.read("id", text, "")
    low, high = entry.read("low", parse, value), entry.read("high", parse, value)
    if isinstance(value, (int, float)) and not low <= value <= high:
        came = describe(entry.value["value"])
        entry.down("value").refuse(
            tell("error.value.lies_outside_own_range", came=came), tell("error.value.low_value_high")
        )
    return Figure(name, value, low, high, read_evidence(entry))


def _check_order(entry: Entry, found: Mapping[str, Figure]) -> None:
    cuts = ("above_scale_revenue", "medium_revenue", "large_revenue", "largest_firm_revenue", "largest_grown_revenue")
    for smaller, larger in itertools.pairwise(cuts):
        if found[smaller].value >= found[larger].value:
            entry.down(larger).down("value").refuse(
                tell("error.value.value_too_small"), tell("error.value.more_than", smaller=smaller)
            )
