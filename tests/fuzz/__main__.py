"""``python -m tests.fuzz --kind scenario --first 0 --count 1000``: counts by outcome, and every defect with its mutant."""

from __future__ import annotations

import argparse
import resource
import tempfile
from collections import Counter
from pathlib import Path

from simulate.foundation.characters import visible
from tests.fuzz.campaign import outcomes, read_once
from tests.fuzz.differing import changes
from tests.fuzz.kinds import KINDS, Kind


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=[*KINDS, "all"], default="all")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--run", action="store_true", help="run what is accepted and check identities")
    parser.add_argument("--show", choices=["accepted", "refused"], help="print these mutants as well")
    asked = parser.parse_args()
    for name in KINDS if asked.kind == "all" else [asked.kind]:
        numbers = range(asked.first, asked.first + asked.count)
        with tempfile.TemporaryDirectory() as folder, read_once():
            print_outcomes(KINDS[name], numbers, Path(folder), asked)


def print_outcomes(kind: Kind, numbers: range, folder: Path, asked: argparse.Namespace) -> None:
    counts: Counter[str] = Counter()
    slowest = 0.0
    for number, name, content, outcome in outcomes(kind, numbers, folder, with_runs=asked.run):
        counts[outcome.word] += 1
        slowest = max(slowest, outcome.seconds if outcome.word == "refused" else 0.0)
        if outcome.word in ("DEFECT", asked.show):
            print(f"--- {kind.name} {number} {name}: {outcome.word}\n{visible(outcome.text)[-3000:]}")
            print(visible(changes(kind.structured, kind.sources()[name], content)), flush=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"{kind.name}: {dict(counts)}, slowest refusal {slowest:.1f} s, {memory:.0f} MB at most", flush=True)


if __name__ == "__main__":
    main()
