"""What a plan's fields declare of their numbers: the quantity, and the column through which the engines read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from simulate.plan.values import Quantity, Value


@dataclass(frozen=True)
class Column:
    """Marks a field whose number the engines read year by year; a field of several numbers bears a mark for each.

    Attributes
    ----------
    name: how the engines, and the names of sampled figures, call it; ``plan.column.<name>`` in the catalogues is how a reader does.
    unstated: what counts where an instrument does not state it.
    of_firms: it counts firms, so that a larger or smaller city has more or fewer.
    """

    name: str
    unstated: float = 0.0
    of_firms: bool = False


def marks(field: FieldInfo) -> Iterator[Column]:
    """The marks of a field and of all models below it, in order; one that stands in two places comes twice."""
    yield from (one for one in field.metadata if isinstance(one, Column))
    for model in models_in(field.annotation):
        for below in model.model_fields.values():
            yield from marks(below)


def stated(model: BaseModel) -> Iterator[tuple[Column, Value | float | str]]:
    """What a model and all below it state in the fields that are marked."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        own = [one for one in field.metadata if isinstance(one, Column)]
        entries = value if isinstance(value, tuple) else (value,)
        yield from ((mark, entry) for mark, entry in zip(own, entries, strict=False) if entry is not None)
        if isinstance(value, BaseModel):
            yield from stated(value)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a field of this annotation may hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for one in get_args(annotation):
        yield from models_in(one)


def quantity_of(field: FieldInfo) -> Quantity | None:
    """What the number of a field stands for; None where it is no number."""
    return next((one for one in _metadata(field) if isinstance(one, Quantity)), None)


def _metadata(field: FieldInfo) -> Iterator[Any]:
    yield from field.metadata
    waiting = [field.annotation]
    while waiting:
        annotation = waiting.pop()
        yield from getattr(annotation, "__metadata__", ())
        waiting += get_args(annotation)


def figure_at(model: BaseModel, path: str) -> tuple[Any, FieldInfo | None]:
    """What stands at a dotted path, and its field.

    Parameters
    ----------
    model : an instrument, or another part of a plan
    path : of the names that files use, such as ``award.amount``

    Returns
    -------
    The value and its field; ``(None, None)`` where there is no such.

    Examples
    --------
    >>> from simulate.plan.award import Award
    >>> figure_at(Award(kind="fixed", amount="500000 CNY"), "amount")[0]
    Known(value=500000, money=True)
    >>> figure_at(Award(kind="fixed"), "sum")
    (None, None)
    """
    node: Any = model
    field = None
    for part in path.split("."):
        known = getattr(type(node), "model_fields", {})
        name, field = next(((name, one) for name, one in known.items() if (one.alias or name) == part), ("", None))
        if field is None:
            return None, None
        node = getattr(node, name)
    return node, field
