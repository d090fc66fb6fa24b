"""The public figures of ``calibration/observations.csv``, and which of them were known on a given day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from simulate.foundation.units import UnitError, describe, number_in, parse_date
from simulate.foundation.years import parse_year
from simulate.language.catalogue import say
from simulate.language.choice import tell
from simulate.place.evidence import CALIBRATION, QUALITIES, one_of, text
from simulate.yamlfile.problems import Problems
from simulate.yamlfile.table import TableRow, read_table, refuse_twins

OBSERVATIONS_FILE = CALIBRATION / "observations.csv"

KINDS = ("document", "derived", "recall")
USES = ("calibrate", "holdout", "prior", "check")

FIRST_YEAR, LAST_YEAR = 1949, 2100
MEASURES = ("stock", "flow", "share", "growth", "rate", "amount", "target")
BASES = ("gross", "net", "plain")
OBJECTS = (
    "firms", "titles", "projects", "platforms", "sites", "laboratories", "parks", "nodes", "entities", "sectors",
    "equipment", "money",
)  # fmt: skip


@dataclass(frozen=True)
class Definition:
    """What a figure measures: ``stock``, ``flow`` and so on; gross or net of failed re-reviews; and what is counted."""

    measure: str
    basis: str
    counted: str


@dataclass(frozen=True)
class Observation:
    """One public figure: a value between ``low`` and ``high`` in ``unit``, and the day from which it could be known.

    ``moment`` names the model moment that the figure bears on; empty where the figure is context.
    """

    id: str
    quantity_en: str
    quantity_zh: str
    scope: str
    year: int
    value: float
    low: float
    high: float
    unit: str
    kind: str
    quality: str
    use: str
    known_at: datetime.date
    moment: str
    definition: Definition

    def quantity(self, language: str) -> str:
        """What is counted, in words."""
        return self.quantity_zh if language == "zh" else self.quantity_en

    def quantity_and_year(self, language: str) -> str:
        """What is counted, and of which year."""
        return say(
            "calibration.observations.quantity_and_year", language, quantity=self.quantity(language), year=self.year
        )

    source_title: str
    source_address: str
    note: str


class Observations(tuple[Observation, ...]):
    """All figures, in the order of the file."""

    __slots__ = ()

    def as_of(self, vintage: datetime.date) -> Observations:
        """The figures that could be known on the day ``vintage``."""
        return Observations(one for one in self if one.known_at <= vintage)

    def used_for(self, *uses: str) -> Observations:
        """Those with one of these uses; ``used_for("calibrate")`` holds no hold-out."""
        return Observations(one for one in self if one.use in uses)

    def moments(self) -> tuple[str, ...]:
        """Names of the model moments that figures bear on, each once, in the order of the file."""
        return tuple(dict.fromkeys(one.moment for one in self if one.moment))

    def __getnewargs__(self) -> tuple[Iterable[Observation]]:
        return (tuple(self),)


COLUMNS = tuple(Observation.__dataclass_fields__)


def load_observations(path: Path | None = None) -> Observations:
    """Read every figure; ``path`` defaults to the ``calibration/observations.csv`` that ships.

    Raises ProblemsError with every problem of the file at its line and column: a cell that is not what its column
    holds, a value outside its own range, an id that stands twice, a remembered figure marked as hold-out.
    """
    problems = Problems()
    rows = read_table(path or OBSERVATIONS_FILE, COLUMNS, problems)
    found = Observations(_observation(row) for row in rows)
    refuse_twins(rows)
    problems.raise_if_any()
    return found


def _observation(row: TableRow) -> Observation:
    one = Observation(
        id=row.read("id", text, ""),
        quantity_en=row.read("quantity_en", text, ""),
        quantity_zh=row.read("quantity_zh", text, ""),
        scope=row.read("scope", text, ""),
        year=row.read("year", lambda cell: parse_year(cell, FIRST_YEAR, LAST_YEAR), 0),
        value=row.read("value", number_in, 0.0),
        low=row.read("low", number_in, 0.0),
        high=row.read("high", number_in, 0.0),
        unit=row.read("unit", text, ""),
        kind=row.read("kind", one_of(*KINDS), ""),
        quality=row.read("quality", one_of(*QUALITIES), ""),
        use=row.read("use", one_of(*USES), ""),
        known_at=row.read("known_at", parse_date, datetime.date.max),
        moment=row.read("moment", _moment, ""),
        definition=row.read("definition", _definition, Definition("", "", "")),
        source_title=row.read("source_title", text, ""),
        source_address=row.read("source_address", text, ""),
        note=row.cells["note"],
    )
    _check_row(row, one)
    return one


def _check_row(row: TableRow, one: Observation) -> None:
    if not one.low <= one.value <= one.high:
        row.refuse(
            "value",
            tell("error.value.lies_outside_to", value=one.value, low=one.low, high=one.high),
            tell("error.value.low_value_high"),
        )
    if one.kind == "recall" and one.use == "holdout":
        row.refuse("use", tell("error.value.remembered_figure_hold_out"), tell("error.value.calibrate_prior_or_check"))
    if one.kind == "recall" and one.quality not in ("", "D"):
        row.refuse("quality", tell("error.value.quality_remembered_figure", quality=one.quality), "D")


def _moment(cell: str) -> str:
    if cell == "" or (cell.isascii() and cell.isidentifier()):
        return cell
    raise UnitError(
        tell("error.value.not_name_moment", cell=describe(cell)), tell("error.value.lower_case_words_joined")
    )


def _definition(cell: str) -> Definition:
    parts = [part.strip() for part in cell.split(";")]
    if len(parts) != 3:
        expected = tell("error.value.three_words_measure_basis", measures=", ".join(MEASURES))
        raise UnitError(tell("error.value.came", value=describe(cell)), expected)
    return Definition(one_of(*MEASURES)(parts[0]), one_of(*BASES)(parts[1]), one_of(*OBJECTS)(parts[2]))
