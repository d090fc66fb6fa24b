"""Warm-up: where the rules are new, two processes compile the kernels side by side, half of them each."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from simulate.engine.arrays.job import Job
from simulate.engine.compiled.draw import (
    STEPS,
    begin_draw,
    begin_year,
    end_draw,
    part_arms,
    run_all_steps,
    run_quarters,
    steps_for,
)
from simulate.engine.ledger import Claims, PaymentLimits, pay_draws
from simulate.foundation.progress import waiting
from simulate.kernels.compiling import KEPT, LASTING_FOLDER, is_cached
from simulate.kernels.pointer import Kinds, arguments_of
from simulate.kernels.reference import by_reference, kind_of
from simulate.montecarlo.subprocesses import start_python
from simulate.montecarlo.worker import Worker

PROGRAM = "from simulate.montecarlo.warm_up import help_out; help_out()"
HERE = begin_draw, begin_year, part_arms
ASIDE = run_quarters, end_draw
"""The steps of a draw in two halves that take equally long, with what else each process compiles."""


def is_warm() -> bool:
    """True if an earlier run has left the kernels of a draw in the cache."""
    return all(map(is_cached, STEPS))


def warm_up(worker: Worker, *, quiet: bool = False) -> None:
    """Put the kernels of a draw into the cache, unless an earlier run did, and say so."""
    if is_warm():
        return
    label = "compiling the rules, once (about half a minute)"
    if not KEPT:
        label = f"compiling the rules (about half a minute; again next time, since {LASTING_FOLDER} cannot be written)"
    with waiting(label, quiet=quiet):
        inputs = worker.inputs(0, 1)
        kinds = {"Job": kind_of(by_reference(Job(inputs, *worker.scratch(inputs), worker.empty(inputs))))}
        with helper(kinds):
            in_a_thread(compile_this_half, kinds)


def in_a_thread(work: Callable[[Kinds], None], kinds: Kinds) -> None:
    """Wait for work in a thread of its own: an interruption ends the waiting, and never the compiler half-way."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="compile")
    try:
        pool.submit(work, kinds).result()
    finally:
        pool.shutdown(wait=False)


def compile_this_half(kinds: Kinds) -> None:
    """Compile the kernels that fall to this process, while its twin compiles the others."""
    compile_steps(HERE, kinds)
    compile_loop(kinds)


def compile_steps(half: Sequence[Any], kinds: Kinds) -> None:
    """Compile some steps of a draw for tuples of these types."""
    for step in half:
        step.compile(arguments_of(step, kinds))


def compile_loop(kinds: Kinds) -> None:
    """Compile the loop that calls the steps, wherever those are."""
    loop: Any = run_all_steps
    loop.compile(arguments_of(loop, {**kinds, "Steps": kind_of(steps_for(kinds["Job"]))}))


def compile_payments() -> None:
    """Compile the payments, which no step of a draw makes: one yuan is paid."""
    due, paid = np.ones((1, 1, 1), dtype=np.int64), np.zeros((4, 1, 1, 1, 1), dtype=np.int64)
    under = PaymentLimits(np.zeros(1, dtype=np.int64), np.zeros((1, 1), dtype=np.int64), 0, False)
    pay_draws(Claims(due, np.ones((1, 1, 1)), np.zeros((1, 1))), under, paid)


@contextlib.contextmanager
def helper(kinds: Kinds) -> Iterator[None]:
    """A process that compiles the other half meanwhile.  What it leaves undone the first draw will do."""
    process = start_python(PROGRAM, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert process.stdin is not None
    try:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(pickle.dumps(kinds))
            process.stdin.flush()
        yield
        process.wait()
    finally:
        process.kill()
        process.stdin.close()
        process.wait()


def help_out() -> None:
    """Compile the half that is asked for on standard input, and end where the one who asks has ended."""
    kinds = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_the_other, daemon=True).start()
    compile_steps(ASIDE, kinds)
    compile_payments()


def _end_with_the_other() -> None:
    sys.stdin.buffer.read()
    os._exit(1)
