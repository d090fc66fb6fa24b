"""Who computes the blocks: threads of this process, processes of this machine, or a cluster."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

from simulate.compiling import rule_hash
from simulate.engine.blocks import Arrays
from simulate.engine.montecarlo import Span, Uniforms, Worker
from simulate.engine.spec import CitySpec
from simulate.errors import MachineError

Finished = Iterator[tuple[Span, Arrays]]
LOST_POOLS = 20  # killed pools of processes survived in one run


def default_threads() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)


@dataclass
class Threads:
    """Threads of this process; the kernels release the interpreter's lock."""

    count: int

    def run(self, worker: Worker, spans: Sequence[Span], by_agents: bool = False) -> Finished:
        """Yield finished blocks in any order."""
        task: Callable[[int, int], Arrays] = worker.compute_by_agents if by_agents else worker.compute
        waiting = list(reversed(spans))
        pool = ThreadPoolExecutor(self.count, thread_name_prefix="draws")
        running: dict[Future[Arrays], Span] = {}
        try:
            while waiting or running:
                while waiting and len(running) < self.count:
                    span = waiting.pop()
                    running[pool.submit(task, *span)] = span
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield running.pop(future), future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_WORKER: Worker | None = None


def _prepare(spec: CitySpec, uniforms: Uniforms | None, expected: str) -> None:
    """Make this process a worker of one city; refuse if its rules are others."""
    global _WORKER
    if rule_hash() != expected:
        raise MachineError(
            "a worker has other rules than the one that sends the work: install the same version on all machines"
        )
    _WORKER = Worker(spec, uniforms)


def _compute(first: int, last: int) -> Arrays:
    """One block in a worker process."""
    assert _WORKER is not None
    return _WORKER.compute(first, last)


@dataclass
class Processes:
    """Processes of this machine; a killed one is replaced and its blocks are computed again."""

    count: int

    def run(self, worker: Worker, spans: Sequence[Span], by_agents: bool = False) -> Finished:
        """Yield finished blocks in any order."""
        import multiprocessing

        waiting, lost = list(reversed(spans)), 0
        context = multiprocessing.get_context("spawn")
        while waiting:
            pool = ProcessPoolExecutor(
                self.count,
                mp_context=context,
                initializer=_prepare,
                initargs=(worker.spec, worker.uniforms, rule_hash()),
            )
            running: dict[Future[Arrays], Span] = {}
            try:
                while waiting or running:
                    while waiting and len(running) < self.count:
                        span = waiting.pop()
                        running[pool.submit(_compute, *span)] = span
                    done, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        span = running[future]
                        arrays = future.result()
                        del running[future]
                        yield span, arrays
            except BrokenProcessPool as error:
                lost += 1
                if lost > LOST_POOLS:
                    raise MachineError(f"worker processes were killed {lost} times") from error
                waiting.extend(running.values())
            finally:
                pool.shutdown(wait=True, cancel_futures=True)


@dataclass
class Cluster:
    """Workers of a dask.distributed scheduler; lost workers are survived by the scheduler's retries."""

    address: str

    def run(self, worker: Worker, spans: Sequence[Span], by_agents: bool = False) -> Finished:
        """Yield finished blocks in any order, after every worker's rules were compared with ours."""
        client = self._client()
        distributed = _distributed()

        try:
            self._check(client)
            shared = client.scatter((worker.spec, worker.uniforms), broadcast=True, hash=False)
            futures = {
                client.submit(_compute_remotely, shared, span, rule_hash(), pure=False, retries=50): span
                for span in spans
            }
            for future in distributed.as_completed(list(futures)):
                span = futures.pop(future)
                arrays = future.result()
                future.release()
                yield span, arrays
        finally:
            client.close()

    def _client(self) -> Any:
        distributed = _distributed()
        try:
            return distributed.Client(self.address, timeout="10s")
        except (OSError, TimeoutError) as error:
            raise MachineError(f"no scheduler answers at {self.address}") from error

    def _check(self, client: Any) -> None:
        """Compare the version and the rules of every worker with ours before work is sent."""
        answers = client.run(_identity)
        if not answers:
            raise MachineError(
                f"the scheduler at {self.address} has no workers; start some with: dask worker {self.address}"
            )
        wrong = sorted(name for name, answer in answers.items() if answer != _identity())
        if wrong:
            raise MachineError(
                f"other rules or another version on {', '.join(wrong)}: install the same version on all machines"
            )


def _distributed() -> Any:
    """dask.distributed, or a clear word that it is missing."""
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise MachineError("a cluster needs the extra: pip install -c constraints.txt -e '.[cluster]'") from error


def _identity() -> tuple[str, str]:
    """Version and rules of this installation."""
    from importlib.metadata import version

    return version("simulate"), rule_hash()


_REMOTE: dict[str, Worker] = {}


def _compute_remotely(shared: tuple[CitySpec, Uniforms | None], span: Span, expected: str) -> Arrays:
    """One block on a worker of a cluster; the city is prepared once a process."""
    if rule_hash() != expected:
        raise MachineError(
            "a worker has other rules than the one that sends the work: install the same version on all machines"
        )
    name = str(id(shared[0]))
    if name not in _REMOTE:
        _REMOTE.clear()
        _REMOTE[name] = Worker(*shared)
    return _REMOTE[name].compute(*span)


Executor = Threads | Processes | Cluster


def executor(threads: int | None = None, processes: int | None = None, cluster: str | None = None) -> Executor:
    """The executor that is asked for; threads on all cores otherwise."""
    if cluster is not None:
        return Cluster(cluster)
    if processes is not None:
        return Processes(processes)
    return Threads(threads or default_threads())
