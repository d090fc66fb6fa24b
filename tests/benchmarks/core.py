"""The firms' core of one arm, compiled: the passes that the NumPy version has, and no others."""

from __future__ import annotations

from simulate.engine.arrays.job import Job, arm_run
from simulate.engine.compiled.demography import grow
from simulate.engine.compiled.projects import complete, note_peers, start_projects
from simulate.engine.compiled.start import start_draw
from simulate.engine.inputs.layout import OFF
from simulate.kernels.compiling import kernel


@kernel
def start_of_draw(job: Job, draw: int) -> None:
    """The firms at the start."""
    run = arm_run(job, draw, OFF)
    start_draw(run)
    note_peers(run)


@kernel
def core_quarters(job: Job, draw: int) -> None:
    """Growth, exit, completion, starts, peers, quarter by quarter, without awards."""
    run = arm_run(job, draw, OFF)
    for quarter in range(job.inputs.settings.quarters):
        if quarter % 4 == 0:
            grow(run, quarter // 4)
        complete(run, quarter)
        start_projects(run, quarter)
        note_peers(run)
