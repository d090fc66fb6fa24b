"""One spelling for what a scenario may write in several ways, so that layers can be merged key by key.

``readings: sampled`` becomes ``readings: {"*": sampled}``, so that a child may still fix some of them. A patch of an
instrument becomes dotted: ``{award: {amount: 300 CNY}}`` is ``{award.amount: 300 CNY}``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulate.language.choice import tell
from simulate.scenario.files.cursor import Cursor
from simulate.yamlfile.merge import WHOLE_KEYS, Path, Provenance, Traced, is_value, last_part, merge
from simulate.yamlfile.problems import Problems, dotted

UNDIVIDED = frozenset({*WHOLE_KEYS, "sources"})
"""Parts of an instrument that a patch gives as a whole, or by a dotted path into it."""


def normal_form(layer: Traced) -> Traced:
    """A layer in the one spelling; what is not of the expected kind is left for the check to refuse.

    Parameters
    ----------
    layer : data of one file

    Returns
    -------
    The same with readings by name and patches by dotted path.

    Raises
    ------
    ProblemsError
        Both spellings patch the same figure.

    Examples
    --------
    >>> normal_form(Traced({"readings": "sampled"}, {}, {})).data
    {'readings': {'*': 'sampled'}}
    >>> normal_form(Traced({"instruments": {"a09.3": {"award": {"amount": "100万元"}}}}, {}, {})).data
    {'instruments': {'a09.3': {'award.amount': '100万元'}}}
    """
    return _dotted_patches(_spelt_out_readings(layer))


def lay_over(base: Traced, over: Traced) -> Traced:
    """Merge two layers in normal form; a patch also drops what ``base`` patches below the same path.

    Parameters
    ----------
    base : the parent
    over : the child, which prevails

    Returns
    -------
    One layer, each value with the place where it was written.

    Examples
    --------
    >>> low, high = ({"instruments": {"a09.3": patch}} for patch in ({"award.cap": 1}, {"award": {}}))
    >>> lay_over(Traced(low, {}, {}), Traced(high, {}, {})).data
    {'instruments': {'a09.3': {'award': {}}}}
    """
    covered = list(_covered(base.data.get("instruments"), over.data.get("instruments")))
    return merge(_without(base, covered), over)


def _spelt_out_readings(layer: Traced) -> Traced:
    word = layer.data.get("readings")
    if not isinstance(word, str):
        return layer
    place, star = layer.origin(("readings",)), ("readings", "*")
    data = {**layer.data, "readings": {"*": word}}
    return Traced(data, {**layer.values, star: place}, {**layer.keys, star: place})


def _dotted_patches(layer: Traced) -> Traced:
    patches = layer.data.get("instruments")
    if not isinstance(patches, Mapping):
        return layer
    moved: dict[Path, Path] = {}
    flat: dict[Any, Any] = {}
    problems = Problems()
    for name, patch in patches.items():
        flat[name] = patch
        if isinstance(patch, Mapping):
            flat[name] = {}
            for inner, value in _leaves((), patch):
                path = ("instruments", name, *inner)
                moved[path] = ("instruments", name, dotted(inner))
                if dotted(inner) in flat[name]:
                    Cursor(layer, problems, path).refuse(
                        tell("error.value.this_figure_patched_twice"), tell("error.value.one_value"), on_key=True
                    )
                flat[name][dotted(inner)] = value
    problems.raise_if_any()
    values, keys = _moved(layer.values, moved), _moved(layer.keys, moved)
    return Traced({**layer.data, "instruments": flat}, values, keys)


def _leaves(path: Path, data: Mapping[Any, Any]) -> Iterator[tuple[Path, Any]]:
    """Each dotted path of a patch with its value; an empty mapping is a value."""
    for key, value in data.items():
        divided = isinstance(value, Mapping) and value and not is_value(value)
        if divided and not {last_part(part) for part in (*path, key)} & UNDIVIDED:
            yield from _leaves((*path, key), value)
        else:
            yield (*path, key), value


def _moved(places: Mapping[Path, Provenance], moved: Mapping[Path, Path]) -> dict[Path, Provenance]:
    found = {}
    for path, at in places.items():
        depth = next((n for n in range(len(path), 2, -1) if path[:n] in moved), 0)
        found[(*moved[path[:depth]], *path[depth:]) if depth else path] = at
    return found


def _covered(low: Any, high: Any) -> Iterator[Path]:
    """Patches of ``low`` whose path lies below one that ``high`` patches."""
    if not isinstance(low, Mapping) or not isinstance(high, Mapping):
        return
    for name in low.keys() & high.keys():
        if isinstance(low[name], Mapping) and isinstance(high[name], Mapping):
            for path in low[name]:
                if any(str(path).startswith(f"{other}.") for other in high[name]):
                    yield ("instruments", name, path)


def _without(layer: Traced, paths: list[Path]) -> Traced:
    if not paths:
        return layer
    patches = {name: dict(patch) if isinstance(patch, Mapping) else patch for name, patch in _patches(layer).items()}
    for _, name, path in paths:
        del patches[name][path]
    gone = set(paths)
    values = {path: at for path, at in layer.values.items() if path[:3] not in gone}
    keys = {path: at for path, at in layer.keys.items() if path[:3] not in gone}
    return Traced({**layer.data, "instruments": patches}, values, keys)


def _patches(layer: Traced) -> Mapping[Any, Any]:
    patches: Mapping[Any, Any] = layer.data["instruments"]
    return patches
