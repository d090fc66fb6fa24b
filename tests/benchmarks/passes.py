"""Cost of each phase of the compiled engine, in nanoseconds per firm (one thread): where the time goes.

Phases of the start are timed on a fresh draw, the others after its first year.  Shortest of many laps of the thread's
own time; take the ratios on a machine that others use, too.  The floor of a phase is what its keyed numbers cost.

python -m tests.benchmarks.passes [PATH=VALUE ...]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from simulate.compiling import kernel
from simulate.engine.compiled import count_starters, run_draws, run_quarters
from simulate.engine.demography import enter, grow, note_growth, repeat_growth
from simulate.engine.layout import OFF, ON, Inputs, Results
from simulate.engine.montecarlo import Worker
from simulate.engine.newcomers import place_firms, prepare_frailty
from simulate.engine.quarter import complete, note_peers, start_projects
from simulate.engine.rounds import hold_rounds
from simulate.engine.setup import (
    count_sectors,
    fix_propensity,
    place_projects,
    place_stages,
    place_titles,
    start_draw,
)
from simulate.engine.state import Arms, Scratch, copy_state, new_arms, new_scratch
from simulate.engine.translate import city_spec
from simulate.engine.weighing import weigh_awards
from simulate.scenario.resolve import load_scenario

KEY = np.uint64(0x9E3779B97F4A7C15)
NO_TITLES = np.uint64(0)
LAPS = 60


@kernel
def begin(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """A draw's start."""
    start_draw(inputs, 0, KEY, arms.off, scratch)


@kernel
def first_year(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """A draw's start and first year."""
    start_draw(inputs, 0, KEY, arms.off, scratch)
    count_starters(arms.off, scratch.starters)
    note_peers(inputs, 0, arms.off)
    run_quarters(
        inputs, 0, KEY, 0, 4, NO_TITLES, scratch.starters, scratch.unused, arms.off, scratch, results, int(OFF)
    )
    copy_state(arms.off, arms.on)


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
    """Growth and exit of one year, with the copy for the other arm."""
    grow(inputs, 0, KEY, 1, arms.off, scratch)
    note_growth(1, arms.off, scratch)


@kernel
def repeated_growth_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Growth and exit of one year in the other arm."""
    repeat_growth(1, arms.on, scratch)


@kernel
def entry_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Entry of one year."""
    enter(inputs, 0, KEY, 1, scratch.starters, arms.off, scratch, results)


@kernel
def completion_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Completions of one quarter."""
    complete(inputs, 0, KEY, 4, NO_TITLES, arms.off, results, int(OFF))


@kernel
def incentive_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Weighing of the awards."""
    weigh_awards(inputs, 0, 4, arms.on, scratch)


@kernel
def start_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Starts of one quarter, with the numbers for both arms."""
    start_projects(inputs, 0, KEY, 4, NO_TITLES, arms.off, scratch, results, int(OFF))


@kernel
def repeated_start_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Starts of one quarter in the other arm."""
    start_projects(inputs, 0, KEY, 3, NO_TITLES, arms.on, scratch, results, int(ON))


@kernel
def rounds_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """All rounds of one third quarter and one fourth."""
    hold_rounds(inputs, 0, KEY, 6, arms.off, scratch, results, int(OFF), scratch.unused)
    hold_rounds(inputs, 0, KEY, 7, arms.off, scratch, results, int(OFF), scratch.unused)


@kernel
def copy_pass(inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> None:
    """Copy of the arm."""
    copy_state(arms.off, arms.on)


Pass = Callable[[Inputs, Arms, Scratch, Results], None]
PASSES: dict[str, tuple[Pass, Pass, float]] = {
    "frailty table": (frailty_pass, begin, 1),
    "firms": (firms_pass, begin, 1),
    "propensity": (propensity_pass, begin, 1),
    "stages": (stages_pass, begin, 1),
    "projects": (projects_pass, begin, 1),
    "titles": (titles_pass, begin, 1),
    "growth": (growth_pass, first_year, 3),
    "growth, on arm": (repeated_growth_pass, first_year, 2),
    "entry": (entry_pass, first_year, 5),
    "completion": (completion_pass, first_year, 21),
    "incentive": (incentive_pass, first_year, 3),
    "starts": (start_pass, first_year, 12),
    "starts, on arm": (repeated_start_pass, first_year, 9),
    "rounds of a year": (rounds_pass, first_year, 5.5),
    "copy": (copy_pass, first_year, 1),
}
"""Each phase, from what state, and how often a draw of three years has it (both arms)."""


def timed(run: Callable[..., None], *arguments: object) -> float:
    """Seconds of one call, of this thread's own time."""
    started = time.thread_time()
    run(*arguments)
    return time.thread_time() - started


def lap(run: Pass, before: Pass, inputs: Inputs, arms: Arms, scratch: Scratch, results: Results) -> float:
    """Shortest of the laps of a phase, each time from the same state."""
    laps = []
    for _ in range(LAPS):
        before(inputs, arms, scratch, results)
        laps.append(timed(run, inputs, arms, scratch, results))
    return min(laps[1:])


def main() -> None:
    """Print the table."""
    worker = Worker(city_spec(load_scenario("scenarios/baseline.yaml", sys.argv[1:])))
    inputs = worker.inputs(0, 2)
    arms, scratch, results = new_arms(inputs), new_scratch(inputs), worker.empty(inputs)
    firms, total = inputs.firms.identity.size, 0.0
    begin(inputs, arms, scratch, results)
    call = lap(nothing, begin, inputs, arms, scratch, results)
    for name, (run, before, times) in PASSES.items():
        cost = lap(run, before, inputs, arms, scratch, results) - call
        total += cost * times
        print(f"{name:16} {cost * 1e9 / firms:8.2f} ns a firm   {cost * times * 1e6:9.0f} us a draw")
    print(f"{'sum':16} {'':8}              {total * 1e6:9.0f} us a draw")
    draws = 20
    inputs = worker.inputs(0, draws)
    results = worker.empty(inputs)
    whole = min(timed(run_draws, inputs, 0, draws, arms, scratch, results) for _ in range(20)) / draws
    each = whole * 1e9 / firms / (2 * inputs.settings.quarters)
    print(f"whole engine {whole * 1e6:9.0f} us a draw = {each:.2f} ns a firm-quarter and arm, one thread")


if __name__ == "__main__":
    main()
