"""Which folder of figures a scenario, a fit or a back-test reads: the nearest ``calibration``, else the one that ships.

A folder laid out by ``simulate init`` has its own ``calibration`` beside ``scenarios``; what is edited there holds for
every scenario of that folder and for nobody else.
"""

from __future__ import annotations

import os
from pathlib import Path

from simulate.foundation.shipped import shipped

NAME = "calibration"
PRIORS, POPULATION, OBSERVATIONS, MOMENTS = "priors.yaml", "population.yaml", "observations.csv", "moments.yaml"
FIT, BACKTEST, SCORES = "fit_plan.yaml", "backtest.yaml", "backtest_scores.csv"
MARKS = (PRIORS, POPULATION)
"""A folder ``calibration`` without any of these is somebody else's."""
READ_BY_RUNS = (PRIORS, POPULATION, OBSERVATIONS, SCORES)
"""What a run and its report read: a run folder keeps these where they are not what ships."""


def calibration_folder(start: Path) -> Path:
    """The folder ``calibration`` in ``start`` or in the nearest folder above it; where there is none, what ships."""
    start = Path(os.path.abspath(start))
    for folder in (start, *start.parents):
        if any((folder / NAME / mark).is_file() for mark in MARKS):
            return folder / NAME
    return shipped(NAME)


def own_files(folder: Path) -> tuple[str, ...]:
    """Names of those of ``READ_BY_RUNS`` in which ``folder`` is not, byte for byte, what ships."""
    return tuple(name for name in READ_BY_RUNS if _bytes(folder / name) != _bytes(shipped(NAME) / name))


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def own_folder(start: Path) -> Path | None:
    """The folder of figures that a file in ``start`` reads, where it is another than what ships; else None."""
    found = calibration_folder(start)
    return found if own_files(found) else None
