"""The rooms keep their order: a module imports only from rows above its own, and the rules of the house hold."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import simulate

PACKAGE = Path(simulate.__file__).parent

ROWS: list[set[str]] = [
    {"characters", "errors", "compiling", "kept_code", "parts", "py.typed"},
    {
        "units",
        "files",
        "locking",
        "progress",
        "ratios",
        "screen",
        "shipped",
        "subprocesses",
        "switching",
        "vocabulary",
        "written",
    },
    {"marginals", "unbounded", "distributions", "uniforms", "years"},
    {"yamlfile"},
    {"behaviour"},
    {"plan"},
    {"scenario", "population", "engine", "calibration"},
    {"forecast"},
    {"analysis"},
    {"report"},
    {"api"},
    {"cli"},
]
"""Rooms from the ground up; those of one row know each other (figures, arrays and samples are built together)."""

LATE = {
    ("forecast", "report"),  # forecast.plot and forecast.to_excel hand the forecast on, when they are called
    ("analysis", "report"),  # result.plot
    ("calibration", "forecast"),
    ("calibration", "analysis"),
    ("calibration", "report"),
}
"""Imports against the order that are allowed inside a function."""


def room(path: Path) -> str:
    """The room of a module: its folder in the package, or its own name."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else path.stem


def row_of(name: str) -> int:
    """The row of a room."""
    return next(index for index, names in enumerate(ROWS) if name in names)


def imports(path: Path) -> list[tuple[str, bool]]:
    """Rooms that a module imports, and whether inside a function."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = {id(node) for function in ast.walk(tree) if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
             for node in ast.walk(function)}  # fmt: skip
    checked = {id(node) for block in ast.walk(tree) if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test)
               for node in ast.walk(block)}  # fmt: skip
    found = []
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "simulate" and len(parts) > 1 and id(node) not in checked:
                found.append((parts[1], id(node) in inner))
    return found


MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_its_own_row_or_below(path):
    own = room(path)
    for other, late in imports(path):
        if row_of(other) > row_of(own):
            assert late and (own, other) in LATE, f"{own} imports {other}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_instrument_is_named_in_code(path):
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    docs = {id(node.body[0].value) for node in ast.walk(tree)
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and node.body and isinstance(node.body[0], ast.Expr)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            assert not re.fullmatch(r"a\d\d\.\d", node.value), f"line {node.lineno}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_random_number_comes_from_elsewhere(path):
    source = path.read_text(encoding="utf-8")
    for forbidden in ("np.random", "numpy.random", "import random", "default_rng"):
        assert forbidden not in source
