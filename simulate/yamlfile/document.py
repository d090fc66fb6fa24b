"""One YAML file as plain data, with the line and column of every key and value."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Place = tuple[Hashable, ...]
"""A place inside a document: mapping keys and list positions, outermost first."""


@dataclass(frozen=True)
class Document:
    """Plain data of one file: ``data`` holds dict, list, str, int, float, bool and None only.

    ``path`` is the file; ``file`` the name to print. Positions are 1-based ``(line, column)``.
    """

    path: Path
    file: str
    data: Any
    lines: tuple[str, ...] = field(repr=False)
    values: Mapping[Place, tuple[int, int]] = field(repr=False)
    keys: Mapping[Place, tuple[int, int]] = field(repr=False)

    def position(self, path: tuple[Hashable, ...]) -> tuple[int, int]:
        """Where the value at ``path`` starts; the nearest parent's place where the document has no such path."""
        while path not in self.values:
            path = path[:-1]
        return self.values[path]

    def key_position(self, path: tuple[Hashable, ...]) -> tuple[int, int]:
        """Where the last key of ``path`` stands (a list item: where it starts)."""
        return self.keys.get(path) or self.position(path)

    def line_text(self, number: int) -> str:
        """Line ``number`` as written, from 1; empty outside the file."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""
