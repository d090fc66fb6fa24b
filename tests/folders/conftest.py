"""A run folder with everything in it, made once: what is tested here is how folders are kept, not what a run computes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from simulate import api
from simulate.scenario.resolve import load_scenario
from tests.cli.command import BASELINE

TINY = ["population.scale=0.02"]
DRAWS = 4


@pytest.fixture(scope="session")
def tiny():
    """The baseline for a city of some 200 firms."""
    return load_scenario(BASELINE, TINY)


@pytest.fixture(scope="session")
def made(tiny, tmp_path_factory) -> Path:
    """A run of four draws with tables and a page of one line."""
    folder = tmp_path_factory.mktemp("runs") / "made"
    api.run(tiny, DRAWS, out=folder, block=2, quiet=True, write_reports=write_reports)
    return folder


def write_reports(forecast, stage: Path) -> None:
    """Tables, and a page, memo and workbook that say how many draws they are of."""
    from simulate.runs.tables import write_tables

    write_tables(forecast, stage)
    for name in ("report.html", "memo.en.md", "memo.zh.md", "budget.xlsx"):
        (stage / name).write_text(f"{forecast.dataset.sizes['draw']} draws")


@pytest.fixture
def run_folder(made, tmp_path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(made, tmp_path / "run"))
