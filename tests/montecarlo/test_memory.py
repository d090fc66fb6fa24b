"""Memory is bounded by the block and the draws written at once, not by the draws of a run."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.command import BASELINE, ROOT

PEAK = """
import resource, sys
from simulate.cli.main import main
sys.argv[0] = "simulate"
try:
    main()
finally:
    print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def peak(draws: int, folder: object) -> int:
    """Peak memory of a whole run of a hamlet, tables and screen included, in kilobytes."""
    arguments = ("run", BASELINE, "--set", "population.scale=0.005", "--draws", draws, "--threads", 2, "--no-report",
                 "--out", folder)  # fmt: skip
    answer = subprocess.run(
        [sys.executable, "-c", PEAK, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(answer.stderr.rsplit("peak ", 1)[1])


@pytest.mark.slow
def test_five_times_the_draws_take_no_more_memory(tmp_path):
    few, many = (peak(draws, tmp_path / str(draws)) for draws in (4_000, 20_000))
    assert many < 1.1 * few, f"{few / 1024:.0f} MB for 4,000 draws, {many / 1024:.0f} MB for 20,000"
