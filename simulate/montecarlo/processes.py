"""Blocks computed by processes of this machine.

They are started as plain Python that imports nothing but this package: a script that calls ``run`` needs no guard, and
nothing is shared that a killed process could leave behind.  Each is spoken to through its own pipes by a thread, which
starts another where it was killed; when the pipes end, however the one who sends the work has ended, so does it.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from simulate.foundation.errors import MachineError, SimulateError
from simulate.kernels.compiling import rule_hash
from simulate.language.choice import tell
from simulate.montecarlo.blocks import Arrays
from simulate.montecarlo.protocol import Finished
from simulate.montecarlo.subprocesses import start_python
from simulate.montecarlo.worker import Span, Worker

LOST_PROCESSES = 20  # killed processes survived in one run
PROGRAM = "from simulate.montecarlo.processes import serve; serve()"
SIZE = 8  # bytes that tell how long a message is
READY = "ready"


@dataclass
class Processes:
    """Processes of this machine; a killed one is replaced and its block is computed again."""

    count: int

    def run(self, worker: Worker, spans: Sequence[Span], by_agents: bool = False) -> Finished:
        """Yield finished blocks in any order."""
        team = Team(pickle.dumps((worker.spec, worker.uniforms, rule_hash())), spans)
        partners = [Partner(team) for _ in range(min(self.count, len(spans)))]
        try:
            for partner in partners:
                partner.start()
            for _ in spans:
                answer = team.done.get()
                if isinstance(answer, Exception):
                    raise answer
                yield answer
        finally:
            for partner in partners:
                partner.end()


class Team:
    """What the partners share: the city, the blocks to compute and those computed, and how many were killed."""

    def __init__(self, city: bytes, spans: Sequence[Span]) -> None:
        self.city = city
        self.tasks: queue.SimpleQueue[Span] = queue.SimpleQueue()
        self.done: queue.SimpleQueue[tuple[Span, Arrays] | Exception] = queue.SimpleQueue()
        self.lost = 0
        for span in spans:
            self.tasks.put(span)


class Partner:
    """One process, and the thread that sends it blocks to compute."""

    def __init__(self, team: Team) -> None:
        self.team, self.ended = team, False
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._work, name="draws of a process", daemon=True)
        self.said = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the partner)

    def start(self) -> None:
        """Start the thread, which starts the process."""
        self.thread.start()

    def end(self) -> None:
        """End the process, wherever it is, and the thread."""
        with self.lock:
            self.ended = True
            if self.process is not None:
                self.process.kill()
        if self.thread.ident is not None:
            self.thread.join()
        self.said.close()

    def _work(self) -> None:
        try:
            while not self.ended:
                span = self.team.tasks.get_nowait()
                answer = self._answer(span)
                self.team.done.put(answer if isinstance(answer, Exception) else (span, answer))
        except queue.Empty:
            pass
        except Exception as error:
            self.team.done.put(error)
        finally:
            self._let_go()

    def _answer(self, span: Span) -> Arrays | Exception:
        """What a process computes; another process where it is killed."""
        while True:
            process = self.process or self._begin()
            try:
                send(process.stdin, span)
                answer: Arrays | Exception = receive(process.stdout)
                return answer
            except (OSError, EOFError):
                self._lost()

    def _begin(self) -> subprocess.Popen[bytes]:
        """A process that is ready to compute; raises MachineError where it cannot start."""
        while True:
            with self.lock:
                # The run may have ended meanwhile, and a process that starts after its end would outlive it.
                if self.ended:
                    raise MachineError(tell("error.processes.the_run_has_ended"))
                self.process = process = start_python(PROGRAM, stdout=subprocess.PIPE, stderr=self.said)
            try:
                send(process.stdin, None, self.team.city)
                if receive(process.stdout) == READY:
                    return process
            except (OSError, EOFError):
                # A positive code is an error that would come again; what a signal has killed is replaced.
                if process.wait() > 0 and not self.ended:
                    raise MachineError(
                        tell("error.processes.worker_process_does_not", words=self._last_words())
                    ) from None
                self._lost()

    def _lost(self) -> None:
        """A process was killed: count it."""
        self._let_go()
        if not self.ended:
            self.team.lost += 1
        if self.team.lost > LOST_PROCESSES:
            raise MachineError(tell("error.processes.worker_processes_were_killed", lost=self.team.lost))

    def _let_go(self) -> None:
        with self.lock:
            process, self.process = self.process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # what could not be sent any more
                stream.close()  # type: ignore[union-attr]
        process.wait()

    def _last_words(self) -> str:
        self.said.seek(0)
        lines = self.said.read().decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")


def send(stream: IO[bytes] | None, message: object, packed: bytes | None = None) -> None:
    """Send a message, pickled, behind its length; ``packed`` in its place where it is pickled already."""
    assert stream is not None
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL) if packed is None else packed
    stream.write(len(body).to_bytes(SIZE, "little"))
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes] | None) -> Any:
    """The next message; raises EOFError where the other side has ended, even half-way."""
    assert stream is not None
    size = int.from_bytes(_exactly(stream, SIZE), "little")
    return pickle.loads(_exactly(stream, size))


def _exactly(stream: IO[bytes], size: int) -> bytes:
    found = stream.read(size)
    if len(found) < size:
        raise EOFError
    return found


def serve() -> None:
    """Compute blocks of one city until the other side ends: the program of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    asked: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, asked.put), daemon=True).start()
    spec, uniforms, expected = asked.get()
    worker = Worker(spec, uniforms) if rule_hash() == expected else None
    send(answers, READY)
    while True:
        send(answers, _computed(worker, *asked.get()))


def _listen(stream: IO[bytes], put: Callable[[Any], None]) -> None:
    """Hand on what is asked, and end with the one who asks, even amid a block: a killed run leaves no orphans."""
    try:
        while True:
            put(receive(stream))
    except (OSError, EOFError):
        os._exit(1)


def _computed(worker: Worker | None, first: int, last: int) -> Arrays | Exception:
    if worker is None:
        return MachineError(tell("error.processes.rules_were_edited_while"))
    try:
        return worker.compute(first, last)
    except Exception as error:
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:
            error = SimulateError(f"{type(error).__name__}: {error}")
        error.add_note(traceback.format_exc())
        return error
