"""The house rules that a tool can tell: who imports whom and where, how full a folder is, what code must not name."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

import simulate

PACKAGE = Path(simulate.__file__).parent
MODULES = {path: path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
FOLDERS = sorted({path.parent for path in MODULES} - {PACKAGE})
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
MOST_MODULES = 13

LATE = {
    "montecarlo/cluster.py": 1,
    "montecarlo/worker.py": 1,
    "randomness/special.py": 1,
    "report/dashboard.py": 1,
    "report/presenter.py": 4,
}
"""Imports inside functions, outside the command line: optional extras, and what would slow the start of every command."""

BY_NAME = {"__init__.py", "cli/main.py", "report/charts/finder.py", "report/presenter.py"}
"""Modules that import by a text: names of the facade; commands, charts and tables of their own rooms by their files."""


def place(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_rooms_import_only_from_below_and_in_no_circle(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    monkeypatch.chdir(root)
    assert lint_imports(no_cache=True) == 0


@pytest.mark.parametrize("folder", FOLDERS, ids=place)
def test_a_folder_holds_few_modules_and_says_what_it_is_imports_and_takes(folder: Path) -> None:
    assert len([path for path in folder.glob("*.py") if path.name != "__init__.py"]) <= MOST_MODULES
    words = ast.get_docstring(ast.parse(MODULES[folder / "__init__.py"])) or ""
    assert re.fullmatch(r".+\n\nImports: [^\n]+\nAdd: [^\n]+", words, re.DOTALL), words


def test_rooms_say_which_room_they_stand_on(root: Path) -> None:
    contracts = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    order = next(one["layers"] for one in contracts if one.get("containers") == ["simulate"])
    for row, below in zip(order, [*order[1:], "nothing"], strict=True):
        for room in row.split(" | "):
            words = MODULES.get(PACKAGE / room / "__init__.py", "").replace("`", "")
            assert not words or f"\nImports: {below.replace(' | ', ', ')}" in words, room


def late(source: str) -> Iterator[ast.Import | ast.ImportFrom]:
    """Imports inside functions."""
    functions = (node for node in ast.walk(ast.parse(source)) if isinstance(node, FUNCTIONS))
    found = {
        node.lineno: node
        for one in functions
        for node in ast.walk(one)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    }
    yield from found.values()


def test_imports_stand_at_the_top_but_for_a_reason() -> None:
    counts = {}
    for path, source in MODULES.items():
        if place(path).startswith("cli/"):
            continue
        lines, found = source.splitlines(), list(late(source))
        assert all("  # " in lines[node.end_lineno - 1] for node in found), f"{place(path)}: no reason"
        if found:
            counts[place(path)] = len(found)
    assert counts == LATE


def test_nothing_hides_an_import_in_a_text() -> None:
    assert {place(path) for path, source in MODULES.items() if re.search("import_module|__import__", source)} == BY_NAME


def test_who_takes_many_arguments_takes_them_by_name_from_users() -> None:
    """Eight and more only at the facade, whose options are keywords; the command line is made of options."""
    for path, source in MODULES.items():
        for function in (node for node in ast.walk(ast.parse(source)) if isinstance(node, FUNCTIONS)):
            given, named = [*function.args.posonlyargs, *function.args.args], function.args.kwonlyargs
            facade = function.name in simulate.__all__ and len(given) < 6
            few = len([one for one in [*given, *named] if one.arg not in ("self", "cls")]) < 8
            assert few or facade or place(path).startswith("cli/"), f"{place(path)}: {function.name}"


def test_no_instrument_is_named_in_code() -> None:
    for path, source in MODULES.items():
        tree = ast.parse(source)
        docs = {id(node.body[0].value) for node in ast.walk(tree)
                if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and node.body and isinstance(node.body[0], ast.Expr)}  # fmt: skip
        texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
        named = [node.lineno for node in texts if id(node) not in docs and re.fullmatch(r"a\d\d\.\d", node.value)]
        assert not named, f"{place(path)}, lines {named}"


def test_no_random_number_comes_from_elsewhere() -> None:
    for path, source in MODULES.items():
        assert not re.search(r"np\.random|numpy\.random|import random|default_rng", source), place(path)
