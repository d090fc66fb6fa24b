"""Who computes the blocks: threads of this process, processes of this machine, or a cluster."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from simulate.foundation.progress import Progress, progress
from simulate.montecarlo.blocks import Arrays
from simulate.montecarlo.cluster import Cluster
from simulate.montecarlo.processes import Processes
from simulate.montecarlo.protocol import Executor, Finished
from simulate.montecarlo.threads import Threads, default_threads
from simulate.montecarlo.warm_up import warm_up
from simulate.montecarlo.worker import Span, Worker


def executor(threads: int | None = None, processes: int | None = None, cluster: str | None = None) -> Executor:
    """The executor that is asked for; threads on all cores otherwise."""
    if cluster is not None:
        return Cluster(cluster)
    if processes is not None:
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
