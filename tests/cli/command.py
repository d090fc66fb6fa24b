"""How the tests run the command line: in this process, or in one of its own."""

from __future__ import annotations

import contextlib
import hashlib
import io
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from simulate.cli.main import main
from simulate.runs.record import read_record, save_record

ROOT = Path(__file__).resolve().parents[2]
BASELINE = str(ROOT / "scenarios" / "baseline.yaml")
SMALL = ("--set", "population.scale=0.03")
PROGRAM = "import sys; sys.argv[0] = 'simulate'; from simulate.cli.main import main; main()"


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str


def simulate(*arguments: object) -> Answer:
    """A command in this process."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Answer(code, out.getvalue(), err.getvalue())


def start(*arguments: object, program: str = PROGRAM, **options: object) -> subprocess.Popen[str]:
    """A command in a process of its own."""
    words = [sys.executable, "-c", program, *(str(argument) for argument in arguments)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, **options)  # type: ignore[call-overload,no-any-return]


def made_earlier(folder: Path, *names: str) -> None:
    """Files that the run folder's record says its run has made."""
    record = read_record(folder)
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("of an earlier run")
        record["files"][name] = hashlib.sha256(b"of an earlier run").hexdigest()
    save_record(folder, record)


def contents(folder: Path) -> dict[str, str]:
    """Hash of every file of a folder but the log and the lock."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("run.log", ".lock")
    }
