"""The firms' core of one arm, compiled: the passes that the NumPy version has, and no others."""

from __future__ import annotations

import numpy as np

from simulate.engine.arrays.state import Arms, Scratch
from simulate.engine.compiled.demography import grow
from simulate.engine.compiled.projects import complete, note_peers, start_projects
from simulate.engine.compiled.start import start_draw
from simulate.engine.inputs.layout import OFF, Inputs, Results
from simulate.kernels.compiling import kernel


@kernel
def start_of_draw(inputs: Inputs, draw: int, key: np.uint64, arms: Arms, scratch: Scratch) -> None:
    """The firms at the start."""
    start_draw(inputs, draw, key, arms.off, scratch)
    note_peers(inputs, draw, arms.off)


@kernel
def core_quarters(inputs: Inputs, draw: int, key: np.uint64, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Growth, exit, completion, starts, peers, quarter by quarter, without awards."""
    state, nothing = arms.off, np.uint64(0)
    for quarter in range(inputs.settings.quarters):
        if quarter % 4 == 0:
            grow(inputs, draw, key, quarter // 4, state, scratch)
        complete(inputs, draw, key, quarter, nothing, state, scratch, results, OFF)
        start_projects(inputs, draw, key, quarter, nothing, state, scratch, results, OFF)
        note_peers(inputs, draw, state)
