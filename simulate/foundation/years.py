"""Years as people write them: one reader for plans, scenarios, appropriations and tables.

A year is four digits. Full-width digits, as a Chinese input method writes them, are read like their ASCII forms; leading
zeros, signs and the digits of other scripts are no year.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from typing import TypeAlias

from simulate.foundation.errors import nearest
from simulate.foundation.units import EARLIEST, LATEST, UnitError, describe, to_half_width
from simulate.language.choice import tell

FIRST_YEAR, LAST_YEAR = 2023, 2040
"""The years that can be simulated; the firms are those of the end of the year before the first."""

LATER = "later"
"""Stands for every year that is not named."""

_YEAR = re.compile(r"[0-9]{4}")


def parse_year(value: object, low: int = EARLIEST, high: int = LATEST) -> int:
    """The year 2024 of ``2024``, ``"2024"`` or ``２０２４``.

    Parameters
    ----------
    value : a number or a text
    low, high : range, both ends included

    Returns
    -------
    The year.

    Raises
    ------
    UnitError
        No such year.

    Examples
    --------
    >>> parse_year("２０２４")
    2024
    """
    year = value
    if isinstance(value, str) and _YEAR.fullmatch(to_half_width(value)):
        year = int(to_half_width(value))
    if isinstance(year, int) and not isinstance(year, bool) and low <= year <= high:
        return year
    raise UnitError(
        tell("error.value.came", value=describe(value)), tell("error.value.a_year_from_to", low=low, high=high)
    )


def is_year(value: object) -> bool:
    """Whether a key names a year of the calendar, as a number or as text."""
    try:
        return bool(parse_year(value))
    except UnitError:
        return False


Refuse: TypeAlias = Callable[[Hashable, str, str, str], None]
"""Takes a key, what is wrong with it, what was expected, and a likely spelling."""


def read_years(data: Mapping[Hashable, object], refuse: Refuse) -> dict[int | str, Hashable]:
    """The keys of a mapping by year: each year, and ``later``, with the key as it is written.

    Parameters
    ----------
    data : keys are years in any spelling, or ``later``
    refuse : takes a key that is no year that can be simulated, and a year that stands twice in two spellings

    Returns
    -------
    Year or ``later`` to the key.

    Examples
    --------
    >>> read_years({"2024": 1, "later": 2}, print)
    {2024: '2024', 'later': 'later'}
    """
    found: dict[int | str, Hashable] = {}
    for key in data:
        try:
            year: int | str = LATER if key == LATER else parse_year(key, FIRST_YEAR, LAST_YEAR)
        except UnitError as error:
            refuse(
                key,
                tell("error.value.unknown_year", name=key),
                tell("error.value.or", expected=error.expected, later=LATER),
                nearest(key, [LATER]) or "",
            )
            continue
        if year in found:
            refuse(key, tell("error.value.the_year_stands_twice", year=year), tell("error.value.each_year_once"), "")
        found[year] = key
    return found
