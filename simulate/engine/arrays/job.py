"""What kernels and their phases are told: the work of a thread, one policy arm of one draw, one round."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulate.engine.arrays.state import Arms, Scratch, State
from simulate.engine.inputs.layout import ON, Inputs, Results
from simulate.kernels.compiling import inner_kernel
from simulate.randomness.uniforms import draw_key

Slot = int | np.uint32
"""Where a firm stands in the arrays."""


class Job(NamedTuple):
    """A block of draws, what a thread computes it with, and where its results go: handed to kernels by reference."""

    inputs: Inputs
    arms: Arms
    scratch: Scratch
    results: Results


class ArmRun(NamedTuple):
    """One policy arm of one draw under way: every phase reads and writes it."""

    inputs: Inputs
    draw: int  # place in the block
    key: np.uint64  # of the draw's numbers
    arm: int  # OFF or ON
    state: State
    scratch: Scratch
    results: Results


class Round(NamedTuple):
    """A round of an instrument: which variant, in which year, and which of the year's rounds."""

    instrument: int
    row: int  # the instrument's variant in this draw
    year: int
    number: int  # within the year, from 0


@inner_kernel
def arm_run(job: Job, draw: int, arm: int) -> ArmRun:
    """An arm of a draw of the block."""
    key = draw_key(job.inputs.settings.seed, job.inputs.draws.number[draw])
    state = job.arms.on if arm == ON else job.arms.off
    return ArmRun(job.inputs, draw, key, arm, state, job.scratch, job.results)
