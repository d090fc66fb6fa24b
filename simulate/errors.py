"""One parent for every error that a user may meet, with its exit code, and the nearest valid name."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class SimulateError(Exception):
    """A defect of ours (exit code 1), and the parent of every error below."""

    exit_code = 1


class InputError(SimulateError):
    """Something the user wrote or asked for cannot be used (exit code 2)."""

    exit_code = 2


class MachineError(SimulateError):
    """The machine or the cluster refused: disk, permission, lock, worker version (exit code 3)."""

    exit_code = 3


class DifferenceError(SimulateError):
    """``verify`` found a number or a hash that differs (exit code 4)."""

    exit_code = 4


@dataclass(frozen=True)
class Problem:
    """One mistake in one place: where it stands, what came, what was expected, and the nearest valid name.

    ``line`` and ``column`` count from 1; 0 means that the problem has no place in the file. ``column`` counts
    characters. ``path`` is dotted (``instruments.a09.3.award.amount``). ``line_text`` is the line as written.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    expected: str = ""
    suggestion: str = ""
    line_text: str = ""

    def headline(self) -> str:
        """``file:line:column: path: what came; what was expected; did you mean ...?`` on one line."""
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        words = [self.message]
        if self.expected:
            words.append(f"expected {self.expected}")
        if self.suggestion:
            words.append(f"did you mean '{self.suggestion}'?")
        subject = f"{self.path}: " if self.path else ""
        return f"{place}: {subject}{'; '.join(words)}"

    def render(self) -> str:
        """The headline, then the line as written with a caret under the column."""
        if not self.line_text.strip():
            return self.headline()
        margin = f"{self.line:>6} | "
        blank = " " * (len(margin) - 2) + "| "
        return f"{self.headline()}\n{margin}{self.line_text}\n{blank}{_padding(self.line_text, self.column)}^"


def _padding(text: str, column: int) -> str:
    """Blanks as wide as the characters before ``column``: two cells for a full-width character, a tab for a tab."""
    return "".join("\t" if char == "\t" else " " * _cells(char) for char in text[: max(column - 1, 0)])


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


class ProblemsError(InputError):
    """Every problem found in one pass over the user's files; ``problems`` holds them in the order of the files."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        super().__init__("\n".join(problem.render() for problem in self.problems))

    def __reduce__(self) -> tuple[type[ProblemsError], tuple[list[Problem]]]:
        return type(self), (self.problems,)


def nearest(name: object, allowed: Iterable[object]) -> str | None:
    """The allowed name that is spelt most like ``name``, or None where none is near."""
    names = {_folded(str(word)): str(word) for word in allowed}
    wanted = _folded(str(name))
    if wanted in names:
        return names[wanted]
    found = difflib.get_close_matches(wanted, names, n=1, cutoff=0.6)
    return names[found[0]] if found else None


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().replace("-", "_")
