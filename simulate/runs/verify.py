"""Run a run folder again from ``run.json``; every number and every hash must come out as it stands."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from simulate.foundation.errors import DifferenceError, InputError
from simulate.foundation.files import sha256_file
from simulate.kernels.compiling import generator_name, rule_hash
from simulate.language.choice import tell
from simulate.runs import run as runs
from simulate.runs import run_folder
from simulate.runs.record import FORECAST, UNSEALED, read_record
from simulate.runs.tables import write_tables

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast

AT_ONCE = 2000  # draws compared at once
SHOWN = 20


@dataclass(frozen=True)
class Verification:
    """What was compared, all of it equal: a run folder whose verification returns this can be trusted."""

    folder: Path
    draws: int
    files: int
    variables: int
    numbers: int
    notes: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        text = (
            f"{self.folder}: {self.draws:,} draws run again; {self.numbers:,} numbers of {self.variables} variables and "
            f"{self.files} files agree"
        )
        return "\n".join([text, *self.notes])


def verify_run(folder: Path | str, *, quiet: bool = False) -> Verification:
    """Verify a run folder: hashes of its files, then every number of a second run, then the tables made from it.

    Raises
    ------
    DifferenceError that names each file, and of each variable the first draw and instrument, that differs.
    InputError where the folder is no run folder or was run with another generator than this process uses.
    """
    folder = Path(folder)
    record = read_record(folder)
    if record["generator"] != generator_name():
        raise InputError(
            tell(
                "error.verify.run_generator_this_process",
                folder=folder,
                generator=record["generator"],
                present=generator_name(),
            )
        )
    problems = list(changed_files(folder, record["files"]))
    if record["rule_hash"] != rule_hash():
        problems.append(f"run.json: rules {record['rule_hash'][:12]}; those of this version are {rule_hash()[:12]}")
    try:
        with runs.open_run(folder).dataset as stored:
            variables = len(stored.data_vars)
            numbers = sum(int(one.size) for one in stored.data_vars.values())
            problems += run_again(folder, record, stored, quiet=quiet, tables=not problems)
    except InputError as error:
        problems.append(str(error))
    if problems:
        more = [f"and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
        raise DifferenceError("\n".join([*problems[:SHOWN], *more]))
    return Verification(folder, record["draws"], len(record["files"]), variables, numbers, _notes(record))


def run_again(folder: Path, record: dict[str, Any], stored: xr.Dataset, *, quiet: bool, tables: bool) -> Iterator[str]:
    """What differs in a second run: numbers, and files where ``tables`` are asked for and no number differs."""
    named = dataclasses.replace(
        run_folder.recorded_scenario(folder, record), path=Path(f"{stored.attrs['scenario']}.yaml")
    )
    with tempfile.TemporaryDirectory() as temporary:
        again = runs.run(named, record["draws"], out=Path(temporary) / "again", quiet=quiet)
        found = list(differences(stored, again.dataset))
        yield from found
        if tables and not found:
            yield from remade(folder, again, record["files"])
        again.dataset.close()


def changed_files(folder: Path, hashes: dict[str, str]) -> Iterator[str]:
    """Files that are missing or other than ``run.json`` says."""
    for name, expected in hashes.items():
        path = folder / name
        if not path.exists():
            yield f"{path}: missing"
        elif sha256_file(path) != expected:
            yield f"{path}: its bytes have changed since the run"


def differences(stored: xr.Dataset, again: xr.Dataset) -> Iterator[str]:
    """Of every variable and coordinate the first difference, by its coordinates."""
    for name in dict.fromkeys([*stored.variables, *again.variables]):
        if name not in stored.variables or name not in again.variables:
            yield f"{name}: only in the {'stored' if name in stored.variables else 'second'} run"
        elif stored[name].dims != again[name].dims or stored[name].shape != again[name].shape:
            yield f"{name}: dimensions {dict(stored[name].sizes)}, again {dict(again[name].sizes)}"
        else:
            yield from _difference(str(name), stored[name], again[name])


def _difference(name: str, stored: xr.DataArray, again: xr.DataArray) -> Iterator[str]:
    """Compared a few thousand draws at a time; what is not a number on both sides is equal."""
    size = stored.sizes.get("draw", 1)
    count, first = 0, ""
    for start in range(0, size, AT_ONCE):
        part = {"draw": slice(start, start + AT_ONCE)} if "draw" in stored.dims else {}
        mine, theirs = stored.isel(part), again.isel(part)
        one, other = mine.values, theirs.values
        unequal = one != other
        if one.dtype.kind == "f":
            unequal &= ~(np.isnan(one) & np.isnan(other))
        places = np.argwhere(unequal)
        if len(places) and not count:
            place = tuple(places[0])
            where = (f"{dim} {mine[dim].values[at]}" for dim, at in zip(mine.dims, place, strict=True))
            first = f"{', '.join(where)}: {one[place]}, again {other[place]}"
        count += len(places)
    if count:
        yield f"{name}: {count:,} values differ, first at {first}"


def remade(folder: Path, again: Forecast, hashes: dict[str, str]) -> Iterator[str]:
    """Files that the second run gives with other bytes: the forecast, and the tables where the folder has them."""
    assert again.folder is not None
    paths = [again.folder / FORECAST, *write_tables(again, again.folder)]
    for path in paths:
        name = path.relative_to(again.folder).as_posix()
        if name in hashes and sha256_file(path) != hashes[name]:
            yield f"{folder / name}: a second run writes other bytes"


def _notes(record: dict[str, Any]) -> tuple[str, ...]:
    """What has changed since the run though the numbers agree: versions of libraries, and what run.json vouches for."""
    then: dict[str, str] = record.get("versions", {})
    other = [f"{name} {old} (now {version(name)})" for name, old in then.items() if version(name) != old]
    notes = [f"run with {', '.join(other)}"] if other else []
    if record["format"] == UNSEALED:
        notes.append("run.json is of an earlier version, which kept no hash of its own content")
    return tuple(notes)
