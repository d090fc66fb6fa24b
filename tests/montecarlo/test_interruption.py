"""Ctrl-C and a request to end: a message on how to go on, exit code 130, no process and no half-written file left."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from simulate import api
from simulate.foundation.files import MARK
from simulate.montecarlo.executors import computing
from simulate.montecarlo.processes import Processes
from simulate.montecarlo.threads import Threads
from simulate.montecarlo.worker import Worker
from simulate.runs.run import prepared_spec
from tests.cli.command import BASELINE, contents, start
from tests.montecarlo.clusters import local_cluster

CITY = ("--set", "population.scale=0.1")
PATIENCE = 60  # seconds: a guard against hanging, not a measurement


def begin(folder: Path, *how: object) -> subprocess.Popen[str]:
    """A run that would take minutes, in a group of its own, past its first blocks."""
    process = start("run", BASELINE, *CITY, "--draws", 100_000, "--block", 4, "--no-report", "--quiet",
                    "--out", folder, *how, start_new_session=True)  # fmt: skip
    deadline = time.monotonic() + 300
    while len(list(folder.glob("blocks/0*.block"))) < 2 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return process


def group_is_empty(group: int) -> bool:
    """No process of the group is left; one that ends is given a moment."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def assert_resumable(process: subprocess.Popen[str], folder: Path) -> None:
    """It said how to go on, left with 130, and left nothing but finished blocks."""
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, err
    assert err.strip() == f"interrupted; finished draws are kept in {folder}: run the same command again to go on"
    assert group_is_empty(process.pid)
    assert not (folder / "forecast.nc").exists()
    assert not list(folder.rglob(f"{MARK}*"))
    assert len(list(folder.glob("blocks/0*.block"))) >= 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_threads_end_with_a_word_on_how_to_go_on(tmp_path, number):
    folder = tmp_path / "run"
    process = begin(folder, "--threads", 2)
    process.send_signal(number)
    assert_resumable(process, folder)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_processes_end_with_the_one_that_started_them(tmp_path, number):
    """Ctrl-C in a terminal reaches every process of the group."""
    folder = tmp_path / "run"
    process = begin(folder, "--processes", 2)
    if number == signal.SIGINT:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    assert_resumable(process, folder)


@pytest.mark.slow
def test_a_killed_run_leaves_no_processes_behind(tmp_path):
    process = begin(tmp_path / "run", "--processes", 2)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE)
    assert group_is_empty(process.pid)


@pytest.mark.slow
def test_the_mesa_engine_is_interrupted_between_draws(tmp_path):
    folder = tmp_path / "run"
    process = start("run", BASELINE, "--set", "population.scale=0.01", "--draws", 5000, "--block", 1, "--engine", "mesa",
                    "--no-report", "--quiet", "--out", folder, start_new_session=True)  # fmt: skip
    while len(list(folder.glob("blocks/0*.block"))) < 2 and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    assert_resumable(process, folder)


@pytest.mark.slow
def test_a_run_on_a_cluster_is_interrupted_and_the_cluster_stays(tmp_path):
    folder = tmp_path / "run"
    with local_cluster(tmp_path / "dask", workers=2) as cluster:
        process = begin(folder, "--cluster", cluster.address)
        process.send_signal(signal.SIGINT)
        assert_resumable(process, folder)
        cluster.wait_for(2)
        assert all(one.poll() is None for one in cluster.processes)


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0, 1.5, 3, 6])
def test_compiling_is_interrupted_too(tmp_path, seconds):
    """The compiler cannot be asked to stop: the process leaves without it, and nothing half-made complains."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    folder = tmp_path / "run"
    process = start("run", BASELINE, *CITY, "--draws", 4, "--out", folder, env=environment, start_new_session=True)
    assert process.stderr is not None
    assert "compiling the rules, once" in process.stderr.readline()
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, err
    assert err.strip() == f"interrupted; finished draws are kept in {folder}: run the same command again to go on"
    assert group_is_empty(process.pid)


def at_work() -> list[object]:
    """Threads that draw, or talk with a process that does."""
    return [thread for thread in threading.enumerate() if thread.name.startswith("draws")]


@pytest.mark.parametrize("who", [Threads(2), pytest.param(Processes(2), marks=pytest.mark.slow)], ids=repr)
def test_who_leaves_early_leaves_nobody_at_work(small, who):
    """Even while the error that ended it is kept, which keeps every iterator of its frames."""

    def ask_once() -> None:
        spans = [(first, first + 1) for first in range(10_000)]
        with computing(who, Worker(prepared_spec(small)), spans, quiet=True) as blocks:
            for _ in blocks:
                raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough") as kept:
        ask_once()
    deadline = time.monotonic() + PATIENCE
    while at_work() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not at_work()
    assert kept.value


def test_what_a_killed_process_was_writing_is_swept_by_the_next_run(small, tmp_path):
    folder = tmp_path / "run"
    api.run(small, 2, out=folder, quiet=True)
    before = contents(folder)
    (folder / "tables").mkdir()
    for place in (folder, folder / "blocks", folder / "tables"):
        (place / f"{MARK}forecast-x1y2z3.nc").write_bytes(b"half")
    api.run(small, 2, out=folder, quiet=True)
    assert contents(folder) == before
