"""A difference between scenarios is one line a figure, with the line of the file that made it."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulate.scenario.difference import difference
from simulate.scenario.resolve import Scenario, load_scenario

ROOT = "format: 1\ntitle: {zh: 甲, en: A}\nplan: qingdao_2023\n"


def load(folder: Path, text: str, name: str = "s.yaml") -> Scenario:
    (folder / name).write_text(ROOT + text)
    return load_scenario(folder / name)


@pytest.fixture
def root(tmp_path: Path) -> Scenario:
    return load(tmp_path, "", "root.yaml")


def test_equal_scenarios_do_not_differ(root: Scenario) -> None:
    assert difference(root, root) == []
    assert difference(root, root.replace({"title.en": "B", "language": "en"})) == []


CHANGES = [
    ("draws: 5", "draws", 2000, 5),
    ("horizon: {end: 2026}", "horizon.end", 2025, 2026),
    ("instruments: {a09.3: {award.amount: 6元}}", "instruments.a09.3.award.amount", "500000元", "6元"),
    ("instruments: {a09.3: {lag: {0: 1}}}", "instruments.a09.3.lag", {0: 0.1, 1: 0.7, 2: 0.2}, {0: 1.0}),
    (
        "instruments: {a09.3: {eligible.min_revenue: null}}",
        "instruments.a09.3.eligible.min_revenue",
        "200000000元",
        None,
    ),
    ("behaviour: {award_response: 3}", "behaviour.award_response", {"triangular": [0.0, 2.0, 6.0]}, 3.0),
    ("population: {scale: 0.5}", "population.scale", 1.0, 0.5),
    ("population: {segments: {digital_core: {count: 9}}}", "population.segments.digital_core.count", None, 9),
    ("macro: {gdp_2022: 1亿元}", "macro.gdp_2022", None, 10**8),
    ("appropriations: {articles: {9: {2024: 1元}}}", "appropriations.articles.9.2024", None, 1),
]


@pytest.mark.parametrize(("line", "path", "before", "after"), CHANGES)
def test_each_changed_figure_names_its_line(
    tmp_path: Path, root: Scenario, line: str, path: str, before: object, after: object
) -> None:
    found = difference(root, load(tmp_path, line + "\n"))
    assert [(one.path, one.before, one.after) for one in found] == [(path, before, after)]
    assert str(found[0].source).endswith("s.yaml:4")
    back = difference(load(tmp_path, line + "\n"), root)
    assert [(one.path, one.before, one.after) for one in back] == [(path, after, before)]
    assert str(back[0].source).endswith("s.yaml:4")


def test_what_becomes_of_the_unpaid_rest_is_a_difference(tmp_path: Path) -> None:
    limit = "articles: {9: {2024: 1元}}"
    before = load(tmp_path, f"appropriations: {{{limit}}}\n")
    found = difference(before, load(tmp_path, f"appropriations: {{{limit}, unpaid: lapse}}\n"))
    assert [(one.path, one.before, one.after) for one in found] == [("appropriations.unpaid", "rollover", "lapse")]


def test_growth_of_output_is_a_parameter_wherever_it_is_written(tmp_path: Path, root: Scenario) -> None:
    (found,) = difference(root, load(tmp_path, "macro: {gdp_growth: 5%}\n"))
    assert (found.path, found.after, found.source.line) == ("behaviour.gdp_growth", 0.05, 4)


def test_what_a_reading_changes_is_traced_to_the_reading(tmp_path: Path, root: Scenario) -> None:
    found = difference(root, load(tmp_path, "readings:\n  R14: grant\n  R10: B\n"))
    assert [(one.path, one.source.line) for one in found] == [
        ("readings.R10", 6),
        ("readings.R14", 5),
        ("instruments.a09.4.award.amount", 6),
        ("instruments.a13.1.award.kind", 5),
        ("instruments.a13.1.award.recovery", 5),
    ]


def test_a_patch_of_every_instrument_is_traced_to_its_star(tmp_path: Path, root: Scenario) -> None:
    found = difference(root, load(tmp_path, "instruments:\n  '*': {claim: automatic}\n  a09.3: {claim: 50%}\n"))
    lines = {one.path: one.source.line for one in found}
    assert lines["instruments.a09.3.claim"] == 6
    assert lines["instruments.a09.4.claim"] == 5
    assert all(path.endswith(".claim") for path in lines)


def test_it_reads_as_a_sentence(tmp_path: Path, root: Scenario) -> None:
    (found,) = difference(root, load(tmp_path, "draws: 5\n"))
    assert str(found) == f"draws: 2000 -> 5  ({tmp_path / 's.yaml'}:4)"
