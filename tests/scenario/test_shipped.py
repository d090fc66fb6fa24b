"""The scenarios that ship say what their titles promise, and nothing else."""

from __future__ import annotations

import datetime
import json
import math
import re
import shutil
import textwrap
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from simulate.foundation.files import sha256_file
from simulate.foundation.units import parse_number
from simulate.plan.files.load import load_plan
from simulate.plan.values import MONEY, Known, Quantity, read_value
from simulate.scenario.difference import difference
from simulate.scenario.files.json_schema import as_text, scenario_schema
from simulate.scenario.files.schema import names_of, scenario_shape
from simulate.scenario.resolve import Scenario, load_scenario
from simulate.yamlfile.reader import read_text, read_yaml
from simulate.yamlfile.reader import read_value as read_yaml_value

FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))
MODELINE = "# yaml-language-server: $schema=./scenario.schema.json"


@pytest.fixture(scope="module")
def baseline() -> Scenario:
    return load_scenario(FOLDER / "baseline.yaml")


def changed_paths(baseline: Scenario, name: str) -> set[str]:
    """What differs from the baseline; an instrument's id left out."""
    found = difference(baseline, load_scenario(FOLDER / f"{name}.yaml"))
    assert all(Path(one.source.file).name == f"{name}.yaml" and one.source.line for one in found)
    return {re.sub(r"^instruments\.a\d+\.\d+\.", "", one.path) for one in found}


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("no_awards", {"award.amount", "award.rate"}),
        ("double_smart_factory", {"award.amount"}),
        ("application_free", {"claim"}),
        ("city_pays_provincial", {"readings.R6", "payer"}),
        ("labs_as_grants", {"readings.R14", "award.kind", "award.recovery"}),
        ("extended_2027", {"horizon.end", "window.to"}),
    ],
)
def test_a_scenario_changes_what_it_says_and_nothing_else(baseline: Scenario, name: str, paths: set[str]) -> None:
    assert changed_paths(baseline, name) == paths


def test_strict_stacking_changes_readings_and_the_stacking_they_patch(baseline: Scenario) -> None:
    paths = changed_paths(baseline, "strict_stacking")
    assert {path for path in paths if not path.startswith("stacking.")} == {"readings.R11", "readings.R17"}


def test_a_tight_budget_changes_appropriations_only(baseline: Scenario) -> None:
    paths = changed_paths(baseline, "tight_budget")
    assert {path.split(".")[0] for path in paths} == {"appropriations"}
    assert not load_scenario(FOLDER / "tight_budget.yaml").appropriations.lapses


def test_no_award_is_left() -> None:
    for one in load_scenario(FOLDER / "no_awards.yaml").plan.instruments:
        worth = one.award.rate if one.award.base is not None else one.award.amount
        assert worth is None or (isinstance(worth, Known) and worth.value == 0), one.id
        assert (worth is None) == (not one.award.priced)


def test_the_municipal_titles_pay_twice_as_much(baseline: Scenario) -> None:
    doubled = load_scenario(FOLDER / "double_smart_factory.yaml").plan
    for name in ("a09.3", "a09.4", "a09.5"):
        before, after = baseline.plan.instrument(name).award.amount, doubled.instrument(name).award.amount
        assert isinstance(before, Known)
        assert isinstance(after, Known)
        assert after.value == 2 * before.value


def test_everything_is_paid_without_claiming() -> None:
    assert {one.claim for one in load_scenario(FOLDER / "application_free.yaml").plan.instruments} == {"automatic"}


def test_every_clause_goes_on_to_2027() -> None:
    scenario = load_scenario(FOLDER / "extended_2027.yaml")
    assert scenario.horizon_end == 2027
    simulated = [one for one in scenario.plan.instruments if one.simulated]
    assert {one.window.end for one in simulated} == {datetime.date(2027, 12, 31)}


