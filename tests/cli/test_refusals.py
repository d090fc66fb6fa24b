"""A disk or a permission that refuses, at any write: one message, exit code 3, and what stood stands."""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulate import api
from simulate.foundation.files import MARK
from tests.cli.command import BASELINE, SMALL, Answer, contents, made_earlier, simulate

TABLES = ["overview", "articles", "instruments", "totals", "targets", "adoption"]


@contextlib.contextmanager
def largest_file(size: int) -> Iterator[None]:
    """A disk on which no file can grow beyond so many bytes: a true refusal by the kernel, in the midst of a write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextlib.contextmanager
def forbidden(monkeypatch: pytest.MonkeyPatch, stem: str, number: int, words: str) -> Iterator[None]:
    """No file of this stem can be made."""
    true = Path.touch

    def touch(path: Path, mode: int = 0o666, exist_ok: bool = True) -> None:
        if path.name.startswith(f"{MARK}{stem}-"):
            raise OSError(number, words)
        true(path, mode, exist_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "touch", touch)
        yield


def standing(folder: Path) -> dict[str, str]:
    """What an economist reads of a folder: all but the blocks."""
    return {name: digest for name, digest in contents(folder).items() if not name.startswith("blocks/")}


def assert_refused(answer: Answer, name: str) -> None:
    assert answer.code == 3, answer.err
    assert "Traceback" not in answer.err
    assert f"cannot write {name}" in answer.err
    assert MARK not in answer.err
    assert answer.out == ""


def more_draws(folder: Path, *options: str) -> Answer:
    """The run again, with more draws, so that every file changes."""
    return simulate("run", BASELINE, *SMALL, "--draws", 16, "--out", folder, "--quiet", *options)


@pytest.mark.parametrize(("size", "name"), [(9_000, "blocks/0"), (100_000, "forecast.nc"), (400_000, "posterior.nc")])
def test_a_disk_that_is_full_in_the_midst_of_a_write_changes_nothing_that_stood(run_folder, size, name):
    before = standing(run_folder)
    with largest_file(size):
        answer = more_draws(run_folder, "--no-report")
    assert_refused(answer, f"{run_folder}/{name}")
    assert standing(run_folder) == before
    assert more_draws(run_folder, "--no-report").code == 0


@pytest.mark.parametrize(
    ("stem", "number", "words"),
    [
        ("forecast", 13, "Permission denied"),
        ("posterior", 28, "No space left on device"),
        ("run", 13, "Permission denied"),
    ],
)
def test_what_a_run_cannot_write_changes_nothing_that_stood(run_folder, monkeypatch, stem, number, words):
    before = standing(run_folder)
    with forbidden(monkeypatch, stem, number, words):
        answer = more_draws(run_folder, "--no-report")
    assert_refused(answer, f"{run_folder}/{stem}.")
    assert words in answer.err
    assert standing(run_folder) == before


@pytest.mark.parametrize("stem", TABLES)
def test_a_table_that_cannot_be_written_leaves_all_tables_as_they_were(run_folder, monkeypatch, stem):
    before = contents(run_folder)
    with forbidden(monkeypatch, stem, 28, "No space left on device"):
        answer = simulate("report", run_folder, "--quiet")
    assert_refused(answer, f"{run_folder}/tables/{stem}.csv: No space")
    assert contents(run_folder) == before
    assert not list(run_folder.rglob(f"{MARK}*"))


def test_new_draws_never_stand_beside_old_tables(run_folder, monkeypatch):
    before = standing(run_folder)
    with forbidden(monkeypatch, "totals", 28, "No space left on device"):
        assert_refused(more_draws(run_folder, "--no-report"), f"{run_folder}/tables/totals.csv")
    assert standing(run_folder) == before
    assert more_draws(run_folder, "--no-report").code == 0
    assert standing(run_folder) != before


@pytest.mark.slow
@pytest.mark.parametrize("stem", ["budget", "report", "memo.en", "fan"])
def test_a_report_that_cannot_be_written_leaves_the_earlier_one(run_folder, monkeypatch, stem):
    made_earlier(run_folder, "budget.xlsx", "report.html", "memo.zh.md", "memo.en.md")
    before = contents(run_folder)
    with forbidden(monkeypatch, stem, 28, "No space left on device"):
        answer = simulate("report", run_folder, "--quiet")
    assert_refused(answer, f"{run_folder}/")
    assert stem in answer.err
    assert contents(run_folder) == before


@pytest.mark.slow
def test_a_disk_that_is_full_in_the_midst_of_the_workbook_leaves_the_earlier_one(run_folder):
    made_earlier(run_folder, "budget.xlsx")
    before = contents(run_folder)
    with largest_file(60_000):
        answer = simulate("report", run_folder, "--quiet")
    assert answer.code == 3
    assert "Traceback" not in answer.err
    assert contents(run_folder) == before


def test_a_run_that_cannot_even_say_so_in_its_log_is_refused(run_folder):
    (run_folder / "run.log").unlink()
    (run_folder / "run.log").mkdir()
    answer = more_draws(run_folder, "--no-report")
    assert answer.code == 3
    assert "run.log" in answer.err


def test_a_folder_of_a_finished_run_opens_after_a_refusal(run_folder):
    with largest_file(100_000):
        more_draws(run_folder, "--no-report")
    with api.open_run(run_folder).dataset as data:
        assert data.sizes["draw"] == 12
