"""Compiled engine: which firms come into question - for a round, a ranking, a title, a start."""

from __future__ import annotations

import numpy as np

from simulate.engine.arrays.listing import list_marked
from simulate.engine.arrays.passes import draw_numbers, look_up, mark_eligible, rank_for_contest, spread
from simulate.engine.arrays.state import BLOCK, Scratch, State
from simulate.engine.inputs.layout import SCORE, Inputs
from simulate.kernels.compiling import part


@part
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


@part
def list_eligible(
    forbidden: np.uint64, title: np.uint64, hidden: np.uint64, state: State, scratch: Scratch
) -> tuple[int, int]:
    """Put the eligible firms without the ``hidden`` traits first in ``scratch.slots``, by slot.

    Returns how many firms are eligible, and how many of them are listed.
    """
    n, eligible, count = state.used[0], 0, 0
    for block in range((n + BLOCK - 1) // BLOCK):
        if (scratch.common[block] & forbidden) != np.uint64(0):
            continue
        first, last = block * BLOCK, min(n, (block + 1) * BLOCK)
        found, marked = mark_eligible(
            forbidden,
            title,
            hidden,
            state.traits[first:last],
            state.blocked[first:last],
            scratch.mark[: last - first],
        )
        eligible += found
        if marked > 0:
            count = list_marked(scratch, first, last - first, count)
    return eligible, count


@part
def draw_listed(key: np.uint64, time: int, code: np.uint64, state: State, scratch: Scratch, drawn: np.ndarray) -> None:
    """The keyed numbers of a purpose for the first firms in ``scratch.slots``, as many as ``drawn`` takes."""
    listed = scratch.listed[: drawn.size]
    spread(state.identity, scratch.slots[: drawn.size], listed)
    draw_numbers(key, time, code, listed, drawn)


@part
def score_listed(
    inputs: Inputs, draw: int, key: np.uint64, instrument: int, time: int, count: int, state: State, scratch: Scratch
) -> None:
    """Contest keys of the firms in ``scratch.slots``."""
    record, code = inputs.draws.behaviour[draw], inputs.instruments.purpose[instrument, SCORE]
    slots, listed, noise = scratch.slots[:count], scratch.listed[:count], scratch.second[:count]
    log_capability, log_revenue = scratch.drawn[:count], scratch.third[:count]
    draw_listed(key, time, code, state, scratch, scratch.drawn[:count])
    look_up(inputs.tables.normal, scratch.drawn[:count], noise)
    spread(state.log_capability, slots, log_capability)
    spread(state.log_revenue, slots, log_revenue)
    weight, sd = record.contest_size_weight, record.contest_noise
    rank_for_contest(weight, sd, log_capability, log_revenue, noise, listed, scratch.keys[:count])
