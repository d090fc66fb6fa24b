"""Collects every problem of one pass over a file, each at its line and column."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from simulate.foundation.errors import Problem, ProblemsError, nearest
from simulate.yamlfile.document import Document

__all__ = ["Problem", "Problems", "ProblemsError", "at_path", "dotted", "nearest"]


def dotted(path: Iterable[object]) -> str:
    """``('award', 'amount')`` as ``award.amount``; a list position counts from 0."""
    return ".".join(str(part) for part in path)


def at_path(data: Any, path: Iterable[Hashable]) -> Any:
    """What stands at ``path`` of plain data; None where nothing does."""
    for key in path:
        if isinstance(data, Mapping):
            data = data.get(key)
        elif isinstance(data, list) and isinstance(key, int) and 0 <= key < len(data):
            data = data[key]
        else:
            return None
    return data


MOST_KEPT = 200


class Problems:
    """The problems found so far; ``raise_if_any`` reports them together, in the order of the files."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self._known: set[Problem] = set()

    def add(self, problem: Problem) -> None:
        """Keep one more problem; the same one is kept once. After ``MOST_KEPT`` the search ends with ProblemsError."""
        if problem not in self._known:
            self._known.add(problem)
            self.found.append(problem)
        if len(self.found) >= MOST_KEPT:
            self.raise_if_any()

    def at(
        self,
        document: Document,
        path: Sequence[Hashable],
        message: str,
        expected: str = "",
        suggestion: str | None = None,
        *,
        on_key: bool = False,
        shown: str | None = None,
    ) -> None:
        """Keep a problem of ``document`` at ``path``: at its value, or with ``on_key`` at its key.

        A path the document does not have is placed at its nearest parent that it has. ``shown`` is the path to
        print where that differs from the place in the file.
        """
        line, column = document.key_position(tuple(path)) if on_key else document.position(tuple(path))
        text = document.line_text(line)
        name = dotted(path) if shown is None else shown
        self.add(Problem(document.file, line, column, name, message, expected, suggestion or "", text))

    def raise_if_any(self) -> None:
        """Raise ProblemsError with everything found, sorted by file (in the order first met), line and column."""
        if not self.found:
            return
        files = {problem.file: n for n, problem in reversed(list(enumerate(self.found)))}
        raise ProblemsError(sorted(self.found, key=lambda p: (files[p.file], p.line, p.column)))
