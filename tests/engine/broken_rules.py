"""Break each rule on purpose and see which exact results notice: ``python -m tests.engine.broken_rules [NAME ...]``.

Every entry edits a line of a copy of the package and runs the tests of the result that the line is behind; a rule whose
tests still pass is not guarded.  It compiles the engine eight times, so it takes a quarter of an hour and is run by hand.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

TESTS_FAILED = 1  # exit code of pytest
ROOT = Path(__file__).resolve().parents[2]


class Broken(NamedTuple):
    """One line of a rule, what it is broken into, the words that select the tests that must fail, and the line that
    holds the same result a second time, if there is one.
    """

    path: str
    line: str
    wrong: str
    tests: str
    second: tuple[str, str, str] | None = None

    @property
    def edits(self) -> list[tuple[str, str, str]]:
        """Path, line, and what it is broken into."""
        return [(self.path, self.line, self.wrong), *([self.second] if self.second else [])]


PROJECT, AWARD = "behaviour/project.py", "behaviour/award_value.py"
BROKEN = {
    "1": Broken(PROJECT, "if u >= quarterly:", "if u >= 0.95 * quarterly:", "first"),
    "2": Broken(PROJECT, "return project_hazard + peer_effect * share", "return project_hazard + peer_effect * share * share", "Bass"),
    "3 hazard": Broken(PROJECT, "return u < 1.0 - exponential(-quarterly)", "return True", "Markov"),
    "3": Broken(PROJECT, "return u < success", "return u < 0.95 * success", "Markov"),
    "4": Broken(PROJECT, "return log_capability + size_gradient", "return size_gradient", "frailty"),
    "5": Broken(AWARD, "return exponential(response * award_intensity)", "return 1.0 + response * award_intensity", "additional"),
    "6": Broken("behaviour/recognition.py", "return u < pass_rate", "return u < 0.97 * pass_rate", "6 and standard"),
    "7": Broken("engine/compiled/rounds.py", "winners = min(number_of_places(", "winners = min(1 + number_of_places(", "test_a_quota"),
    "8": Broken("behaviour/arithmetic.py", "odds = share / (1.0 - share)", "odds = share", "national"),
    "9": Broken("engine/compiled/awards.py", "if rows.once[row] != NOT_ONCE:", "if rows.once[row] == NOT_ONCE:", "jackpot"),
    "10": Broken(AWARD, "return min(cap, base * rate * share)", "return base * rate * share", "capped"),
    "11": Broken("behaviour/arithmetic.py", "mass = mass * mean / k", "mass = mass * mean / (k + 0.1)", "Poisson"),
    "12": Broken("behaviour/entitlement.py", "year = 0", "year = 1", "lags"),
    "13": Broken("behaviour/entitlement.py", "if best_of_day else 0", "if award > 0 else 0", "highest"),
    "13b": Broken("behaviour/entitlement.py", "award - highest_before)", "award)", "topped_up"),
    "14": Broken("engine/ledger.py", "if total <= limit:", "if total <= limit + 1:", "test_proration"),
    "15": Broken("behaviour/application.py", "return u < chance", "return u < 0.95 * chance", "thinning"),
    "16": Broken("behaviour/growth.py", "max(log_relative_size, 0.0)) * shock", "max(log_relative_size, 0.0)) * shock * 1.05", "16 and growth"),
    "17": Broken("behaviour/growth.py", "return u < rate", "return u < 0.97 * rate", "entry"),
    "18 noise": Broken("behaviour/recognition.py", "+ noise_sd * noise", "", "noise"),
    "18 size": Broken("behaviour/recognition.py", "+ size_weight * log_revenue", "", "test_without_noise"),
    "19 no award": Broken(AWARD, "(1.0 - haircut) * discount * availability", "(1.0 - haircut) * discount * availability + 1000.0", "arms_are_one"),
    "19 no response": Broken(AWARD, "return exponential(response * award_intensity)", "return exponential(response * award_intensity) + 0.01", "arms_are_one"),
    "20": Broken(AWARD, "return exponential(response * award_intensity)", "return exponential(-response * award_intensity)", "never_lower"),
    "21": Broken(
        "engine/compiled/draw.py", "announcement, quarters = job.inputs.settings.announcement,", "announcement, quarters = np.int64(0),",
        "before_the_announcement", ("engine/inputs/rows.py", "return layout.UNAVAILABLE", "return layout.AVAILABLE"),
    ),
    "22": Broken("engine/arrays/passes.py", "numbers[i] = uniform(key, identity[i], time, code)", "numbers[i] = uniform(key, i, time, code)", "order_of_firms"),
}  # fmt: skip


TOGETHER = (
    ("2", "4", "8", "10", "12", "16", "17"), ("3", "5", "6", "11", "14"), ("9", "15", "18 noise"), ("1", "13", "18 size"),
    ("19 no award", "22"), ("19 no response", "13b"), ("3 hazard", "7", "20"), ("21",),
)  # fmt: skip
"""Rules that are broken in one copy, which is compiled once: the tests of each leave the others at settings where they do nothing."""
TESTS = [
    f"tests/engine/test_{name}.py"
    for name in ("exact_results", "exact_identities", "ledger", "policy_arms", "random_cities")
]


def break_rules(names: Sequence[str], copy: Path) -> None:
    """Copy the package with its tests, and break the rules of ``names`` there."""
    for name in ("simulate", "calibration", "scenarios", "tests", "pyproject.toml"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    for below, line, wrong in (edit for name in names for edit in BROKEN[name].edits):
        path = copy / "simulate" / below
        path.write_text(path.read_text(encoding="utf-8").replace(line, wrong), encoding="utf-8")


def noticed(name: str, copy: Path) -> bool:
    """Run the tests of one rule in a broken copy, and say what came of it."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("NUMBA")}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider", *TESTS, "-k", BROKEN[name].tests],
        cwd=copy, env={**inherited, "XDG_CACHE_HOME": str(copy / "cache"), "PYTHONPATH": str(copy)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = run.returncode == TESTS_FAILED
    print(f"{name:16} {'noticed' if found else 'NOT NOTICED'}: {run.stdout.strip().splitlines()[-1]}", flush=True)
    return found


def main() -> int:
    """Break every rule, or those named; 1 if a broken rule is not noticed."""
    wanted = set(sys.argv[1:] or BROKEN)
    found = []
    for together in TOGETHER:
        if names := [name for name in together if name in wanted]:
            with tempfile.TemporaryDirectory() as folder:
                break_rules(names, Path(folder))
                found += [noticed(name, Path(folder)) for name in names]
    return int(not all(found))


if __name__ == "__main__":
    sys.exit(main())
