"""All benchmarks in one table.

    python -m tests.benchmarks [--large] [--draws N]

``--large`` adds a province of a million firms and a run of 100,000 draws. Engine figures are medians of ``LAPS`` laps in
one process; whole commands are run in processes of their own, as a user starts them: five times, the long ones once.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from simulate.engine.agents.mesa_model import CityModel
from simulate.engine.arrays.job import Job
from simulate.kernels.reference import by_reference
from simulate.montecarlo.threads import Threads
from simulate.montecarlo.worker import Worker, default_block, missing_spans
from simulate.randomness.uniforms import draw_key
from simulate.runs.run import prepared_spec
from simulate.scenario.resolve import load_scenario
from tests.benchmarks.commands import command
from tests.benchmarks.core import core_quarters, start_of_draw
from tests.benchmarks.numpy_version import NumpyDraw

LAPS = 5
ARMS = 2
BASELINE = "scenarios/baseline.yaml"
FIRMS = {1_000: 1000, 10_000: 400, 100_000: 40}
Row = tuple[str, str, str]


def median(lap: Callable[[], object], laps: int = LAPS) -> float:
    """Median seconds."""
    found = []
    for _ in range(laps):
        started = time.perf_counter()
        lap()
        found.append(time.perf_counter() - started)
    return statistics.median(found)


def city(firms: int | None = None) -> Worker:
    """The baseline, as it is or for so many firms at the start."""
    worker = Worker(prepared_spec(load_scenario(BASELINE)))
    if firms is None:
        return worker
    scale = firms / sum(worker.city.spec.counts)
    return Worker(prepared_spec(load_scenario(BASELINE, [f"population.scale={scale}"])))


def firm_quarters(worker: Worker) -> float:
    """Firm-quarters of a draw in both arms: active firms at the year's end, four quarters each."""
    draws = max(1, min(20, 200_000 // sum(worker.city.spec.counts)))
    arrays = worker.compute(0, draws)
    return float(np.asarray(arrays["firms"])[:, 0].sum() / draws) * 4 * ARMS


def seconds(worker: Worker, draws: int, threads: int, laps: int = LAPS) -> float:
    """Median seconds of so many draws."""
    spans = missing_spans(draws, min(default_block(worker.city.room), max(1, draws // (2 * threads))), [])
    return median(lambda: [None for _ in Threads(threads).run(worker, spans)], laps)


def engine_rows(worker: Worker, draws: int) -> Iterator[Row]:
    """The compiled engine by threads, against Mesa and against NumPy."""
    quarters, best = firm_quarters(worker), {}
    for threads in (1, 2):
        best[threads] = seconds(worker, draws, threads)
        each = best[threads] / draws / quarters * 1e9
        yield (
            f"engine, {threads} thread{'s' * (threads > 1)}",
            f"{each:.2f} ns",
            f"{draws:,} draws in {best[threads]:.2f} s",
        )
    yield "two threads against one", f"{best[1] / best[2]:.2f}x", ""
    inputs = worker.inputs(0, 1)
    mesa = median(lambda: CityModel(inputs, 0, "on").run(), 1)
    yield (
        "Mesa engine",
        f"{mesa / quarters * 1e9:,.0f} ns",
        f"{mesa:.1f} s a draw: {mesa / (best[1] / draws):,.0f}x one thread",
    )
    compiled, numpy_version = core_seconds(worker)
    one_arm = quarters / ARMS * 1e-9
    yield (
        "core passes, compiled",
        f"{compiled / one_arm:.2f} ns",
        "growth, completion, starts, peers; one arm, one thread",
    )
    yield (
        "core passes, NumPy",
        f"{numpy_version / one_arm:.1f} ns",
        f"{numpy_version / compiled:.1f}x the compiled passes",
    )


def core_seconds(worker: Worker) -> tuple[float, float]:
    """Seconds of one arm's core passes, compiled and in NumPy, each from a fresh start that is not timed."""
    worker = Worker(dataclasses.replace(worker.spec, entrants=(0.0, 0.0, 0.0)))
    inputs = worker.inputs(0, 1)
    job = by_reference(Job(inputs, *worker.scratch(inputs), worker.empty(inputs)))
    key, compiled, numpy_version = draw_key(inputs.settings.seed, 0), [], []
    for _ in range(4 * LAPS):
        start_of_draw(job, 0)
        compiled.append(median(lambda: core_quarters(job, 0), 1))
    for _ in range(2 * LAPS):
        start_of_draw(job, 0)
        draw = NumpyDraw(inputs, 0, key, job.arms.off, job.scratch.shift)
        numpy_version.append(median(draw.run, 1))
    return statistics.median(compiled[1:]), statistics.median(numpy_version[1:])


def size_rows(large: bool) -> Iterator[Row]:
    """Cost by number of firms, two threads."""
    first = 0.0
    for firms, draws in (FIRMS | ({1_000_000: 8} if large else {})).items():
        worker = city(firms)
        each = seconds(worker, draws, 2, 3) / draws / firm_quarters(worker) * 1e9
        first = first or each
        yield f"{firms:,} firms", f"{each:.2f} ns", f"{each / first:.2f}x of 1,000 firms"


def draw_rows(worker: Worker, draws: int) -> Iterator[Row]:
    """Cost by number of draws, two threads."""
    for count in (draws // 4, draws, draws * 2):
        spent = seconds(worker, count, 2, 3)
        yield f"{count:,} draws", f"{spent / count * 1e3:.2f} ms a draw", f"{spent:.2f} s"


def command_rows(large: bool) -> Iterator[Row]:
    """Whole commands in processes of their own: cold, warm, and their peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        run = ("run", BASELINE, "--no-report", "--fresh", "--out", f"{folder}/run")
        cold = [{"XDG_CACHE_HOME": f"{folder}/{lap}"} for lap in range(LAPS)]
        warm = cold[0]
        for name, caches in (("cold cache", cold), ("warm", [warm] * LAPS)):
            laps = [command(*run, **cache) for cache in caches]
            seconds = sorted(lap.seconds for lap in laps)
            yield (
                f"simulate run, 2,000 draws, {name}",
                f"{statistics.median(seconds):.1f} s",
                f"{', '.join(f'{one:.1f}' for one in seconds)}; peak {max(lap.megabytes for lap in laps):.0f} MB",
            )
        for draws in (10_000, *((100_000,) if large else ())):
            found = command(*run, "--draws", draws, **warm)
            yield f"simulate run, {draws:,} draws, warm", f"{found.seconds:.1f} s", f"peak {found.megabytes:.0f} MB"


def machine() -> str:
    """What the table was measured on."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        text = ""
    facts = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    facts = {name.strip(): value.strip() for name, value in facts.items()}
    vectors = [name for name in ("avx512f", "avx2", "sse2") if name in facts.get("flags", "").split()]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{facts.get('model name', platform.machine())}, {cores} cores, {' '.join(vectors[:1])}, Python {platform.python_version()}"


def table(title: str, rows: Iterator[Row]) -> None:
    """Print rows as they come."""
    print(f"\n| {title} | | |\n|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--large", action="store_true", help="a million firms, 100,000 draws")
    parser.add_argument("--draws", type=int, default=1000, help="draws of a lap of the baseline")
    options = parser.parse_args()
    print(f"{machine()}; numba {version('numba')}, NumPy {version('numpy')}; ns are per firm-quarter and policy arm")
    worker = city()
    table("Engines, baseline", engine_rows(worker, options.draws))
    table("By firms, two threads", size_rows(options.large))
    table("By draws, two threads", draw_rows(worker, options.draws))
    table("Whole commands", command_rows(options.large))


def version(name: str) -> str:
    """Version of a library."""
    return str(getattr(sys.modules.get(name) or __import__(name), "__version__", "?"))


if __name__ == "__main__":
    main()
