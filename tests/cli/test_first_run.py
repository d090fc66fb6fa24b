"""What a person at a terminal sees: that the rules are compiled, once, and a bar with the time left."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from tests.cli.command import BASELINE, ROOT, SMALL

FIRST = """
import sys
sys.argv[0] = "simulate"
from simulate.montecarlo import warm_up
warm_up.is_warm = lambda: False  # as on a machine that has compiled nothing: what is compiled is used all the same
from simulate.cli.main import main
main()
"""


def at_a_terminal(program: str, *arguments: object) -> tuple[int, str]:
    """Exit code and everything that a command shows on a terminal."""
    ours, theirs = pty.openpty()
    words = [sys.executable, "-c", program, *map(str, arguments)]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}
    process = subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, env=environment)
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # how a terminal ends on Linux
            break
        if not part:
            break
        shown += part
    os.close(ours)
    return process.wait(), re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode(errors="replace"))


def test_a_first_run_says_that_it_compiles_and_shows_a_bar(tmp_path: Path) -> None:
    code, shown = at_a_terminal(
        FIRST,
        "run",
        BASELINE,
        *SMALL,
        "--draws",
        40,
        "--block",
        4,
        "--no-report",
        "--lang",
        "en",
        "--out",
        tmp_path / "run",
    )
    assert code == 0, shown
    assert "compiling the rules, once" in shown
    assert re.search(r"[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] compiling", shown), "a spinner turns beside it"
    assert re.search(r"40/40 \d:\d\d:\d\d", shown), "draws done, and the time left"
    assert "Headline" in shown


def test_a_quiet_run_shows_nothing_at_a_terminal(tmp_path: Path) -> None:
    code, shown = at_a_terminal(FIRST, "run", BASELINE, *SMALL, "--draws", 4, "--no-report", "--quiet", "--out",
                                tmp_path / "run")  # fmt: skip
    assert (code, shown.strip()) == (0, "")
