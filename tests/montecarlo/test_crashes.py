"""A run killed at any instant resumes to the same bytes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulate import api
from simulate.foundation.errors import MachineError
from simulate.foundation.files import MARK, sha256_file
from simulate.runs import record

DRAWS = 400
KILLS = 50

CHILD = """
import sys
from simulate import api
from simulate.scenario.resolve import load_scenario
scenario = load_scenario(sys.argv[1], ["population.scale=0.03"])
print("ready", flush=True)
api.run(scenario, int(sys.argv[3]), out=sys.argv[2], block=4, quiet=True)
"""


def start(root: Path, folder: Path) -> subprocess.Popen[str]:
    """A run in a process of its own, past its imports."""
    arguments = [sys.executable, "-c", CHILD, str(root / "scenarios" / "baseline.yaml"), str(folder), str(DRAWS)]
    child = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(root)})
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "ready"
    return child


@pytest.mark.slow
def test_fifty_kills_leave_the_files_of_an_undisturbed_run(root, small, tmp_path):
    api.run(small, DRAWS, out=tmp_path / "calm", block=64, quiet=True)
    calm = [sha256_file(tmp_path / "calm" / name) for name in (record.FORECAST, record.RECORD)]
    dice, kills, rounds = random.Random(1), 0, 0
    while kills < KILLS:
        folder = tmp_path / f"storm{rounds}"
        rounds += 1
        while not (folder / record.RECORD).exists() and kills < KILLS:
            child = start(root, folder)
            time.sleep(dice.uniform(0.0, 0.6))
            if child.poll() is None:
                child.send_signal(signal.SIGKILL)
                kills += 1
            child.wait()
        finished = start(root, folder)
        assert finished.wait() == 0
        assert [sha256_file(folder / name) for name in (record.FORECAST, record.RECORD)] == calm


@pytest.mark.parametrize("failing", range(1, 6))
def test_a_disk_that_fails_at_any_write_leaves_a_run_that_resumes(small, tmp_path, monkeypatch, failing):
    calm = api.run(small, 8, out=tmp_path / "calm", block=2, quiet=True)
    assert calm.folder is not None
    writes = {"left": failing}
    true_replace = os.replace

    def replace(source, target):
        writes["left"] -= 1
        if writes["left"] == 0:
            raise OSError(28, "No space left on device")
        true_replace(source, target)

    folder = tmp_path / "storm"
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        with pytest.raises(MachineError, match="No space left"):
            api.run(small, 8, out=folder, block=2, threads=1, quiet=True)
    assert not list(folder.rglob(f"{MARK}*")), "a half-written file was left behind"
    api.run(small, 8, out=folder, block=2, quiet=True)
    for name in (record.FORECAST, record.RECORD):
        assert sha256_file(folder / name) == sha256_file(tmp_path / "calm" / name)
