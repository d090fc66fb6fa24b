"""What the engines can tell apart is known where a plan is read: one message at the place of the first too many."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from simulate.behaviour import limits
from simulate.engine.inputs.rows import thresholds_of
from simulate.engine.inputs.translate import condition_of
from simulate.foundation.errors import Problem, ProblemsError
from simulate.plan.files.load import load_plan

TINY = Path(__file__).parent / "data" / "tiny"
PARK = """- id: a02.{number}
  group: C
  title: {{zh: 园区, en: Park}}
  recipient: park
  channel: none
  mechanism: {{none: {{}}}}
  award: {{kind: unspecified}}
  sources: {{}}
"""


def written(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """A copy of the tiny plan with one change."""
    folder = tmp_path / "plan"
    shutil.copytree(TINY, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def problem_of(folder: Path) -> Problem:
    with pytest.raises(ProblemsError) as caught:
        load_plan(folder)
    [problem] = caught.value.problems
    return problem


def with_sectors(tmp_path: Path, count: int) -> Path:
    """A plan of ``count`` sectors, the last the digital core."""
    more = "".join(f"- {{id: s{n}, title: {{zh: 业, en: S}}, share: 0}}\n" for n in range(count - 3))
    return written(tmp_path, "plan.yaml", "- {id: software", f"{more}- {{id: software")


def test_as_many_sectors_as_fit_are_read_and_one_more_is_refused(tmp_path: Path) -> None:
    assert len(load_plan(with_sectors(tmp_path / "most", limits.SECTORS)).sectors) == limits.SECTORS > 16
    problem = problem_of(with_sectors(tmp_path / "more", limits.SECTORS + 1))
    assert (problem.message, problem.expected) == ("25 sectors", "at most 24")
    assert "id: software" in problem.line_text  # the 25th


def with_instruments(tmp_path: Path, count: int) -> Path:
    """A plan of ``count`` instruments."""
    listed = "".join(PARK.format(number=n) for n in range(2, count))
    folder = written(tmp_path, "art02_parks.yaml", "format: 1", "format: 1")
    with (folder / "art02_parks.yaml").open("a", encoding="utf-8") as file:
        file.write(listed)
    return folder


def test_as_many_instruments_as_fit_are_read_and_one_more_is_refused(tmp_path: Path) -> None:
    assert len(load_plan(with_instruments(tmp_path / "most", limits.INSTRUMENTS)).instruments) == limits.INSTRUMENTS
    problem = problem_of(with_instruments(tmp_path / "more", limits.INSTRUMENTS + 1))
    assert problem.message == "more than 64 instruments"
    assert "a02.64" in problem.line_text


def with_attributes(tmp_path: Path, count: int) -> Path:
    """A plan of ``count`` attributes."""
    more = "".join(f"  more{n}: {{title: {{zh: 证, en: C}}, rules: [{{share: 0.5}}]}}\n" for n in range(count - 1))
    return written(tmp_path, "plan.yaml", "attributes:\n", f"attributes:\n{more}")


def test_as_many_attributes_as_fit_are_read_and_one_more_is_refused(tmp_path: Path) -> None:
    assert len(load_plan(with_attributes(tmp_path / "most", limits.ATTRIBUTES)).attributes) == limits.ATTRIBUTES
    problem = problem_of(with_attributes(tmp_path / "more", limits.ATTRIBUTES + 1))
    assert (problem.message, problem.expected) == ("9 attributes", "at most 8")
    assert problem.line_text.strip() == "certified:"  # the ninth


FIRM = """- id: a01.{number}
  group: C
  title: {{zh: 称号, en: Title}}
  recipient: firm
  channel: application
  eligible: {{{key}: {value}}}
  mechanism: {{standard: {{pass: 80%, anchor: 5}}}}
  application: {{cost: [2万元], belief: 0.8}}
  award: {{kind: unspecified}}
  round: 10-15
  sources: {{eligible: {{rating: assumed, where: none}}, mechanism: {{rating: assumed, where: none}},
    application: {{rating: assumed, where: none}}, round: {{rating: assumed, where: none}}}}
"""


def with_thresholds(tmp_path: Path, key: str, unit: str, count: int) -> Path:
    """A plan whose instruments have ``count`` different thresholds."""
    folder = written(tmp_path, "art01_industry.yaml", "format: 1", "format: 1")
    with (folder / "art01_industry.yaml").open("a", encoding="utf-8") as file:
        file.write("".join(FIRM.format(number=n + 2, key=key, value=f"{n + 1}{unit}") for n in range(count)))
    return folder


@pytest.mark.parametrize(
    ("key", "unit", "own", "most"),
    [
        ("min_revenue", "万元", 1, limits.REVENUE_THRESHOLDS),  # the tiny plan has one of its own
        ("min_growth", "%", 0, limits.GROWTH_THRESHOLDS),
    ],
)
def test_as_many_thresholds_as_fit_are_read_and_one_more_is_refused(
    tmp_path: Path, key: str, unit: str, own: int, most: int
) -> None:
    plan = load_plan(with_thresholds(tmp_path / "most", key, unit, most - own))
    thresholds_of([condition_of(one.eligible, plan) for one in plan.instruments], list(plan.attributes))
    problem = problem_of(with_thresholds(tmp_path / "more", key, unit, most - own + 1))
    assert f"more than {most} different" in problem.message
    assert problem.path.endswith(f"eligible.{key}")
    assert f"{key}: {most - own + 1}{unit}" in problem.line_text
