"""Arguments of functions that a user calls: read like cells and keys of files, and refused in the same words."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TypeVar

from simulate.foundation.errors import InputError
from simulate.foundation.units import UnitError, describe
from simulate.language.choice import tell

Read = TypeVar("Read")

MOST_DRAWS = 1_000_000


def argument(name: str, value: object, parse: Callable[[object], Read]) -> Read:
    """``parse`` of an argument; raises InputError with its name, what came, what was expected and the nearest there is."""
    try:
        return parse(value)
    except UnitError as error:
        near = tell("error.hint", near=error.suggestion) if error.suggestion else ""
        raise InputError(
            tell("error.arguments.text", name=name, message=error.message, expected=error.expected, near=near)
        ) from None


def number_of_draws(value: object) -> int:
    """A parser of numbers of draws; whole numbers of other libraries are read, too."""
    try:
        found = 0 if isinstance(value, bool) else operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        found = 0
    if not 1 <= found <= MOST_DRAWS:
        raise UnitError(
            tell("error.value.came", value=describe(value)),
            tell("error.value.whole_number_from_1", most_draws=MOST_DRAWS),
        )
    return int(found)
