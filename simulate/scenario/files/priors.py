"""The distribution of every declared parameter, from ``calibration/priors.yaml``, as known on a given day."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulate.behaviour.parameters import DECLARATIONS, NAMES, Declaration
from simulate.foundation.errors import nearest
from simulate.foundation.units import describe
from simulate.language.choice import tell
from simulate.place.evidence import CALIBRATION, EVIDENCE_KEYS, Entry, Evidence, open_figures, read_evidence, text
from simulate.randomness.marginals import Dirichlet, Marginal
from simulate.scenario.files.cursor import Cursor
from simulate.scenario.files.schema import parameter_shape
from simulate.yamlfile.merge import Traced, trace

PRIORS_FILE = CALIBRATION / "priors.yaml"

PriorValue = Marginal | Dirichlet | dict[str, Marginal]
"""A distribution, a vector of shares, or a distribution by year (``{"2023": ..., "later": ...}``)."""


@dataclass(frozen=True)
class Prior:
    """What is believed about one declared parameter.

    ``later_knowledge`` is True where no version of the figure was known on the day asked for, so that the earliest one
    stands in. ``alternative`` is a documented value that the baseline does not use.
    """

    declaration: Declaration
    value: PriorValue
    evidence: Evidence
    later_knowledge: bool = False
    alternative: PriorValue | None = None

    @property
    def name(self) -> str:
        """Name of the declared parameter."""
        return self.declaration.name


def load_priors(path: Path | None = None, vintage: datetime.date | None = None) -> dict[str, Prior]:
    """Read the prior of every declared parameter, in the order of the declarations.

    Parameters
    ----------
    path : defaults to the ``calibration/priors.yaml`` that ships
    vintage : use of each figure the last version known on this day; without it, the latest of all

    Returns
    -------
    Name to prior; money in yuan, shares as fractions.

    Raises
    ------
    ProblemsError
        Every problem of the file: a parameter unknown or missing, another unit or number than declared, a value outside
        the admissible range, a figure without a source that is not rated as assumed or recall.
    """
    entry = open_figures(path or PRIORS_FILE, "priors")
    traced = trace(entry.document)
    for name in entry.value:
        if name not in NAMES:
            expected, near = tell("error.value.a_declared_parameter"), nearest(name, NAMES)
            entry.down(name).refuse(tell("error.value.unknown_parameter", name=name), expected, near, on_key=True)
    found = {}
    for one in DECLARATIONS:
        if one.name not in entry.value:
            entry.refuse(tell("error.value.the_parameter_is_missing", name=one.name), f"'{one.name}: ...'")
        elif (prior := _prior(entry.down(one.name), traced, one, vintage)) is not None:
            found[one.name] = prior
    entry.problems.raise_if_any()
    return found


def _prior(entry: Entry, traced: Traced, declared: Declaration, vintage: datetime.date | None) -> Prior | None:
    required = ("id", "value", "unit", "rating", "quality", "known_at")
    if not entry.has_keys(required, (*EVIDENCE_KEYS, "alternative", "versions")):
        return None
    _must_equal(entry, "id", declared.identifier)
    _must_equal(entry, "unit", declared.unit)
    versions = [_version(entry, traced, declared)]
    for index, _ in enumerate(_listed(entry)):
        one = entry.down("versions").down(index)
        if one.has_keys(("known_at", "value", "rating"), EVIDENCE_KEYS):
            versions.append(_version(one, traced, declared))
    _refuse_same_day(entry, versions)
    value, evidence = _known(versions, vintage)
    alternative = _value(entry.down("alternative"), traced, declared) if "alternative" in entry.value else None
    return Prior(declared, value, evidence, vintage is not None and evidence.known_at > vintage, alternative)


def _must_equal(entry: Entry, key: str, declared: str) -> None:
    came = entry.read(key, text, declared)
    if came != declared:
        entry.down(key).refuse(
            tell("error.value.came", value=describe(came)), tell("error.value.as_declared", declared=declared)
        )


def _listed(entry: Entry) -> list[Any]:
    versions = entry.value.get("versions", [])
    if isinstance(versions, list):
        return versions
    entry.down("versions").refuse(describe(versions), tell("error.value.list_earlier_or_later"))
    return []


Version = tuple[Any, Evidence]


def _version(entry: Entry, traced: Traced, declared: Declaration) -> Version:
    value = _value(entry.down("value"), traced, declared) if "value" in entry.value else None
    return value, read_evidence(entry)


def _value(entry: Entry, traced: Traced, declared: Declaration) -> Any:
    value = parameter_shape(declared).read(Cursor(traced, entry.problems, entry.path))
    if isinstance(value, Mapping) and "later" not in value:
        entry.refuse(tell("error.value.no_value_years_after"), "'later: ...'")
    return value


def _refuse_same_day(entry: Entry, versions: list[Version]) -> None:
    days = [evidence.known_at for _, evidence in versions]
    for index, day in enumerate(days[1:]):
        if day in days[: index + 1]:
            entry.down("versions").down(index).down("known_at").refuse(
                tell("error.value.twice", day=day), tell("error.value.one_version_a_day")
            )


def _known(versions: list[Version], vintage: datetime.date | None) -> Version:
    def day(version: Version) -> datetime.date:
        return version[1].known_at

    known = [one for one in versions if vintage is None or day(one) <= vintage]
    return max(known, key=day) if known else min(versions, key=day)
