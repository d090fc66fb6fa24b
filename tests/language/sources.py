"""What the sources say through the catalogues: keys in full, keys made of a pattern, and the values they give."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import simulate

PACKAGE = Path(simulate.__file__).parent
KEY = re.compile(r"[a-z_]+(\.[^\s./'\"()]+)+")
SPEAKERS = {"say", "tell", "Message"}


@dataclass(frozen=True)
class Call:
    """A text that is said: where, its key, and the names of the values given; None where they are not written out."""

    where: str
    key: str
    values: frozenset[str] | None


def trees() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def literals() -> set[str]:
    """Every text in the code that may be a key."""
    return {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value)
    }


def patterns() -> list[re.Pattern[str]]:
    """Keys that are put together, such as ``f"plan.rating.{rating}"``; a place stands for one or more words."""
    found = set()
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                parts = [re.escape(one.value) if isinstance(one, ast.Constant) else r"[^\s]+" for one in node.values]
                if re.match(r"[a-z_]+\\\.", parts[0]):
                    found.add("".join(parts))
    return [re.compile(one) for one in sorted(found)]


def calls() -> Iterator[Call]:
    """Every call that says a text by a key in full."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            key = node.args[0]
            if name not in SPEAKERS or not isinstance(key, ast.Constant) or not isinstance(key.value, str):
                continue
            where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
            yield Call(where, key.value, _values(node) if name != "Message" else _of_message(node))


def _values(node: ast.Call) -> frozenset[str] | None:
    names = [one.arg for one in node.keywords]
    return None if None in names else frozenset(name for name in names if name)


def _of_message(node: ast.Call) -> frozenset[str] | None:
    if len(node.args) < 2:
        return frozenset()
    values = node.args[1]
    if not isinstance(values, ast.Dict) or not all(isinstance(key, ast.Constant) for key in values.keys):
        return None
    return frozenset(str(key.value) for key in values.keys if isinstance(key, ast.Constant))
