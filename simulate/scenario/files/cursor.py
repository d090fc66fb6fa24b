"""A place in a scenario's data while it is checked: it knows where in which file to point."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from simulate.foundation.errors import Problem, nearest
from simulate.foundation.units import describe
from simulate.language.choice import noun, tell
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
        """The place that some keys lead to from here; nothing need stand there."""
        return Cursor(self.traced, self.problems, (*self.path, *keys))

    def refuse(self, message: str, expected: str = "", suggestion: str | None = None, *, on_key: bool = False) -> None:
        """Add a problem at this value, or at its key.

        Parameters
        ----------
        message : what came
        expected : what would be right
        suggestion : the nearest valid name, if any
        on_key : whether the key is at fault, and not what stands there
        """
        at = self.traced.key_origin(self.path) if on_key else self.traced.origin(self.path)
        words = (message, expected, suggestion or "")
        self.problems.add(Problem(at.file, at.line, at.column, dotted(self.path), *words, at.line_text))

    def refuse_value(self, expected: str, suggestion: str | None = None) -> None:
        """Refuse the value as one of the wrong kind.

        Parameters
        ----------
        expected : what would be right
        suggestion : the nearest valid name, if any
        """
        self.refuse(tell("error.value.came", value=describe(self.value)), expected, suggestion)

    def refuse_key(self, what: str, allowed: Iterable[object]) -> None:
        """Refuse the last key of the path, with the nearest valid one.

        Parameters
        ----------
        what : one of the keys in the message, such as ``parameter``
        allowed : the valid ones
        """
        names = [str(name) for name in allowed]
        key = self.path[-1]
        self.refuse(
            tell("error.value.unknown", what=noun(what), word=key), one_of(names), nearest(key, names), on_key=True
        )


def one_of(names: Iterable[str], limit: int = 12) -> str:
    """What a message offers, cut where the list is long.

    Parameters
    ----------
    names : the valid ones
    limit : how many are told

    Returns
    -------
    ``one of a, b, c``.

    Examples
    --------
    >>> one_of(["a", "b", "c"], limit=2)
    'one of a, b and 1 more'
    """
    words = list(names)
    more = f" and {len(words) - limit} more" if len(words) > limit else ""
    return tell("error.value.one_of_many", words=", ".join(words[:limit]), more=more)
