"""One small run folder that the tests of this room read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import BASELINE, SMALL, Answer, simulate

DRAWS = 12


@pytest.fixture(scope="session")
def small_run(tmp_path_factory) -> tuple[Path, Answer]:
    """A run of 12 draws of a small city, and what it printed."""
    folder = tmp_path_factory.mktemp("results") / "small"
    return folder, simulate("run", BASELINE, *SMALL, "--draws", DRAWS, "--out", folder, "--no-report", "--lang", "en")


@pytest.fixture
def run_folder(small_run, tmp_path) -> Path:
    """A copy of the run folder that a test may spoil."""
    import shutil

    return Path(shutil.copytree(small_run[0], tmp_path / "small"))
