"""The shipped result of the back-test: ``calibration/backtest_scores.csv``, written by ``simulate backtest --out``.

Reports show it without running the back-test again; a slow test runs it again and compares.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulate.calibration.backtest import LEVELS, Backtest, Score
from simulate.calibration.observations import Observation, load_observations
from simulate.errors import InputError
from simulate.files import write_atomic
from simulate.population.evidence import CALIBRATION
from simulate.scenario.resolve import load_scenario

SCORES_FILE = CALIBRATION / "backtest_scores.csv"
NUMBERS = ("actual", "mean", "sd", "crps", "log_score", "pit", "crps_last", "crps_rate")
ENDS = tuple((level, f"low_{level * 100:.0f}", f"high_{level * 100:.0f}") for level in LEVELS)
COLUMNS = (
    "plan", "vintage", "draws", "seed", "moment", "figure", *NUMBERS, *(name for _, *pair in ENDS for name in pair),
)  # fmt: skip


@dataclass(frozen=True)
class Scoreboard:
    """Scores of a back-test of ``plan`` as of ``vintage`` with ``draws`` draws; ``figures`` are the published ones by their id."""

    plan: str
    vintage: str
    draws: int
    scores: tuple[Score, ...]
    figures: Mapping[str, Observation]


def scoreboard(config: Backtest, scores: Sequence[Score]) -> Scoreboard:
    """The scores of a back-test that has just been run."""
    settings = config.settings
    plan = load_scenario(config.path.parent / settings["scenario"]).plan.name
    figures = {one.id: one for one in config.figures.values()}
    return Scoreboard(plan, str(settings["vintage"]), settings["draws"], tuple(scores), figures)


def write_scores(path: Path, config: Backtest, scores: Sequence[Score]) -> Path:
    """Write the scores as a table, every number in full; returns the path."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    about = [scoreboard(config, scores).plan, *(config.settings[key] for key in ("vintage", "draws", "seed"))]
    for one in scores:
        ends = [repr(float(end)) for level in LEVELS for end in one.intervals[level]]
        numbers = [repr(float(getattr(one, name))) for name in NUMBERS]
        table.writerow([*about, one.moment, one.figure, *numbers, *ends])
    write_atomic(path, out.getvalue())
    return path


def is_scores(path: Path) -> bool:
    """Whether a file is a table that ``write_scores`` has written."""
    with path.open("rb") as stream:
        return stream.readline() == f"{','.join(COLUMNS)}\n".encode()


def read_scores(path: Path | None = None) -> Scoreboard | None:
    """The shipped scores; None where the clone has none. Raises InputError where the table has other columns."""
    path = path or SCORES_FILE
    if not path.exists():
        return None
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    if not rows or tuple(rows[0]) != COLUMNS:
        raise InputError(
            f"{path}: other columns came; expected {', '.join(COLUMNS)}; 'simulate backtest --out' writes it"
        )
    scores = tuple(
        Score(
            row["moment"],
            row["figure"],
            intervals={level: (float(row[low]), float(row[high])) for level, low, high in ENDS},
            **{name: float(row[name]) for name in NUMBERS},
        )
        for row in rows
    )
    known = {one.id: one for one in load_observations()}
    return Scoreboard(
        rows[0]["plan"],
        rows[0]["vintage"],
        int(rows[0]["draws"]),
        scores,
        {one.figure: known[one.figure] for one in scores},
    )
