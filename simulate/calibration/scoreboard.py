"""The shipped result of the back-test: ``calibration/backtest_scores.csv``, written by ``simulate backtest --out``.

Reports show it without running the back-test again; a slow test runs it again and compares.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulate.calibration.backtest import LEVELS, Backtest, Score
from simulate.calibration.observations import Observation, load_observations
from simulate.calibration.settings import whole
from simulate.foundation.errors import Problem
from simulate.foundation.files import write_atomic
from simulate.foundation.units import number_in, parse_date
from simulate.language.choice import tell
from simulate.place.evidence import CALIBRATION, one_of, text
from simulate.scenario.resolve import load_scenario
from simulate.yamlfile.arguments import MOST_DRAWS
from simulate.yamlfile.problems import Problems
from simulate.yamlfile.table import TableRow, read_table

SCORES_FILE = CALIBRATION / "backtest_scores.csv"
NUMBERS = ("actual", "mean", "sd", "crps", "log_score", "pit", "crps_last", "crps_rate")
ENDS = tuple((level, f"low_{level * 100:.0f}", f"high_{level * 100:.0f}") for level in LEVELS)
ABOUT = ("plan", "vintage", "draws", "seed")
COLUMNS = (
    *ABOUT, "moment", "figure", *NUMBERS, *(name for _, *pair in ENDS for name in pair),
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
    about = [scoreboard(config, scores).plan, *(config.settings[key] for key in ABOUT[1:])]
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


def read_scores(path: Path | None = None, observations: Path | None = None) -> Scoreboard | None:
    """The shipped scores; None where there are none. Raises ProblemsError where the table is wrong."""
    path = path or SCORES_FILE
    if not path.exists():
        return None
    problems = Problems()
    known = {one.id: one for one in load_observations(observations)}
    rows = read_table(path, COLUMNS, problems)
    if not rows:
        problems.add(
            Problem(
                str(path), 1, 1, "", tell("error.value.a_table_without_lines"), tell("error.value.line_each_figure")
            )
        )
    read = [_score(row, rows[0], known) for row in rows]
    problems.raise_if_any()
    about = rows[0]
    figures = {one.figure: known[one.figure] for one in read}
    return Scoreboard(about.cells["plan"], about.cells["vintage"], int(about.cells["draws"]), tuple(read), figures)


def _score(row: TableRow, first: TableRow, known: Mapping[str, Observation]) -> Score:
    """One line of the table; what it says of the back-test as a whole, every line says alike."""
    row.read("plan", text, "")
    row.read("vintage", parse_date, datetime.date.min)
    row.read("draws", lambda cell: whole(1, MOST_DRAWS)(_digits(cell)), 0)
    row.read("seed", lambda cell: whole(0, 2**63 - 1)(_digits(cell)), 0)
    for name in ABOUT:
        if row.cells[name] != first.cells[name]:
            row.refuse(
                name,
                tell("error.value.came", value=row.cells[name]),
                tell("error.value.as_on_line", cells=first.cells[name], line=first.line),
            )
    intervals = {level: (row.read(low, number_in, 0.0), row.read(high, number_in, 0.0)) for level, low, high in ENDS}
    for level, low, _ in ENDS:
        if intervals[level][0] > intervals[level][1]:
            row.refuse(low, tell("error.value.interval_ends_before_starts"), tell("error.value.low_high"))
    numbers = {name: row.read(name, number_in, 0.0) for name in NUMBERS}
    return Score(row.read("moment", text, ""), row.read("figure", one_of(*known), ""), intervals=intervals, **numbers)


def _digits(cell: str) -> object:
    return int(cell) if re.fullmatch("[0-9]{1,19}", cell) else cell
