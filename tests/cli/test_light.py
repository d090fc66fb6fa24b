"""Commands that only read files are quick: nothing heavy is imported."""

from __future__ import annotations

import subprocess
import sys

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


def test_the_names_of_the_facade_stay_callable_whatever_else_is_imported() -> None:
    code = (
        "import importlib, pkgutil, simulate\n"
        "folders = [one.name for one in pkgutil.iter_modules(simulate.__path__)]\n"
        "assert not set(folders) & set(simulate.__all__), folders\n"
        "assert all(callable(getattr(simulate, name)) for name in simulate.__all__)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
