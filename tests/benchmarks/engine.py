"""Speed of the engines on the baseline: compiled on one and two threads, and the Mesa engine, in one run.

    python -m tests.benchmarks.engine [DRAWS]
"""

from __future__ import annotations

import sys
import time

import numpy as np

from simulate.engine.executors import Threads
from simulate.engine.mesa_model import CityModel
from simulate.engine.montecarlo import Worker, missing_spans
from simulate.engine.translate import city_spec
from simulate.scenario.resolve import load_scenario

ARMS = 2


def engine_seconds(worker: Worker, draws: int, threads: int, block: int = 100) -> float:
    """Seconds of all blocks on so many threads."""
    started = time.perf_counter()
    for _ in Threads(threads).run(worker, missing_spans(draws, block, [])):
        pass
    return time.perf_counter() - started


def main() -> None:
    """Print the table."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    worker = Worker(city_spec(load_scenario("scenarios/baseline.yaml")))
    arrays = worker.compute(0, 20)
    firm_quarters = float(np.asarray(arrays["firms"])[:, 1].sum(axis=1).mean()) * 4 * worker.city.spec.calendar.years * ARMS
    print(f"{firm_quarters:.0f} firm-quarters (both arms) a draw")
    best = {}
    for threads in (1, 2):
        laps = [engine_seconds(worker, draws, threads) for _ in range(5)]
        best[threads] = float(np.median(laps))
        each = best[threads] / draws / firm_quarters * 1e9
        print(f"compiled, {threads} threads: {best[threads]:7.2f} s for {draws} draws = {each:6.2f} ns a firm-quarter and arm")
    print(f"two threads against one: {best[1] / best[2]:.2f}x")
    inputs = worker.inputs(0, 1)
    started = time.perf_counter()
    CityModel(inputs, 0, "on").run()
    mesa = time.perf_counter() - started
    print(f"Mesa: {mesa:.1f} s a draw = {mesa / firm_quarters * 1e9:.0f} ns: {mesa / (best[1] / draws):.0f}x slower than one thread")


if __name__ == "__main__":
    main()
