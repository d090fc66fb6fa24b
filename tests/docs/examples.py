"""Docstrings as the sources hold them, and their examples: rules of the engines run as plain Python, not compiled."""

from __future__ import annotations

import ast
import doctest
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np

from tests.cli.command import ROOT

PROMPT = ">>>"
PLAIN: dict[str, dict[str, Any]] = {}
"""Names of a module by its name, each compiled rule replaced by the Python function that it was made of."""


@dataclass(frozen=True)
class Documented:
    """A function, class or method of the package: ``name`` is dotted below its module."""

    module: str
    name: str
    node: ast.FunctionDef | ast.ClassDef

    @property
    def text(self) -> str:
        return ast.get_docstring(self.node) or ""

    @property
    def arguments(self) -> list[str]:
        """Names that a caller gives; none of a class."""
        if isinstance(self.node, ast.ClassDef):
            return []
        given = self.node.args
        named = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
        starred = [f"{'*' * stars}{one.arg}" for stars, one in ((1, given.vararg), (2, given.kwarg)) if one]
        return [name for name in (*named, *starred) if name not in ("self", "cls")]

    @property
    def gives(self) -> str:
        """The section that tells what comes back; empty where nothing does."""
        kind = ast.unparse(getattr(self.node, "returns", None) or ast.Constant(None))
        return "" if kind == "None" else "Yields" if kind.startswith("Iterator") else "Returns"


def documented(room: str) -> list[Documented]:
    """Everything that has, or ought to have, a docstring below a folder of the package or in one of its modules."""
    return [one for path in _files(room) for one in _defined(path, path.read_text(encoding="utf-8"))]


def examples() -> list[Documented]:
    """Everything in the package whose docstring holds an example."""
    sources = ((path, path.read_text(encoding="utf-8")) for path in _files(""))
    found = (one for path, source in sources if PROMPT in source for one in _defined(path, source))
    return [one for one in found if PROMPT in one.text]


def _files(room: str) -> list[Path]:
    place = ROOT / "simulate" / room
    return sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]


def _defined(path: Path, source: str) -> Iterator[Documented]:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield Documented(module, node.name, node)
        for inner in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(inner, ast.FunctionDef):
                yield Documented(module, f"{node.name}.{inner.name}", inner)


def run(one: Documented, *, compiled: bool = False) -> str:
    """What the examples of a docstring say where they fail; nothing where all hold."""
    names = dict(vars(importlib.import_module(one.module)))
    if not compiled:
        names = {name: _called(thing) for name, thing in plain(one.module).items()}
    test = doctest.DocTestParser().get_doctest(one.text, names, one.name, one.module, one.node.lineno)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append)
    return "".join(said)


def plain(module: str) -> dict[str, Any]:
    """The names of a module as its examples see them."""
    if module not in PLAIN:
        names = PLAIN[module] = dict(vars(importlib.import_module(module)))
        for name, thing in list(names.items()):
            if hasattr(thing, "py_func"):
                rule = thing.py_func
                names[name] = FunctionType(rule.__code__, plain(rule.__module__), name)
    return PLAIN[module]


def _called(thing: Any) -> Any:
    """A rule that gives Python's numbers, as the compiled one does where Python calls it; anything else as it is."""
    if not (isinstance(thing, FunctionType) and any(thing.__globals__ is names for names in PLAIN.values())):
        return thing

    def called(*arguments: Any) -> Any:
        found = thing(*arguments)
        return found.item() if isinstance(found, np.generic) else found

    return called
