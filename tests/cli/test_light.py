"""Commands that only read files are quick: nothing heavy is imported."""

from __future__ import annotations

import pytest

from tests.cli.command import BASELINE, start

HEAVY = ("numba", "scipy", "matplotlib", "mesa", "pandas", "xarray", "netCDF4", "distributed")
PROGRAM = f"""
import sys
sys.argv[0] = "simulate"
from simulate.cli.main import main
try:
    main()
finally:
    print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["run", "--help"], ["--version"], ["check", BASELINE], ["plan"], ["plan", "a05.1"], ["schema", "scenario"],
     ["schema", "plan"]],
    ids=" ".join,
)  # fmt: skip
def test_nothing_heavy_is_imported(arguments):
    process = start(*arguments, program=PROGRAM)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert err.strip().splitlines()[-1] == "[]"
    assert out


def test_the_package_is_light_to_import():
    process = start(program=f"import simulate, sys; print([name for name in {HEAVY!r} if name in sys.modules])")
    assert process.communicate(timeout=60)[0].strip() == "[]"
