"""What the ids of figures stand for: PG01 is a prior, B08 an observation, each with the sources that it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from simulate.calibration.observations import Observation, load_observations
from simulate.language.vocabulary import TERMS
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
    zh, found = language == "zh", dict[str, str]()
    colon = "：" if zh else ": "
    for prior in load_priors(calibration / PRIORS).values():
        one = prior.declaration
        meaning = one.meaning_zh if zh else one.meaning_en
        titles = "; ".join(source.title for source in prior.evidence.sources)
        entry = (
            f"{meaning} {_graded(prior.evidence.rating, prior.evidence.quality, zh)}{colon if titles else ''}{titles}"
        )
        found[one.identifier] = f"{found[one.identifier]}\n{entry}" if one.identifier in found else entry
    observations = calibration / OBSERVATIONS
    for figure in load_observations(observations) if observations.is_file() else ():
        source = f"{colon}{figure.source_title}" if figure.source_title else ""
        found[figure.id] = f"{_observed(figure, zh)} {_graded(figure.kind, figure.quality, zh)}{source}"
    return found


def _observed(figure: Observation, zh: bool) -> str:
    """``Digital-pilot firms, Qingdao 2022: 3 firms``."""
    if not zh:
        unit = UNITS.get(figure.unit, figure.unit)
        return f"{figure.quantity_en}, {figure.scope} {figure.year}: {figure.value:g} {unit}".rstrip()
    city, _, district = figure.scope.partition("-")
    scope = SCOPES.get(city, city) + SCOPES.get(district, district)
    return f"{figure.quantity_zh}，{scope}{figure.year}年：{figure.value:g}{figure.unit}"


def _graded(rating: str, quality: str, zh: bool) -> str:
    """``[derived C]``: what kind of knowledge it is, and how good."""
    words = GRADES.get(rating) or (TERMS[rating].en, TERMS[rating].zh)
    return f"［{words[1]}{f'，{quality}级' if quality else ''}］" if zh else f"[{f'{words[0]} {quality}'.rstrip()}]"


GRADES = {"document": ("document", "公开文件")}
SCOPES = {
    "Qingdao": "青岛", "Shandong": "山东", "Zhejiang": "浙江", "China": "全国", "West Coast": "西海岸", "Jimo": "即墨",
    "Chengyang": "城阳", "Shinan": "市南", "Laoshan": "崂山",
}  # fmt: skip
UNITS = {
    "家": "firms", "户": "firms", "个": "", "条": "", "架": "", "座": "", "家/年": "firms a year",
    "万元": "ten thousand yuan", "万元/个": "ten thousand yuan each", "万元/家": "ten thousand yuan a firm",
    "亿元": "hundred million yuan", "亿元/年": "hundred million yuan a year", "万次": "ten thousand",
}  # fmt: skip
"""Units of the observations in English."""
