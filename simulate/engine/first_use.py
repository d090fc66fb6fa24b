"""First use of the rules: two processes compile the kernels side by side, half of them each."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulate.compiling import KEPT, LASTING_FOLDER, is_cached
from simulate.engine.compiled import KERNELS
from simulate.engine.montecarlo import Worker
from simulate.engine.pointer import Kinds, arguments_of
from simulate.engine.reference import by_reference, kind_of
from simulate.progress import waiting

HERE, ASIDE = range(2)


def is_compiled() -> bool:
    """True if an earlier run has left the kernels of a draw in the cache."""
    return all(is_cached(kernel) for half in KERNELS for kernel in half)


def compile_kernels(worker: Worker, *, quiet: bool = False) -> None:
    """Put the kernels of a draw into the cache, unless an earlier run did, and say so."""
    if is_compiled():
        return
    label = "compiling the rules, once (about half a minute)"
    if not KEPT:
        label = f"compiling the rules (about half a minute; again next time, since {LASTING_FOLDER} cannot be written)"
    with waiting(label, quiet=quiet):
        inputs = worker.inputs(0, 1)
        arms, scratch = worker.scratch(inputs)
        tuples = {"Inputs": by_reference(inputs), "Arms": arms, "Scratch": scratch}
        tuples["Results"] = by_reference(worker.empty(inputs))
        kinds = {name: kind_of(values) for name, values in tuples.items()}
        with helper(kinds):
            compile_half(HERE, kinds)


def compile_half(half: int, kinds: Kinds) -> None:
    """Compile one half of the kernels for tuples of these types."""
    for step in KERNELS[half]:
        kernel: Any = step
        kernel.compile(arguments_of(kernel, kinds))


@contextlib.contextmanager
def helper(kinds: Kinds) -> Iterator[None]:
    """A process that compiles the other half meanwhile.  What it leaves undone the first draw will do."""
    package = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "simulate.engine.first_use"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )
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
    compile_half(ASIDE, kinds)


def _end_with_the_other() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    help_out()
