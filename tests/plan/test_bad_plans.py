"""Every mistake in a plan is reported at its place, in one pass, with what was expected and the nearest name.

In each case ``‸`` marks where the problem must point; it is taken out before the plan is read.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from simulate.foundation.errors import Problem, ProblemsError
from simulate.plan.files.checks import frame_findings
from simulate.plan.files.load import load_plan
from simulate.plan.target import Simulated

TINY = Path(__file__).parent / "data" / "tiny"
FIRM, PARK, FRAME, READINGS = "art01_industry.yaml", "art02_parks.yaml", "plan.yaml", "readings.yaml"

# Name of the case: file, what stands there, what is written instead, path, words of the message.
CASES = {
    "unknown key": (FIRM, "recipient: firm", "‸recipent: firm", "recipent", "did you mean 'recipient'"),
    "title of an article with nothing in it": (FRAME, "articles: {1:", "articles: {‸7: {zh: 七, en: Seven}, 1:", "articles.7",
                                               "one of 1, 2"),
    "target of another century": (FRAME, "value: 50", "value: 50\n  by: ‸1822", "by", "no year of the plan"),
    "title that moves the cursor": (FRAME, "zh: 某市小方案", 'zh: ‸"\\e[2J"', "", "the invisible character U+001B"),
    "title of blanks": (FRAME, "zh: 某市小方案", "zh: ‸'  '", "title.zh", "expected a text"),
    "id in other digits": (FIRM, "- id: a01.1", "- id: ‸a٠١.١", "id", "an id of article and number"),
    "lag of a superscript": (FIRM, "  claim: 90%", "  lag: {‸²: 1}\n  claim: 90%", "lag.²", "a whole number"),
    "unknown inner key": (FIRM, "scope: project", "‸scop: project", "stacking.scop", "did you mean 'scope'"),
    "unknown word": (FIRM, "channel: project", "channel: ‸projct", "channel", "did you mean 'project'"),
    "unknown segment": (FIRM, "segment: [industry_above_scale]", "segment: [‸industry_abovescale]",
                        "eligible.segment.0", "did you mean 'industry_above_scale'"),
    "unknown sector": (FIRM, "sector: [metal]", "sector: [‸metals]", "eligible.sector.0", "did you mean 'metal'"),
    "unknown attribute": (FIRM, "award_requires: [certified]", "award_requires: [‸certifed]", "award_requires.0",
                          "did you mean 'certified'"),
    "unknown payer": (FIRM, "county: 40%", "‸conty: 40%", "payer.conty", "did you mean 'county'"),
    "money without unit": (FIRM, "amount: 20万元", "amount: ‸200000", "award.amount", "did you mean '200000元'"),
    "unknown unit": (FIRM, "amount: 20万元", "amount: ‸20万", "award.amount", "did you mean '20万元'"),
    "share as a percentage number": (FIRM, "claim: 90%", "claim: ‸90", "claim", "did you mean '90%'"),
    "unknown parameter": (FIRM, "claim: 90%", "claim: ‸claimrate", "claim", "did you mean 'claim_rate'"),
    "parameter of another unit": (FIRM, "claim: 90%", "claim: ‸node_cost", "claim", "is measured in yuan"),
    "unknown distribution": (FIRM, "{triangular: [2, 5, 9]}", "{‸trianglar: [2, 5, 9]}",
                             "mechanism.standard.anchor.trianglar", "did you mean 'triangular'"),
    "figure inside a distribution": (FIRM, "[2, 5, 9]", "[2, ‸five, 9]", "mechanism.standard.anchor.triangular.1",
                                     "not a number"),
    "distribution out of range": (FIRM, "{triangular: [2, 5, 9]}", "‸{normal: {mean: 5, sd: 3}}",
                                  "mechanism.standard.anchor", "4.78 % of the distribution is out of range"),
    "each where it cannot be": (FIRM, "cost: [2万元]", "cost: [{‸each: {uniform: [1万元, 2万元]}}]",
                                "application.cost.0.each", "unknown form 'each'"),
    "two mechanisms": (FIRM, "mechanism: {standard", "mechanism: ‸{none: {}, standard", "mechanism",
                       "exactly one of standard"),
    "unknown mechanism": (FIRM, "mechanism: {standard", "mechanism: {‸standart", "mechanism.standart",
                          "did you mean 'standard'"),
    "mechanism for the wrong recipient": (PARK, "{count: {yearly: {rounded: {uniform: [1, 3]}}}}",
                                          "‸{jackpot: {candidates: 1, probability: 0.1}}", "mechanism",
                                          "for a park"),
    "missing key": (FIRM, "- id: a01.1\n  group: A", "- ‸id: a01.1", "", "the key 'group' is missing"),
    "missing application": (FIRM, "- id: a01.1", "- ‸id: a01.1", "", "without 'application'"),
    "day that does not exist": (FIRM, "round: 10-15", "round: ‸02-30", "round", "does not exist"),
    "round outside the window": (FIRM, "round: 10-15", "window: {from: 2024-03-01, to: 2024-04-01}\n  round: ‸10-15",
                                 "round", "no round falls inside"),
    "days out of order": (PARK, "[06-30, 12-31]", "‸[12-31, 06-30]", "round", "in the order of the year"),
    "window that ends before it starts": (FRAME, "to: 2026-12-31", "to: ‸2023-12-31", "window.to",
                                          "not before 2024-03-01"),
    "payer shares": (FIRM, "{city: 60%, county: 40%}", "‸{city: 60%, county: 50%}", "payer", "sum to 1.1"),
    "lag weights": (FRAME, "lag: {0: 0.5, 1: 0.5}", "lag: ‸{0: 0.5, 1: 0.4}", "defaults.lag", "sum to 0.9"),
    "choice weights": (FIRM, "anchor: {triangular: [2, 5, 9]}", "anchor: {choice: ‸{2: 0.5, 5: 0.4}}",
                       "mechanism.standard.anchor.choice", "sum to 0.9"),
    "sector shares": (FRAME, "sectors:\n- {id: metal, title: {zh: 冶金, en: Metal}, share: 0.6}",
                      "sectors:\n‸- {id: metal, title: {zh: 冶金, en: Metal}, share: 0.7}", "sectors", "sum to 1.1"),
    "ceiling below the amount": (FIRM, "amount: 20万元", "amount: 20万元, cap: ‸10万元", "award.cap",
                                 "200000元 or more"),
    "award of the wrong kind": (FIRM, "amount: 20万元", "amount: 20万元, ‸recovery: 0.5", "award.recovery",
                                "of kind fixed"),
    "award without its sum": (FIRM, "award: {kind: fixed, amount: 20万元}", "award: ‸{kind: fixed}", "award",
                              "without 'amount'"),
    "figure without source": (FIRM, "    holders: {rating: observed, where: register}\n", "", "holders",
                              "a figure without source"),
    "source of nothing": (FIRM, "    holders: {rating", "    ‸holder: {rating", "sources.holder",
                          "did you mean 'holders'"),
    "unknown rating": (FIRM, "{rating: observed", "{rating: ‸observd", "sources.holders.rating",
                       "did you mean 'observed'"),
    "id of another article": (FIRM, "- id: a01.1", "- id: ‸a02.2", "id", "an id of article 1"),
    "id that is none": (FIRM, "- id: a01.1", "- id: ‸A1.1", "id", "such as a09.3"),
    "unknown format": (PARK, "format: 1", "format: ‸2", "format", "'format: 1', which this version"),
    "target neither simulated nor explained": (FRAME, "\n  simulated: {variable: projects, over: each_year}", "",
                                               "targets.0", "either 'simulated' or 'why_not'"),
    "unknown default of a reading": (READINGS, "default: low", "default: ‸lo", "readings.0.default",
                                     "did you mean 'low'"),
    "weights of a reading": (READINGS, "high:\n      weight: 0.5", "high:\n      weight: 0.6",
                             "readings.0.alternatives", "sum to 1.1"),
    "alternative that changes nothing": (READINGS, "      patch:\n        a01.1: {award.amount: 40万元}\n", "",
                                         "readings.0.alternatives.high", "changes nothing"),
    "patch of an unknown instrument": (READINGS, "a01.1: {award", "‸a1.1: {award",
                                       "readings.0.alternatives.high.patch.a1.1", "did you mean 'a01.1'"),
    "patch of an unknown path": (READINGS, "{award.amount: 40万元}", "{‸award.amunt: 40万元}",
                                 "instruments.a01.1.award.amunt", "did you mean 'amount'"),
    "patch that breaks a rule": (READINGS, "{award.amount: 40万元}", "{payer: ‸{city: 0.5}}",
                                 "instruments.a01.1.payer", "sum to 0.5"),
    "note that patches": (READINGS, "kind: switch", "kind: note", "", "a patch in a note"),
    "payer of the budget": (FRAME, "payers:", "budget_payer: ‸cty\npayers:", "budget_payer", "did you mean 'city'"),
    "holders by year": (FIRM, "holders: 4", "holders: {‸by_year: {2024: 4, later: 5}}", "holders.by_year", "read once"),
    "holders of a title that can be won again": (FIRM, "once: per_firm\n  holders", "once: per_year\n  ‸holders",
                                                 "holders", "may win again"),
    "anchor of 0": (FIRM, "anchor: {triangular: [2, 5, 9]}", "anchor: ‸0", "standard.anchor", "a number above 0"),
    "third cost": (FIRM, "cost: [2万元]", "cost: ‸[2万元, 1万元, 1万元]", "application.cost", "at most 2"),
    "round without end": (FIRM, "round: 10-15", ("round: ‸[01-15, 02-15, 03-15, 04-15, 05-15, 06-15, 07-15, 08-15, 09-15, "
                          "10-15, 11-15, 12-15, 12-25]"), "round", "at most 12"),
    "window before the first year": (FRAME, "issued: 2024-03-01\nwindow: {from: 2024-03-01, to: 2026-12-31}",
                                     "issued: 2021-03-01\nwindow: {from: 2021-03-01, to: ‸2022-12-31}", "window.to",
                                     "from 2023-01-01"),
    "year before the first": (FIRM, "claim: 90%", "claim: {by_year: {‸2022: 80%, later: 90%}}", "claim.by_year.2022",
                              "a year from 2023"),
    "scheme that is none": (FIRM, "round: 10-15", "scheme: ‸forever\n  round: 10-15", "scheme", "the word standing"),
    "scheme that ends before it starts": (FIRM, "round: 10-15", ("scheme: {from: 2024-06-01, to: ‸2024-01-01}\n  "
                                          "round: 10-15"), "scheme.to", "not before 2024-06-01"),
    "round outside the scheme": (FIRM, "round: 10-15", "scheme: {from: 2026-11-01}\n  round: ‸10-15", "round",
                                 "no round falls inside"),
    "more places than can be drawn": (PARK, "{rounded: {uniform: [1, 3]}}", "{rounded: ‸1e12}", "yearly.rounded",
                                      "from 0 to 1e+06"),
    "places without an upper end": (PARK, "{rounded: {uniform: [1, 3]}}", "{rounded: ‸{lognormal: {median: 500000, sd: 2}}}",
                                    "yearly.rounded", "from 0 to 1e+06"),
    "price without mechanism": (PARK, "{count: {yearly: {rounded: {uniform: [1, 3]}}}}", "{none: {}}", "award.amount",
                                "a mechanism too"),
    "conditions of a park": (PARK, "channel: none", "channel: none\n  ‸eligible: {size: [small]}", "eligible",
                             "not in the table of firms"),
    "how often a park wins": (PARK, "channel: none", "channel: none\n  ‸once: per_firm", "once",
                              "not in the table of firms"),
    "recovery of a grant": (PARK, "cap: 500万元", "cap: 500万元, ‸recovery: 0.5", "award.recovery", "of kind unspecified"),
    "claim of an award without a sum": (PARK, ("award: {kind: unspecified, amount: {each: {lognormal: {median: 100万元, sd: 0.5"
                                        "}}}, cap: 500万元}"), "award: {kind: unspecified}\n  ‸claim: 50%", "claim",
                                        "nothing reads it"),
    "more tiers than the engines know": (
        PARK, "{each: {lognormal: {median: 100万元, sd: 0.5}}}, cap: 500万元",
        "{each: {choice: ‸{1元: 0.2, 2元: 0.1, 3元: 0.1, 4元: 0.1, 5元: 0.1, 6元: 0.1, 7元: 0.1, 8元: 0.1, 9元: 0.1}}}",
        "award.amount.each.choice", "at most 8"),
    "drift of a sector by year": (FRAME, "share: 0.6}", "share: 0.6, drift: {‸by_year: {2024: 0.1, later: 0}}}",
                                  "drift.by_year", "read once"),
    "share of a sector that varies": (FRAME, "share: 0.6}", "share: ‸{uniform: [0.5, 0.7]}}", "sectors.0.share",
                                      "a mapping is not a share"),
    "second sector of the core": (FRAME, "attributes:", ("- {id: games, title: {zh: 游戏, en: Games}, segments: ‸[digital_core]"
                                  ", share: 0}\nattributes:"), "sectors.3.segments", "one sector of digital_core"),
    "sector of one industrial segment": (FRAME, "share: 0.6}", "segments: ‸[industry_small], share: 0.6}",
                                         "sectors.0.segments", "or both of"),
    "segment that is no slip of one": (FIRM, "segment: [industry_above_scale]", "segment: [‸industry]",
                                       "eligible.segment.0", "industry_small, digital_core"),
    "not YAML": (FIRM, "group: A", "group: ‸@A", "", "this is not YAML"),
}  # fmt: skip


def report(folder: Path) -> list[Problem]:
    with pytest.raises(ProblemsError) as caught:
        load_plan(folder)
    return caught.value.problems


def spoiled(tmp_path: Path, file: str, old: str, new: str) -> tuple[Path, tuple[int, int] | None]:
    """A copy of the tiny plan with one mistake, and the line and column that the mark gives."""
    folder = tmp_path / "city"
    shutil.copytree(TINY, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) >= 1, "the case no longer fits the plan"
    text = text.replace(old, new, 1)
    place = None
    if "‸" in text:
        before = text[: text.index("‸")]
        place = before.count("\n") + 1, len(before) - before.rfind("\n")
    (folder / file).write_text(text.replace("‸", ""), encoding="utf-8")
    return folder, place


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_reported_at_its_place(tmp_path: Path, case: str) -> None:
    file, old, new, path, words = CASES[case]
    if case == "missing application":
        old, new = "  application: {cost: [2万元], belief: 0.8}\n", ""
    folder, place = spoiled(tmp_path, file, old, new)
    found = [one for one in report(folder) if words in one.headline() and one.path.endswith(path)]
    assert found, [one.headline() for one in report(folder)]
    assert found[0].file == str(folder / file)
    if place:
        assert (found[0].line, found[0].column) == place
    assert found[0].render().endswith("^")


def test_a_wrong_entry_of_a_list_is_one_mistake_without_a_misleading_hint(tmp_path: Path) -> None:
    folder, _ = spoiled(tmp_path, FIRM, "segment: [industry_above_scale]", "segment: [industry]")
    [problem] = report(folder)
    assert problem.suggestion == ""


def test_a_parameter_that_begins_alike_is_not_suggested(tmp_path: Path) -> None:
    folder, _ = spoiled(tmp_path, FIRM, "{kind: fixed, amount: 20万元}", "{kind: rate, rate: 5%, base: project_cost}")
    assert next(one.suggestion for one in report(folder)) == ""


def test_mistakes_of_several_files_come_in_one_report(tmp_path: Path) -> None:
    folder, _ = spoiled(tmp_path, FIRM, "channel: project", "channel: projct")
    for file, old, new in ((PARK, "kind: unspecified", "kind: unspecifid"), (READINGS, "default: low", "default: lo")):
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    assert {Path(one.file).name for one in report(folder)} == {FIRM, PARK, READINGS}


def test_a_bad_frame_does_not_hide_or_invent_mistakes_of_instruments(tmp_path: Path) -> None:
    folder, _ = spoiled(tmp_path, FRAME, "currency: CNY", "currency: USD")
    text = (folder / FIRM).read_text(encoding="utf-8")
    (folder / FIRM).write_text(text.replace("claim: 90%", "claim: 90"), encoding="utf-8")
    assert [one.path for one in report(folder)] == ["currency", "instruments.a01.1.claim"]


def test_two_readings_may_not_patch_one_figure(tmp_path: Path) -> None:
    folder, _ = spoiled(tmp_path, READINGS, "sources:", """- id: R3
  kind: switch
  question: {zh: 奖补, en: Which award}
  settled_by: {zh: 财政, en: Finance}
  default: one
  alternatives:
    one: {weight: 0.5, label: {zh: 一, en: One}}
    two:
      weight: 0.5
      label: {zh: 二, en: Two}
      patch:
        a01.1: {award: {kind: fixed, amount: 5万元}}
