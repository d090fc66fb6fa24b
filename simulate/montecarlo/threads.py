"""Blocks computed by threads of this process."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from simulate.montecarlo.blocks import Arrays
from simulate.montecarlo.protocol import Finished
from simulate.montecarlo.worker import Span, Worker


def default_threads() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)


@dataclass
class Threads:
    """Threads of this process; the kernels release the interpreter's lock."""

    count: int

    def run(self, worker: Worker, spans: Sequence[Span], by_agents: bool = False) -> Finished:
        """Compute as many blocks at a time as there are threads, and yield each when it is finished."""
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
