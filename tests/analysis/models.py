"""Models with known answers, as simulators and as a small plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulate.analysis.base.simulator import Driver, Layer, Level
from simulate.language.message import Verbatim
from simulate.randomness.uniforms import PARAMETER, name_code, over_draws

Floats = NDArray[np.float64]


def driver(name: str, layer: Layer = "parameter", levels: Sequence[float] = (0.1, 0.9)) -> Driver:
    shown = tuple(Level(Verbatim(f"{name} at {one}"), one) for one in levels)
    return Driver(name, layer, (name,), Verbatim(name), shown, Verbatim("a survey"))


@dataclass
class Function:
    """A simulator from a function of (numbers, luck), luck uniform by draw."""

    drivers: Sequence[Driver]
    function: Callable[[Floats, Floats], Floats]
    outputs: Sequence[str] = ("headline",)
    seed: int = 3
    runs: int = field(default=0)

    def __call__(self, numbers: Floats, chance: NDArray[np.int64]) -> Floats:
        self.runs += len(numbers)
        luck = np.array([over_draws(self.seed, int(draw), 1, name_code("luck"), PARAMETER)[0] for draw in chance])
        return np.asarray(self.function(numbers, luck)).reshape(len(numbers), -1)


def linear(*weights: float, luck: float, layers: Sequence[Layer]) -> Function:
    """sum of weight times uniform plus luck: each part has the variance weight^2 / 12."""
    drivers = [driver(f"x{place}", layer) for place, layer in enumerate(layers)]
    return Function(drivers, lambda x, u: 100 + x @ np.array(weights) + luck * u)


def ishigami(x: Floats, a: float = 7.0, b: float = 0.1) -> Floats:
    """Ishigami and Homma (1990) on numbers between 0 and 1."""
    z = np.pi * (2 * x - 1)
    return np.asarray(np.sin(z[:, 0]) + a * np.sin(z[:, 1]) ** 2 + b * z[:, 2] ** 4 * np.sin(z[:, 0]))
