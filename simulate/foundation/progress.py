"""A bar with the time left, quiet unless someone watches, and the log of a run: the only file with clock times."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import rich.progress as bars
from rich.text import Text

from simulate.foundation.characters import visible
from simulate.foundation.errors import MachineError
from simulate.foundation.locking import NO_FOLLOW
from simulate.foundation.screen import console
from simulate.language.choice import tell


class Progress(Protocol):
    """What a long computation needs to tell: ``advance(n)`` units of work are done."""

    def advance(self, n: int = 1) -> None: ...


class _Quiet:
    def advance(self, n: int = 1) -> None:
        """Draw nothing: the work moves on unseen."""


class _Bar:
    def __init__(self, bar: bars.Progress, task: bars.TaskID) -> None:
        self._bar, self._task = bar, task

    def advance(self, n: int = 1) -> None:
        self._bar.update(self._task, advance=n)


def watched() -> bool:
    """Whether a person looks at the output: a terminal, or a Jupyter notebook."""
    if "ipykernel" in sys.modules:
        return True
    return sys.stderr is not None and sys.stderr.isatty()


@contextmanager
def progress(total: int, label: str, *, quiet: bool = False) -> Iterator[Progress]:
    """Show a bar of ``total`` units of work named ``label``, with the time left, while the body runs.

    Drawn on standard error, so that what a command prints stays clean. Silent with ``quiet`` and where nobody watches.
    The bar is left as it stands when the body is interrupted.
    """
    if quiet or not watched():
        yield _Quiet()
        return
    name = bars.TextColumn("{task.description}", markup=False)
    columns = name, bars.BarColumn(), bars.MofNCompleteColumn(), bars.TimeRemainingColumn()
    with bars.Progress(*columns, console=console(stderr=True)) as bar:
        yield _Bar(bar, bar.add_task(label, total=total))


@contextmanager
def waiting(label: str, *, quiet: bool = False) -> Iterator[None]:
    """Show a spinner beside ``label`` while the body runs; where nobody watches, one line.  Silent with ``quiet``."""
    if quiet:
        yield
        return
    screen = console(stderr=True)
    if not watched():
        screen.print(label)
    with screen.status(Text(label)):
        yield


_NOTICED: set[str] = set()


def notice(text: str) -> None:
    """One line on standard error, once a process."""
    if text not in _NOTICED and sys.stderr is not None:
        _NOTICED.add(text)
        print(visible(text), file=sys.stderr)  # noqa: T201


class RunLog:
    """Appends lines with the local time to one file (``run.log``); without a file it says nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def write(self, text: str) -> None:
        """Append one entry; line breaks inside it are indented. Raises MachineError where the disk refuses."""
        if self._path is None:
            return
        now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        body = visible(text.rstrip()).replace("\n", "\n    ")
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | NO_FOLLOW, 0o666)
            with open(handle, "a", encoding="utf-8") as stream:
                stream.write(f"{now} {body}\n")
        except OSError as error:
            raise MachineError(
                tell("error.files.cannot_write", place=self._path, why=error.strerror or error)
            ) from error
