"""What the engine is told about a city and its plan, in its own terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulate.engine.inputs.rows import Calendar, Condition, Variants
from simulate.plan.values import Value
from simulate.scenario.sampling import Distribution
from simulate.yamlfile.merge import UNWRITTEN, Traced

Floats = NDArray[np.float64]
SEGMENTS = ("industry_above_scale", "industry_small", "digital_core")


@dataclass(frozen=True)
class Sector:
    """A sector: its share of industrial firms, its drift of ln revenue, whether it leads."""

    identity: str
    share: float
    drift: Value | float
    leading: bool


@dataclass(frozen=True)
class AttributeRule:
    """Firms that meet the condition hold the attribute with this probability (the first rule that fits decides)."""

    attribute: str
    condition: Condition
    share: Value | float


@dataclass(frozen=True)
class Structure:
    """Constants of the model's shape; money in yuan."""

    build_quarters: Mapping[int, float]
    title_window: int
    sds: tuple[float, float, float]  # sd of ln revenue by segment
    scale_threshold: float = 20e6
    medium: float = 100e6
    large: float = 400e6
    tail_from: float = 0.9
    largest: float = 300e9
    mean_revenue: float = 0.0  # of above-scale industry; 0 leaves the tail unstretched
    largest_grown: float = 3000e9


class Fitted(Protocol):
    """Parameters fitted jointly: a posterior."""

    def columns(
        self, seed: int, first: int, count: int, uniforms: Mapping[str, Floats] | None = None
    ) -> Mapping[str, Floats]:
        """Values of the fitted parameters by draw: name to an array of shape (count,)."""


@dataclass(frozen=True)
class CitySpec:
    """Everything the engine is told about a city and its plan."""

    calendar: Calendar
    seed: int
    counts: tuple[int, int, int]
    entrants: tuple[float | None, float | None, float | None]
    parameters: Mapping[str, Distribution]
    structure: Structure
    sectors: Sequence[Sector]  # the industrial ones, then the digital core
    attributes: Sequence[str]
    attribute_rules: Sequence[AttributeRule]
    variants: Variants
    readings: Mapping[str, Sequence[float]]  # sampled readings: weights of their alternatives
    choices: Mapping[
        int, tuple[Mapping[str, int], ...]
    ]  # instrument: for each of its rows, which alternatives lead to it
    gdp: float
    posterior: Fitted | None = None
    budget_payer: int = 0
    lapses: bool = False
    written: Traced = UNWRITTEN  # what the scenario states, for messages that name its lines
