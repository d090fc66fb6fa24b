"""Compiled engine: which firms come into question - for a round, a ranking, a title, a start."""

from __future__ import annotations

import numpy as np

from simulate.engine.arrays.job import ArmRun
from simulate.engine.arrays.listing import list_marked
from simulate.engine.arrays.passes import draw_numbers, gather, look_up, mark_eligible, rank_for_contest
from simulate.engine.arrays.state import BLOCK, Scratch, State
from simulate.engine.inputs.layout import SCORE
from simulate.kernels.compiling import inner_kernel


@inner_kernel
def note_common(state: State, scratch: Scratch) -> None:
    """The traits that all firms of a block share: where one of them is forbidden, the block need not be looked at.

    The table of firms is ordered by segment and sector, so most rounds pass over whole blocks.
    """
    n = state.used[0]
    for block in range((n + BLOCK - 1) // BLOCK):
        traits, shared = state.traits[block * BLOCK : min(n, (block + 1) * BLOCK)], ~np.uint64(0)
        for i in range(traits.size):
            shared = shared & traits[i]
        scratch.common[block] = shared


@inner_kernel
def list_eligible(run: ArmRun, forbidden: np.uint64, title: np.uint64, hidden: np.uint64) -> tuple[int, int]:
    """Put the eligible firms without the ``hidden`` traits first in ``scratch.slots``, by slot.

    Returns how many firms are eligible, and how many of them are listed.
    """
    state, scratch = run.state, run.scratch
    n, eligible, count = state.used[0], 0, 0
    for block in range((n + BLOCK - 1) // BLOCK):
        if (scratch.common[block] & forbidden) != np.uint64(0):
            continue
        first, last = block * BLOCK, min(n, (block + 1) * BLOCK)
        traits, blocked = state.traits[first:last], state.blocked[first:last]
        meeting, marked = mark_eligible(forbidden, title, hidden, traits, blocked, scratch.mark[: last - first])
        eligible += meeting
        if marked > 0:
            count = list_marked(scratch, first, last - first, count)
    return eligible, count


@inner_kernel
def draw_listed(run: ArmRun, time: int, code: np.uint64, numbers: np.ndarray) -> None:
    """The keyed numbers of a purpose for the first firms in ``scratch.slots``, as many as ``numbers`` takes."""
    listed = run.scratch.listed[: numbers.size]
    gather(run.state.identity, run.scratch.slots[: numbers.size], listed)
    draw_numbers(run.key, time, code, listed, numbers)


@inner_kernel
def score_listed(run: ArmRun, instrument: int, time: int, count: int) -> None:
    """Contest keys of the first ``count`` firms in ``scratch.slots``."""
    record, scratch = run.inputs.draws.behaviour[run.draw], run.scratch
    slots, numbers, noise = scratch.slots[:count], scratch.numbers[:count], scratch.quantiles[:count]
    log_capability, log_revenue = scratch.log_capability[:count], scratch.log_revenue[:count]
    draw_listed(run, time, run.inputs.instruments.purpose[instrument, SCORE], numbers)
    look_up(run.inputs.tables.normal, numbers, noise)
    gather(run.state.log_capability, slots, log_capability)
    gather(run.state.log_revenue, slots, log_revenue)
    weight, sd, listed = record.contest_size_weight, record.contest_noise, scratch.listed[:count]
    rank_for_contest(weight, sd, log_capability, log_revenue, noise, listed, scratch.keys[:count])
