"""Memory is bounded by the block and the draws written at once, not by the draws of a run."""

from __future__ import annotations

import pytest

from tests.benchmarks.commands import command
from tests.cli.command import BASELINE


def peak(draws: int, folder: object) -> float:
    """Peak memory of a whole run of a hamlet, tables and screen included, in MB."""
    return command("run", BASELINE, "--set", "population.scale=0.005", "--draws", draws, "--threads", 2, "--no-report",
                   "--out", folder).megabytes  # fmt: skip


@pytest.mark.slow
def test_five_times_the_draws_take_no_more_memory(tmp_path):
    few, many = (peak(draws, tmp_path / str(draws)) for draws in (4_000, 20_000))
    assert many < 1.1 * few, f"{few:.0f} MB for 4,000 draws, {many:.0f} MB for 20,000"
