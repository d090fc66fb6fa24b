"""What a mutant says differently: the values that differ, or the lines where it has no structure."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulate.foundation.errors import SimulateError
from simulate.yamlfile.problems import dotted
from simulate.yamlfile.reader import read_text


def changes(structured: bool, before: str, content: bytes) -> str:
    """The values that differ, or the lines; empty where the mutant says the same."""
    after = content.decode("utf-8", "replace")
    if structured:
        try:
            one, other = (dict(leaves(read_text(text, Path(), "").data)) for text in (before, after))
        except SimulateError:
            pass
        else:
            paths = [*one, *(path for path in other if path not in one)]
            listed = [path for path in paths if str(one.get(path)) != str(other.get(path))]
            return "\n".join(f"{dotted(path)}: {one.get(path)} -> {other.get(path)}"[:300] for path in listed[:20])
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return "\n".join(line[:300] for line in [*lines][2:40])


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every value of plain data that holds no further ones, with its path."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        yield from leaves(value, (*path, key))
    if not isinstance(data, (dict, list)) or not data:
        yield path, data
