"""A run folder held for writing: one process at a time, and nothing in the way that a run has not made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulate.foundation.errors import InputError
from simulate.foundation.files import MARK, remove_temporaries, sha256_file
from simulate.foundation.locking import LOCK, OURS, FolderLock
from simulate.foundation.switching import LINK, SWITCH, files_below, in_the_way, refuse, switch
from simulate.language.choice import tell
from simulate.runs.record import (
    BLOCKS,
    FILES,
    FOLDERS,
    FORMAT,
    LOG,
    RECORD,
    finish_and_say,
    is_place,
    made,
    read_record,
    save_record,
)

SHOWN = 4


@dataclass(frozen=True)
class Held:
    """A run folder that this process holds; ``record`` is its ``run.json``, or None before its first run is done."""

    folder: Path
    record: dict[str, Any] | None

    def take(self, stage: Path, record: Mapping[str, Any], keeps: Callable[[str], bool]) -> None:
        """Let the files of ``stage`` take their places, with a new ``run.json``, all or none.

        Of the files that the earlier run has made, those that are not replaced stay where ``keeps`` says so, and go
        otherwise.
        """
        before = made(self.record)
        new = {name: sha256_file(path) for name, path in files_below(stage).items()}
        kept = {name: digest for name, digest in before.items() if name not in new and name != RECORD and keeps(name)}
        kept = {name: digest for name, digest in kept.items() if (self.folder / name).exists()}
        save_record(stage, {**record, "format": FORMAT, "files": dict(sorted((kept | new).items()))})
        # The record is no file of its own list; it, too, may be replaced only as this process has read it.
        if self.record is not None:
            before[RECORD] = sha256_file(self.folder / RECORD)
        without = [name for name in before if name not in new and name not in kept and name != RECORD]
        switch(self.folder, stage, before, without)


@contextmanager
def held(folder: Path) -> Iterator[Held]:
    """Hold a run folder, or one that is to become one, finish and sweep what a killed run has left in it.

    Raises InputError, before anything is written, where the folder holds files and is no run folder, or where a file
    stands in a place of the run that no run has made or that has changed since; MachineError where it is in use.
    """
    refuse_foreign_folder(folder)
    with FolderLock(folder):
        # In this order: what was decided stands before anything is swept, read or compared.
        finish_and_say(folder)
        remove_temporaries(folder, (BLOCKS, *FOLDERS))
        record = read_record(folder) if (folder / RECORD).exists() else None
        refuse(folder, standing_in_the_way(folder, record))
        yield Held(folder, record)


def refuse_foreign_folder(folder: Path) -> None:
    """Raise InputError unless ``folder`` is missing, empty, or a run folder."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(tell("error.written.out_file_folder", folder=folder))
    refuse(
        folder, {name: LINK for name in (LOCK, LOG, RECORD, BLOCKS, SWITCH, *FOLDERS) if (folder / name).is_symlink()}
    )
    # A run was killed while its files took their places: the folder is ours, and `held` finishes it.
    if (folder / SWITCH / RECORD).exists():
        return
    if (folder / RECORD).exists():
        read_record(folder)
        return
    found = sorted(path.name for path in folder.iterdir() if not _is_beginning(path))
    # Killed before its first file: nothing but a lock that says whose it is.
    lock = folder / LOCK
    if not found and lock.is_file() and OURS.fullmatch(lock.read_bytes()[:64]):
        return
    found = found or sorted(path.name for path in folder.iterdir())
    if found:
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise InputError(
            tell("error.holding.out_not_run_folder", folder=folder, found=", ".join(found[:SHOWN]), more=more)
        )


def _is_beginning(path: Path) -> bool:
    """Whether an interrupted first run leaves a file or folder of this name."""
    if path.name == BLOCKS:
        return path.is_dir() and all(one.suffix == ".block" or one.name.startswith(MARK) for one in path.iterdir())
    return path.name in (LOCK, LOG, SWITCH) or path.name.startswith(MARK)


def standing_in_the_way(folder: Path, record: Mapping[str, Any] | None) -> dict[str, str]:
    """Why files that stand in the places of a run must not be replaced; nothing where all is the run's own."""
    known = made(record)
    names = [name for name in FILES if name != RECORD]
    for below in FOLDERS:
        if (folder / below).is_dir():
            names += [f"{below}/{path.name}" for path in (folder / below).iterdir() if is_place(f"{below}/{path.name}")]
    found = {name: in_the_way(folder, name, {known[name]} if name in known else ()) for name in names}
    return {name: why for name, why in found.items() if why}
