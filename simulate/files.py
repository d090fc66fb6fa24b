"""Files that are whole or absent: atomic writes, hashes, and a lock that a dead process cannot leave behind."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import signal
import tempfile
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from simulate.errors import MachineError

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
    return MachineError(f"cannot write {place}: {getattr(error, 'strerror', None) or error}")


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Yield a folder to write into; on success its files take their places below ``folder``, all at the end.

    What can fail (a full disk, a mistake half-way) has failed before anything that stood is replaced.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=MARK, dir=folder))
    except OSError as error:
        raise refused(folder, error) from error
    try:
        yield stage
        for path in sorted(stage.rglob("*")):
            if path.is_file():
                _replace(path, folder / path.relative_to(stage))
        _synchronise(folder)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _replace(path: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, target)
    except OSError as error:
        raise refused(target, error) from error


def remove_temporaries(folder: Path) -> None:
    """Remove what a killed process was writing below ``folder``, which the caller holds."""
    for path in sorted(folder.rglob(f"{MARK}*")):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _commit(temporary: Path, path: Path) -> None:
    """Force the bytes to the disk before the name, so that a power cut never leaves a named, empty file."""
    _synchronise(temporary)
    os.replace(temporary, path)
    _synchronise(path.parent)


def _synchronise(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomic(path: Path, data: bytes | str) -> None:
    """Write ``data`` (text as UTF-8, line ends as given) so that ``path`` is the old file or the whole new one."""
    with atomic_path(path) as temporary:
        temporary.write_bytes(data.encode() if isinstance(data, str) else data)


def sha256_file(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes; raises MachineError where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise MachineError(f"cannot read {path}: {error.strerror or error}") from error


def canonical_json(data: object) -> str:
    """One text for equal data: sorted keys, no blanks, shortest exact floats; not-a-number and infinity are refused."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def sha256_json(data: object) -> str:
    """Hexadecimal SHA-256 of the canonical JSON of plain data (mappings with text or whole-number keys)."""
    return hashlib.sha256(canonical_json(data).encode()).hexdigest()


class FolderLock:
    """Holds a folder for one process at a time, through ``flock`` on ``.lock`` in it.

    The kernel drops the lock with the process, so a killed run leaves nothing to clean. Raises MachineError that
    names the holder's process id where the folder is taken.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._handle: int | None = None

    def __enter__(self) -> FolderLock:
        path = self.folder / ".lock"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise MachineError(f"cannot lock {self.folder}: {error.strerror or error}") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(handle, 32).decode(errors="replace").strip() or "unknown"
            os.close(handle)
            if isinstance(error, BlockingIOError):
                raise MachineError(f"{self.folder} is in use by process {holder}") from error
            raise MachineError(f"cannot lock {self.folder}: {error.strerror or error}") from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        self._handle = handle
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
