"""Turns what pydantic refuses into problems with a place, what was expected, and the nearest valid name."""

from __future__ import annotations

import types
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Protocol, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from simulate.foundation.errors import nearest
from simulate.foundation.units import describe
from simulate.language.choice import tell

Path = tuple[Hashable, ...]
M = TypeVar("M", bound=BaseModel)


class Refuse(Protocol):
    """Keeps a problem at ``path`` (from the outermost of what is validated), at its value or its key."""

    def __call__(
        self, path: Path, message: str, expected: str = "", suggestion: str = "", *, on_key: bool = False
    ) -> None: ...


@dataclass(frozen=True)
class Finding:
    """A mistake at a path inside one object, as a cross check finds it."""

    path: Path
    message: str
    expected: str = ""
    suggestion: str = ""
    on_key: bool = False

    def to(self, refuse: Refuse) -> None:
        """Refuse the mistake at its own path, with all that is known of it."""
        refuse(self.path, self.message, self.expected, self.suggestion, on_key=self.on_key)


def validate(model: type[M], data: object, refuse: Refuse) -> M | None:
    """The model that ``data`` describes.

    Parameters
    ----------
    model : a class of the plan's models
    data : as it stands in a file
    refuse : takes every mistake, with its path from ``data``

    Returns
    -------
    An instance; None where there are mistakes.

    Examples
    --------
    >>> from simulate.plan.fields import Bilingual
    >>> validate(Bilingual, {"zh": "城市"}, lambda path, message, expected="", suggestion="", **_: print(message))
    the key 'en' is missing
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            if not _is_echo(one):
                _finding(model, one).to(refuse)
        return None


def _is_echo(error: ErrorDetails) -> bool:
    """Whether a list is called too short only because entries of it were refused."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


_EXPECTED: dict[str, str] = {
    "string_type": "a text", "string_too_short": "a text", "int_type": "a whole number", "float_type": "a number",
    "bool_type": "true or false", "model_type": "a mapping", "dict_type": "a mapping", "tuple_type": "a list",
    "list_type": "a list", "model_attributes_type": "a mapping", "none_required": "nothing",
}  # fmt: skip


def _finding(model: type[BaseModel], error: ErrorDetails) -> Finding:
    path, kind, context = tuple(error["loc"]), error["type"], error.get("ctx", {})
    if path and path[-1] == "[key]":
        return Finding(
            path[:-1],
            tell("error.value.the_key_came", path=describe(path[-2])),
            _key_form(context, kind),
            "",
            on_key=True,
        )
    if kind == "refused":
        inner = tuple(context["path"])
        words = (context["message"], context["expected"], context["suggestion"])
        return Finding((*path, *inner), *words, on_key=context["on_key"])
    if kind == "extra_forbidden":
        names = keys_at(model, path[:-1])
        expected = tell("error.value.one_of", names=", ".join(names))
        return Finding(
            path,
            tell("error.value.unknown_key", name=path[-1]),
            expected,
            nearest(path[-1], names) or "",
            on_key=True,
        )
    if kind == "missing":
        return Finding(path[:-1], tell("error.value.the_key_is_missing", name=path[-1]), f"'{path[-1]}: ...'")
    came = f"{describe(error['input'])} came"
    if kind == "literal_error":
        allowed = [word.strip("' ") for word in str(context["expected"]).replace(" or ", ",").split(",")]
        return Finding(
            path, came, tell("error.value.one_of", names=", ".join(allowed)), nearest(error["input"], allowed) or ""
        )
    if kind in ("too_short", "too_long"):
        wanted = "at most {max_length} of them" if kind == "too_long" else "at least {min_length} of them"
        return Finding(path, came, wanted.format(**context))
    if kind in _BOUNDS:
        return Finding(path, came, _BOUNDS[kind].format(**context))
    if kind == "string_pattern_mismatch":
        return Finding(path, came, _PATTERNS.get(str(context["pattern"]), f"a text of the form {context['pattern']}"))
    return Finding(path, came, _EXPECTED.get(kind, error["msg"]))


_BOUNDS = {"less_than_equal": "a whole number of at most {le}", "greater_than_equal": "a whole number of at least {ge}"}

_PATTERNS = {
    r"^a[0-9]{2}\.[0-9]{1,2}$": "an id of article and number, such as a09.3",
    r"^t[0-9]{2}\.[0-9]{1,2}$": "an id of article and number, such as t09.1",
    r"^R[0-9]{1,4}$": "an id such as R10",
    r"^[a-z][a-z0-9_]*$": "a word of small letters, digits and '_'",
}


def _key_form(context: Mapping[str, Any], kind: str) -> str:
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(str(context["pattern"]), str(context["pattern"]))
    return "a whole number" if kind.startswith(("int", "greater", "less")) else "a word"


def keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that a mapping may have.

    Parameters
    ----------
    model : a class of the plan's models
    path : where the mapping stands below it

    Returns
    -------
    Names as files write them, in the order of their declaration; none where no mapping may stand there.

    Examples
    --------
    >>> from simulate.plan.instrument import Instrument
    >>> keys_at(Instrument, ("mechanism", "standard"))
    ['pass', 'anchor']
    """
    kinds: list[Any] = [model]
    for part in path:
        kinds = [inner for kind in kinds for inner in _below(kind, part)]
    found = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return [field.alias or name for kind in found for name, field in kind.model_fields.items()]


def _below(kind: Any, part: Hashable) -> Iterator[Any]:
    """The types that may stand under ``part`` of a ``kind``."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            if part == (field.alias or name):
                yield from _alternatives(field.annotation)
    elif get_origin(kind) is dict:
        yield from _alternatives(get_args(kind)[1])
    elif get_origin(kind) is tuple:
        yield from _alternatives(get_args(kind)[0])


def _alternatives(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        yield from _alternatives(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, types.UnionType):
        for one in get_args(annotation):
            yield from _alternatives(one)
    else:
        yield annotation
