"""One parent for every error that a user may meet, with its exit code, and the nearest valid name."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simulate.foundation.characters import one_line, visible
from simulate.language.choice import tell

MOST_SHOWN = 100  # problems that are printed at once
LINE = 160  # characters of a line that are printed around a mistake
LONGEST_NAME = 200  # nobody misspells a longer one


class SimulateError(Exception):
    """A defect of ours (exit code 1), and the parent of every error below. As text it holds no unseen character."""

    exit_code = 1

    def __str__(self) -> str:
        return visible(super().__str__())


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
        file = one_line(self.file)
        place = f"{file}:{self.line}:{self.column}" if self.line else file
        words = [one_line(self.message)]
        if self.expected:
            words.append(tell("error.expected", expected=visible(self.expected)))
        if self.suggestion:
            words.append(tell("error.did_you_mean", suggestion=one_line(self.suggestion)))
        subject = f"{one_line(self.path)}: " if self.path else ""
        return f"{place}: {subject}{tell('common.semicolon').join(words)}"

    def render(self) -> str:
        """The headline, then the line as written, what cannot be seen escaped, with a caret under the column."""
        if not self.line_text.strip():
            return self.headline()
        margin = f"{self.line:>6} | "
        blank = " " * (len(margin) - 2) + "| "
        before, after = _around(self.line_text, max(self.column - 1, 0))
        return f"{self.headline()}\n{margin}{before}{after}\n{blank}{_padding(before)}^"


def _around(text: str, place: int) -> tuple[str, str]:
    """What is printed of a line before and from ``place``; of a very long line only the part around it."""
    first = max(0, place - LINE // 2) if len(text) > LINE else 0
    before, after = text[first:place], text[place : first + LINE]
    more = "..." if first + LINE < len(text) else ""
    return f"{'...' if first else ''}{visible(before)}", f"{visible(after)}{more}"


def _padding(text: str) -> str:
    """Blanks as wide as ``text``: two cells for a full-width character, a tab for a tab."""
    return "".join("\t" if char == "\t" else " " * _cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


class ProblemsError(InputError):
    """Every problem found in one pass over the user's files; ``problems`` holds them in the order of the files."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        shown = [problem.render() for problem in self.problems[:MOST_SHOWN]]
        more = len(self.problems) - len(shown)
        super().__init__("\n".join([*shown, *([tell("error.more_problems", n=more)] if more else [])]))

    def __reduce__(self) -> tuple[type[ProblemsError], tuple[list[Problem]]]:
        return type(self), (self.problems,)


def nearest(name: object, allowed: Iterable[object]) -> str | None:
    """The allowed name that ``name`` is a slip of, or None: one slip (a letter more, less, other, or two exchanged) for
    every four letters, and at least one. A longer name that begins alike is another name, not a slip; and
    never ``name`` itself.
    """
    written = str(name)
    if len(written) > LONGEST_NAME:
        return None
    wanted = _folded(written)
    best, least = None, math.inf
    for word in map(str, allowed):
        if word == written:
            continue
        folded = _folded(word)
        longer = max(len(folded), len(wanted))
        slips = _slips(wanted, folded, max(1, longer // 4))
        if slips < min(least, longer / 2 or 1):
            best, least = word, slips
    return best


def _slips(one: str, other: str, most: int) -> float:
    """Letters to add, drop, change or exchange with the next, to turn one word into the other; infinite above ``most``."""
    if abs(len(one) - len(other)) > most:
        return math.inf
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        above, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted)))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                row[j] = min(row[j], above[j - 2] + 1)
    return row[-1] if row[-1] <= most else math.inf


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().replace("-", "_")
