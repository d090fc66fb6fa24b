"""The run folder: how forecast.nc, run.json and attachments are written."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
from numpy.typing import NDArray

from simulate.forecast.dataset import DIMENSIONS, POLICY, Block, DatasetBuilder, attributes
from simulate.foundation.errors import MachineError, SimulateError
from simulate.foundation.files import atomic_path, refused, write_atomic
from simulate.language.choice import tell
from simulate.montecarlo.blocks import Arrays
from simulate.runs.record import FORMAT, RECORD
from simulate.scenario.attachments import attached_names
from simulate.scenario.record import attachments
from simulate.scenario.resolve import scenario_from_data
from simulate.scenario.scenario import Scenario

CHUNK = 2000  # draws written at once: bounds memory, and makes the file the same for every size of block
CHUNK_CACHE = 1 << 20  # bytes of a variable's chunks kept by NetCDF: each is written once, and read whole
BYTES_A_DRAW = 12_000  # compressed blocks and forecast together, generously


def grouped(builder: DatasetBuilder, blocks: Iterator[Arrays]) -> Iterator[Block]:
    """Variables of ``CHUNK`` draws at a time, whatever the blocks."""
    waiting: list[Block] = []
    count = 0
    for arrays in blocks:
        part = builder.variables(arrays)
        while part["anchors_at_cap"].size:
            take = min(CHUNK - count, part["anchors_at_cap"].size)
            waiting.append(cut(part, 0, take))
            part = cut(part, take, None)
            count += take
            if count == CHUNK:
                yield joined(waiting)
                waiting, count = [], 0
    if waiting:
        yield joined(waiting)


def cut(part: Block, first: int, last: int | None) -> Block:
    """The draws ``first`` to before ``last`` of a block, counted within it."""
    return {
        name: values[(slice(None),) * DIMENSIONS[name].index("draw") + (slice(first, last),)]
        for name, values in part.items()
    }


def joined(parts: list[Block]) -> Block:
    """The variables of several blocks as those of one, draws in the order of the blocks."""
    return {
        name: np.concatenate([part[name] for part in parts], axis=dims.index("draw"))
        for name, dims in DIMENSIONS.items()
    }


def write_forecast(path: Path, builder: DatasetBuilder, numbers: NDArray[np.int64], blocks: Iterator[Arrays]) -> None:
    """Write the forecast file of the draws ``numbers``, ``CHUNK`` at a time; the same bytes whatever the blocks were."""
    draws = numbers.size
    netCDF4.set_chunk_cache(size=CHUNK_CACHE)
    with netcdf_errors(path), atomic_path(path) as temporary, netCDF4.Dataset(temporary, "w", format="NETCDF4") as file:
        auxiliary = " ".join(name for name, values in builder.coords.items() if isinstance(values, tuple))
        file.setncatts({"Conventions": "CF-1.10", **builder.attributes, "draws": draws, "coordinates": auxiliary})
        sizes = create_coordinates(file, builder, numbers)
        for name, dims in DIMENSIONS.items():
            kind = "f8" if name in FLOATS else "i8"
            variable = file.createVariable(
                name, kind, dims, zlib=True, complevel=1, shuffle=True, chunksizes=chunks(dims, sizes)
            )
            variable.setncatts(attributes(name))
        first = 0
        for part in grouped(builder, blocks):
            size = part["anchors_at_cap"].size
            for name, dims in DIMENSIONS.items():
                place = (slice(None),) * dims.index("draw") + (slice(first, first + size),)
                file[name][place] = part[name]
            first += size
        if first != draws:
            raise SimulateError(f"{first} of {draws} draws were found when the forecast was put together")


@contextmanager
def netcdf_errors(path: Path) -> Iterator[None]:
    """The NetCDF library raises RuntimeError where the disk is full."""
    try:
        yield
    except RuntimeError as error:
        raise refused(path, error) from error


FLOATS = (
    "coverage",
    "stage_share",
    "core_value_added",
    "core_value_added_before",
    "core_share",
    "gdp",
    "gdp_before",
    "parameter_value",
    "payer_share",
)


def chunks(dims: tuple[str, ...], sizes: dict[str, int]) -> list[int]:
    """One instrument a chunk, up to ``CHUNK`` draws."""
    return [1 if dim == "instrument" else min(sizes[dim], CHUNK) for dim in dims]


def create_coordinates(file: Any, builder: DatasetBuilder, numbers: NDArray[np.int64]) -> dict[str, int]:
    """Dimensions and coordinates; returns the sizes of the dimensions."""
    coords = {**builder.coords, "policy": list(POLICY), "draw": numbers}
    sizes = {name: len(values) for name, values in coords.items() if not isinstance(values, tuple)}
    for name, size in sizes.items():
        file.createDimension(name, size)
    for name, values in coords.items():
        dim, listed = values if isinstance(values, tuple) else (name, values)
        array = np.asarray(listed)
        if array.dtype.kind == "U" or (array.size == 0 and array.dtype.kind == "f"):
            variable = file.createVariable(name, str, (dim,))
            variable[:] = np.array([str(value) for value in listed], dtype=object)
        else:
            variable = file.createVariable(name, "i1" if array.dtype.kind == "b" else "i8", (dim,))
            variable[:] = array.astype(np.int64)
            if array.dtype.kind == "b":
                variable.setncattr("dtype", "bool")
    return sizes


def new_record(
    scenario: Scenario,
    run_key: str,
    rules: str,
    draws: int,
    generator: str,
    conditions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """``run.json`` but for the hashes of the files: all that is needed to run again; no clock time, host or path.

    ``conditions``: what conditioning on observed facts has left.
    """
    return {
        "format": FORMAT,
        "run_key": run_key,
        "rule_hash": rules,
        "generator": generator,
        "seed": scenario.seed,
        "draws": draws,
        **(conditions or {}),
        "version": version("simulate"),
        "versions": {name: version(name) for name in ("numpy", "scipy", "numba", "mesa", "xarray", "netCDF4")},
        "scenario": scenario.resolved,
    }


def copy_attachments(scenario: Scenario, stage: Path) -> None:
    """Put the files that the scenario refers to, and figures that are not what ships, beside ``run.json``."""
    for name, path in attachments(scenario).items():
        write_atomic(stage / name, path.read_bytes())


def attached_files(record: Mapping[str, Any]) -> list[str]:
    """Names of the files that the scenario of a run refers to, or rests on, and its folder keeps."""
    return attached_names(record["scenario"]["origin"])


def recorded_scenario(folder: Path, record: dict[str, Any]) -> Scenario:
    """The scenario of a run, from ``run.json`` alone."""
    return scenario_from_data(record["scenario"], folder / RECORD)


def check_disk(folder: Path, draws: int) -> None:
    """Raise MachineError if the disk cannot take the run."""
    need, free = draws * BYTES_A_DRAW + 20_000_000, shutil.disk_usage(folder).free
    if free < need:
        raise MachineError(
            tell(
                "error.run_folder.draws_need_about_mb",
                folder=folder,
                draws=draws,
                need=need / 1000000.0,
                free=free / 1000000.0,
            )
        )
