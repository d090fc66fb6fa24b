"""Files that are whole or absent: atomic writes, hashes, and records that vouch for themselves."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from simulate.foundation.errors import MachineError
from simulate.language.choice import tell

MARK = ".writing-"  # what the names of temporary files begin with


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Yield a temporary path in the folder of ``path``; on success it becomes ``path``, on failure it is removed.

    The temporary name keeps the suffix, since writers of NetCDF, workbooks and pictures look at it.
    Raises MachineError where the disk or a permission refuses.
    """
    temporary = path.with_name(f"{MARK}{path.stem}-{uuid.uuid4().hex[:8]}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.touch(exist_ok=False)
        yield temporary
        _commit(temporary, path)
    except OSError as error:
        raise refused(path, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


@contextmanager
def undisturbed() -> Iterator[None]:
    """An interruption (Ctrl-C, SIGTERM) that arrives inside is met at the end: for writes that take an instant."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []
    before = {
        number: signal.signal(number, lambda came, _: arrived.append(came))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        if arrived:
            signal.raise_signal(arrived[0])


def refused(path: Path, error: Exception) -> MachineError:
    """The disk or a permission refused to write ``path``, named as it would have been."""
    place = Path(*(part for part in path.parts if not part.startswith(MARK)))
    return MachineError(tell("error.files.cannot_write", place=place, why=getattr(error, "strerror", None) or error))


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Yield an empty folder below ``folder`` to write into; it goes at the end, with what is still in it."""
    stage = folder / f"{MARK}{uuid.uuid4().hex[:8]}"
    try:  # named before it is made: an interruption between the two leaves nothing either
        try:
            stage.mkdir(parents=True)
        except OSError as error:
            raise refused(folder, error) from error
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def remove_temporaries(folder: Path, below: Iterable[str] = ()) -> None:
    """Remove what a killed process was writing into ``folder``, which the caller holds, and into folders ``below`` it.

    Links are not followed.
    """
    for place in (folder, *(folder / name for name in below)):
        if not place.is_dir() or (place != folder and place.is_symlink()):
            continue
        for path in sorted(place.glob(f"{MARK}*")):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _commit(temporary: Path, path: Path) -> None:
    """Force the bytes to the disk before the name, so that a power cut never leaves a named, empty file."""
    synchronise(temporary)
    os.replace(temporary, path)
    synchronise(path.parent)


def synchronise(path: Path) -> None:
    """Force a file, or the names in a folder, to the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows opens no folder, and keeps names by itself
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomic(path: Path, data: bytes | str) -> None:
    """Write ``data`` (text as UTF-8, line ends as given) so that ``path`` is the old file or the whole new one."""
    with atomic_path(path) as temporary:
        temporary.write_bytes(data.encode() if isinstance(data, str) else data)


_HASHES: dict[tuple[int, ...], str] = {}
"""Hashes of files that this process has read, by what would tell that they have changed."""

RESTED = 2_000_000_000  # nanoseconds after which a change shows in a file's times
MOST_HASHES = 1000


def sha256_file(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes; raises MachineError where it cannot be read.

    A file that has been read is not read again while its size and times stay: but one that was just written could
    change without a sign.
    """
    try:
        with path.open("rb") as stream:
            about = os.fstat(stream.fileno())
            key = about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns
            if key not in _HASHES:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
                if time.time_ns() - max(about.st_mtime_ns, about.st_ctime_ns) < RESTED:
                    return digest
                if len(_HASHES) >= MOST_HASHES:
                    _HASHES.clear()
                _HASHES[key] = digest
            return _HASHES[key]
    except OSError as error:
        raise MachineError(tell("error.files.cannot_read", path=path, why=error.strerror or error)) from error


def canonical_json(data: object) -> str:
    """One text for equal data: sorted keys, no blanks, shortest exact floats; not-a-number and infinity are refused."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def sha256_json(data: object) -> str:
    """Hexadecimal SHA-256 of the canonical JSON of plain data (mappings with text or whole-number keys)."""
    return hashlib.sha256(canonical_json(data).encode()).hexdigest()


SEAL = "sha256"


def sealed_json(data: Mapping[str, object]) -> str:
    """JSON text of a record with the hash of its own content under ``sha256``; see ``unsealed``."""
    body = {name: value for name, value in data.items() if name != SEAL}
    return json.dumps({**body, SEAL: sha256_json(body)}, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def unsealed(text: str, *, needed: bool = True) -> dict[str, Any]:
    """The record that ``sealed_json`` wrote, without its hash; raises ValueError where it is not as it was written.

    One without a hash is taken as it is where none is ``needed``.
    """
    found: Any = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("not a record")
    digest = found.pop(SEAL, None)
    if (needed or digest is not None) and digest != sha256_json(found):
        raise ValueError("changed since it was written")
    return found


@contextmanager
def laid_out(folder: Path) -> Iterator[Path]:
    """Yield a folder to fill; on success it is ``folder`` (new, or empty until then), on failure nothing is left.

    Raises MachineError where the disk or a permission refuses, or where something has come into ``folder`` meanwhile.
    """
    new = not folder.exists()
    stage = (folder.parent if new else folder) / f"{MARK}{uuid.uuid4().hex[:8]}"
    try:
        stage.mkdir(parents=True)
        yield stage
        if new:
            os.rename(stage, folder)
        else:
            _move_into(folder, sorted(stage.iterdir()))
        synchronise(folder)
    except OSError as error:
        raise refused(folder, error) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _move_into(folder: Path, paths: list[Path]) -> None:
    """All of them or, where one is refused, none."""
    moved: list[Path] = []
    try:
        for path in paths:
            os.rename(path, folder / path.name)
            moved.append(path)
    except OSError:
        for path in moved:
            os.rename(folder / path.name, path)
        raise
