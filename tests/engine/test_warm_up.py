"""First use: two processes compile half of the kernels each, and neither outlives the other's need."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMPILE = """
from simulate import api
from simulate.engine.compiled.draw import STEPS, run_all_steps
from simulate.montecarlo.warm_up import warm_up, is_warm
from simulate.engine.ledger import pay_draws
from simulate.montecarlo.worker import Worker
from simulate.scenario.resolve import load_scenario
from tests.engine.cities import city
worker = Worker(city(years=2, counts=(40, 0, 0)).spec)
print(is_warm(), flush=True)
warm_up(worker, quiet=True)
print(is_warm())
api.run(load_scenario("scenarios/baseline.yaml", ["population.scale=0.02"]), 1, threads=1, quiet=True)
for kernel in (*STEPS, run_all_steps, pay_draws):
    print(kernel.py_func.__name__, kernel.stats.cache_hits.total(), kernel.stats.cache_misses.total())
"""


def fresh_python(code: str, cache: Path, root: Path) -> subprocess.Popen[str]:
    """A Python with an empty cache, in a group of processes of its own."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(root)}
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def helpers(group: int) -> list[int]:
    """Processes of a group other than its leader."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != group:
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] != "Z":
                found.append(int(entry.name))
    return found


@pytest.mark.slow
def test_what_the_helper_has_compiled_is_loaded(root: Path, tmp_path: Path) -> None:
    told, _ = fresh_python(COMPILE, tmp_path / "cache", root).communicate(timeout=600)
    before, after, *kernels = told.splitlines()
    assert (before, after) == ("False", "True")
    loaded, compiled = "1 0", "0 1"
    assert dict(kernel.split(" ", 1) for kernel in kernels) == {
        "begin_draw": compiled, "begin_year": compiled, "run_quarters": loaded, "part_arms": compiled, "end_draw": loaded,
        "run_all_steps": compiled, "pay_draws": loaded,
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs a list of processes")
def test_the_helper_ends_with_the_one_who_asked(root: Path, tmp_path: Path) -> None:
    process = fresh_python(COMPILE, tmp_path / "cache", root)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "False"
    until = time.monotonic() + 60
    while not helpers(process.pid) and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(4)
    assert helpers(process.pid), "it is at work"
    process.send_signal(signal.SIGKILL)
    process.wait()
    until = time.monotonic() + 10
    while helpers(process.pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not helpers(process.pid)
