"""The wheel alone, in a fresh environment and an empty folder: everything that a clone gives works from what it lays out.

The libraries are those of this environment, whose folder is added to the fresh one; ``simulate`` is only in the wheel.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import numpy
import pytest
from openpyxl import load_workbook

from simulate.foundation.shipped import shipped_files
from tests.cli.command import PROGRAM, ROOT, simulate

pytestmark = pytest.mark.slow

NOTEBOOK = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
notebook.cells.insert(0, nbformat.v4.new_code_cell("import simulate; print(simulate.__file__)"))
NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
print(notebook.cells[0].outputs[0].text)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Built from the sources as they are, without a network."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True, timeout=120
    )
    return next(folder.glob("simulate-*.whl"))


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory) -> Path:
    """The interpreter of an environment that has nothing of the project but the wheel."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    (packages / "libraries.pth").write_text(f"{Path(numpy.__file__).parents[1]}\n", encoding="utf-8")
    return folder / "bin" / "python"


@pytest.fixture(scope="module")
def command(python, tmp_path_factory):
    """``simulate`` of that environment, with a cache of its own."""
    kept = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "NUMBA_CACHE_DIR")}
    environment = {**kept, "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache")), "SIMULATE_NOTEBOOK_DRAWS": "20"}

    def run(folder: Path, *arguments: object, program: str = PROGRAM) -> subprocess.CompletedProcess[str]:
        words = [python, "-c", program, *map(str, arguments)]
        return subprocess.run(
            words, cwd=folder, env=environment, capture_output=True, text=True, timeout=900, check=False
        )

    return run


@pytest.fixture(scope="module")
def demo(command, tmp_path_factory) -> Path:
    """What ``simulate init demo`` lays out in an empty folder."""
    folder = tmp_path_factory.mktemp("empty")
    done = command(folder, "init", "demo")
    assert done.returncode == 0, done.stderr
    return folder / "demo"


def numbers(folder: Path) -> dict[str, str]:
    """Hashes of the forecast and its tables."""
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return {name: sha for name, sha in record["files"].items() if name.startswith(("forecast", "tables"))}


def test_the_wheel_holds_what_ships_once_and_says_whose_it_is(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        about = archive.read(next(name for name in names if name.endswith("METADATA"))).decode()
    data = [name.removeprefix("simulate/data/") for name in names if name.startswith("simulate/data/")]
    assert sorted(data) == sorted(path.as_posix() for path in shipped_files())
    assert not [name for name in names if not name.startswith("simulate")]
    assert "Author: The simulate developers" in about and "License-Expression: Apache-2.0" in about


def test_the_package_that_answers_is_the_one_in_the_environment(command, python, tmp_path):
    where = command(tmp_path, program="import simulate; print(simulate.__file__)").stdout.strip()
    assert Path(where).is_relative_to(python.parents[1])


def test_from_an_empty_folder_to_a_forecast_that_is_the_clones(command, demo, tmp_path):
    few = ("--set", "population.scale=0.03", "--draws", 10, "--no-report", "--quiet")
    assert command(tmp_path, "run").returncode == 2
    named = command(tmp_path, "run", "baseline", *few, "--out", tmp_path / "shipped")
    laid = command(demo, "run", "scenarios/baseline.yaml", *few, "--out", tmp_path / "laid")
    assert (named.returncode, laid.returncode) == (0, 0), named.stderr + laid.stderr
    here = simulate("run", ROOT / "scenarios" / "baseline.yaml", *few, "--out", tmp_path / "clone")
    assert here.code == 0, here.err
    assert numbers(tmp_path / "shipped") == numbers(tmp_path / "laid") == numbers(tmp_path / "clone") != {}
    assert command(demo, "verify", tmp_path / "laid", "--quiet").returncode == 0


def test_the_plan_the_fit_and_the_back_test_work_where_they_were_laid_out(command, demo):
    plan = command(demo, "plan", 9, "--lang", "en")
    assert plan.returncode == 0 and "a09.3" in plan.stdout
    for name, draws, few in (
        ("fit_plan.yaml", "draws: 20000", "draws: 400"),
        ("backtest.yaml", "draws: 4000", "draws: 60"),
    ):
        path = demo / "calibration" / name
        text = path.read_text(encoding="utf-8")
        assert draws in text
        path.write_text(text.replace(draws, few), encoding="utf-8")
    before = (demo / "calibration" / "posterior.nc").read_bytes()
    fitted = command(demo, "calibrate", "--lang", "en", "--quiet")
    assert fitted.returncode == 0, fitted.stderr
    assert (demo / "calibration" / "posterior.nc").read_bytes() != before
    tested = command(demo, "backtest", "--lang", "en", "--quiet")
    assert tested.returncode == 0, tested.stderr
    assert "90" in tested.stdout


def test_an_installed_package_is_not_written_into(command, python, tmp_path):
    refused = command(tmp_path, "calibrate", "--quiet")
    assert refused.returncode == 2 and "belongs to the installed package" in refused.stderr
    assert "simulate init FOLDER" in refused.stderr and not list(tmp_path.iterdir())


def test_the_first_notebook_runs_on_the_wheel(command, python, demo):
    done = command(demo / "notebooks", demo / "notebooks" / "1_first_forecast.ipynb", program=NOTEBOOK)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(python.parents[1])


def test_figures_that_were_edited_are_used_and_said_on_screen_page_and_in_the_workbook(command, demo, tmp_path):
    path = demo / "calibration" / "priors.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("value: {triangular: [20万元, 50万元, 150万元]}", "value: 77万元"), encoding="utf-8")
    done = command(
        demo,
        "run",
        "baseline",
        "--set",
        "population.scale=0.03",
        "--draws",
        10,
        "--lang",
        "en",
        "--out",
        tmp_path / "own",
    )
    assert done.returncode == 0, done.stderr
    said = "priors.yaml not as shipped"
    assert said in done.stdout
    assert said in (tmp_path / "own" / "report.html").read_text(encoding="utf-8")
    assert said in "".join(
        str(cell.value) for row in load_workbook(tmp_path / "own" / "budget.xlsx")["Assumptions"] for cell in row
    )
    assert (tmp_path / "own" / "calibration" / "priors.yaml").read_bytes() == path.read_bytes()
    assert command(tmp_path, "verify", tmp_path / "own", "--quiet").returncode == 0
