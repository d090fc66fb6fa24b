"""What other systems lack is not asked of them: locks, masks of signals, links that are not followed."""

from __future__ import annotations

import subprocess
import sys

WINDOWS = """
import errno, os, signal, subprocess, sys, types, zoneinfo  # the last reads what only this system has
from pathlib import Path
held = set()
def locking(handle, mode, count):
    key = os.fstat(handle).st_ino
    assert os.lseek(handle, 0, os.SEEK_CUR) > 1000, "the process id stays readable"
    if key in held:
        raise OSError(errno.EACCES, "Permission denied")
    held.add(key)
sys.modules["msvcrt"] = types.SimpleNamespace(LK_NBLCK=2, locking=locking)
sys.modules["fcntl"] = None
for module, names in ((signal, ["pthread_sigmask"]), (os, ["sched_getaffinity", "O_NOFOLLOW"])):
    for name in names:
        delattr(module, name)
true, sys.platform = sys.platform, "win32"
from simulate.foundation.locking import FolderLock
sys.platform = true
from simulate.montecarlo.threads import default_threads
from simulate.montecarlo.subprocesses import start_python
from simulate.foundation.errors import MachineError
folder = Path(sys.argv[1])
with FolderLock(folder):
    try:
        FolderLock(folder).__enter__()
    except MachineError as error:
        print(error)
assert default_threads() >= 1
other = start_python("print(6 * 7, flush=True)")
other.communicate()
"""


def test_where_the_system_is_windows_folders_are_locked_and_processes_started(root, tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", WINDOWS, tmp_path / "run"], capture_output=True, text=True, check=False, cwd=root
    )
    assert run.returncode == 0, run.stderr
    said, answer = run.stdout.split("\n")[:2]
    assert said.startswith(f"{tmp_path / 'run'} is in use by process ")
    assert said.rpartition(" ")[2].isdigit()
    assert answer == "42"
