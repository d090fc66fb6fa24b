"""Changes given outside a file: ``--set PATH=VALUE`` of the command line and ``replace`` of Python.

A PATH is written as in the YAML; an instrument's id is one segment though it holds a dot.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from simulate.foundation.errors import Problem, ProblemsError
from simulate.foundation.years import is_year, parse_year
from simulate.language.choice import tell
from simulate.scenario.files.normal_form import lay_over, normal_form
from simulate.yamlfile.merge import Provenance, Traced, patch, trace
from simulate.yamlfile.problems import Problems, dotted
from simulate.yamlfile.reader import read_value

SET = "--set"
REPLACE = "replace"


def apply_sets(written: Traced, sets: Sequence[str], ids: Sequence[str], problems: Problems) -> Traced:
    """The data of a scenario with every ``PATH=VALUE`` on top, in order; a value is read as it would be in a file.

    Parameters
    ----------
    written : in normal form
    sets : texts such as ``instruments.a09.3.award.amount=100万元``
    ids : of the plan's instruments
    problems : takes what is not of this form

    Returns
    -------
    The data, with the text as the place of each value that it sets.

    Examples
    --------
    >>> written = Traced({"draws": 2000}, {}, {})
    >>> apply_sets(written, ["draws=500", "horizon.end=2027"], (), Problems()).data
    {'draws': 500, 'horizon': {'end': 2027}}
    """
    seen: set[str] = set()
    for text in sets:
        path, equals, value = text.partition("=")
        if path.strip() in seen:
            came = tell("error.value.came_twice", path=path.strip())
            problems.add(Problem(SET, 1, 1, path.strip(), came, tell("error.value.each_path_once_only"), "", text))
            continue
        seen.add(path.strip())
        if not equals or not path.strip() or not value.strip():
            words = (tell("error.override_came", text=text), tell("error.override_expected"))
            problems.add(Problem(SET, 1, 1, "", *words, "", text))
            continue
        try:
            layer = _placed(trace(read_value(value, SET)), text, len(path) + 1)
        except ProblemsError as error:
            for one in error.problems:
                problems.add(Problem(SET, 1, one.column + len(path) + 1, path, one.message, one.expected, "", text))
            continue
        written = _put(written, path, layer, ids, problems)
    return written


def apply_changes(written: Traced, changes: Mapping[str, Any], ids: Sequence[str], problems: Problems) -> Traced:
    """The data of a scenario with Python values on top.

    Parameters
    ----------
    written : in normal form
    changes : dotted path to value
    ids : of the plan's instruments
    problems : takes the paths that cannot be set

    Returns
    -------
    The data, with ``replace`` as the place of each value that it sets.

    Examples
    --------
    >>> apply_changes(Traced({}, {}, {}), {"behaviour.claim_rate": 1.0}, (), Problems()).data
    {'behaviour': {'claim_rate': 1.0}}
    """
    for path, value in changes.items():
        here = Provenance(REPLACE, 1, len(path) + 2, f"{path}={value}")
        written = _put(written, path, Traced(_plain(value), {(): here}, {}), ids, problems)
    return written


def _plain(value: Any) -> Any:
    """Dates as they are written, numbers of NumPy as Python's, tuples as lists."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def _placed(layer: Traced, text: str, shift: int) -> Traced:
    """The places of a value, moved behind the path and the equals sign it follows."""

    def moved(places: Mapping[tuple[Hashable, ...], Provenance]) -> dict[tuple[Hashable, ...], Provenance]:
        return {path: Provenance(SET, 1, at.column + shift, text) for path, at in places.items()}

    return Traced(layer.data, moved(layer.values), moved(layer.keys))


def _put(written: Traced, path: str, layer: Traced, ids: Sequence[str], problems: Problems) -> Traced:
    segments = split_path(path.strip(), ids)
    here = layer.origin(())

    def refuse(message: str) -> Traced:
        words = (message, tell("error.value.path_written_yaml"))
        problems.add(Problem(here.file, 1, 1, path, *words, "", here.line_text))
        return written

    if segments[0] in ("format", "extends"):
        return refuse(tell("error.value.cannot_set_from_outside", segments_0=segments[0]))
    if segments == ("readings",) and isinstance(layer.data, str):
        return _without_readings(written, layer)
    keys, way = _as_keys(written.data, segments), _way(path, segments, here)
    try:
        if segments[0] == "instruments":
            alone = Traced({}, {(): here}, {})
            return lay_over(written, normal_form(patch(alone, segments, layer, way)))
        return patch(written, keys, layer, way)
    except KeyError as error:
        return refuse(tell("error.value.one_value_there_nothing", args_0=dotted(error.args[0])))


def _way(path: str, segments: Sequence[str], here: Provenance) -> list[Provenance]:
    """Where each segment stands in the text; of a patch's dotted path, its last word."""
    way: list[Provenance] = []
    column = len(path) - len(path.lstrip()) + 1
    for segment in segments:
        last = column + segment.rfind(".") + 1 if segments[0] == "instruments" and len(way) == 2 else column
        way.append(Provenance(here.file, 1, last, here.line_text))
        column += len(segment) + 1
    return way


def _without_readings(written: Traced, layer: Traced) -> Traced:
    """One word for all readings: nothing that was fixed before counts any more."""
    bare = Traced({**written.data, "readings": {}}, written.values, written.keys)
    return patch(bare, ("readings", "*"), layer)


def split_path(path: str, ids: Sequence[str]) -> tuple[str, ...]:
    """The segments of a path. Below an instrument the rest is one dotted path, as a patch is.

    Parameters
    ----------
    path : as it is typed
    ids : of the plan's instruments; the longest that fits counts, and where none does, as many segments as an id has,
        so that the check can name the nearest

    Returns
    -------
    Keys from the top of a scenario.

    Examples
    --------
    >>> split_path("instruments.a09.3.award.amount", ["a09.3", "a09.4"])
    ('instruments', 'a09.3', 'award.amount')
    """
    head, _, rest = path.partition(".")
    if head != "instruments" or not rest:
        return tuple(path.split("."))
    fitting = [one for one in (*ids, "*") if rest == one or rest.startswith(f"{one}.")]
    if fitting:
        found = max(fitting, key=len)
    else:
        width = max((one.count(".") + 1 for one in ids), default=1)
        found = ".".join(rest.split(".")[:width])
    below = rest[len(found) + 1 :]
    return (head, found, below) if below else (head, found)


def _as_keys(data: Any, segments: Sequence[str]) -> tuple[Hashable, ...]:
    """Segments as the keys that stand there, in whatever spelling; a year, where nothing stands yet, is a number."""
    keys: list[Hashable] = []
    for segment in segments:
        known = {str(_year_or(key)): key for key in data} if isinstance(data, Mapping) else {}
        year = _year_or(segment)
        key = known.get(str(year), year)
        keys.append(key)
        data = data.get(key) if isinstance(data, Mapping) else None
    return tuple(keys)


def _year_or(key: Hashable) -> Hashable:
    return parse_year(key) if is_year(key) else key
