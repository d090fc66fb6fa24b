"""Who computes the blocks: threads of this process, processes of this machine, or a cluster.

Every executor yields finished blocks in any order.  When the one who asked stops asking (Ctrl-C, a full disk), work
under way is given up at once: nothing is lost but the blocks that were not finished.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Protocol

from simulate.foundation.progress import Progress, progress
from simulate.montecarlo.blocks import Arrays
from simulate.montecarlo.warm_up import warm_up
from simulate.montecarlo.worker import Span, Worker

Finished = Generator[tuple[Span, Arrays], None, None]


class Executor(Protocol):
    """Computes blocks of a city."""

    def run(self, worker: Worker, spans: Sequence[Span], by_agents: bool = False) -> Finished:
        """Yield finished blocks in any order."""


def default_threads() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)


@dataclass
class Threads:
    """Threads of this process; the kernels release the interpreter's lock."""

    count: int

    def run(self, worker: Worker, spans: Sequence[Span], by_agents: bool = False) -> Finished:
        """Yield finished blocks in any order."""
        task: Callable[[int, int, threading.Event], Arrays] = worker.compute_by_agents if by_agents else worker.compute
        stop = threading.Event()
        waiting = list(reversed(spans))
        pool = ThreadPoolExecutor(self.count, thread_name_prefix="draws")
        running: dict[Future[Arrays], Span] = {}
        try:
            while waiting or running:
                while waiting and len(running) < self.count:
                    span = waiting.pop()
                    running[pool.submit(task, *span, stop)] = span
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield running.pop(future), future.result()
        finally:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)


def executor(threads: int | None = None, processes: int | None = None, cluster: str | None = None) -> Executor:
    """The executor that is asked for; threads on all cores otherwise."""
    if cluster is not None:
        from simulate.montecarlo.cluster import Cluster

        return Cluster(cluster)
    if processes is not None:
        from simulate.montecarlo.processes import Processes

        return Processes(processes)
    return Threads(threads or default_threads())


@contextlib.contextmanager
def computing(
    who: Executor,
    worker: Worker,
    spans: Sequence[Span],
    label: str = "draws",
    *,
    quiet: bool = False,
    by_agents: bool = False,
) -> Iterator[Iterator[tuple[Span, Arrays]]]:
    """Finished blocks in any order, with a bar, after the rules were compiled if they are new.

    However the body is left, nobody goes on computing: an iterator alone would live as long as the error that ended it.
    """
    draws = sum(last - first for first, last in spans)
    quiet = quiet or not draws
    if draws and not by_agents:
        warm_up(worker, quiet=quiet)
    with progress(draws, label, quiet=quiet) as bar, contextlib.closing(who.run(worker, spans, by_agents)) as finished:
        yield _counted(finished, bar)


def _counted(finished: Finished, bar: Progress) -> Iterator[tuple[Span, Arrays]]:
    """The blocks; each moves the bar when its user is done with it."""
    for (first, last), arrays in finished:
        yield (first, last), arrays
        bar.advance(last - first)
