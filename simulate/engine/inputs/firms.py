"""The table of firms: ids and segments, the same in all draws (``docs/model.md``, Initialisation)."""

from __future__ import annotations

import numpy as np

from simulate.engine.inputs.layout import Firms

MOST_FIRMS = 1 << 29  # ids below leave room for the marks of entrants


def build_firms(counts: tuple[int, ...]) -> Firms:
    """Firms at the end of 2022, ``counts`` of each segment; their sector and size are drawn anew in each draw.

    Ids count within a segment, so a larger city keeps every firm of a smaller one.  The table is ordered by segment,
    id.
    """
    total = sum(counts)
    if total >= MOST_FIRMS:
        raise ValueError(f"{total} firms: at most {MOST_FIRMS - 1} can be told apart")
    number = np.concatenate([np.arange(count, dtype=np.int64) for count in counts])
    segment = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    return Firms(number * len(counts) + segment, segment)
