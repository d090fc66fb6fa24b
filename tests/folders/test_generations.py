"""A run folder is one generation or the next, wherever the one who writes it is killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from simulate import api
from simulate.foundation.errors import InputError
from simulate.foundation.files import MARK, sealed_json
from simulate.foundation.locking import FolderLock
from simulate.foundation.switching import NOTE, SWITCH, finish
from simulate.runs.record import read_record
from tests.cli.command import BASELINE, contents, simulate
from tests.folders.conftest import DRAWS, write_reports

CHILD = """
import os, signal, sys
from simulate import api
from simulate.scenario.resolve import load_scenario
from tests.folders.conftest import TINY, write_reports
point, calls, moves, armed = int(sys.argv[3]), [0], [0], [False]
true = {name: getattr(os, name) for name in ("replace", "unlink", "rmdir", "fsync")}
def counted(name):
    def call(*arguments, **options):
        if armed[0]:
            calls[0] += 1
            moves[0] += name == "replace" and "/.switch/" in str(arguments[0])
            if calls[0] == point or moves[0] == -point:
                os.kill(os.getpid(), signal.SIGKILL)
        return true[name](*arguments, **options)
    return call
for name in true:
    setattr(os, name, counted(name))
def arm(forecast, stage):
    armed[0] = True
    write_reports(forecast, stage)
api.run(load_scenario(sys.argv[1], TINY), 6, out=sys.argv[2], block=2, threads=1, quiet=True, write_reports=arm)
print(calls[0])
"""


def killed_at(folder: Path, point: int, root: Path) -> subprocess.CompletedProcess[str]:
    """A longer run into a folder, killed at one of the steps that write its files and bring them into their places; with
    a negative ``point``, at that move of a file into its place.
    """
    environment = {**os.environ, "PYTHONPATH": str(root)}
    words = [sys.executable, "-c", CHILD, BASELINE, str(folder), str(point)]
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=300)


def generation(folder: Path) -> dict[str, str]:
    """What a reader may see: all but blocks and what is on its way."""
    hidden = ("blocks/", MARK, SWITCH)
    return {name: digest for name, digest in contents(folder).items() if not name.startswith(hidden)}


def assert_old_or_new(folder: Path, old: dict[str, str], new: dict[str, str]) -> str:
    """Whatever stands, the first reader sees one generation, and the record vouches for all of it."""
    before = generation(folder)
    forecast = api.open_run(folder)
    after = generation(folder)
    assert after in (old, new)
    assert forecast.dataset.sizes["draw"] == (DRAWS if after == old else 6)
    assert (folder / "report.html").read_text() == f"{forecast.dataset.sizes['draw']} draws"
    assert set(read_record(folder)["files"]) == set(after) - {"run.json"}
    return "old" if after == old else "new" if before == new else "finished"


@pytest.fixture(scope="session")
def longer(made, tiny, tmp_path_factory) -> dict[str, str]:
    """The next generation of the folder."""
    folder = Path(shutil.copytree(made, tmp_path_factory.mktemp("longer") / "run"))
    api.run(tiny, 6, out=folder, block=2, quiet=True, write_reports=write_reports)
    return generation(folder)


def storm(made, tiny, tmp_path, root, longer, points) -> set[str]:
    old, seen = generation(made), set()
    for point in points:
        folder = Path(shutil.copytree(made, tmp_path / f"run{point}"))
        child = killed_at(folder, point, root)
        if child.returncode == 0:
            break
        assert child.returncode == -signal.SIGKILL, child.stderr
        seen.add(assert_old_or_new(folder, old, longer))
        api.run(tiny, 6, out=folder, block=2, quiet=True, write_reports=write_reports)
        assert generation(folder) == longer
        assert not list(folder.rglob(f"{MARK}*")), "what a killed run was writing"
        assert not (folder / SWITCH).exists()
    return seen


def test_a_run_killed_amid_the_switch(made, tiny, tmp_path, root, longer):
    assert storm(made, tiny, tmp_path, root, longer, [-3]) == {"finished"}


@pytest.mark.slow
def test_a_run_killed_at_any_step_of_the_switch(made, tiny, tmp_path, root, longer):
    seen = storm(made, tiny, tmp_path, root, longer, [*range(1, 200, 12), *range(-14, 0, 2)])
    assert seen - {"new"} == {"old", "finished"}, "the last points may come when all is in its place"


class KilledError(BaseException):
    """No handler of ours meets it."""


@pytest.fixture(scope="session")
def decided(made, tiny, tmp_path_factory) -> Path:
    """A folder whose switch was decided when its process ended."""
    folder = Path(shutil.copytree(made, tmp_path_factory.mktemp("decided") / "run"))
    true = os.replace

    def replace(source, target):
        if SWITCH in Path(source).parts:
            raise KilledError
        true(source, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", replace)
        with pytest.raises(KilledError):
            api.run(tiny, 6, out=folder, block=2, quiet=True, write_reports=write_reports)
    return folder


def half_way(decided: Path, folder: Path, moves: int) -> Path:
    """The folder after so many moves of the switch."""
    shutil.copytree(decided, folder)
    for name in list(json.loads((folder / SWITCH / NOTE).read_text())["new"])[:moves]:
        os.replace(folder / SWITCH / name, folder / name)
    return folder


@pytest.mark.parametrize("moves", [0, 1, 3, 8])
def test_a_reader_finishes_a_switch_that_was_decided(made, decided, tmp_path, longer, moves, capsys):
    folder = half_way(decided, tmp_path / "run", moves)
    assert generation(folder) != longer
    assert assert_old_or_new(folder, generation(made), longer) == "finished"
    assert "a run that was killed while its files took their places has been finished" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["verify"], ["report"], ["replay", "--draw", "0"], ["budget", "--year", "2024"]])
def test_every_command_finishes_it_or_says_who_holds_the_folder(decided, tmp_path, command):
    folder = half_way(decided, tmp_path / "run", 2)
    with FolderLock(folder):
        answer = simulate(command[0], folder, *command[1:])
    assert answer.code == 3
    assert f"is in use by process {os.getpid()}" in answer.err


def test_a_file_that_the_user_puts_in_the_way_meanwhile_is_kept(decided, tmp_path):
    run_folder = half_way(decided, tmp_path / "run", 1)
    (run_folder / "report.html").write_text("mine")
    with pytest.raises(InputError, match=r"report\.html \(changed since it was made\)"):
        api.open_run(run_folder)
    assert (run_folder / "report.html").read_text() == "mine"


def test_a_damaged_note_moves_nothing(decided, tmp_path):
    run_folder = half_way(decided, tmp_path / "run", 0)
    note = run_folder / SWITCH / NOTE
    note.write_text(note.read_text().replace("forecast.nc", "forecast.nd", 1))
    before = contents(run_folder)
    with pytest.raises(InputError, match="what an interrupted run has left is damaged"):
        api.open_run(run_folder)
    assert contents(run_folder) == before


def test_what_is_left_of_a_finished_switch_is_cleared(tmp_path):
    (tmp_path / SWITCH).mkdir()
    (tmp_path / SWITCH / NOTE).write_text(sealed_json({"new": {}, "before": {}, "without": []}))
    finish(tmp_path)
    assert not (tmp_path / SWITCH).exists()
