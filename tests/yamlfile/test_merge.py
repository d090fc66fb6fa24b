"""What a child's file does to its parent's values, and that every value remembers where it was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulate.yamlfile.merge import Traced, merge, patch, trace
from simulate.yamlfile.reader import read_text, read_value


def traced(text: str, file: str = "parent.yaml") -> Traced:
    return trace(read_text(text, Path(file), file))


PARENT = """
award: {amount: 50万元, kind: fixed}
award_response: {triangular: [0, 2, 6]}
list: {by_year: {2023: 1, later: 2}}
lag: {0: 0.1, 1: 0.9}
stages: [1, 2]
articles: {5: {2024: 1}, 9: {2024: 2, 2025: 3}}
"""


def test_mappings_merge_and_values_replace() -> None:
    child = """
award: {amount: 60万元}
award_response: {beta: {mean: .5, n: 4}}
list: {by_year: {2024: 5}}
lag: {2: 1}
stages: [3]
articles: {9: {2026: 4}}
"""
    assert merge(traced(PARENT), traced(child, "child.yaml")).data == {
        "award": {"amount": "60万元", "kind": "fixed"},
        "award_response": {"beta": {"mean": 0.5, "n": 4}},
        "list": {"by_year": {2024: 5}},
        "lag": {2: 1},
        "stages": [3],
        "articles": {5: {2024: 1}, 9: {2026: 4}},
    }


def test_each_value_remembers_its_file_and_line() -> None:
    merged = merge(traced(PARENT), traced("# child\naward:\n  amount: 60万元\nlag: {2: 1}\n", "child.yaml"))
    assert str(merged.origin(("award", "amount"))) == "child.yaml:3"
    assert str(merged.origin(("award", "kind"))) == "parent.yaml:2"
    assert str(merged.key_origin(("award", "amount"))) == "child.yaml:3"
    assert merged.origin(("lag", 2)).line == 4
    assert ("lag", 0) not in merged.values


def test_a_distribution_replaces_a_number_and_the_reverse() -> None:
    base = traced("x: 3\ny: {uniform: [1, 2]}\n")
    over = traced("x: {uniform: [1, 2]}\ny: 4\n", "child.yaml")
    assert merge(base, over).data == {"x": {"uniform": [1, 2]}, "y": 4}
    assert ("y", "uniform", 0) not in merge(base, over).values


def test_merging_changes_neither_side() -> None:
    base, over = traced(PARENT), traced("award: {amount: 60万元}", "child.yaml")
    merge(base, over).data["award"]["kind"] = "changed"
    assert base.data["award"] == {"amount": "50万元", "kind": "fixed"}
    assert over.data == {"award": {"amount": "60万元"}}


def test_merging_is_associative() -> None:
    a, b, c = traced(PARENT), traced("award: {amount: 1元}\nlag: {3: 1}", "b"), traced("award: {kind: rate}", "c")
    assert merge(merge(a, b), c) == merge(a, merge(b, c))


def test_merging_with_itself_changes_nothing() -> None:
    assert merge(traced(PARENT), traced(PARENT)) == traced(PARENT)


def value(text: str) -> Traced:
    return trace(read_value(text, "--set"))


def test_a_patch_sets_one_figure_inside_a_value() -> None:
    patched = patch(traced(PARENT), ("list", "by_year", 2023), value("7"))
    assert patched.data["list"] == {"by_year": {2023: 7, "later": 2}}
    assert patched.origin(("list", "by_year", 2023)).file == "--set"
    assert patched.origin(("list", "by_year", "later")).file == "parent.yaml"


def test_a_patch_makes_what_is_missing_on_its_way() -> None:
    patched = patch(traced(PARENT), ("new", "deep", "key"), value("{uniform: [1, 2]}"))
    assert patched.data["new"] == {"deep": {"key": {"uniform": [1, 2]}}}
    assert patched.origin(("new", "deep", "key", "uniform", 1)).file == "--set"


def test_a_patch_through_a_number_is_refused_with_its_path() -> None:
    with pytest.raises(KeyError) as caught:
        patch(traced("a: {b: 3}"), ("a", "b", "c"), value("1"))
    assert caught.value.args == (("a", "b"),)
