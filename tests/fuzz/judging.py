"""What became of a mutant: refused in our words, accepted, or a defect of ours; accepted scenarios are run."""

from __future__ import annotations

import contextlib
import functools
import re
import signal
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simulate import api
from simulate.foundation.characters import UNSEEN
from simulate.foundation.errors import Problem, ProblemsError, SimulateError
from simulate.scenario.resolve import load_scenario
from simulate.scenario.scenario import Scenario
from tests.forecast.identities import broken, every
from tests.fuzz.kinds import ROOT, Kind

SECONDS = 20.0  # of the processor: longer is a hang
OF_A_FILE = ("there is no", "this is a", "the file has more", "the folder has no", "a file that no plan reads")
SMALL = {"population.scale": 0.003, "posterior": None, "observed": None, "evaluate": None}


@dataclass(frozen=True)
class Outcome:
    """``word``: refused, accepted, alike or DEFECT, with what was said or found, and how long the processor took to read."""

    word: str
    text: str
    value: Any = None
    seconds: float = 0.0


class TooSlowError(BaseException):
    """The limit of processor time is over."""


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise TooSlowError after so many seconds of the processor."""

    def stop(number: int, frame: object) -> None:
        raise TooSlowError(f"more than {seconds} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def judged(kind: Kind, path: Path) -> Outcome:
    """Read the file at ``path`` as the kind does."""
    start = time.process_time()
    return replace(_judged(kind, path), seconds=time.process_time() - start)


def _judged(kind: Kind, path: Path) -> Outcome:
    try:
        with limited(SECONDS):
            return Outcome("accepted", "", kind.read(path))
    except SimulateError as error:
        wrong = faults(error, kind.lined)
        return Outcome("DEFECT", f"{wrong}: {error}") if wrong else Outcome("refused", str(error))
    except TooSlowError as error:
        return Outcome("DEFECT", str(error))
    except Exception:
        return Outcome("DEFECT", traceback.format_exc())


def faults(error: SimulateError, lined: bool) -> str:
    """What is wrong with a refusal; empty where nothing is."""
    text = str(error)
    if error.exit_code != 2:
        return f"exit code {error.exit_code}"
    if UNSEEN.search(text):
        return "an unseen character"
    if len(text) > 100_000:
        return "a message of more than 100,000 characters"
    if not isinstance(error, ProblemsError):
        return ""
    return next((wrong for one in error.problems if (wrong := _fault(one, lined))), "")


def _fault(one: Problem, lined: bool) -> str:
    if not one.file:
        return "no file"
    if lined and not one.line and not one.message.startswith(OF_A_FILE):
        return "no line"
    if one.suggestion and re.search(rf"(?<![\w'])'{re.escape(one.suggestion)}'(?!')", one.message):
        return "a suggestion of what was written"
    return ""


def small(scenario: Scenario) -> Scenario:
    """The scenario on a few firms and years."""
    return scenario.replace({**SMALL, "horizon.end": min(scenario.horizon_end, 2026)})


@functools.cache
def compiled() -> None:
    """Run once what is in order: the first run may compile, which is no run's time."""
    api.run(small(load_scenario(ROOT / "scenarios" / "baseline.yaml")), 2, threads=1, quiet=True)


def run(scenario: Scenario) -> Outcome:
    """Run a scenario on a small city and check that the books close."""
    compiled()
    try:
        with limited(SECONDS):
            forecast = api.run(small(scenario), 6, threads=1, quiet=True)
    except SimulateError as error:
        fault = faults(error, lined=False)
        return Outcome("DEFECT", f"{fault}: {error}") if fault else Outcome("refused", f"when run: {error}")
    except TooSlowError as error:
        return Outcome("DEFECT", f"run: {error}")
    except Exception:
        return Outcome("DEFECT", traceback.format_exc())
    wrong = broken(every(forecast))
    return Outcome("DEFECT", f"identities broken: {', '.join(wrong)}") if wrong else Outcome("accepted", "", forecast)
