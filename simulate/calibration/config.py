"""What a calibration is told: which city, which day's knowledge, which moments, which parameters."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from simulate.behaviour.parameters import NUMBERS
from simulate.calibration.moments import Moment, load_moments
from simulate.calibration.observations import Observation, Observations, load_observations
from simulate.calibration.settings import both_languages, names, reasons, reference, whole
from simulate.foundation.units import UnitError, parse_date
from simulate.language.choice import tell
from simulate.place.calibration_folder import FIT, MOMENTS, OBSERVATIONS, calibration_folder
from simulate.place.evidence import CALIBRATION, FORMAT, Entry, format_number, one_of
from simulate.scenario.posterior import MOST_FITTED
from simulate.yamlfile.arguments import MOST_DRAWS
from simulate.yamlfile.problems import Problems
from simulate.yamlfile.reader import read_yaml

DEFAULT_CONFIG = CALIBRATION / "fit_plan.yaml"
REQUIRED = ("format", "title", "scenario", "vintage", "draws", "seed", "fitted", "moments", "output")


@dataclass(frozen=True)
class Calibration:
    """A calibration, ready to run.

    ``figures`` holds each fitted moment with its observation; ``left_out`` names known moments that are not fitted,
    and why.
    """

    path: Path
    title: Mapping[str, str]
    scenario: Path
    vintage: datetime.date
    draws: int
    seed: int
    fitted: tuple[str, ...]
    figures: Mapping[Moment, Observation]
    left_out: Mapping[str, Mapping[str, str]]
    output: Path


def load_calibration(
    path: Path | None = None, observations: Path | None = None, moments: Path | None = None
) -> Calibration:
    """Read a configuration; ``path`` defaults to ``fit_plan.yaml`` of the folder ``calibration`` that is nearest.

    ``observations`` and ``moments`` default to those of the folder ``calibration`` that is nearest to the file. Of the
    observations only those for calibration that were known on the vintage are looked at.

    Raises ProblemsError where the file is wrong, where a moment has no such figure, or where such a figure has a
    moment that the file neither fits nor leaves out with a reason.
    """
    path = path or calibration_folder(Path.cwd()) / FIT
    folder = calibration_folder(path.parent)
    entry = Entry(read_yaml(path), Problems())
    entry.has_keys(REQUIRED, ("left_out",))
    entry.read("format", format_number, FORMAT)
    vintage = entry.read("vintage", parse_date, datetime.date.min)
    no_title = {"zh": "", "en": ""}
    nothing: tuple[str, ...] = ()
    no_reasons: dict[str, dict[str, str]] = {}
    fitted = entry.read("fitted", _fitted, nothing)
    left_out = entry.read("left_out", reasons, no_reasons)
    known = load_observations(observations or folder / OBSERVATIONS).used_for("calibrate").as_of(vintage)
    figures = _figures(entry, known, load_moments(moments or folder / MOMENTS), left_out)
    calibration = Calibration(
        path,
        entry.read("title", both_languages, no_title),
        path.parent / entry.read("scenario", reference(".yaml"), ""),
        vintage,
        entry.read("draws", whole(100, MOST_DRAWS), 100),
        entry.read("seed", whole(0, 2**63 - 1), 0),
        fitted,
        figures,
        left_out,
        path.parent / entry.read("output", reference(".nc"), ""),
    )
    entry.problems.raise_if_any()
    return calibration


def _figures(
    entry: Entry, known: Observations, moments: Mapping[str, Moment], left_out: Mapping[str, Mapping[str, str]]
) -> dict[Moment, Observation]:
    nothing: tuple[str, ...] = ()
    asked = entry.read("moments", names, nothing)
    by_id = {one.id: one for one in known}
    found: dict[Moment, Observation] = {}
    for index, name in enumerate(asked):
        place = entry.down("moments").down(index)
        if name not in moments:
            place.refuse(
                tell("error.value.unknown_moment", name=name), tell("error.value.one_of", names=", ".join(moments))
            )
        elif moments[name].figure not in by_id:
            place.refuse(
                tell("error.value.has_no_figure_calibration", name=name), tell("error.value.figure_known_vintage")
            )
        else:
            found[moments[name]] = by_id[moments[name].figure]
    for name in known.moments():
        if name not in asked and name not in left_out:
            entry.down("moments").refuse(
                tell("error.value.known_then_neither_fitted", name=name), tell("error.value.reason_under_left_out")
            )
    return found


def _fitted(value: object) -> tuple[str, ...]:
    asked = names(value)
    if len(asked) > MOST_FITTED:
        raise UnitError(
            tell("error.value.names", count=len(asked)),
            tell("error.value.at_most_declared_parameters", most_fitted=MOST_FITTED),
        )
    return tuple(one_of(*NUMBERS)(name) for name in asked)
