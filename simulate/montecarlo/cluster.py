"""Blocks computed by the workers of a dask.distributed scheduler.

Nothing is asked of the cluster but to run a function: the run survives workers that die, come late or come back, and a
scheduler that goes away leaves a run that resumes.  Only workers with our version, rules, generator and libraries
compute, so that the result has the bits of a run at home.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import pickle
import queue
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from simulate.foundation.errors import InputError, MachineError
from simulate.kernels.compiling import generator_name, rule_hash
from simulate.language.choice import tell
from simulate.montecarlo.blocks import Arrays
from simulate.montecarlo.protocol import Finished
from simulate.montecarlo.worker import Span, Worker

TIMEOUT = 10.0  # seconds to find the scheduler, and to find it again
ALONE = 60.0  # seconds without any worker before a run gives up
LOST_WORKERS = 50  # workers that may die over one block
IN_FLIGHT = 2  # blocks a thread of the cluster: one under way, one waiting
LIBRARIES = ("numpy", "scipy", "numba")
Identity = dict[str, str]


@dataclass
class Cluster:
    """Workers of the scheduler at ``address`` (``tcp://host:port``)."""

    address: str

    def __post_init__(self) -> None:
        scheme, _, place = self.address.partition("://")
        host, _, port = place.rpartition(":")
        if scheme not in ("tcp", "tls") or not host or not port.isascii() or not port.isdigit():
            raise InputError(tell("error.cluster.cluster_scheduler_address_tcp", address=self.address))

    def run(self, worker: Worker, spans: Sequence[Span], by_agents: bool = False) -> Finished:
        """Yield finished blocks in any order, after every worker was compared with us."""
        if not spans:
            return
        with self._client() as client:
            self._check(client)
            yield from self._blocks(client, worker, spans)

    @contextlib.contextmanager
    def _client(self) -> Iterator[Any]:
        """A connection that says what is wrong in one line, and lets go at once."""
        distributed, client = _distributed(), None
        with _silence():
            try:
                client = distributed.Client(self.address, timeout=TIMEOUT, set_as_default=False)
                yield client
            except (OSError, distributed.comm.CommClosedError) as error:
                raise self._gone(client is not None) from error
            finally:
                if client is not None:
                    client.close(timeout=1)

    def _gone(self, was_there: bool) -> MachineError:
        """The scheduler does not answer (any more)."""
        if was_there:
            return MachineError(tell("error.cluster.scheduler_went_away_during", address=self.address))
        return MachineError(tell("error.cluster.no_scheduler_answers_start", address=self.address))

    def _check(self, client: Any) -> None:
        """Compare every worker with us before work is sent."""
        answers: dict[str, Any] = client.run(identity, on_error="return")
        if not answers:
            raise MachineError(tell("error.cluster.scheduler_has_no_workers", address=self.address))
        mine = identity()
        wrong = [f"  {name}: {difference(mine, answers[name])}" for name in sorted(answers) if answers[name] != mine]
        if wrong:
            raise MachineError("\n".join([f"workers of {self.address} that would not compute what we do:", *wrong]))

    def _blocks(self, client: Any, worker: Worker, spans: Sequence[Span]) -> Iterator[tuple[Span, Arrays]]:
        """Keep the cluster busy, a few blocks at a time, until all have come back."""
        distributed = _distributed()
        city = pickle.dumps((worker.spec, worker.uniforms))
        name, mine = hashlib.sha256(city).hexdigest(), identity()
        sent = client.submit(bytes, city, pure=False)  # the scheduler can make it again when its holder dies
        waiting, lost = list(reversed(spans)), Counter[Span]()
        running: dict[str, tuple[Any, Span]] = {}
        done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        while waiting or running:
            while waiting and len(running) < self._room(client):
                future = client.submit(compute_remotely, sent, name, waiting[-1], mine, pure=False)
                running[future.key] = future, waiting.pop()
                future.add_done_callback(done.put)
            ended = self._next(client, done)
            future, span = running.pop(ended.key)
            if ended.status == "cancelled" or sent.status == "cancelled":
                raise self._gone(True)
            try:
                answer = future.result()
            except distributed.KilledWorker as error:
                lost[span] += 1
                if lost[span] > LOST_WORKERS:
                    raise MachineError(
                        tell("error.cluster.too_many_workers_died", first=span[0], last=span[1] - 1)
                    ) from error
                waiting.append(span)
                continue
            if isinstance(answer, str):
                raise MachineError(tell("error.cluster.worker_joined_would_not", address=self.address, answer=answer))
            yield span, answer

    def _room(self, client: Any) -> int:
        """Blocks to have under way: the cluster may grow and shrink."""
        threads: dict[str, int] = client.nthreads()
        return IN_FLIGHT * max(1, sum(threads.values()))

    def _next(self, client: Any, done: queue.SimpleQueue[Any]) -> Any:
        """Wait for the next block; give up where no worker is left to compute it."""
        alone_since = None
        while True:
            with contextlib.suppress(queue.Empty):
                return done.get(timeout=1.0)
            if client.status != "running":
                raise self._gone(True)
            if client.nthreads():
                alone_since = None
            elif alone_since is None:
                alone_since = time.monotonic()
            elif time.monotonic() - alone_since > ALONE:
                raise MachineError(tell("error.cluster.scheduler_has_had_no", address=self.address, seconds=ALONE))


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Keep dask's own account of lost connections, with its tracebacks, off the screen."""
    names = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in ("distributed", "tornado")]
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def _distributed() -> Any:
    """dask.distributed, or a clear word that it is missing."""
    try:
        import distributed  # an optional extra
    except ImportError as error:
        raise MachineError(tell("error.cluster.cluster_needs_extra_pip")) from error
    return distributed


def identity() -> Identity:
    """What decides the bits of a block: version, rules, generator, libraries."""
    return {
        "simulate": version("simulate"),
        "rules": rule_hash()[:16],
        "generator": generator_name(),
        **{name: version(name) for name in LIBRARIES},
    }


def difference(mine: Identity, other: Identity | BaseException) -> str:
    """In what a worker differs from us, and what to do."""
    if isinstance(other, BaseException):
        return f"simulate cannot be imported there ({other}): install the version that you run"
    told = [
        f"{name} {other.get(name, 'missing')} (here {value})"
        for name, value in mine.items()
        if other.get(name) != value
    ]
    return f"{', '.join(told)}: install the version that you run, and start its workers again"


_PREPARED: dict[str, Worker] = {}
_PREPARING = threading.Lock()


def compute_remotely(city: bytes, name: str, span: Span, expected: Identity) -> Arrays | str:
    """One block on a worker; the city is prepared once a process.  A text says why the worker must not compute."""
    mine = identity()
    if mine != expected:
        return f"{_distributed().get_worker().address}: {difference(expected, mine)}"
    with _PREPARING:
        if name not in _PREPARED:
            _PREPARED.clear()
            _PREPARED[name] = Worker(*pickle.loads(city))
        worker = _PREPARED[name]
    return worker.compute(*span)
