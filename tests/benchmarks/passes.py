"""Cost of each pass of the compiled engine, in nanoseconds per firm (one thread): where the time goes.

python -m tests.benchmarks.passes [PATH=VALUE ...]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from simulate.compiling import kernel
from simulate.engine.compiled import run_draws
from simulate.engine.demography import grow
from simulate.engine.layout import Inputs, Results
from simulate.engine.montecarlo import Worker
from simulate.engine.quarter import complete, start_projects, weigh_awards
from simulate.engine.rounds import hold_rounds
from simulate.engine.setup import (
    count_sectors,
    fix_propensity,
    place_firms,
    place_projects,
    place_stages,
    place_titles,
    prepare_frailty,
    start_draw,
)
from simulate.engine.state import Arms, Scratch, copy_state, new_arms, new_scratch
from simulate.engine.translate import city_spec
from simulate.scenario.resolve import load_scenario

KEY = np.uint64(0x9E3779B97F4A7C15)


@kernel
def begin(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """A draw's start."""
    start_draw(inputs, 0, KEY, arms.off, scratch)


@kernel
def nothing(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """The cost of the call itself, subtracted from every pass."""


@kernel
def frailty_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """The draw's capability table."""
    prepare_frailty(inputs, 0, scratch.frailty)


@kernel
def firms_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Revenue, capability, traits."""
    place_firms(inputs, 0, KEY, arms.off, scratch)


@kernel
def propensity_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Norm and propensities."""
    fix_propensity(inputs, 0, arms.off, scratch)


@kernel
def stages_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Starting stages by rank."""
    place_stages(inputs, 0, KEY, arms.off, scratch)
    count_sectors(arms.off)


@kernel
def projects_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Projects under way and recent."""
    place_projects(inputs, 0, KEY, arms.off, scratch)


@kernel
def titles_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Title holders and candidates."""
    place_titles(inputs, 0, KEY, arms.off, scratch)


@kernel
def growth_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Growth and exit of one year."""
    grow(inputs, 0, KEY, 0, arms.off, scratch)


@kernel
def completion_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Completions of one quarter."""
    complete(inputs, 0, KEY, 2, np.uint64(0), arms.off, results, np.int64(0))


@kernel
def incentive_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Weighing of the awards."""
    weigh_awards(inputs, 0, 4, arms.off, scratch)


@kernel
def start_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Starts of one quarter."""
    start_projects(inputs, 0, KEY, 1, np.uint64(0), arms.off, scratch, results, np.int64(0))


@kernel
def rounds_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """All rounds of one fourth quarter."""
    hold_rounds(inputs, 0, KEY, 3, arms.off, scratch, results, np.int64(0), scratch.unused)
    arms.off.used[1] = 0


@kernel
def copy_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Copy of the arm."""
    copy_state(arms.off, arms.on)


Pass = Callable[[Inputs, Arms, Scratch, Results], None]
PASSES: dict[str, tuple[Pass, float]] = {
    "frailty table": (frailty_pass, 1),
    "firms": (firms_pass, 1),
    "propensity": (propensity_pass, 1),
    "stages": (stages_pass, 1),
    "projects": (projects_pass, 1),
    "titles": (titles_pass, 1),
    "growth": (growth_pass, 5),
    "completion": (completion_pass, 21),
    "incentive": (incentive_pass, 3),
    "starts": (start_pass, 21),
    "rounds of Q4": (rounds_pass, 6),
    "copy": (copy_pass, 1),
}
"""Each pass, and how often a draw of three years makes it (both arms)."""


def timed(run: Callable[..., None], *arguments: object) -> float:
    """Seconds of one call."""
    started = time.perf_counter()
    run(*arguments)
    return time.perf_counter() - started


def lap(run: Pass, inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> float:
    """Median seconds of a pass, each time from a fresh start."""
    run(inputs, arms, scratch, results)
    laps = []
    for _ in range(25):
        begin(inputs, arms, scratch, results)
        laps.append(timed(run, inputs, arms, scratch, results))
    return float(np.median(laps))


def main() -> None:
    """Print the table."""
    worker = Worker(city_spec(load_scenario("scenarios/baseline.yaml", sys.argv[1:])))
    inputs = worker.inputs(0, 2)
    arms, scratch, results = new_arms(inputs), new_scratch(inputs), worker.empty(inputs)
    firms, total = inputs.firms.identity.size, 0.0
    begin(inputs, arms, scratch, results)
    call = lap(nothing, inputs, arms, scratch, results)
    for name, (run, times) in PASSES.items():
        cost = lap(run, inputs, arms, scratch, results) - call
        total += cost * times
        print(f"{name:16} {cost * 1e9 / firms:8.2f} ns a firm   {cost * times * 1e6:9.0f} us a draw")
    print(f"{'sum':16} {'':8}              {total * 1e6:9.0f} us a draw")
    draws = 40
    inputs = worker.inputs(0, draws)
    results = worker.empty(inputs)
    whole = min(timed(run_draws, inputs, 0, draws, arms, scratch, results) for _ in range(5)) / draws
    each = whole * 1e9 / firms / 24
    print(f"whole engine {whole * 1e6:9.0f} us a draw = {each:.2f} ns a firm-quarter and arm, one thread")


if __name__ == "__main__":
    main()
