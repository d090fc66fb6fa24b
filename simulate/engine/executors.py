"""Who computes the blocks: threads of this process, processes of this machine, or a cluster.

Every executor yields finished blocks in any order.  When the one who asked stops asking (Ctrl-C, a full disk), work
under way is given up at once: nothing is lost but the blocks that were not finished.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Protocol

from simulate.compiling import rule_hash
from simulate.engine.blocks import Arrays
from simulate.engine.first_use import compile_kernels
from simulate.engine.montecarlo import Span, Uniforms, Worker
from simulate.engine.spec import CitySpec
from simulate.errors import MachineError
from simulate.progress import Progress, progress

Finished = Generator[tuple[Span, Arrays], None, None]
LOST_POOLS = 20  # killed pools of processes survived in one run


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


_WORKER: Worker | None = None


def _prepare(spec: CitySpec, uniforms: Uniforms | None, expected: str) -> None:
    """Make this process a worker of one city, unless its rules are others."""
    global _WORKER
    threading.Thread(target=_follow_parent, daemon=True).start()
    _WORKER = Worker(spec, uniforms) if rule_hash() == expected else None


def _follow_parent() -> None:
    """End with the process that sends the work, however it ended: a killed run leaves no orphans."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _compute(first: int, last: int) -> Arrays:
    """One block in a worker process."""
    if _WORKER is None:
        raise MachineError("the rules were edited while they were at work: run the same command again")
    return _WORKER.compute(first, last)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Processes started here never see Ctrl-C, which a terminal sends to all: the one who started them ends them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@dataclass
class Processes:
    """Processes of this machine; a killed one is replaced and its blocks are computed again."""

    count: int

    def run(self, worker: Worker, spans: Sequence[Span], by_agents: bool = False) -> Finished:
        """Yield finished blocks in any order."""
        waiting, lost = list(reversed(spans)), 0
        while waiting:
            running: dict[Future[Arrays], Span] = {}
            pool = self._pool(worker)
            try:
                while waiting or running:
                    while waiting and len(running) < self.count:
                        with _uninterrupted():
                            running[pool.submit(_compute, *waiting[-1])] = waiting[-1]
                        waiting.pop()
                    done, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        arrays = future.result()
                        yield running.pop(future), arrays
            except BrokenProcessPool as error:
                lost += 1
                if lost > LOST_POOLS:
                    raise MachineError(f"worker processes were killed {lost} times") from error
                waiting.extend(running.values())
            finally:
                _end(pool, at_work=bool(running))

    def _pool(self, worker: Worker) -> ProcessPoolExecutor:
        facts = worker.spec, worker.uniforms, rule_hash()
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.count, mp_context=context, initializer=_prepare, initargs=facts)


def _end(pool: ProcessPoolExecutor, *, at_work: bool) -> None:
    """End a pool's processes; those at work are not waited for.

    One may be killed while it hands over a block: the pool's own thread would wait for the rest of it as long as this
    process could still write into the same pipe, so that this end of it is closed, too.
    """
    processes = list((pool._processes or {}).values())
    results: Any = pool._result_queue
    pool.shutdown(wait=not at_work, cancel_futures=True)
    if at_work:
        for process in processes:
            process.kill()
        results._writer.close()


def executor(threads: int | None = None, processes: int | None = None, cluster: str | None = None) -> Executor:
    """The executor that is asked for; threads on all cores otherwise."""
    if cluster is not None:
        from simulate.engine.cluster import Cluster

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
        compile_kernels(worker, quiet=quiet)
    with progress(draws, label, quiet=quiet) as bar, contextlib.closing(who.run(worker, spans, by_agents)) as finished:
        yield _counted(finished, bar)


def _counted(finished: Finished, bar: Progress) -> Iterator[tuple[Span, Arrays]]:
    """The blocks; each moves the bar when its user is done with it."""
    for (first, last), arrays in finished:
        yield (first, last), arrays
        bar.advance(last - first)