sources:""")  # fmt: skip
    [problem] = report(folder)
    assert "R3 and R1 both patch a01.1.award" in problem.message
    assert (problem.line, problem.column) == (34, 17)


def test_an_instrument_twice_is_refused(tmp_path: Path) -> None:
    folder, _ = spoiled(tmp_path, PARK, "id: a02.1", "id: a02.1")
    shutil.copy(folder / PARK, folder / "art02_again.yaml")
    assert [one.message for one in report(folder)] == ["the instrument 'a02.1' stands twice"]


def test_a_file_that_no_plan_reads_is_refused(tmp_path: Path) -> None:
    folder, _ = spoiled(tmp_path, PARK, "format", "format")
    shutil.copy(folder / READINGS, folder / "reading.yaml")
    [problem] = report(folder)
    assert problem.suggestion == "readings.yaml"


def test_an_unknown_plan_names_the_nearest() -> None:
    with pytest.raises(ProblemsError, match="did you mean 'qingdao_2023'"):
        load_plan("qingdao_2024")


def test_a_folder_without_plan_yaml_is_refused(tmp_path: Path) -> None:
    folder, _ = spoiled(tmp_path, PARK, "format", "format")
    (folder / FRAME).unlink()
    assert "no plan.yaml" in report(folder)[0].message


@pytest.mark.parametrize("variable", ["coverage", "core_share", "gdp", "firms"])
def test_a_target_never_sums_over_years_what_does_not_add_up(variable: str) -> None:
    plan = load_plan(TINY)
    chosen = Simulated(variable=variable, select={}, over="total")
    target = plan.targets[0].model_copy(update={"simulated": chosen, "why_not": None})
    found = [str(one) for one in frame_findings(plan.model_copy(update={"targets": (target,)}))]
    assert any("does not add up over years" in one for one in found)
    flow = target.model_copy(update={"simulated": chosen.model_copy(update={"variable": "projects"})})
    found = [str(one) for one in frame_findings(plan.model_copy(update={"targets": (flow,)}))]
    assert not any("add up over years" in one for one in found)


@pytest.mark.parametrize(("variable", "over", "refused"), [
    ("coverage", "last_year", True), ("core_share", "each_year", True), ("core_share", "yearly_growth", False),
    ("projects", "total", False), (None, None, True),
])  # fmt: skip
def test_a_target_of_a_share_lies_between_nothing_and_the_whole(variable: str, over: Any, refused: bool) -> None:
    plan = load_plan(TINY)
    chosen = Simulated(variable=variable, select={}, over=over) if variable else None
    unit = "share" if chosen is None else "any"
    why_not = None if chosen else plan.title
    for value, wrong in ((1.4, refused), (-0.1, refused), (1.0, False), (None, False)):
        update = {"simulated": chosen, "why_not": why_not, "value": value, "unit": unit}
        target = plan.targets[0].model_copy(update=update)
        found = list(frame_findings(plan.model_copy(update={"targets": (target,)})))
        assert any(one.path == ("targets", 0, "value") for one in found) == wrong
