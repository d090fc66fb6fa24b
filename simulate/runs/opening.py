"""A run folder opened again: nothing is read that is not, to the byte, what the run has written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import netCDF4
import xarray as xr

from simulate.forecast.forecast import Forecast
from simulate.foundation.errors import InputError
from simulate.language.choice import tell
from simulate.runs import run_folder
from simulate.runs.record import FORECAST, check_files, read_record

if TYPE_CHECKING:
    import xarray as xr

READ_WHOLE = 1 << 27  # bytes of a forecast that is read at once: some 3,000 draws of a city


def open_run(folder: Path | str) -> Forecast:
    """A forecast from its run folder: a small one whole, a large one variable by variable as it is needed.

    The forecast and the files that its scenario refers to are compared with their hashes in ``run.json`` first.

    Parameters
    ----------
    folder : where ``run`` or ``simulate run --out`` has written

    Returns
    -------
    The forecast, with its scenario as it was run.

    Raises
    ------
    InputError
        The folder holds no run, or a file of it is not what the run has written.
    """
    folder = Path(folder)
    record = _checked(folder)
    return Forecast(open_forecast(folder / FORECAST), run_folder.recorded_scenario(folder, record), folder)


def _checked(folder: Path) -> dict[str, Any]:
    """The record of a folder whose files fit it; another run may be taking its place meanwhile."""
    while True:
        record = read_record(folder)
        try:
            check_files(folder, record, [FORECAST, *run_folder.attached_files(record)])
        except InputError:
            if read_record(folder) == record:
                raise
        else:
            return record


def open_forecast(path: Path) -> xr.Dataset:
    """The dataset of a forecast file; raises InputError where it cannot be read."""
    netCDF4.set_chunk_cache(size=run_folder.CHUNK_CACHE)
    try:
        dataset = xr.open_dataset(path, engine="netcdf4")
        if dataset.nbytes <= READ_WHOLE:
            dataset.load()
            dataset.close()  # what is in memory stays
    except (OSError, RuntimeError) as error:  # NetCDF knows both
        raise InputError(tell("error.opening.cannot_read_remove_run", path=path, error=error)) from error
    return dataset
