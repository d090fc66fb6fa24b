"""Opens what people write: a regular file of a bounded size that holds UTF-8 text and nothing that cannot be seen."""

from __future__ import annotations

import stat
from pathlib import Path

from simulate.foundation.characters import UNSEEN, code_point
from simulate.foundation.errors import MachineError, Problem, ProblemsError, nearest
from simulate.language.choice import tell

MAX_BYTES = 500_000  # some two seconds of reading, whatever is in them
UTF_8 = "a text file saved as UTF-8"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_KINDS = (
    (stat.S_ISDIR, "this is a folder"),
    (stat.S_ISFIFO, "this is a pipe"),
    (stat.S_ISSOCK, "this is a socket"),
    (stat.S_ISCHR, "this is a device"),
    (stat.S_ISBLK, "this is a device"),
)


def shown_path(path: Path) -> str:
    """The path as a reader sees it best: relative where it lies below the current folder."""
    below = path.is_absolute() and path.is_relative_to(Path.cwd())
    return str(path.relative_to(Path.cwd()) if below else path)


def read_source(path: Path, most: int = MAX_BYTES) -> str:
    """The text of a file, with line feeds for line ends and without a byte order mark.

    Raises
    ------
    ProblemsError
        There is no such file (with the nearest name of its folder), it is a folder, a pipe or a device, has more than
        ``most`` bytes, is not UTF-8, or holds characters that cannot be seen: each of these at its line and column.
    MachineError
        The machine refuses to read it.
    """
    file = shown_path(path)
    return _seen(_decoded(_bytes(path, file, most), file), file)


def refuse_kind(path: Path, file: str) -> None:
    """Raise ProblemsError where ``path`` is there and is no regular file."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise _one(file, next((words for is_it, words in _KINDS if is_it(mode)), "this is no file"), "a file")


def _bytes(path: Path, file: str, most: int) -> bytes:
    try:
        refuse_kind(path, file)
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise _one(file, "there is no such file", "", _neighbour(path)) from None
    except ValueError:  # a zero byte in the name
        raise _one(file, "this is not the name of a file", "a file") from None
    except OSError as error:
        raise MachineError(tell("error.files.cannot_read", path=path, why=error.strerror or error)) from error
    if len(data) > most:
        raise _one(file, f"the file has more than {most:,} bytes", "a file that people write")
    return data


def _neighbour(path: Path) -> str:
    """The file of the same folder and kind whose name is nearest."""
    names = [one.name for one in path.parent.glob(f"*{path.suffix or '.yaml'}")] if path.parent.is_dir() else []
    near = nearest(path.name, names)
    return str(path.parent / near) if near else ""


def _decoded(data: bytes, file: str) -> str:
    if data.startswith(_UTF_16):
        raise _one(file, "the file is not UTF-8 text but UTF-16", UTF_8, line=1, column=1)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        raise _one(file, "the file is not UTF-8 text", UTF_8, line=line, column=column) from None


def _seen(text: str, file: str) -> str:
    """``text``, unless something in it cannot be seen."""
    found = [_unseen(text, file, match.start()) for match, _ in zip(UNSEEN.finditer(text), range(20), strict=False)]
    if found:
        raise ProblemsError(found)
    return text


def _unseen(text: str, file: str, place: int) -> Problem:
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    message = tell("error.value.file_holds_invisible_character", text=code_point(text[place]))
    line = text[start : end if end >= 0 else len(text)]
    return Problem(
        file,
        text.count("\n", 0, place) + 1,
        place - start + 1,
        "",
        message,
        tell("error.value.without_it", utf_8=UTF_8),
        "",
        line,
    )


def _one(file: str, message: str, expected: str, suggestion: str = "", line: int = 0, column: int = 0) -> ProblemsError:
    return ProblemsError([Problem(file, line, column, "", message, expected, suggestion)])
