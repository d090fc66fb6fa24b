"""What became of a mutant: refused in our words, accepted, or a defect of ours; accepted scenarios are run."""

from __future__ import annotations

import contextlib
import signal
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from simulate.characters import UNSEEN
from simulate.errors import Problem, ProblemsError, SimulateError
from simulate.scenario.scenario import Scenario
from tests.fuzz.kinds import Kind

SECONDS = 20.0  # of the processor: longer is a hang
OF_A_FILE = ("there is no", "this is a", "the file has more", "the folder has no", "a file that no plan reads")
SMALL = {"population.scale": 0.003, "posterior": None, "observed": None, "evaluate": None}


@dataclass(frozen=True)
class Outcome:
    """``word``: refused, accepted or DEFECT, with what was said or found, and how long the processor took to read."""

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
    if one.suggestion and f"'{one.suggestion}'" in one.message:
        return "a suggestion of what was written"
    return ""


def run(scenario: Scenario) -> Outcome:
    """Run a scenario on a small city and check that the books close."""
    from simulate import api

    try:
        with limited(SECONDS):
            small = scenario.replace({**SMALL, "horizon.end": min(scenario.horizon_end, 2026)})
            data = api.run(small, 6, threads=1, quiet=True).dataset
    except SimulateError as error:
        wrong = faults(error, lined=False)
        return Outcome("DEFECT", f"{wrong}: {error}") if wrong else Outcome("refused", f"when run: {error}")
    except TooSlowError as error:
        return Outcome("DEFECT", f"run: {error}")
    except Exception:
        return Outcome("DEFECT", traceback.format_exc())
    broken = [name for name, holds in identities(data) if not holds]
    return Outcome("DEFECT", f"identities broken: {', '.join(broken)}") if broken else Outcome("accepted", "", data)


def identities(data: Any) -> Iterator[tuple[str, bool]]:
    """What holds in every draw of every city, by name."""
    owed, due = data["obligation"], data["entitlement"] - data["stacking_saving"]
    yield "obligation = entitlement - stacking saving", bool((owed == due).all())
    over = ("payment_year", "payer")
    closed = data["cash"].sum(over) + data["lapsed"].sum(over) + data["unpaid"].isel(payment_year=-1).sum("payer")
    yield "cash + lapsed + last unpaid = obligation", bool((closed == owed.sum("year")).all())
    for name in ("obligation", "entitlement", "stacking_saving", "cash", "lapsed", "unpaid"):
        yield f"{name} >= 0", bool((data[name] >= 0).all())
    for name in ("coverage", "core_share", "stage_share", "payer_share"):
        values = data[name].values
        yield (
            f"{name} in [0, 1]",
            bool(np.isfinite(values).all() and (values >= 0).all() and (values <= 1 + 1e-12).all()),
        )
    stages = data["stage_share"].sum("stage").values
    yield "stage shares sum to 1", bool(np.all(np.isclose(stages, 1) | (stages == 0)))
    for name, values in data.data_vars.items():
        if values.dtype.kind == "f":
            yield f"{name} is finite", bool(np.isfinite(values.values).all())
    yield "nothing is paid without awards", bool((data["paid"].sel(policy="off") == 0).all())
    yield "anyway <= on", bool((data["recognised_anyway"] <= data["recognised"].sel(policy="on")).all())
