"""What an uncertain number rests on, and what would narrow it, in words that name a source rather than a file's key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from simulate.analysis.base.naming import Pair
from simulate.behaviour.parameters import DECLARED, Declaration
from simulate.calibration.citations import cited, references
from simulate.foundation.units import UnitError, parse_date
from simulate.language.vocabulary import TERMS
from simulate.place.calibration_folder import PRIORS
from simulate.plan.instrument import COLUMNS, Source
from simulate.plan.plan import Plan
from simulate.plan.words import source_words
from simulate.scenario.files.priors import Prior, load_priors
from simulate.scenario.scenario import Scenario

SOURCES = 2  # so many sources are named


@dataclass(frozen=True)
class Grounds:
    """What a scenario's uncertain numbers rest on."""

    scenario: Scenario

    @cached_property
    def priors(self) -> Mapping[str, Prior]:
        """The priors as known on the scenario's vintage."""
        try:
            vintage = parse_date(self.scenario.vintage) if self.scenario.vintage else None
        except UnitError:
            vintage = None
        return load_priors(self.scenario.calibration / PRIORS, vintage)

    def narrowed(self, name: str) -> Pair:
        """What would narrow a parameter, or a number of the plan by its dotted path."""
        if name in DECLARED:
            return self._parameter(DECLARED[name])
        return self._figure(self.scenario.plan, name)

    def _parameter(self, one: Declaration) -> Pair:
        for path in (f"behaviour.{one.name}", f"macro.{one.name}"):
            at = next((at for key, at in self.scenario.provenance.items() if key.startswith(path)), None)
            if at is not None:
                return f"a measured figure; the scenario states it ({at})", f"实测或公布的数据；现由情景给定（{at}）"
        evidence = self.priors[one.name].evidence
        return _instead([source.title for source in evidence.sources], evidence.rating)

    def _figure(self, plan: Plan, name: str) -> Pair:
        source = _source(plan, name)
        if source is None:
            return _instead((), "assumed")
        en = _instead([_spelt(source, "en", self.references_en)], source.rating)
        zh = _instead([_spelt(source, "zh", self.references_zh)], source.rating)
        return en[0], zh[1]

    @cached_property
    def references_en(self) -> Mapping[str, str]:
        """What the ids of figures stand for, in English."""
        return references("en", self.scenario.calibration)

    @cached_property
    def references_zh(self) -> Mapping[str, str]:
        """What the ids of figures stand for, in Chinese."""
        return references("zh", self.scenario.calibration)


def _source(plan: Plan, name: str) -> Source | None:
    """The source of a number of the plan by its dotted path: of the very figure, else of the part that holds it."""
    found = next((one for one in plan.instruments if name.startswith(f"instruments.{one.id}.")), None)
    if found is None:
        return next((one for path, one in plan.sources.items() if name.startswith(path)), None)
    field = name.removeprefix(f"instruments.{found.id}.").split(".")[0]
    part, last = COLUMNS[field][0] if field in COLUMNS else "", field.removeprefix("list_")
    covering = {path: one for path, one in found.sources.items() if path.split(".")[0] == part}
    exact = [one for path, one in covering.items() if path.split(".")[-1] == last]
    return next(iter([*exact, *covering.values()]), None)


def _spelt(source: Source, language: str, known: Mapping[str, str]) -> str:
    """Where a figure comes from; an id gives way to what it stands for."""
    words = source_words(source, language)
    meant = [known[name].splitlines()[0] for name in cited([words]) if name in known]
    return "; ".join(meant[:SOURCES]) or words


def _instead(sources: Sequence[str], rating: str) -> Pair:
    """A measured figure in place of what there is."""
    grade = TERMS[rating]
    named = "; ".join(sources[:SOURCES])
    if not named:
        return f"a measured figure; none is known, it is {grade.en}", f"实测或公布的数据；目前没有来源，为{grade.zh}"
    return (
        f"a measured figure; it now rests on: {named} ({grade.en})",
        f"实测或公布的数据；现依据：{named}（{grade.zh}）",
    )
