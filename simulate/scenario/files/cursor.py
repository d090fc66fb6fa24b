"""A place in a scenario's data while it is checked: it knows where in which file to point."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from simulate.foundation.errors import Problem, nearest
from simulate.foundation.units import describe
from simulate.yamlfile.merge import Path, Traced
from simulate.yamlfile.problems import Problems, at_path, dotted


@dataclass(frozen=True)
class Cursor:
    """The value at ``path`` of ``traced``; what is refused is added to ``problems``."""

    traced: Traced
    problems: Problems
    path: Path = ()

    @property
    def value(self) -> Any:
        """The data here; None where there is none."""
        return at_path(self.traced.data, self.path)

    def down(self, *keys: Hashable) -> Cursor:
        """The place below."""
        return Cursor(self.traced, self.problems, (*self.path, *keys))

    def refuse(self, message: str, expected: str = "", suggestion: str | None = None, *, on_key: bool = False) -> None:
        """Add a problem at this value, or at its key."""
        at = self.traced.key_origin(self.path) if on_key else self.traced.origin(self.path)
        words = (message, expected, suggestion or "")
        self.problems.add(Problem(at.file, at.line, at.column, dotted(self.path), *words, at.line_text))

    def refuse_value(self, expected: str, suggestion: str | None = None) -> None:
        """The value is of the wrong kind."""
        self.refuse(f"{describe(self.value)} came", expected, suggestion)

    def refuse_key(self, what: str, allowed: Iterable[object]) -> None:
        """The last key of the path is none of ``allowed``."""
        names = [str(name) for name in allowed]
        key = self.path[-1]
        self.refuse(f"unknown {what} '{key}'", one_of(names), nearest(key, names), on_key=True)


def one_of(names: Iterable[str], limit: int = 12) -> str:
    """``one of a, b, c`` for a message, cut where the list is long."""
    words = list(names)
    more = f" and {len(words) - limit} more" if len(words) > limit else ""
    return f"one of {', '.join(words[:limit])}{more}"
