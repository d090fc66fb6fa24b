"""Break each rule on purpose and see which exact results notice: ``python -m tests.engine.broken_rules [NAME ...]``.

Every entry edits one line of a copy of the package and runs the tests of the result that the line is behind; a rule whose
tests still pass is not guarded.  It compiles the engine once an entry, so it takes about an hour and is run by hand.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Broken(NamedTuple):
    """One line of a rule, what it is broken into, and the words that select the tests that must fail."""

    path: str
    line: str
    wrong: str
    tests: str


PROJECT, AWARD = "behaviour/project.py", "behaviour/award_value.py"
BROKEN = {
    "1": Broken(PROJECT, "if u >= quarterly:", "if u >= 0.95 * quarterly:", "first"),
    "2": Broken(PROJECT, "return project_hazard + peer_effect * share", "return project_hazard + peer_effect * share * share", "Bass"),
    "3 hazard": Broken(PROJECT, "return u < 1.0 - exponential(-quarterly)", "return True", "Markov"),
    "3": Broken(PROJECT, "return u < success", "return u < 0.95 * success", "Markov"),
    "4": Broken(PROJECT, "return log_capability + size_gradient", "return size_gradient", "frailty"),
    "5": Broken(AWARD, "return exponential(response * award_intensity)", "return 1.0 + response * award_intensity", "additional"),
    "6": Broken("behaviour/recognition.py", "return u < pass_rate", "return u < 0.97 * pass_rate", "6 and standard"),
    "7": Broken("engine/rounds.py", "winners = min(number_of_places(", "winners = min(1 + number_of_places(", "test_a_quota"),
    "8": Broken("behaviour/arithmetic.py", "odds = share / (1.0 - share)", "odds = share", "national"),
    "9": Broken("engine/awards.py", "if rows.once[row] != NOT_ONCE:", "if rows.once[row] == NOT_ONCE:", "jackpot"),
    "10": Broken(AWARD, "return min(cap, base * rate * share)", "return base * rate * share", "capped"),
    "11": Broken("behaviour/arithmetic.py", "mass = mass * mean / k", "mass = mass * mean / (k + 0.1)", "Poisson"),
    "12": Broken("behaviour/entitlement.py", "year = 0", "year = 1", "lags"),
    "13": Broken("behaviour/entitlement.py", "if best_of_day else np.int64(0)", "if award > 0 else np.int64(0)", "highest"),
    "13b": Broken("behaviour/entitlement.py", "award - highest_before)", "award)", "topped_up"),
    "14": Broken("engine/ledger.py", "if total <= limit:", "if total <= limit + 1:", "test_proration"),
    "15": Broken("behaviour/application.py", "return u < chance", "return u < 0.95 * chance", "thinning"),
    "16": Broken("behaviour/growth.py", "* log_relative_size) * shock", "* log_relative_size) * shock * 1.05", "16 and growth"),
    "17": Broken("behaviour/growth.py", "return u < rate", "return u < 0.97 * rate", "entry"),
    "18 chance": Broken("behaviour/recognition.py", "+ noise_sd * noise", "", "test_equal_scores"),
    "18 size": Broken("behaviour/recognition.py", "+ size_weight * log_revenue", "", "test_without_noise"),
    "19 no award": Broken(AWARD, "(1.0 - haircut) * discount * alive", "(1.0 - haircut) * discount * alive + 1000.0", "arms_are_one"),
    "19 no response": Broken(AWARD, "return exponential(response * award_intensity)", "return exponential(response * award_intensity) + 0.01", "arms_are_one"),
    "20": Broken(AWARD, "return exponential(response * award_intensity)", "return exponential(-response * award_intensity)", "never_lower"),
    "21": Broken("engine/values.py", "return renewal_belief if code == RENEWAL else 0.0", "return renewal_belief if code == RENEWAL else 1.0", "before_the_announcement"),
    "22": Broken("engine/passes.py", "drawn[i] = uniform(key, identity[i]", "drawn[i] = uniform(key, i", "order_of_firms"),
}  # fmt: skip


def tried(broken: Broken) -> tuple[int, str]:
    """How many of the selected tests failed on the broken copy, and what pytest said last."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("simulate", "calibration", "scenarios", "tests", "pyproject.toml"):
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / name)
        path = copy / "simulate" / broken.path
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(broken.line, broken.wrong), encoding="utf-8")
        tests = [
            f"tests/engine/test_{name}.py"
            for name in ("exact_results", "exact_identities", "ledger", "policy_arms", "random_cities")
        ]
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA")}
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", *tests, "-k", broken.tests],
            cwd=copy, env={**inherited, "XDG_CACHE_HOME": str(copy / "cache"), "PYTHONPATH": str(copy)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    lines = run.stdout.splitlines()
    return sum("F" in line.split(" ")[0] for line in lines if set(line.split(" ")[0]) <= set(".FE")), lines[
        -1
    ] if lines else run.stderr[-200:]


def main() -> int:
    """Break every rule, or those named; 1 if a broken rule is not noticed."""
    unseen = 0
    for name in sys.argv[1:] or BROKEN:
        failed, last = tried(BROKEN[name])
        unseen += not failed
        print(f"{name:16} {BROKEN[name].path:28} {'noticed' if failed else 'NOT NOTICED'}: {last}", flush=True)
    return int(unseen > 0)


if __name__ == "__main__":
    sys.exit(main())
