"""A whole command in a process of its own: seconds and peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
sys.argv[0] = "simulate"
from simulate.cli.main import main
try:
    main()
finally:
    found = dict(line.split(":", 1) for line in open("/proc/self/status"))  # getrusage counts the parent's memory, too
    print("peak", found["VmHWM"].split()[0], file=sys.stderr)
"""


@dataclass(frozen=True)
class Measured:
    """Wall-clock seconds from start to end, and the largest resident memory."""

    seconds: float
    megabytes: float


def command(*arguments: object, **environment: str) -> Measured:
    """Run ``simulate ARGUMENTS`` from the clone."""
    started = time.perf_counter()
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    seconds = time.perf_counter() - started
    return Measured(seconds, int(answer.stderr.rsplit("peak ", 1)[1]) / 1024)
