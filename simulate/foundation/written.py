"""Folders that answers are written into, again and again: what an earlier answer has left is replaced, and nothing else.

A folder keeps the names and hashes of what was written into it in ``.written.json``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from simulate.foundation.errors import InputError
from simulate.foundation.files import remove_temporaries, sealed_json, sha256_file, staging, unsealed, write_atomic
from simulate.foundation.locking import FolderLock
from simulate.foundation.switching import SWITCH, files_below, finish, in_the_way, is_inside, refuse, switch
from simulate.language.choice import tell

WRITTEN = ".written.json"
SUFFIXES = (".csv", ".png", ".txt")


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Yield a folder to write into; on success its files take their places in ``folder``, all at once.

    Raises InputError where ``folder`` is a file, or a file in it stands in the way that no answer has left, or that was
    changed since; MachineError where the disk refuses.
    """
    refuse_file(folder)
    with FolderLock(folder):
        if (folder / SWITCH).exists():
            finish(folder)
        remove_temporaries(folder)
        before = _written(folder)
        with staging(folder) as stage:
            yield stage
            new = {name: sha256_file(path) for name, path in files_below(stage).items()}
            write_atomic(stage / WRITTEN, sealed_json({"files": dict(sorted((before | new).items()))}))
            if (folder / WRITTEN).exists():
                before[WRITTEN] = sha256_file(folder / WRITTEN)
            switch(folder, stage, before)


def refuse_occupied(folder: Path | None, stems: Iterable[str]) -> None:
    """Raise InputError, before anything is computed, where files of ``folder`` that begin with one of ``stems`` are not
    an earlier answer's.
    """
    if folder is None:
        return
    refuse_file(folder)
    if not folder.is_dir() or (folder / SWITCH).exists():  # what an earlier answer has not finished is finished first
        return
    known, starts = _written(folder), tuple(stems)
    names = [one.name for one in folder.iterdir() if one.name.startswith(starts) and one.suffix in SUFFIXES]
    found = {name: in_the_way(folder, name, {known[name]} if name in known else ()) for name in names}
    refuse(folder, {name: why for name, why in found.items() if why})


def refuse_file(folder: Path) -> None:
    """Raise InputError where a file stands in the place of a folder."""
    if folder.exists() and not folder.is_dir():
        raise InputError(tell("error.written.out_file_folder", folder=folder))


def _written(folder: Path) -> dict[str, str]:
    """Hashes of what earlier answers have left in a folder, by name."""
    path = folder / WRITTEN
    if path.is_symlink():
        raise InputError(tell("error.written.link_file_or_none", path=path))
    try:
        files: Any = unsealed(path.read_text(encoding="utf-8")).get("files")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InputError(tell("error.written.damaged_remove_or_choose", path=path, error=error)) from error
    if not isinstance(files, dict) or not all(is_inside(name) for name in files):
        raise InputError(tell("error.written.not_list_what_written", path=path))
    return {str(name): str(digest) for name, digest in files.items()}
