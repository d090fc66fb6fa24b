"""Processes of this machine: started without the user's script, replaced where they are killed, silent where they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import xarray as xr

from simulate import api
from simulate.foundation.errors import MachineError
from simulate.montecarlo import processes
from simulate.montecarlo.processes import Partner, Processes
from simulate.montecarlo.worker import Worker
from simulate.runs.run import prepared_spec
from tests.cli.command import BASELINE, start
from tests.engine.test_warm_up import helpers

SCRIPT = f"""
import simulate
print("once", flush=True)
forecast = simulate.run(simulate.load_scenario({BASELINE!r}).replace({{"population.scale": 0.02}}), 4, processes=2, block=1)
print(forecast.dataset.sizes["draw"])
"""


def test_a_script_needs_no_guard(root, tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    environment = {**os.environ, "PYTHONPATH": str(root)}
    ran = subprocess.run(
        [sys.executable, tmp_path / "script.py"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (ran.returncode, ran.stdout.split(), ran.stderr) == (0, ["once", "4"], "")


def test_a_process_that_cannot_start_says_why(small, monkeypatch):
    monkeypatch.setattr(processes, "PROGRAM", "raise ImportError('no such library')")
    with pytest.raises(MachineError, match="a worker process does not start: ImportError: no such library"):
        list(Processes(2).run(Worker(prepared_spec(small)), [(0, 1), (1, 2)]))


def test_processes_that_are_killed_again_and_again_end_the_run(small, monkeypatch):
    monkeypatch.setattr(processes, "PROGRAM", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(MachineError, match="worker processes were killed 21 times"):
        list(Processes(1).run(Worker(prepared_spec(small)), [(0, 1)]))


@pytest.mark.slow
def test_rules_that_were_edited_meanwhile_are_said(small, monkeypatch):
    monkeypatch.setattr(processes, "rule_hash", lambda: "0" * 64)
    with pytest.raises(MachineError, match="the rules were edited"):
        list(Processes(1).run(Worker(prepared_spec(small)), [(0, 1)]))


@pytest.mark.slow
def test_a_killed_process_is_replaced_and_no_bit_changes(small, monkeypatch):
    """The first process of each of the two is killed as soon as it is ready."""
    calm = api.run(small, 6, quiet=True).dataset
    true, killed = Partner._begin, []

    def begin(self):
        process = true(self)
        if self not in killed:
            killed.append(self)
            process.kill()
        return process

    monkeypatch.setattr(Partner, "_begin", begin)
    xr.testing.assert_identical(api.run(small, 6, processes=2, block=1, quiet=True).dataset, calm)
    assert len(killed) == 2


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs a list of processes")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["SIGTERM", "SIGKILL"])
@pytest.mark.parametrize("seconds", [0, 0.7, 2.5])
def test_nothing_of_theirs_is_printed_however_and_whenever_a_run_ends(tmp_path, number, seconds):
    folder = tmp_path / "run"
    process = start("run", BASELINE, "--set", "population.scale=0.1", "--draws", 100_000, "--block", 4, "--no-report",
                    "--quiet", "--processes", 2, "--out", folder, start_new_session=True)  # fmt: skip
    until = time.monotonic() + 120
    while len(helpers(process.pid)) < 2 and process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(seconds)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    words = f"interrupted; finished draws are kept in {folder}: run the same command again to go on"
    assert (out, err.strip()) == ("", words if number == signal.SIGTERM else "")
