"""A scenario file with everything it extends, merged, each value remembering the file it was written in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from simulate.foundation.errors import nearest
from simulate.foundation.units import describe
from simulate.language.choice import tell
from simulate.scenario.files.cursor import Cursor
from simulate.scenario.files.normal_form import lay_over, normal_form
from simulate.yamlfile.document import Document
from simulate.yamlfile.merge import Traced, trace
from simulate.yamlfile.problems import Problems
from simulate.yamlfile.reader import EXPECTED_REFERENCE, check_reference, read_yaml

FORMAT = 1
OF_ITS_OWN_FILE = ("format", "extends", "title")
"""Keys that a file states for itself and does not hand on. With ``extends`` it need not: the format is the parent's, the
title the file's name."""


@dataclass(frozen=True)
class Chain:
    """``written`` is the merged data; ``files`` are the files it came from, the scenario's own first."""

    written: Traced
    files: tuple[Path, ...]


def read_chain(path: Path) -> Chain:
    """Read a scenario file and what it extends, to the one that extends nothing.

    Parameters
    ----------
    path : of the scenario's file

    Returns
    -------
    The merged data, each value with its place, and the files.

    Raises
    ------
    ProblemsError
        A file cannot be read, has another format number, or the chain runs in a circle.
    """
    layers: list[Traced] = []
    files: list[Path] = []
    current: Path | None = path
    while current is not None:
        document = read_yaml(current)
        files.append(current)
        layer = _prepared(document)
        layers.append(layer)
        current = _parent(document, layer, files)
    written = _without_own(layers[-1]) if len(layers) > 1 else layers[-1]
    for layer in reversed(layers[:-1]):
        written = lay_over(written, layer if layer is layers[0] else _without_own(layer))
    own = {} if len(layers) == 1 else {"format": FORMAT, "title": titled(path)}
    return Chain(Traced({**own, **written.data}, written.values, written.keys), tuple(files))


def titled(path: Path) -> dict[str, str]:
    """The title of a scenario that states none.

    Parameters
    ----------
    path : of its file

    Returns
    -------
    The file's name in both languages.

    Examples
    --------
    >>> titled(Path("scenarios/high.yaml"))
    {'zh': 'high', 'en': 'high'}
    """
    name = "".join(character if character.isprintable() else "?" for character in path.stem) or "?"
    return {"zh": name, "en": name}


def _prepared(document: Document) -> Traced:
    problems = Problems()
    layer = trace(document)
    at = Cursor(layer, problems, ("format",))
    if "format" not in document.data and document.data.get("extends") is not None:
        return normal_form(layer)
    if "format" not in document.data:
        at.refuse(tell("error.value.key_format_missing"), tell("error.value.format_first_line", format=FORMAT))
    elif type(at.value) is not int or at.value != FORMAT:
        at.refuse(
            tell("error.value.unknown_format", value=describe(at.value)),
            tell("error.value.format_this_version_reads", format=FORMAT),
        )
    problems.raise_if_any()
    return normal_form(layer)


def _without_own(layer: Traced) -> Traced:
    data = {key: value for key, value in layer.data.items() if key not in OF_ITS_OWN_FILE}
    places = [
        {path: at for path, at in places.items() if not path or path[0] not in OF_ITS_OWN_FILE}
        for places in (layer.values, layer.keys)
    ]
    return Traced(data, places[0], places[1])


def _parent(document: Document, layer: Traced, files: list[Path]) -> Path | None:
    if document.data.get("extends") is None:
        return None
    problems = Problems()
    at = Cursor(layer, problems, ("extends",))
    wrong = check_reference(at.value) if isinstance(at.value, str) else f"{describe(at.value)} came"
    if wrong is None and not str(at.value).endswith(".yaml"):
        wrong = f"'{at.value}' is not a .yaml file"
    if wrong is not None:
        at.refuse(wrong, EXPECTED_REFERENCE)
        problems.raise_if_any()
    parent = beside(document.path, str(at.value))
    known = [os.path.realpath(file) for file in files]
    if os.path.realpath(parent) in known:
        circle = " -> ".join(str(file) for file in [*files[known.index(os.path.realpath(parent)) :], parent])
        at.refuse(tell("error.value.a_circle_of_extends", circle=circle), tell("error.value.chain_ends_file_without"))
    elif not is_file(parent):
        refuse_missing(at, parent)
    problems.raise_if_any()
    return parent


def beside(stating: Path, reference: str) -> Path:
    """The file that a reference means.

    Parameters
    ----------
    stating : the file in which it stands
    reference : a path relative to that file

    Returns
    -------
    The path, which need not exist.

    Examples
    --------
    >>> beside(Path("city/scenarios/high.yaml"), "../baseline.yaml").as_posix()
    'city/baseline.yaml'
    """
    return Path(os.path.normpath(stating.parent / reference))


def is_file(path: Path) -> bool:
    """Whether a regular file stands at ``path``; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Whether a folder stands at ``path``."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def refuse_missing(at: Cursor, path: Path) -> None:
    """Refuse a reference to a file that is not there, and suggest the nearest of its folder, written as a reference is.

    Parameters
    ----------
    at : the reference
    path : what it means
    """
    if os.path.lexists(path):
        at.refuse(tell("error.value.is_no_file", value=at.value), tell("error.value.file_exists_relative_this"))
        return
    names = [file.name for file in path.parent.glob(f"*{path.suffix}")] if path.parent.is_dir() else []
    near = nearest(path.name, names)
    suggestion = os.path.join(os.path.dirname(str(at.value)), near) if near else ""
    at.refuse(
        tell("error.value.there_is_no_file", value=at.value), tell("error.value.file_exists_relative_this"), suggestion
    )
