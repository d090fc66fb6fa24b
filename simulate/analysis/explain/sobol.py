"""Sobol indices by driver: the share of the variance that a driver explains alone (first) and in all (total).

The design is Saltelli's, by SALib: two samples A and B, and for each driver A with that driver's numbers from B. A
future and its neighbour differ in one driver alone and share all other luck; chance is a driver like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from SALib.analyze import sobol as analysis
from SALib.sample import sobol as sampling

from simulate.analysis.base.simulator import CHANCE_DRAWS, Driver, Floats, Simulator, columns_of, places_of

OTHERS = "others"
CHANCE = "chance"
EDGE = 2.0**-40  # a scrambled Sobol number may be 0


@dataclass(frozen=True)
class Indices:
    """Indices of each group of drivers: (groups, outputs) each; ``*_half`` is half the width of the 95 % interval."""

    names: tuple[str, ...]
    first: Floats
    first_half: Floats
    total: Floats
    total_half: Floats


def sobol_indices(simulator: Simulator, names: Sequence[str], size: int = 256, chance: bool = True) -> Indices:
    """First and total indices of drivers; all others are one group, and so is chance.

    Parameters
    ----------
    simulator : of designed numbers
    names : of the drivers that get an index of their own
    size : futures of sample A, a power of two; size * (groups + 2) are run
    chance : whether chance is a driver; otherwise every future has the luck of draw 0

    Returns
    -------
    Indices with half the width of their 95 % intervals, shapes (groups, outputs).
    """
    problem, places = saltelli_problem(simulator.drivers, names, chance)
    sample = sampling.sample(problem, size, calc_second_order=False, seed=simulator.seed % 2**32)
    sample = np.clip(sample, EDGE, 1 - EDGE)
    numbers = np.empty((len(sample), len(columns_of(simulator.drivers))))
    numbers[:, places] = sample[:, : len(places)]
    draws = (sample[:, -1] * CHANCE_DRAWS).astype(np.int64) if chance else np.zeros(len(sample), dtype=np.int64)
    return analysed(problem, simulator(numbers, draws), simulator.seed)


def saltelli_problem(drivers: Sequence[Driver], names: Sequence[str], chance: bool) -> tuple[dict[str, Any], list[int]]:
    """SALib's problem with one column a designed number.

    Parameters
    ----------
    drivers : of the simulator
    names : of those that are a group of their own
    chance : whether chance has a column

    Returns
    -------
    The problem, and the place of each column in the simulator.
    """
    places_by_driver = places_of(drivers)
    groups, places = [], []
    for driver in sorted(drivers, key=lambda one: names.index(one.name) if one.name in names else len(names)):
        group = driver.name if driver.name in names else OTHERS
        for place in places_by_driver[driver.name]:
            groups.append(group)
            places.append(place)
    columns = [f"x{place}" for place in places]
    if chance:
        groups, columns = [*groups, CHANCE], [*columns, CHANCE]
    bounds = [[0.0, 1.0]] * len(columns)
    return {"num_vars": len(columns), "names": columns, "groups": groups, "bounds": bounds}, places


def analysed(problem: dict[str, Any], values: Floats, seed: int) -> Indices:
    """Indices from the outputs of a Saltelli design; zero where nothing varies.

    Parameters
    ----------
    problem : as ``saltelli_problem`` gives it
    values : shape (rows, outputs)
    seed : of the bootstrap of the intervals

    Returns
    -------
    Indices, shapes (groups, outputs).
    """
    names = tuple(dict.fromkeys(problem["groups"]))
    found = np.zeros((4, len(names), values.shape[1]))
    for place in range(values.shape[1]):
        if np.ptp(values[:, place]) > 0:
            result = analysis.analyze(problem, values[:, place], calc_second_order=False, seed=seed % 2**32)
            found[:, :, place] = [result[key] for key in ("S1", "S1_conf", "ST", "ST_conf")]
    return Indices(names, *found)
