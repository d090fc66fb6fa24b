"""Cost of each phase of the compiled engine, in nanoseconds per firm (one thread): where the time goes.

Phases of the start are timed on a fresh draw, the others after its first year, by the processor's own clock inside the
kernel: the shortest of many laps.  The floor is what the keyed numbers of a draw cost by themselves.

python -m tests.benchmarks.passes [PATH=VALUE ...]
"""

from __future__ import annotations

import sys
import time
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from simulate.engine.arrays.job import ArmRun, Job, arm_run
from simulate.engine.arrays.passes import draw_numbers
from simulate.engine.arrays.state import copy_state
from simulate.engine.compiled.demography import enter, grow, repeat_growth
from simulate.engine.compiled.draw import begin_draw, begin_year, part_arms, run_draws, run_quarters
from simulate.engine.compiled.entry import place_firms, prepare_frailty
from simulate.engine.compiled.incentive import weigh_awards
from simulate.engine.compiled.projects import complete, start_projects
from simulate.engine.compiled.rounds import hold_rounds
from simulate.engine.compiled.start import (
    count_sectors,
    fix_propensity,
    place_projects,
    place_stages,
    place_titles,
)
from simulate.engine.inputs.layout import OFF, ON, Inputs
from simulate.engine.inputs.purposes import PROJECT_START
from simulate.engine.inputs.translate import city_spec
from simulate.kernels.compiling import inner_kernel, kernel
from simulate.kernels.reference import by_reference
from simulate.montecarlo.worker import Worker
from simulate.scenario.resolve import load_scenario

LAPS = 100
BEGIN, FIRST_YEAR, FLOOR = 0, 1, -1


def prepare(before: int, job: Job) -> None:
    """A fresh draw, or one after its first year."""
    begin_draw(job, 0)
    if before == FIRST_YEAR:
        begin_year(job, 0, 0, OFF)
        run_quarters(job, 0, 0, 4, OFF)
        part_arms(job, 0)


@inner_kernel
def run_start_pass(which: int, off: ArmRun) -> None:
    """A phase of the start."""
    if which == 0:
        prepare_frailty(off)
    elif which == 1:
        place_firms(off)
    elif which == 2:
        fix_propensity(off)
    elif which == 3:
        place_stages(off)
        count_sectors(off.state)
    elif which == 4:
        place_projects(off)
    elif which == 5:
        place_titles(off)


@inner_kernel
def run_year_pass(which: int, off: ArmRun, on: ArmRun) -> None:
    """A phase of a year."""
    if which == 6:
        grow(off, 1)
    elif which == 7:
        repeat_growth(on, off.state)
    elif which == 8:
        enter(off, 1)
    elif which == 9:
        complete(off, 4)
    elif which == 10:
        weigh_awards(on, 4)
    elif which == 11:
        start_projects(off, 4)
    elif which == 12:
        start_projects(on, 3)
    elif which == 13:
        hold_rounds(off, 6)
        hold_rounds(off, 7)
    elif which == 14:
        copy_state(off.state, on.state)


@intrinsic
def clock(typing_context: Any) -> Any:
    """The processor's own clock, in ticks."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        counter = builder.module.declare_intrinsic("llvm.readcyclecounter", (), ir.FunctionType(ir.IntType(64), ()))
        return builder.call(counter, ())

    return types.int64(), code


@kernel
def clock_now() -> int:
    """The processor's clock."""
    return clock()


@kernel
def run_pass(which: int, job: Job) -> int:
    """Ticks of one phase, by its place in ``PASSES``, or of the keyed numbers alone."""
    off, on, numbers = arm_run(job, 0, OFF), arm_run(job, 0, ON), job.scratch.numbers
    n, started = off.state.used[0], clock()
    if which == FLOOR:
        draw_numbers(off.key, 0, PROJECT_START, off.state.identity[:n], numbers[:n])
    run_start_pass(which, off)
    run_year_pass(which, off, on)
    return clock() - started


PASSES = (
    ("frailty table", BEGIN, 1),
    ("firms: revenue, capability, traits", BEGIN, 1),
    ("propensity and its norm", BEGIN, 1),
    ("starting stages by rank", BEGIN, 1),
    ("projects at the start", BEGIN, 1),
    ("titles at the start", BEGIN, 1),
    ("growth and exit of a year", FIRST_YEAR, 3),
    ("growth and exit, on arm", FIRST_YEAR, 2),
    ("entry of a year", FIRST_YEAR, 5),
    ("completions of a quarter", FIRST_YEAR, 21),
    ("weighing of the awards", FIRST_YEAR, 3),
    ("starts of a quarter", FIRST_YEAR, 12),
    ("starts, on arm", FIRST_YEAR, 9),
    ("rounds of a year", FIRST_YEAR, 5.5),
    ("copy of the arm", FIRST_YEAR, 1),
)
"""Each phase, from what state, and how often a draw of three years has it (both arms)."""
NUMBERS = 43.0
"""Keyed numbers a firm that a draw of the baseline takes: 7 at the start and some 4 for titles, 2 for each year's growth
and exit, 1 for each quarter's starts (drawn once for both arms), 12 for applications in both."""


def tick() -> float:
    """Seconds of one tick."""
    ticks, started = clock_now(), time.perf_counter()
    time.sleep(0.2)
    return (time.perf_counter() - started) / (clock_now() - ticks)


def lap(which: int, before: int, job: Job) -> float:
    """Fewest ticks of the laps of a phase, each time from the same state."""
    laps = []
    for _ in range(LAPS):
        prepare(before, job)
        laps.append(run_pass(which, job))
    return float(min(laps))


def job_of(worker: Worker, inputs: Inputs) -> Job:
    """A block by reference."""
    return by_reference(Job(inputs, *worker.scratch(inputs), worker.empty(inputs)))


def main() -> None:
    """Print the table."""
    worker = Worker(city_spec(load_scenario("scenarios/baseline.yaml", sys.argv[1:])))
    inputs = worker.inputs(0, 2)
    job = job_of(worker, inputs)
    firms, total = inputs.firms.identity.size, 0.0
    second = tick()
    for which, (name, before, times) in enumerate(PASSES):
        cost = lap(which, before, job) * second
        total += cost * times
        print(f"{name:36} {cost * 1e9 / firms:8.2f} ns a firm   {cost * times * 1e6:9.0f} us a draw")
    print(f"{'sum':36} {'':8}              {total * 1e6:9.0f} us a draw")
    number = lap(FLOOR, BEGIN, job) * second
    floor = number * NUMBERS
    print(f"{'floor: one keyed number a firm':36} {number * 1e9 / firms:8.2f} ns a firm   {floor * 1e6:9.0f} us a draw")
    draws = 20
    inputs = worker.inputs(0, draws)
    job = job_of(worker, inputs)
    laps = []
    for _ in range(20):
        started = time.thread_time()
        run_draws(job, 0, draws)
        laps.append((time.thread_time() - started) / draws)
    whole = min(laps)
    each = whole * 1e9 / firms / (2 * inputs.settings.quarters)
    print(f"whole engine {whole * 1e6:9.0f} us a draw = {each:.2f} ns a firm-quarter and arm, one thread")


if __name__ == "__main__":
    main()
