"""The reference class: ``calibration/programmes.csv``, what programmes announced and what they reached."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from simulate.foundation.units import UnitError, describe, number_in, parse_date
from simulate.language.choice import tell
from simulate.place.evidence import CALIBRATION, QUALITIES, one_of, text
from simulate.yamlfile.problems import Problems
from simulate.yamlfile.table import TableRow, read_table, refuse_twins

PROGRAMMES_FILE = CALIBRATION / "programmes.csv"

WORDS: dict[str, tuple[str, ...]] = {
    "kind": ("voucher", "grant", "matching_grant", "subsidy", "tax_credit", "loan", "guarantee", "service"),
    "allocation": ("open", "first_come", "contest", "lottery", "entitlement"),
    "burden": ("low", "medium", "high"),
    "hard_cap": ("yes", "no"),
    "stage": ("initial", "renewed", "mid_course"),
    "crisis": ("yes", "no"),
    "recipient_class": ("firms", "households"),
}
"""What is known of a programme before it starts, and the words for it."""

MEASURES = ("recipients", "money")
SCOPES = ("none", "extended", "expanded", "reduced")
OUTCOMES = ("final", "near_final", "interim")
FORECASTS = ("budget", "target", "official_forecast", "impact_assessment")
BASES = ("", "paid", "committed", "programme_cost")

COLUMNS = (
    "id", "programme", "place", "authority", "family", *WORDS, "announced", "start", "end", "currency", "recipients_unit",
    "recipients_announced", "recipients_actual", "ratio_recipients", "money_announced", "money_actual", "ratio_money",
    "money_basis", "forecast", "scope", "outcome", "known_at", "quality", "source_forecast", "source_outcome", "note",
)  # fmt: skip
ROUNDING = 0.01
REACHED = 0.95
"""Actual / announced from which on a programme has come as far as it was allowed."""


@dataclass(frozen=True, eq=False)
class Programme:
    """One programme, or one window of it; programmes of one ``family`` are not independent.

    ``words``: what of ``WORDS`` it is. ``ratios``: actual / announced by measure, where both are known and comparable.
    ``scope``: whether its rules or money were changed after the announcement.
    """

    id: str
    programme: str
    family: str
    words: dict[str, str]
    ratios: dict[str, float]
    scope: str
    outcome: str
    known_at: datetime.date
    quality: str

    @property
    def counts(self) -> bool:
        """Whether it has come to its end, and is not only remembered."""
        return self.outcome != "interim" and self.quality != "D" and bool(self.ratios)

    def reached_cap(self, measure: str) -> bool:
        """Whether it reached what a hard cap allowed when it was announced."""
        return self.words["hard_cap"] == "yes" and self.ratios[measure] >= REACHED

    def spent_out(self, measure: str) -> bool:
        """Whether it reached a hard cap that was not raised, so that the demand for it may have been larger."""
        return self.reached_cap(measure) and self.scope in ("none", "reduced")


def load_programmes(path: Path = PROGRAMMES_FILE) -> tuple[Programme, ...]:
    """Read every programme.

    Raises
    ------
    ProblemsError
        Every cell that is not what its column holds, and every ratio that its figures contradict, at line and column.
    """
    problems = Problems()
    rows = read_table(path, COLUMNS, problems)
    found = tuple(_programme(row) for row in rows)
    refuse_twins(rows)
    problems.raise_if_any()
    return found


@lru_cache(maxsize=1)
def shipped_programmes() -> tuple[Programme, ...]:
    """The reference class that ships."""
    return load_programmes()


def _programme(row: TableRow) -> Programme:
    for column, words in (("forecast", FORECASTS), ("money_basis", BASES)):
        row.read(column, one_of(*words), "")
    for column in ("place", "source_forecast", "source_outcome"):
        row.read(column, text, "")
    row.read("announced", _day_or_nothing, None)
    ratios = {measure: _ratio(row, measure) for measure in MEASURES}
    return Programme(
        id=row.read("id", text, ""),
        programme=row.read("programme", text, ""),
        family=row.read("family", text, ""),
        words={column: row.read(column, one_of(*words), words[0]) for column, words in WORDS.items()},
        ratios={measure: ratio for measure, ratio in ratios.items() if ratio is not None},
        scope=row.read("scope", one_of(*SCOPES), "none"),
        outcome=row.read("outcome", one_of(*OUTCOMES), "final"),
        known_at=row.read("known_at", parse_date, datetime.date.max),
        quality=row.read("quality", one_of(*QUALITIES), "D"),
    )


def _ratio(row: TableRow, measure: str) -> float | None:
    column = f"ratio_{measure}"
    ratio = row.read(column, _number_or_nothing, None)
    announced, actual = (row.read(f"{measure}_{which}", _number_or_nothing, None) for which in ("announced", "actual"))
    if ratio is not None:
        if announced is None or actual is None:
            row.refuse(
                column,
                tell("error.value.ratio_without_figures"),
                tell("error.value.announced_and_actual", measure=measure),
            )
        elif abs(math.log(actual / announced / ratio)) > ROUNDING:
            row.refuse(
                column,
                tell("error.value.ratio_came", ratio=ratio),
                f"{actual:g} / {announced:g} = {actual / announced:.4g}",
            )
    return ratio


def _number_or_nothing(cell: str) -> float | None:
    if cell == "":
        return None
    value = number_in(cell)
    if value <= 0.0:
        raise UnitError(tell("error.value.came", value=describe(cell)), tell("error.value.number_above_0_or"))
    return value


def _day_or_nothing(cell: str) -> datetime.date | None:
    return parse_date(cell) if cell else None
