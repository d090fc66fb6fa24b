"""How calibrations and back-tests read their settings: whole numbers, files beside them, names, reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from simulate.foundation.units import UnitError, describe
from simulate.language.choice import tell
from simulate.place.evidence import text
from simulate.yamlfile.reader import check_reference


def whole(low: int, high: int) -> Callable[[object], int]:
    """A parser of whole numbers from ``low`` to ``high``."""

    def read(value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        raise UnitError(
            tell("error.value.came", value=describe(value)), tell("error.value.whole_number_from", low=low, high=high)
        )

    return read


def reference(ending: str) -> Callable[[object], str]:
    """A parser of relative paths that end in ``ending``."""

    def read(value: object) -> str:
        path = text(value)
        wrong = check_reference(path) or ("" if path.endswith(ending) else f"'{path}' does not end in {ending}")
        if wrong:
            raise UnitError(wrong, tell("error.value.file_relative_this_one", ending=ending))
        return path

    return read


def names(value: object) -> tuple[str, ...]:
    """A list of names that is not empty, each once."""
    if not isinstance(value, list) or not value:
        raise UnitError(tell("error.value.came", value=describe(value)), tell("error.value.a_list_of_names"))
    found = tuple(text(one) for one in value)
    if twice := [name for name in found if found.count(name) > 1]:
        raise UnitError(tell("error.value.stands_twice", twice_0=twice[0]), tell("error.value.each_name_once"))
    return found


def both_languages(value: object) -> dict[str, str]:
    """A text in Chinese and English."""
    if not isinstance(value, Mapping) or set(value) != {"zh", "en"}:
        raise UnitError(tell("error.value.came", value=describe(value)), tell("error.value.text_both_languages"))
    return {str(key): text(words) for key, words in value.items()}


def reasons(value: object) -> dict[str, dict[str, str]]:
    """A reason for each name, in Chinese and English."""
    if not isinstance(value, Mapping):
        raise UnitError(
            tell("error.value.came", value=describe(value)), tell("error.value.mapping_from_moments_reasons")
        )
    return {str(name): both_languages(reason) for name, reason in value.items()}
