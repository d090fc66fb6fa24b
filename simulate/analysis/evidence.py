"""What an uncertain number rests on, and what would narrow it, in words that name a source rather than a file's key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from simulate.behaviour.parameters import DECLARATIONS, Declaration
from simulate.calibration.citations import cited, references
from simulate.plan.instrument import Source
from simulate.plan.plan import Plan
from simulate.plan.words import source_words
from simulate.scenario.priors import Prior, load_priors
from simulate.scenario.scenario import Scenario
from simulate.units import UnitError, parse_date
from simulate.vocabulary import TERMS

DECLARED = {one.name: one for one in DECLARATIONS}
SOURCES = 2  # so many sources are named
Pair = tuple[str, str]
"""English, Chinese."""

FIELDS: Mapping[str, tuple[str, str, str]] = {
    "base": ("award", "amount of an award", "单项奖补金额"),
    "rate": ("award", "share that is paid", "补助比例"),
    "share": ("award", "share of the ceiling that is paid", "实际兑付占上限比重"),
    "recovery": ("award", "share that is recovered", "收回比重"),
    "claim": ("claim", "share of winners that claim", "申请兑付的比例"),
    "pass_rate": ("mechanism", "share of applicants that pass", "通过率"),
    "anchor": ("mechanism", "titles of the first round", "首轮认定数"),
    "success": ("mechanism", "success rate of applicants", "申报成功率"),
    "mean": ("mechanism", "expected number a year", "每年数量的期望值"),
    "count": ("mechanism", "number of recipients a year", "每年受奖数"),
    "list_size": ("mechanism", "length of the list", "名录总数"),
    "list_share": ("mechanism", "the city's share of the list", "本市占名录比重"),
    "probability": ("mechanism", "probability in a year", "每年的概率"),
    "cost_first": ("application", "cost of applying", "申报成本"),
    "cost_second": ("application", "further cost of applying", "其他申报成本"),
    "belief": ("application", "believed chance of winning", "企业预期的入选概率"),
    "holders": ("holders", "holders at the start", "期初已获称号数"),
}
"""Number of an instrument as the engine calls it -> the part of the plan that states it, and its name."""


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
        return load_priors(vintage=vintage)

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
        return references("en")

    @cached_property
    def references_zh(self) -> Mapping[str, str]:
        """What the ids of figures stand for, in Chinese."""
        return references("zh")


def _source(plan: Plan, name: str) -> Source | None:
    """The source of a number of the plan by its dotted path: of the very figure, else of the part that holds it."""
    found = next((one for one in plan.instruments if name.startswith(f"instruments.{one.id}.")), None)
    if found is None:
        return next((one for path, one in plan.sources.items() if name.startswith(path)), None)
    field = name.removeprefix(f"instruments.{found.id}.").split(".")[0]
    part, last = FIELDS.get(field, ("",))[0], field.removeprefix("list_")
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


def title_of(plan: Plan, name: str) -> Pair:
    """What a parameter or a number of the plan is."""
    if name in DECLARED:
        return DECLARED[name].meaning_en, DECLARED[name].meaning_zh
    found = next((one for one in plan.instruments if name.startswith(f"instruments.{one.id}.")), None)
    if found is not None:
        field = name.removeprefix(f"instruments.{found.id}.").split(".")[0]
        _, en, zh = FIELDS.get(field, ("", field, field))
        return f"{found.title.en}: {en}", f"{found.title.zh}：{zh}"
    attribute = plan.attributes.get(name.removeprefix("attributes.").split(".")[0])
    if attribute is not None:
        return f"Share of firms: {attribute.title.en}", f"企业比重：{attribute.title.zh}"
    return name, name
