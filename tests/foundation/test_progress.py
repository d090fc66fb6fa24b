"""The bar is silent unless someone watches, and counts what it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulate.foundation.errors import MachineError
from simulate.foundation.progress import RunLog, progress


def test_nothing_is_drawn_where_nobody_watches(capfd: pytest.CaptureFixture[str]) -> None:
    with progress(3, "blocks") as bar:
        bar.advance()
        bar.advance(2)
    assert capfd.readouterr() == ("", "")


def test_a_watched_bar_shows_its_label_and_count(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulate.foundation.progress.watched", lambda: True)
    with progress(3, "blocks") as bar:
        bar.advance(3)
    out, err = capfd.readouterr()
    assert out == ""
    assert "blocks" in err
    assert "3/3" in err


def test_quiet_is_stronger_than_a_watcher(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulate.foundation.progress.watched", lambda: True)
    with progress(1, "blocks", quiet=True) as bar:
        bar.advance()
    assert capfd.readouterr() == ("", "")


def test_the_log_appends_and_indents(tmp_path: Path) -> None:
    log = RunLog(tmp_path / "run.log")
    log.write("started")
    log.write("two\nlines")
    lines = (tmp_path / "run.log").read_text().splitlines()
    assert [line.split(" ", 1)[1] for line in lines] == ["started", "two", "   lines"]
    RunLog(None).write("unheard")
    with pytest.raises(MachineError):
        RunLog(tmp_path / "missing" / "run.log").write("x")
