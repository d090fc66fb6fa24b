"""Run a run folder again from ``run.json``; every number and every hash must come out as it stands."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from simulate.compiling import generator_name, rule_hash
from simulate.errors import DifferenceError
from simulate.files import sha256_file
from simulate.forecast import run_folder, runs
from simulate.forecast.dataset import DIMENSIONS


def verify_run(folder: Path | str, *, quiet: bool = False) -> str:
    """Verify a run folder; returns one sentence.

    Raises DifferenceError that names the file, or the variable, draw and instrument, that differs first, and InputError where the
    folder is no run folder.
    """
    folder = Path(folder)
    record = run_folder.read_record(folder)
    problems = changed_files(folder, record["files"])
    if record["generator"] != generator_name():
        raise DifferenceError(
            f"{folder}: was run with the generator {record['generator']}, this process uses {generator_name()}"
        )
    if record["rule_hash"] != rule_hash():
        problems.append(f"run.json: rules {record['rule_hash'][:12]}, this version's are {rule_hash()[:12]}")
    with tempfile.TemporaryDirectory() as temporary:
        scenario = run_folder.recorded_scenario(folder, record)
        again = runs.run(scenario, record["draws"], out=Path(temporary) / "again", quiet=quiet)
        problems += differences(runs.open_run(folder), again)
        again.dataset.close()
    if problems:
        raise DifferenceError("\n".join(problems))
    return f"{folder}: {record['draws']} draws run again, every number and {len(record['files'])} files agree"


def changed_files(folder: Path, hashes: dict[str, str]) -> list[str]:
    """Files that are missing or other than ``run.json`` says."""
    found = []
    for name, expected in hashes.items():
        path = folder / name
        if not path.exists():
            found.append(f"{path}: missing")
        elif sha256_file(path) != expected:
            found.append(f"{path}: its bytes have changed since the run")
    return found


def differences(one: runs.Forecast, other: runs.Forecast) -> list[str]:
    """First difference of every variable, by its coordinates."""
    found = []
    for name, dims in DIMENSIONS.items():
        mine, theirs = one.dataset[name].values, other.dataset[name].values
        if mine.shape != theirs.shape:
            found.append(f"{name}: shape {mine.shape}, again {theirs.shape}")
            continue
        places = np.argwhere(mine != theirs)
        if len(places):
            where = ", ".join(
                f"{dim} {one.dataset[dim].values[place]}" for dim, place in zip(dims, places[0], strict=True)
            )
            found.append(
                f"{name}: {len(places)} values differ, first at {where}: {mine[tuple(places[0])]}, again {theirs[tuple(places[0])]}"
            )
    return found
