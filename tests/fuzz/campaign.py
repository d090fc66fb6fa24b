"""Mutants one after the other: each in a folder of its own kind, judged, counted."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from simulate.scenario import references, resolve
from simulate.scenario.resolve import load_scenario
from simulate.scenario.scenario import Scenario
from tests.fuzz.differing import changes
from tests.fuzz.judging import Outcome, judged, run
from tests.fuzz.kinds import ROOT, Kind


@dataclass
class Report:
    """How many mutants had which outcome; the slowest refusal, and the numbers, files and words of the defects."""

    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0  # seconds of the processor
    defects: list[tuple[str, int, str]] = field(default_factory=list)


@contextmanager
def read_once() -> Iterator[None]:
    """The shipped plan and the priors are read once: no mutant stands in their place."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(references, "load_plan", functools.cache(references.load_plan))
        patch.setattr(resolve, "load_priors", functools.cache(resolve.load_priors))
        yield


def outcomes(
    kind: Kind, numbers: range, folder: Path, *, with_runs: bool = False
) -> Iterator[tuple[int, str, bytes, Outcome]]:
    """Number, file, content and outcome of each mutant.

    One that is accepted and says the same as the good file is ``alike``; the others that are accepted are run where
    that is asked for.
    """
    place = folder / kind.name
    place.mkdir(parents=True, exist_ok=True)
    kind.folder(place)
    good = kind.sources()
    for number in numbers:
        name, content = kind.mutant(number, mild=with_runs)
        (place / name).write_bytes(content)
        outcome = judged(kind, place / name)
        if outcome.word == "accepted" and not changes(kind.structured, good[name], content):
            outcome = replace(outcome, word="alike")
        if with_runs and outcome.word == "accepted" and (scenario := _scenario(outcome)) is not None:
            outcome = run(scenario)
        yield number, name, content, outcome
        (place / name).write_text(good[name], encoding="utf-8")


def _scenario(outcome: Outcome) -> Scenario | None:
    """The scenario that was accepted, or the baseline of a plan that was."""
    if isinstance(outcome.value, Scenario):
        return outcome.value
    if hasattr(outcome.value, "instruments"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(references, "load_plan", lambda name: outcome.value)
            return load_scenario(ROOT / "scenarios" / "baseline.yaml", ["posterior=null"])
    return None


def campaign(kind: Kind, numbers: range, folder: Path, *, with_runs: bool = False) -> Report:
    """Judge mutants ``numbers`` of a kind."""
    report = Report()
    with read_once():
        for number, name, _, outcome in outcomes(kind, numbers, folder, with_runs=with_runs):
            report.counts[outcome.word] += 1
            report.slowest = max(report.slowest, outcome.seconds if outcome.word == "refused" else 0.0)
            if outcome.word == "DEFECT":
                report.defects.append((f"{kind.name} {number} ({name})", number, outcome.text))
    return report
