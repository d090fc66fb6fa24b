"""The firms' core of one arm, compiled: the passes that the NumPy version has, and no others."""

from __future__ import annotations

import numpy as np

from simulate.compiling import kernel
from simulate.engine.demography import grow
from simulate.engine.layout import OFF, Inputs, Results
from simulate.engine.quarter import complete, note_peers, start_projects
from simulate.engine.reference import by_reference
from simulate.engine.setup import start_draw
from simulate.engine.state import Arms, Scratch


@kernel
def start_of_draw(inputs: Inputs, draw: int, key: np.uint64, arms: Arms, scratch: Scratch) -> None:
    """The firms at the start."""
    city, state = by_reference(inputs), by_reference(arms.off)
    start_draw(city, draw, key, state, by_reference(scratch))
    note_peers(city, draw, state)


@kernel
def core_quarters(inputs: Inputs, draw: int, key: np.uint64, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Growth, exit, completion, starts, peers, quarter by quarter, without awards."""
    city, state, own, out = by_reference(inputs), by_reference(arms.off), by_reference(scratch), by_reference(results)
    nothing, arm = np.uint64(0), np.int64(OFF)
    for quarter in range(inputs.settings.quarters):
        if quarter % 4 == 0:
            grow(city, draw, key, quarter // 4, state, own)
        complete(city, draw, key, quarter, nothing, state, out, arm)
        start_projects(city, draw, key, quarter, nothing, state, own, out, arm)
        note_peers(city, draw, state)