def test_the_city_pays_what_the_province_paid(baseline: Scenario) -> None:
    stressed = load_scenario(FOLDER / "city_pays_provincial.yaml").plan
    provincial = [one.id for one in baseline.plan.instruments if "province" in one.payer]
    assert provincial
    assert all(stressed.instrument(name).payer == {"city": 1.0} for name in provincial)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_explains_itself_in_both_languages(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert lines[0] == MODELINE
    comment = "\n".join(lines[1 : lines.index("format: 1")])
    assert re.search(r"[\u4e00-\u9fff]{5}", comment)
    assert re.search(r"[a-z]+ [a-z]+ [a-z]+", comment)


def test_titles_are_distinct() -> None:
    titles = [tuple(load_scenario(path).title.values()) for path in FILES]
    assert len({zh for zh, _ in titles}) == len({en for _, en in titles}) == len(titles)


def text_keys(data: Any) -> Any:
    """As an editor sees it: JSON has text keys only."""
    if isinstance(data, dict):
        return {str(key): text_keys(value) for key, value in data.items()}
    return [text_keys(value) for value in data] if isinstance(data, list) else data


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return scenario_schema(load_plan("qingdao_2023"))


def test_the_committed_schema_is_the_one_the_code_writes(schema: dict[str, Any]) -> None:
    committed = (FOLDER / "scenario.schema.json").read_text()
    assert committed == as_text(schema), "write it again: simulate schema scenario > scenarios/scenario.schema.json"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_schema_accepts_each_file(path: Path, schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(schema).validate(text_keys(read_yaml(path).data))


@pytest.mark.parametrize(
    "line",
    [
        "horizn: {end: 2025}",
        "horizon: {ends: 2025}",
        "draws: many",
        "readings: {R14: grnat}",
        "readings: {R99: x}",
        "instruments: {a9.3: {award.amount: 1元}}",
        "instruments: {a09.3: {award.amuont: 1元}}",
        "behaviour: {clam_rate: 1}",
        "behaviour: {award_response: {triangualr: [1, 2, 3]}}",
        "behaviour: {award_response: {triangular: [1, 2]}}",
        "behaviour: {award_response: {by_year: {1999: 3}}}",
        "appropriations: {articles: {99: {2024: 1元}}}",
        "appropriations: {articles: {9: {2024: 100}}}",
        "macro: {gdp_2022: 100}",
        "extends: baseline.txt",
    ],
)
def test_the_schema_warns_of_common_mistakes_while_typing(schema: dict[str, Any], line: str) -> None:
    text = "format: 1\ntitle: {zh: 甲, en: A}\nplan: qingdao_2023\n"
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(text_keys(read_text(text, Path("s.yaml"), "s.yaml").data))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(text_keys(read_text(f"{text}{line}\n", Path("s.yaml"), "s.yaml").data))


def test_the_schema_explains_every_key_in_both_languages(schema: dict[str, Any]) -> None:
    for name, one in schema["properties"].items():
        assert re.search(r"[\u4e00-\u9fff].* / .*[a-z]", one["description"]), name
    json.dumps(schema)


README = (FOLDER / "README.md").read_text()


def test_the_readme_names_every_key() -> None:
    shape = scenario_shape(names_of(load_plan("qingdao_2023")))
    for field in shape.fields:
        assert f"`{field.name}`" in README


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", README, re.DOTALL))
def test_the_examples_of_the_readme_load(tmp_path: Path, block: str) -> None:
    folder = tmp_path / "scenarios"
    for name in ("scenarios/baseline.yaml", "calibration/posterior.nc"):
        (tmp_path / name).parent.mkdir()
        shutil.copy(FOLDER.parent / name, tmp_path / name)
    (folder / "mine.yaml").write_text(textwrap.dedent(block if block.startswith(" ") else f"   {block}"))
    assert load_scenario(folder / "mine.yaml").title["en"] == "My scenario"


def test_every_scenario_uses_the_posterior_of_the_plans_day(baseline: Scenario) -> None:
    for path in FILES:
        scenario = load_scenario(path)
        assert scenario.vintage == baseline.plan.issued.isoformat(), path.name
        assert scenario.posterior is not None
        assert scenario.posterior.sha256 == sha256_file(FOLDER.parent / "calibration" / "posterior.nc"), path.name


DISTRIBUTIONS = re.findall(r"\| `(\{[a-z_]+: [\[{].*?\})` \|", README)


def test_the_readme_shows_every_form_of_a_value() -> None:
    assert {text.split(":")[0][1:] for text in DISTRIBUTIONS} == {
        "triangular", "uniform", "beta", "lognormal", "normal", "choice", "by_year", "each",
    }  # fmt: skip


NUMBER = Quantity("a number", parse_number, -math.inf, math.inf, ())


@pytest.mark.parametrize("written", DISTRIBUTIONS)
def test_the_distributions_of_the_readme_are_read(written: str) -> None:
    data = read_yaml_value(written, "README").data
    assert read_value(data, MONEY if "元" in written else NUMBER, each=True).to_data() == data
