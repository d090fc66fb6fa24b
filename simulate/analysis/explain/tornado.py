"""How far one driver moves the median and the P90: its low and its high value, all else as uncertain as before.

Every bar is computed on the same futures, so that bars differ by the driver and not by luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulate.analysis.base.simulator import Driver, Floats, Integers, Simulator, columns_of, keyed_numbers, places_of
from simulate.forecast.summary import Z95
from simulate.language.message import Speakable

QUANTILES = (0.5, 0.9)
LOW, HIGH = 0.1, 0.9  # a parameter's low and high value: its own P10 and P90
RESAMPLES = 200  # of the futures, for the interval of a swing


@dataclass(frozen=True)
class Bar:
    """One driver: P50 and P90 of the output at its lowest and at its highest level, and the levels' labels.

    ``low`` and ``high`` are (2,): P50, P90, ordered by the P90 they lead to; ``half``: half of the 95 % interval of the
    swing, of a difference on the same futures; ``labels``: (low, high).
    """

    driver: Driver
    low: Floats
    high: Floats
    half: float
    labels: tuple[Speakable, Speakable]

    @property
    def swing(self) -> float:
        """By how much the driver moves the P90."""
        return float(self.high[1] - self.low[1])


@dataclass(frozen=True)
class Tornado:
    """Bars by their swing, widest first; ``base`` (2,): P50 and P90 with everything uncertain."""

    base: Floats
    bars: tuple[Bar, ...]


def tornado(simulator: Simulator, drivers: Sequence[Driver], draws: int = 200, output: int = 0) -> Tornado:
    """Run every level of every driver on the same ``draws`` futures."""
    columns, places = columns_of(simulator.drivers), places_of(simulator.drivers)
    numbers, chance = keyed_numbers(simulator.seed, columns, 0, draws), np.arange(draws, dtype=np.int64)
    designs = [numbers]
    for driver in drivers:
        for level in driver.levels:
            changed = numbers.copy()
            changed[:, places[driver.name]] = level.number
            designs.append(changed)
    values = simulator(np.concatenate(designs), np.tile(chance, len(designs)))[:, output]
    by_level = values.reshape(len(designs), draws)
    picks = resampled(simulator.seed, draws)
    bars, place = [], 1
    for driver in drivers:
        bars.append(_bar(driver, by_level[place : place + len(driver.levels)], picks))
        place += len(driver.levels)
    base = np.quantile(by_level[0], QUANTILES)
    return Tornado(base, tuple(sorted(bars, key=lambda bar: -bar.swing)))


def _bar(driver: Driver, values: Floats, picks: Integers) -> Bar:
    """The lowest and the highest level by the P90, of values (levels, draws)."""
    found = np.quantile(values, QUANTILES, axis=1).T
    low, high = int(np.argmin(found[:, 1])), int(np.argmax(found[:, 1]))
    levels = driver.levels
    return Bar(
        driver,
        found[low],
        found[high],
        _half(values[low], values[high], picks),
        (levels[low].label, levels[high].label),
    )


def resampled(seed: int, draws: int) -> Integers:
    """Futures of each resample, drawn with replacement by keyed numbers.

    Parameters
    ----------
    seed : of the simulator
    draws : how many futures there are

    Returns
    -------
    Places of futures, shape (RESAMPLES, draws).
    """
    numbers = keyed_numbers(seed, ["resampled future"], 0, RESAMPLES * draws).reshape(RESAMPLES, draws)
    return np.minimum((numbers * draws).astype(np.int64), draws - 1)


def _half(low: Floats, high: Floats, picks: Integers) -> float:
    """Half of the 95 % interval of the difference of two P90, by the bootstrap over the futures that they share."""
    gaps = np.quantile(high[picks], QUANTILES[1], axis=1) - np.quantile(low[picks], QUANTILES[1], axis=1)
    return Z95 * float(gaps.std(ddof=1))


def screened(drivers: Sequence[Driver], numbers: Floats, values: Floats, bins: int = 8) -> list[float]:
    """A rough first index of each driver from a plain sample: variance between bins of its number over the variance.

    Cheap, and enough to choose which drivers deserve a design of their own. A driver of several numbers counts by the
    sum of theirs; what bins explain by luck alone is taken off.

    Parameters
    ----------
    drivers : of the simulator
    numbers : shape (rows, columns), inside (0, 1)
    values : of one output, shape (rows,)
    bins : of each number

    Returns
    -------
    An index for each driver.
    """
    places, total = places_of(drivers), float(values.var())
    if total == 0:
        return [0.0] * len(drivers)
    return [sum(between_bins(numbers[:, place], values, bins) for place in places[d.name]) / total for d in drivers]


def between_bins(number: Floats, values: Floats, bins: int) -> float:
    """Variance that lies between bins of a number, less what bins explain by luck.

    Parameters
    ----------
    number : inside (0, 1), shape (rows,)
    values : shape (rows,)
    bins : of equal width

    Returns
    -------
    In the square of the values' unit, at least 0.

    Examples
    --------
    Halves of 0 and 2 differ by a variance of 1, of which luck explains (2 - 1) / 4:

    >>> between_bins(np.array([0.1, 0.2, 0.8, 0.9]), np.array([0.0, 0.0, 2.0, 2.0]), 2)
    0.75
    """
    groups = np.minimum((number * bins).astype(int), bins - 1)
    count = np.bincount(groups, minlength=bins)
    means = np.bincount(groups, values, minlength=bins) / np.maximum(count, 1)
    between = float((count * (means - values.mean()) ** 2).sum() / len(values))
    return max(between - (bins - 1) / len(values) * float(values.var()), 0.0)
