"""What the ids of figures stand for: PG01 is a prior, B08 an observation, each with the sources that it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from simulate.calibration.observations import Observation, load_observations
from simulate.language.catalogue import has, say
from simulate.language.vocabulary import label
from simulate.place.calibration_folder import OBSERVATIONS, PRIORS
from simulate.place.evidence import CALIBRATION
from simulate.scenario.files.priors import load_priors

_IDS = re.compile(r"\b([A-Z]{1,2})(\d{2})(?:-\1?(\d{2}))?\b")


def spelt_out(texts: Iterable[str], language: str, calibration: Path = CALIBRATION) -> list[tuple[str, str]]:
    """The ids of figures in some texts, each once, in order, with what they stand for.

    An id that no file of ``calibration/`` has is left out: another city's plan cites its own sources.
    """
    known = references(language, calibration)
    return [(name, known[name]) for name in cited(texts) if name in known]


def cited(texts: Iterable[str]) -> list[str]:
    """The ids of figures in some texts, each once, in order; ``B01-B03`` names three."""
    found: dict[str, None] = {}
    for text in texts:
        for letters, first, last in _IDS.findall(text):
            found.update(
                dict.fromkeys(f"{letters}{number:02d}" for number in range(int(first), int(last or first) + 1))
            )
    return list(found)


def references(language: str, calibration: Path = CALIBRATION) -> Mapping[str, str]:
    """Id of every prior and observation -> what it is, how well it is known, and the titles of its sources.

    Several parameters may rest on one id; a folder ``calibration`` may have no table of observations.
    Raises ProblemsError where a file of ``calibration/`` is wrong.
    """
    found, colon = dict[str, str](), say("common.colon", language)
    for prior in load_priors(calibration / PRIORS).values():
        one = prior.declaration
        titles = "; ".join(source.title for source in prior.evidence.sources)
        entry = f"{one.meaning(language)} {_graded(prior.evidence.rating, prior.evidence.quality, language)}{colon if titles else ''}{titles}"
        found[one.identifier] = f"{found[one.identifier]}\n{entry}" if one.identifier in found else entry
    observations = calibration / OBSERVATIONS
    for figure in load_observations(observations) if observations.is_file() else ():
        source = f"{colon}{figure.source_title}" if figure.source_title else ""
        found[figure.id] = f"{_observed(figure, language)} {_graded(figure.kind, figure.quality, language)}{source}"
    return found


def _observed(figure: Observation, language: str) -> str:
    """``Digital-pilot firms, Qingdao 2022: 3 firms``."""
    return say(
        "calibration.citations.observed",
        language,
        quantity=figure.quantity(language),
        scope=_scope(figure.scope, language),
        year=figure.year,
        value=figure.value,
        unit=_known("unit", figure.unit, language),
    ).rstrip()


def _scope(scope: str, language: str) -> str:
    """``Qingdao-Jimo``: the city, and its district where the figure is of one."""
    city, _, district = (_known("scope", name, language) for name in scope.partition("-"))
    return say("calibration.citations.district", language, city=city, district=district) if district else city


def _known(what: str, name: str, language: str) -> str:
    """A word of the table of observations in a language; as it stands there where the catalogues do not know it."""
    key = f"calibration.{what}.{name.replace(' ', '_')}"
    return say(key, language) if has(key) else name


def _graded(rating: str, quality: str, language: str) -> str:
    """``[derived C]``: what kind of knowledge it is, and how good."""
    key = f"calibration.grade.{rating}"
    grade = say(key, language) if has(key) else label(rating, language)
    if not quality:
        return say("calibration.citations.rated", language, grade=grade)
    return say("calibration.citations.graded", language, grade=grade, quality=quality)
