"""From one generation of a folder's files to the next: decided by one rename, and then finished, whoever is killed.

New files are made in a folder of their own.  When all are there, with a note of what they replace, that folder is
renamed to ``.switch``: from then on the new generation stands, and until then the old one.  Whoever finds ``.switch``
moves its files to their places before anything is read.  A file that no generation has made is never replaced.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from simulate.foundation.errors import InputError
from simulate.foundation.files import (
    refused,
    sealed_json,
    sha256_file,
    synchronise,
    undisturbed,
    unsealed,
    write_atomic,
)
from simulate.language.choice import tell

SWITCH = ".switch"
NOTE = ".switch.json"
SHOWN = 8
FOREIGN, CHANGED, LINK = "not made by simulate", "changed since it was made", "a link, which is not followed"


def files_below(folder: Path) -> dict[str, Path]:
    """Files of a folder by their paths inside it; links are not followed."""
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*"))}
    return {name: path for name, path in found.items() if stat.S_ISREG(path.lstat().st_mode) and name != NOTE}


def is_inside(name: str) -> bool:
    """Whether a name stays inside the folder that it is joined to."""
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name


def in_the_way(folder: Path, name: str, known: Collection[str]) -> str:
    """Why the file ``name`` of ``folder`` must not be replaced: empty where it is missing or its hash is ``known``."""
    path = folder / name
    for place in (path, *(folder / one for one in PurePosixPath(name).parents if one != PurePosixPath("."))):
        if place.is_symlink():
            return LINK
    if not os.path.lexists(path):
        return ""
    if not known or not path.is_file():
        return FOREIGN
    return "" if sha256_file(path) in known else CHANGED


def refuse(folder: Path, problems: Mapping[str, str]) -> None:
    """Raise InputError that names every file in the way."""
    if problems:
        listed = [f"{name} ({why})" for name, why in sorted(problems.items())]
        more = [f"{len(listed) - SHOWN} more"] if len(listed) > SHOWN else []
        raise InputError(
            tell("error.switching.nothing_written_over_move", folder=folder, files=", ".join([*listed[:SHOWN], *more]))
        )


def switch(folder: Path, stage: Path, before: Mapping[str, str], without: Collection[str] = ()) -> None:
    """Let the files of ``stage``, a folder in ``folder``, take their places, and remove those named ``without``.

    ``before`` has the hashes of the files that stand. Raises InputError, and changes nothing, where a file stands in
    the way that ``before`` does not know; MachineError where the disk refuses. The caller holds the folder.
    """
    new = {name: sha256_file(path) for name, path in files_below(stage).items()}
    # The note outlives a kill: whoever finishes has to tell the files of both generations from a user's own.
    note = {"new": new, "before": {name: before.get(name) for name in {*new, *without}}, "without": sorted(without)}
    # Before the rename, so that a refusal leaves everything as it was.
    refuse(folder, _in_the_way(folder, note))
    write_atomic(stage / NOTE, sealed_json(note))
    # From the rename on the new generation stands; Ctrl-C waits until it stands whole.
    with undisturbed():
        try:
            os.replace(stage, folder / SWITCH)
            synchronise(folder)
        except OSError as error:
            raise refused(folder, error) from error
        finish(folder)


def finish(folder: Path) -> None:
    """Finish the switch that was decided, as far as it was not; the caller holds the folder."""
    place = folder / SWITCH
    if place.is_symlink() or not place.is_dir():
        return
    if (place / NOTE).exists():
        note = _noted(place / NOTE)
        # Between kill and finish a user may have put a file there.
        refuse(folder, _in_the_way(folder, note))
        for name in note["new"]:
            if (place / name).exists():
                _move(place / name, folder / name)
        for name in note["without"]:
            _remove(folder, name)
    _clear(place)


def _in_the_way(folder: Path, note: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for name, digest in note["before"].items():
        # A file moved before the kill has the new hash already.
        known = {one for one in (digest, note["new"].get(name)) if one is not None}
        found[name] = in_the_way(folder, name, known if digest is not None or _moved(folder, name) else ())
    return {name: why for name, why in found.items() if why}


def _moved(folder: Path, name: str) -> bool:
    """Whether an interrupted switch has put a new file into its place."""
    return (folder / SWITCH).is_dir() and not (folder / SWITCH / name).exists()


def _noted(path: Path) -> dict[str, Any]:
    try:
        note = unsealed(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(tell("error.switching.what_interrupted_run_has", path=path, error=error)) from error
    return note


def _move(path: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, target)
    except OSError as error:
        raise refused(target, error) from error


def _remove(folder: Path, name: str) -> None:
    """Remove a file, and its folder where that is left empty."""
    path = folder / name
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise refused(path, error) from error
    if path.parent != folder:
        with suppress(OSError):
            path.parent.rmdir()


def _clear(place: Path) -> None:
    """Remove what is left of a switch, the note last: without it there is nothing to do."""
    try:
        for path in place.iterdir():
            if path.name != NOTE:
                shutil.rmtree(path)
        (place / NOTE).unlink(missing_ok=True)
        place.rmdir()
        synchronise(place.parent)
    except OSError as error:
        raise refused(place, error) from error
