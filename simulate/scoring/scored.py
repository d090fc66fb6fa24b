"""A forecast in draws and what came true, with its intervals and scores; and such rows as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulate.foundation.files import write_atomic
from simulate.scoring.scores import binomial_band, central_interval, randomised_pit

Floats = NDArray[np.float64]

LEVELS = (0.5, 0.8, 0.9)


@dataclass(frozen=True, kw_only=True)
class Scored:
    """What came true, the median and the central intervals of ``LEVELS``, and where it lies in the forecast."""

    id: str
    actual: float
    median: float
    low_50: float
    high_50: float
    low_80: float
    high_80: float
    low_90: float
    high_90: float
    pit: float

    def holds(self, level: float) -> bool:
        """Whether the central interval of ``level`` holds what came true."""
        low, high = getattr(self, f"low_{level * 100:.0f}"), getattr(self, f"high_{level * 100:.0f}")
        return bool(low <= self.actual <= high)


def intervals(draws: Floats) -> dict[str, float]:
    """The median and the ends of the central intervals of ``LEVELS``, by the names of ``Scored``."""
    found = {"median": float(np.median(draws))}
    for level in LEVELS:
        ends = central_interval(draws, level)
        found |= {f"{end}_{level * 100:.0f}": value for end, value in zip(("low", "high"), ends, strict=True)}
    return found


def scored(draws: Floats, actual: float, u: float) -> dict[str, float]:
    """The numbers of ``Scored``, from draws; ``u`` randomises the rank of a whole number."""
    return {"actual": actual, **intervals(draws), "pit": randomised_pit(draws, actual, u)}


@dataclass(frozen=True)
class Coverage:
    """How many of some forecasts' central intervals held, and between which counts that lies with nine chances in ten if
    they are calibrated and independent."""

    level: float
    held: int
    of: int
    band: tuple[int, int]

    @property
    def within(self) -> bool:
        """Whether as many held as should."""
        return self.band[0] <= self.held <= self.band[1]


def coverage(rows: Sequence[Scored]) -> tuple[Coverage, ...]:
    """Coverage at each of ``LEVELS``."""
    return tuple(
        Coverage(level, sum(one.holds(level) for one in rows), len(rows), binomial_band(len(rows), level))
        for level in LEVELS
    )


def write_scored(path: Path, rows: Sequence[Scored]) -> Path:
    """Write rows of one kind as a CSV table, numbers to six figures; returns the path."""
    names = [field.name for field in fields(rows[0])]
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(names)
    for one in rows:
        cells = [getattr(one, name) for name in names]
        table.writerow([f"{cell:.6g}" if isinstance(cell, float) else cell for cell in cells])
    write_atomic(path, out.getvalue())
    return path
