"""The list of broken rules keeps up with the sources: each line that it breaks stands there, once."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.engine.broken_rules import BROKEN, TOGETHER


@pytest.mark.parametrize("name", BROKEN)
def test_the_lines_to_break_stand_once_in_their_files(root: Path, name: str) -> None:
    for path, line, wrong in BROKEN[name].edits:
        text = (root / "simulate" / path).read_text(encoding="utf-8")
        assert text.count(line) == 1
        ast.parse(text.replace(line, wrong))


def test_every_exact_result_has_a_rule_to_break() -> None:
    assert {int("".join(filter(str.isdigit, name.split()[0]))) for name in BROKEN} == set(range(1, 23))
    assert sorted(name for together in TOGETHER for name in together) == sorted(BROKEN)
