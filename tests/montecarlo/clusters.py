"""A scheduler and workers of this machine, started as the README says, gone when the test is over."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.cli.command import ROOT

DASK = "import sys; from dask.__main__ import main; main()"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class LocalCluster:
    """Processes of one scheduler and its workers."""

    scratch: Path
    port: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def dask(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        """``dask ...`` in a process of its own."""
        process = subprocess.Popen(
            [sys.executable, "-c", DASK, *arguments],
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self.processes.append(process)
        return process

    def scheduler(self) -> subprocess.Popen[bytes]:
        return self.dask("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")

    def worker(self, **environment: str) -> subprocess.Popen[bytes]:
        """A worker of one thread that nobody restarts."""
        return self.dask("worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
                         "--local-directory", str(self.scratch), **environment)  # fmt: skip

    def wait_for(self, workers: int, patience: float = 120) -> None:
        """Until so many workers have come."""
        import distributed

        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            with (
                contextlib.suppress(OSError),
                distributed.Client(self.address, timeout=2, set_as_default=False) as client,
            ):
                if workers:
                    client.wait_for_workers(workers, timeout=max(1, deadline - time.monotonic()))
                return
        raise TimeoutError(f"{workers} workers did not come")

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()


@contextlib.contextmanager
def local_cluster(scratch: Path, workers: int) -> Iterator[LocalCluster]:
    """A scheduler with so many workers."""
    cluster = LocalCluster(scratch)
    try:
        cluster.scheduler()
        for _ in range(workers):
            cluster.worker()
        cluster.wait_for(workers)
        yield cluster
    finally:
        cluster.end()
