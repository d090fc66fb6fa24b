"""What every executor is: it computes blocks of draws, and yields finished ones in any order.

When the one who asked stops asking (Ctrl-C, a full disk), work under way is given up at once: nothing is lost but the
blocks that were not finished.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Protocol

from simulate.montecarlo.blocks import Arrays
from simulate.montecarlo.worker import Span, Worker

Finished = Generator[tuple[Span, Arrays], None, None]


class Executor(Protocol):
    """Whoever computes blocks of a city: threads, processes or a cluster."""

    def run(self, worker: Worker, spans: Sequence[Span], by_agents: bool = False) -> Finished:
        """Yield finished blocks in any order; work under way is given up when nobody asks any more.

        Parameters
        ----------
        worker : computes one block
        spans : first and one past the last draw of each block
        by_agents : by the Mesa engine in place of the compiled one

        Yields
        ------
        Span and arrays of each block.
        """
