"""Reads one YAML file into plain data, and remembers the line and column of every key and value.

YAML 1.2 core: ``NO``, ``12:30`` and ``2023-10-20`` are texts, ``1e6`` is a number. What economists do not need and
what hides mistakes is refused: anchors, aliases, tags, duplicate keys, tabs, several documents.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from copy import deepcopy
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from simulate.foundation.errors import Problem
from simulate.language.choice import tell
from simulate.yamlfile.build import Builder
from simulate.yamlfile.document import Document
from simulate.yamlfile.problems import Problems, dotted
from simulate.yamlfile.source import read_source, shown_path

KEPT = 256  # parsed documents kept: the plan, figures and scenarios of a session
SUFFIXES = (".yaml", ".csv", ".nc")


def read_yaml(path: Path | str) -> Document:
    """Read one file whose outermost level is a mapping.

    Raises
    ------
    ProblemsError
        The file is missing (with the nearest name in its folder), empty, binary, not UTF-8, or not such YAML:
        every anchor, tag and duplicate key is reported in one pass, a mistake of syntax stops the reading.
    MachineError
        The machine refuses to read it.
    """
    path = Path(path)
    return read_text(read_source(path), path, shown_path(path))


def read_text(text: str, path: Path, file: str) -> Document:
    """As ``read_yaml``, for text that is already in hand; ``file`` is the name to print."""
    document = _document(text, path, file)
    if not isinstance(document.data, dict):
        problems = Problems()
        if not _full_width_colons(document, problems):
            what = "holds a list" if isinstance(document.data, list) else "holds one value"
            what = "is empty" if document.data is None else what
            problems.at(document, (), f"the file {what}", "'key: value' lines")
        problems.raise_if_any()
    return document


def read_value(text: str, file: str) -> Document:
    """One value as it would stand behind a key in a file (``{triangular: [0, 2, 6]}``, ``300 CNY``)."""
    return _document(text, Path(), file)


def _document(text: str, path: Path, file: str) -> Document:
    """A document of one's own: what was parsed is kept, and stays as it was read."""
    parsed = _parse(text, path, file)
    return replace(parsed, data=deepcopy(parsed.data))


@lru_cache(maxsize=KEPT)
def _parse(text: str, path: Path, file: str) -> Document:
    """The document of a text, kept: an analysis resolves dozens of scenarios of one plan."""
    lines = tuple(text.split("\n"))
    problems = Problems()
    bare = Document(path, file, None, lines, {(): (1, 1)}, {})
    _tabs(bare, problems)
    problems.raise_if_any()
    builder, data = Builder(YAML(typ="safe", pure=True).parse(text)), None
    try:
        data = builder.document()
    except (MarkedYAMLError, ReaderError) as error:
        _syntax(bare, error, problems)
    except (ValueError, OverflowError):  # the number of an escape that is no character
        _escapes(bare, problems)
    for place, (line, column), message, expected, suggestion in builder.mistakes:
        words = (dotted(place), message, expected, suggestion)
        problems.add(Problem(file, line, column, *words, bare.line_text(line)))
    problems.raise_if_any()
    return replace(bare, data=data, values=builder.values, keys=builder.keys)


def _tabs(document: Document, problems: Problems) -> None:
    for number, line in enumerate(document.lines, 1):
        blank = line[: len(line) - len(line.lstrip())]
        if "\t" in blank and line.strip():
            where = blank.index("\t") + 1
            problems.add(
                Problem(document.file, number, where, "", tell("error.value.tab_indentation"), "blanks", "", line)
            )


def _syntax(document: Document, error: MarkedYAMLError | ReaderError, problems: Problems) -> None:
    """The place where YAML gave up; a full-width colon before it is the likelier cause, so it is named instead."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if _full_width_colons(document, problems, line):
        return
    words = " ".join(str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).split())
    message = tell("error.value.this_is_not_yaml", words=words)
    problems.add(
        Problem(
            document.file, line, column, "", message, tell("error.value.key_value_lines"), "", document.line_text(line)
        )
    )


_ESCAPE = re.compile(r"\\U([0-9a-fA-F]{8})")


def _escapes(document: Document, problems: Problems) -> None:
    """Add every eight-digit escape whose number is beyond Unicode."""
    for number, line in enumerate(document.lines, 1):
        for match in _ESCAPE.finditer(line):
            if int(match[1], 16) > sys.maxunicode:
                words = (
                    tell("error.value.escape_no_character", match_0=match[0]),
                    tell("error.value.character_itself_or_number"),
                )
                problems.add(Problem(document.file, number, match.start() + 1, "", *words, "", line))


_COLON_KEY = re.compile(r"(\s*(?:- +)?)([^\s:#\uff1a'\"{\[][^:#\uff1a'\"{\[]*)\uff1a")


def _full_width_colons(document: Document, problems: Problems, until: int | None = None) -> bool:
    """Add every line that seems to use a full-width colon for ':'; True where there is one."""
    found = False
    for number, line in enumerate(document.lines[:until], 1):
        match = _COLON_KEY.match(line)
        if match:
            fixed = f"{match[2]}: {unicodedata.normalize('NFKC', line[match.end() :]).strip()}".strip()
            message, expected = tell("error.full_width_colon"), tell("error.ascii_colon")
            problems.add(Problem(document.file, number, match.end(), "", message, expected, fixed, line))
            found = True
    return found


def check_relative(text: str) -> str | None:
    """What is wrong with a path that must be relative to the file that states it, or None."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text):
        return tell("error.value.is_a_url", text=text)
    if text.startswith(("/", "\\", "~")) or re.match(r"[A-Za-z]:", text):
        return tell("error.value.is_an_absolute_path", text=text)
    return f"'{text}' holds a backslash" if "\\" in text else None


def check_reference(text: str) -> str | None:
    """What is wrong with a reference to a file, or None: it must be relative and a .yaml, .csv or .nc file."""
    if wrong := check_relative(text):
        return wrong
    return None if text.endswith(SUFFIXES) else f"'{text}' is not a {', '.join(SUFFIXES)} file"


EXPECTED_REFERENCE = "a path relative to this file, with '/' between folders, ending in .yaml, .csv or .nc"
