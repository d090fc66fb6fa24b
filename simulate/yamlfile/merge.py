"""Deep merge for ``extends`` and dotted patches, with the place where each value was written.

A mapping merges into its parent's key by key. Some mappings are one value and replace the parent's whole: a
distribution, ``each`` and ``by_year`` values, maps by year, and the keys in ``WHOLE_KEYS`` (weights that must sum to 1,
or exactly one choice). A list always replaces.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simulate.foundation.years import LATER, is_year
from simulate.randomness.distributions import KINDS
from simulate.yamlfile.document import Document

Path = tuple[Hashable, ...]

WHOLE_KEYS = frozenset({"lag", "payer", "mechanism", "slots", "places", "yearly"})
VALUE_KINDS = frozenset({*KINDS, "each", "by_year", "times"})


@dataclass(frozen=True)
class Provenance:
    """Where a value was written; ``column`` is that of the value, ``line_text`` the line as written."""

    file: str
    line: int
    column: int
    line_text: str = field(default="", repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True)
class Traced:
    """Plain data with the provenance of every node (mapping, list and leaf), and of every key, by path."""

    data: Any
    values: Mapping[Path, Provenance]
    keys: Mapping[Path, Provenance]

    def origin(self, path: Path) -> Provenance:
        """Where the value at ``path`` was written, or its nearest parent that was."""
        return _nearest_place(self.values, path)

    def key_origin(self, path: Path) -> Provenance:
        """Where the key at the end of ``path`` was written."""
        return self.keys.get(path) or self.origin(path)


UNWRITTEN = Traced({}, {}, {})
"""What no file states."""


def _nearest_place(places: Mapping[Path, Provenance], path: Path) -> Provenance:
    while path not in places and path:
        path = path[:-1]
    return places.get(path, Provenance("", 0, 0))


def trace(document: Document) -> Traced:
    """The data of one document with the provenance of every value in it."""

    def of(places: Mapping[Path, tuple[int, int]]) -> dict[Path, Provenance]:
        return {p: Provenance(document.file, n, c, document.line_text(n)) for p, (n, c) in places.items()}

    return Traced(document.data, of(document.values), of(document.keys))


def is_value(data: object) -> bool:
    """Whether a mapping is one value: a distribution, an ``each`` or ``by_year`` value, or a map by year.

    Examples
    --------
    >>> is_value({"triangular": [0, 2, 6]}), is_value({2024: 1, "later": 2}), is_value({"award": {}})
    (True, True, False)
    """
    if not isinstance(data, Mapping) or not data:
        return False
    if len(data) == 1 and next(iter(data)) in VALUE_KINDS:
        return True
    return is_by_year(data)


def is_by_year(data: Mapping[Any, Any]) -> bool:
    """Whether every key of a mapping names a year, or every other."""
    return all(key == LATER or is_year(key) for key in data)


def last_part(key: Hashable) -> str:
    """The last part of a key that may be a dotted path."""
    return str(key).rpartition(".")[2]


def merge(base: Traced, over: Traced) -> Traced:
    """One layer on top of another, key by key; neither is changed.

    Parameters
    ----------
    base : the parent
    over : the child, which prevails

    Returns
    -------
    The data of both, each value with the place where it was written.

    Examples
    --------
    >>> low, high = Traced({"a": 1, "lag": {0: 1.0}}, {}, {}), Traced({"lag": {1: 1.0}}, {}, {})
    >>> merge(low, high).data
    {'a': 1, 'lag': {1: 1.0}}
    """
    values, keys = dict(base.values), dict(base.keys)
    return Traced(_blend((), base.data, over, over.data, values, keys), values, keys)


def patch(base: Traced, path: Path, over: Traced, way: Sequence[Provenance] = ()) -> Traced:
    """A layer with data merged in at a path; mappings that are missing on the way are made.

    Only what stands at ``path`` itself follows the rules of merging: a path that leads into a distribution or a map by
    year changes that one figure of it.

    Parameters
    ----------
    base : stays as it is
    path : keys from the top
    over : what is merged in there
    way : where each key of the path was written, if not at the value

    Returns
    -------
    The data, each value with the place where it was written.

    Raises
    ------
    KeyError
        A value on the way is no mapping; with its path.

    Examples
    --------
    >>> patch(Traced({"lag": {0: 0.5, 1: 0.5}}, {}, {}), ("lag", 2), Traced(0.25, {}, {})).data
    {'lag': {0: 0.5, 1: 0.5, 2: 0.25}}
    """
    values, keys = dict(base.values), dict(base.keys)
    data = _copy(base.data)
    target, origin = data, over.origin(())
    for depth, key in enumerate(path):
        if not isinstance(target, dict):
            raise KeyError(path[:depth])
        keys.setdefault(path[: depth + 1], way[depth] if way else origin)
        if depth == len(path) - 1:
            moved = _moved(over, path, way[depth] if way else origin)
            target[key] = _blend(path, target.get(key), moved, over.data, values, keys)
            return Traced(data, values, keys)
        target = target.setdefault(key, {})
        values.setdefault(path[: depth + 1], origin)
    return merge(base, over)


def _moved(traced: Traced, path: Path, key: Provenance) -> Traced:
    """``traced`` with every place put below ``path``, whose own key stands at ``key``."""
    values = {(*path, *p): place for p, place in traced.values.items()}
    keys = {(*path, *p): place for p, place in traced.keys.items()}
    return Traced(traced.data, values, {path: key, **keys})


def _blend(
    path: Path, low: Any, over: Traced, high: Any, values: dict[Path, Provenance], keys: dict[Path, Provenance]
) -> Any:
    if path in over.keys:
        keys[path] = over.keys[path]
    if not _merges(path, low, high):
        _replace(path, over, values, keys)
        return _copy(high)
    if path in over.values:
        values[path] = over.values[path]  # what is missing in both is missing where the upper one stands
    blended = dict(low)
    for key, value in high.items():
        blended[key] = _blend((*path, key), low.get(key), over, value, values, keys)
    return blended


def _merges(path: Path, low: object, high: object) -> bool:
    if not isinstance(low, Mapping) or not isinstance(high, Mapping):
        return False
    return not (path and last_part(path[-1]) in WHOLE_KEYS) and not is_value(low) and not is_value(high)


def _replace(path: Path, over: Traced, values: dict[Path, Provenance], keys: dict[Path, Provenance]) -> None:
    """Forget every place at and below ``path``, then take those of ``over``."""
    depth = len(path)
    for places, others in ((values, over.values), (keys, over.keys)):
        for known in [p for p in places if p[:depth] == path and (len(p) > depth or places is values)]:
            del places[known]
        places.update({p: place for p, place in others.items() if p[:depth] == path})
    values.setdefault(path, over.origin(path))


def _copy(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _copy(value) for key, value in data.items()}
    return [_copy(value) for value in data] if isinstance(data, list) else data
