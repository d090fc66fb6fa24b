"""Reference tables with a known answer."""

from __future__ import annotations

import numpy as np

from simulate.calibration.moments import Moment
from simulate.calibration.reference import ReferenceTable


def counted(chance: str = "thinned", **changes: object) -> Moment:
    """A moment of one instrument and year."""
    return Moment("m", "B00", "recognised", (2023,), ("x01.1",), chance=chance, **changes)  # type: ignore[arg-type]


def table(
    moment: Moment, theta: np.ndarray, simulated: np.ndarray | None = None, **chance: np.ndarray
) -> ReferenceTable:
    """A table of one parameter and one moment."""
    zeros = np.zeros(theta.size)
    return ReferenceTable(
        {"theta": theta},
        {moment.name: zeros if simulated is None else simulated},
        {moment.name: chance},
        {moment.name: zeros},
    )
