"""A lock on a folder that a dead process cannot leave behind."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from pathlib import Path
from types import TracebackType

from simulate.foundation.errors import MachineError
from simulate.language.choice import tell

LOCK = ".lock"
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)  # Windows has none, and makes links for administrators only
OURS = re.compile(rb"\d{0,20}\s*")  # what a lock holds: the process id of its last holder
TAKEN = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)

if sys.platform == "win32":
    import msvcrt

    BEYOND = 1 << 30  # a locked byte cannot be read: this one is far behind the process id

    def _take(handle: int) -> None:
        os.lseek(handle, BEYOND, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FolderLock:
    """Holds a folder for one process at a time, through a lock of the system on ``.lock`` in it.

    The system drops the lock with the process, so a killed run leaves nothing to clean. Raises MachineError that names
    the holder's process id where the folder is taken, and where ``.lock`` is a link or holds what no run has written:
    it is neither followed nor overwritten.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._handle: int | None = None

    def __enter__(self) -> FolderLock:
        path = self.folder / LOCK
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT | NO_FOLLOW, 0o666)
        except OSError as error:
            why = tell("error.value.link_not_followed") if path.is_symlink() else error.strerror or error
            raise MachineError(tell("error.locking.cannot_lock", folder=self.folder, lock=LOCK, why=why)) from error
        try:
            self._hold(handle)
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle
        return self

    def _hold(self, handle: int) -> None:
        said = os.read(handle, 64)
        try:
            _take(handle)
        except OSError as error:
            if error.errno not in TAKEN:
                raise MachineError(
                    tell("error.locking.refused_by_system", folder=self.folder, why=error.strerror or error)
                ) from error
            holder = said.decode(errors="replace").strip() if OURS.fullmatch(said) else ""
            raise MachineError(
                tell("error.locking.use_process", folder=self.folder, holder=holder or "unknown")
            ) from error
        if not stat.S_ISREG(os.fstat(handle).st_mode) or not OURS.fullmatch(said):
            raise MachineError(tell("error.locking.cannot_lock_not_file", folder=self.folder, lock=LOCK))
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, f"{os.getpid()}\n".encode())

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
