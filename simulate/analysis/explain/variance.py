"""Where the spread comes from: readings, parameters and chance, by the law of total variance on a nested design.

    Var(Y) = Var(E[Y|r]) + E[Var(E[Y|r,p]|r)] + E[Var(Y|r,p)]
             reading       parameter            chance

R readings are drawn, under each two sets of parameters, under each of these two chances. The mean
squares of the nested analysis of variance are unbiased for the three parts (Searle, Casella and McCulloch 1992).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulate.analysis.base.results import jackknife, within
from simulate.analysis.base.simulator import LAYERS, Floats, Simulator, columns_of, keyed_numbers
from simulate.foundation.ratios import ratio

PARAMETERS_A_READING = 2
CHANCES_A_PARAMETER = 2
GROUPS = 20  # of the jackknife


@dataclass(frozen=True)
class Layers:
    """Shares of the variance of each output by layer.

    ``share`` and ``standard_error`` (layers, outputs) in the order reading, parameter, chance; shares sum to 1 and an
    estimate may fall a little below 0 where the layer matters nothing. ``variance`` (outputs,). ``groups``: of the
    jackknife. ``numbers``, ``values``: the futures that were run, (rows, columns) and (rows, outputs).
    """

    share: Floats
    standard_error: Floats
    variance: Floats
    groups: int
    numbers: Floats
    values: Floats

    def interval(self) -> tuple[Floats, Floats]:
        """Ends of the 95 % interval of each share, (layers, outputs) each, by the jackknife and Student's t."""
        half = within(self.groups) * self.standard_error
        return self.share - half, self.share + half


def nested_layers(simulator: Simulator, readings: int = 500) -> Layers:
    """Decompose the variance of a simulator's outputs by layer.

    Parameters
    ----------
    simulator : of designed numbers
    readings : draws of the readings; four times as many futures are run

    Returns
    -------
    Shares with their standard errors, and the futures.
    """
    numbers, chance = nested_design(simulator, readings)
    values = simulator(numbers, chance)
    shape = (readings, PARAMETERS_A_READING, CHANCES_A_PARAMETER, values.shape[1])
    parts = components(values.reshape(shape))
    groups = np.array_split(np.arange(readings), min(GROUPS, readings))
    left_out = [components(np.delete(values.reshape(shape), group, axis=0)) for group in groups]
    return Layers(
        share=shares(parts),
        standard_error=jackknife(np.stack([shares(one) for one in left_out])),
        variance=parts.sum(axis=0),
        groups=len(groups),
        numbers=numbers,
        values=values,
    )


def nested_design(simulator: Simulator, readings: int) -> tuple[Floats, NDArray[np.int64]]:
    """Numbers of a nested design: readings change slowest, chance with every row.

    Parameters
    ----------
    simulator : tells the drivers and the seed
    readings : draws of the readings

    Returns
    -------
    Numbers inside (0, 1), shape (rows, columns), and the draw whose luck a row has, shape (rows,).
    """
    rows = readings * PARAMETERS_A_READING * CHANCES_A_PARAMETER
    columns = columns_of(simulator.drivers)
    keyed = keyed_numbers(simulator.seed, columns, 0, rows)
    layer = [driver.layer for driver in simulator.drivers for _ in driver.columns]
    repeats = {"reading": PARAMETERS_A_READING * CHANCES_A_PARAMETER, "parameter": CHANCES_A_PARAMETER}
    parts = [keyed[np.arange(rows) // repeats[layer[place]], place] for place in range(len(columns))]
    numbers = np.stack(parts, axis=1) if parts else np.empty((rows, 0))
    return numbers, np.arange(rows, dtype=np.int64)


def components(values: Floats) -> Floats:
    """Variance by layer, by the mean squares of a nested design (Searle, Casella and McCulloch 1992, Variance
    Components).

    Parameters
    ----------
    values : shape (readings, parameters, chances, outputs)

    Returns
    -------
    Variance of reading, parameter and chance, shape (3, outputs), in the square of the output's unit; an estimate may
    fall below 0 where the layer matters nothing.

    Examples
    --------
    Two readings that give 0 and 2 whatever else happens:

    >>> components(np.array([0.0, 2.0]).reshape(2, 1, 1, 1) * np.ones((2, 2, 2, 1))).ravel()
    array([2., 0., 0.])
    """
    outer, middle, inner = values.shape[:3]
    by_parameter, by_reading = values.mean(axis=2), values.mean(axis=(1, 2))
    chance = ((values - by_parameter[:, :, None]) ** 2).sum(axis=(0, 1, 2)) / (outer * middle * (inner - 1))
    between = inner * ((by_parameter - by_reading[:, None]) ** 2).sum(axis=(0, 1)) / (outer * (middle - 1))
    among = middle * inner * ((by_reading - by_reading.mean(axis=0)) ** 2).sum(axis=0) / (outer - 1)
    parameter, reading = (between - chance) / inner, (among - between) / (middle * inner)
    return np.stack([reading, parameter, chance])


def shares(parts: Floats) -> Floats:
    """Parts over their sum; NaN where nothing varies.

    Parameters
    ----------
    parts : shape (layers, outputs)

    Returns
    -------
    Shape (layers, outputs).

    Examples
    --------
    >>> shares(np.array([1.0, 3.0]))
    array([0.25, 0.75])
    """
    return ratio(parts, parts.sum(axis=0))


__all__ = ["LAYERS", "Layers", "components", "nested_design", "nested_layers", "shares"]
