"""What the mathematics of sensitivity knows of a model: numbers between 0 and 1 and a draw go in, outputs come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from simulate.language.message import Speakable, Verbatim
from simulate.randomness.uniforms import PARAMETER, POSTERIOR_ROW, READING, name_code, over_draws
from simulate.scenario.posterior import ROW_NAME

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Layer = Literal["reading", "parameter", "chance"]
LAYERS: tuple[Layer, ...] = ("reading", "parameter", "chance")

CHANCE_DRAWS = 2**31 - 2
"""A designed number of chance picks one of so many draws."""


NOTHING = Verbatim("")


@dataclass(frozen=True)
class Level:
    """A value of a driver that a tornado shows: its label, and the number that gives it (one a column, or one for all)."""

    label: Speakable
    number: float | tuple[float, ...]


@dataclass(frozen=True)
class Driver:
    """Something uncertain: one reading, one parameter, or the parameters that were fitted together.

    ``columns`` are its designed numbers; ``levels`` its low and high value (every alternative, for a reading);
    ``narrowed`` says who can settle it or which figure would narrow it.
    """

    name: str
    layer: Layer
    columns: tuple[str, ...]
    title: Speakable
    levels: tuple[Level, ...]
    narrowed: Speakable = NOTHING


class Simulator(Protocol):
    """A model as a function of designed numbers."""

    @property
    def drivers(self) -> Sequence[Driver]:
        """Readings and parameters that are uncertain; chance is a driver of its own and not among them."""

    @property
    def outputs(self) -> Sequence[str]:
        """Names of the outputs, in the order of the last axis of what ``run`` gives."""

    @property
    def seed(self) -> int:
        """Seed of the keyed numbers from which a design starts."""

    def __call__(self, numbers: Floats, chance: Integers) -> Floats:
        """Outputs (rows, outputs) of numbers (rows, columns), strictly between 0 and 1, and draws (rows,)."""


def columns_of(drivers: Sequence[Driver]) -> list[str]:
    """Every column, in the order of the drivers."""
    return [column for driver in drivers for column in driver.columns]


def places_of(drivers: Sequence[Driver]) -> dict[str, list[int]]:
    """Places of each driver's columns among all columns."""
    columns = columns_of(drivers)
    return {driver.name: [columns.index(column) for column in driver.columns] for driver in drivers}


def keyed_numbers(seed: int, columns: Sequence[str], first: int, count: int) -> Floats:
    """The keyed numbers of ``columns`` in draws ``first`` to ``first + count - 1``: (count, columns).

    Pure functions of seed, draw and name, those of a run: two analyses look at the same futures.
    """
    if not columns:
        return np.empty((count, 0))
    return np.stack([over_draws(seed, first, count, *_key(name)) for name in columns], axis=1)


def _key(column: str) -> tuple[int, np.uint64]:
    """Unit and purpose under which a run draws the number of a column."""
    if column == ROW_NAME:
        return 0, POSTERIOR_ROW
    return name_code(column), READING if column.startswith("reading ") else PARAMETER
