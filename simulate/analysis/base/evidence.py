"""What an uncertain number rests on, and what would narrow it, in words that name a source rather than a file's key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from simulate.analysis.base.citations import cited, references
from simulate.behaviour.parameters import DECLARED, Declaration
from simulate.foundation.units import UnitError, parse_date
from simulate.language.catalogue import say
from simulate.language.message import Message, Speakable, Worded
from simulate.language.vocabulary import label
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
    _references: dict[str, Mapping[str, str]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def priors(self) -> Mapping[str, Prior]:
        """The priors as known on the scenario's vintage."""
        try:
            vintage = parse_date(self.scenario.vintage) if self.scenario.vintage else None
        except UnitError:
            vintage = None
        return load_priors(self.scenario.calibration / PRIORS, vintage)

    def narrowed(self, name: str) -> Speakable:
        """What would narrow a parameter, or a number of the plan by its dotted path."""
        if name in DECLARED:
            return self._parameter(DECLARED[name])
        return self._figure(self.scenario.plan, name)

    def _parameter(self, one: Declaration) -> Speakable:
        for path in (f"behaviour.{one.name}", f"macro.{one.name}"):
            at = next((at for key, at in self.scenario.provenance.items() if key.startswith(path)), None)
            if at is not None:
                return Message("analysis.evidence.stated", {"at": at})
        evidence = self.priors[one.name].evidence
        return Worded(lambda language: _instead([one.title for one in evidence.sources], evidence.rating, language))

    def _figure(self, plan: Plan, name: str) -> Speakable:
        source = _source(plan, name)
        if source is None:
            return Worded(lambda language: _instead((), "assumed", language))
        return Worded(lambda language: _instead([self._spelt(source, language)], source.rating, language))

    def _spelt(self, source: Source, language: str) -> str:
        """Where a figure comes from; an id gives way to what it stands for."""
        words, known = source_words(source, language), self.references(language)
        meant = [known[name].splitlines()[0] for name in cited([words]) if name in known]
        return "; ".join(meant[:SOURCES]) or words

    def references(self, language: str) -> Mapping[str, str]:
        """What the ids of figures stand for."""
        if language not in self._references:
            self._references[language] = references(language, self.scenario.calibration)
        return self._references[language]


def _source(plan: Plan, name: str) -> Source | None:
    """The source of a number of the plan by its dotted path: of the very figure, else of the part that holds it."""
    found = next((one for one in plan.instruments if name.startswith(f"instruments.{one.id}.")), None)
    if found is None:
        return next((one for path, one in plan.sources.items() if name.startswith(path)), None)
    number = name.removeprefix(f"instruments.{found.id}.").split(".")[0]
    part, last = COLUMNS[number][0] if number in COLUMNS else "", number.removeprefix("list_")
    covering = {path: one for path, one in found.sources.items() if path.split(".")[0] == part}
    exact = [one for path, one in covering.items() if path.split(".")[-1] == last]
    return next(iter([*exact, *covering.values()]), None)


def _instead(sources: Sequence[str], rating: str, language: str) -> str:
    """A measured figure in place of what there is."""
    grade, named = label(rating, language), "; ".join(sources[:SOURCES])
    if not named:
        return say("analysis.evidence.no_source", language, grade=grade)
    return say("analysis.evidence.rests_on", language, sources=named, grade=grade)
