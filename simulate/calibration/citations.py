"""What the ids of figures stand for: PG01 is a prior, B08 an observation, each with the sources that it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from simulate.calibration.observations import load_observations
from simulate.scenario.priors import load_priors

_IDS = re.compile(r"\b([A-Z]{1,2})(\d{2})(?:-\1?(\d{2}))?\b")


def spelt_out(texts: Iterable[str], language: str) -> list[tuple[str, str]]:
    """The ids of figures in some texts, each once, in order, with what they stand for.

    An id that no file of ``calibration/`` has is left out: another city's plan cites its own sources.
    """
    known = references(language)
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


def references(language: str) -> Mapping[str, str]:
    """Id of every prior and observation -> what it is, how well it is known, and the titles of its sources.

    Several parameters may rest on one id. Raises ProblemsError where a file of ``calibration/`` is wrong.
    """
    found: dict[str, str] = {}
    for prior in load_priors().values():
        one = prior.declaration
        meaning = one.meaning_zh if language == "zh" else one.meaning_en
        titles = "; ".join(source.title for source in prior.evidence.sources)
        entry = f"{meaning} [{prior.evidence.rating} {prior.evidence.quality}]{f': {titles}' if titles else ''}"
        found[one.identifier] = f"{found[one.identifier]}\n{entry}" if one.identifier in found else entry
    for figure in load_observations():
        quantity = figure.quantity_zh if language == "zh" else figure.quantity_en
        what = f"{quantity}, {figure.scope} {figure.year}: {figure.value:g} {figure.unit}"
        source = f": {figure.source_title}" if figure.source_title else ""
        found[figure.id] = f"{what} [{figure.kind} {figure.quality}]{source}"
    return found
