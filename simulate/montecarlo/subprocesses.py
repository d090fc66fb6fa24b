"""Another Python at work for this one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any


def start_python(program: str, **options: Any) -> subprocess.Popen[bytes]:
    """Python at work on the source ``program``, with the paths of this one and a pipe to its standard input.

    It imports no script that was started here, and never sees Ctrl-C, which a terminal sends to all: the one who
    started it ends it.
    """
    package = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([package, *filter(None, sys.path)])}
    flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)  # on Windows
    before = None
    if hasattr(signal, "pthread_sigmask"):
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-c", program],
            stdin=subprocess.PIPE,
            env=environment,
            creationflags=flags,
            **options,
        )
    finally:
        if before is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
