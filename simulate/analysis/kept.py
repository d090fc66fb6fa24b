"""Results of ``explain`` and ``compare`` kept in the run folder, so that its page and workbook show them.

A result is kept as NetCDF with its sentences in both languages and the run key of the run it speaks of: a run that was
computed anew with other inputs does not show it.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import xarray as xr

from simulate.files import atomic_path

if TYPE_CHECKING:
    from simulate.analysis.results import Result
    from simulate.forecast.forecast import Forecast

FOLDER = "analysis"
LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class Kept:
    """A kept result: its name (``explain``, ``compare_baseline``), its chart's dataset, its sentences by language."""

    name: str
    dataset: xr.Dataset
    sentences: dict[str, list[str]]
    chart: str


def keep(result: Result, name: str, forecast: Forecast) -> Path:
    """Write ``result`` into the run folder of ``forecast`` as ``analysis/<name>.nc``; returns the path.

    Raises MachineError where the disk refuses.
    """
    assert forecast.folder is not None
    said = {one: dataclasses.replace(result, language=one).sentences() for one in LANGUAGES}
    about = {
        "run_key": forecast.dataset.attrs["run_key"],
        "sentences": json.dumps(said, ensure_ascii=False),
        "chart": result.chart,
    }
    path = forecast.folder / FOLDER / f"{name}.nc"
    with atomic_path(path) as temporary:
        result.dataset.assign_attrs(about).to_netcdf(temporary, engine="netcdf4")
    return path


def kept(forecast: Forecast) -> list[Kept]:
    """The results kept for this very run, by name; none for a forecast in memory."""
    if forecast.folder is None:
        return []
    found = []
    for path in sorted((forecast.folder / FOLDER).glob("*.nc")):
        with xr.open_dataset(path, engine="netcdf4") as opened:
            data = opened.load()
        if data.attrs.get("run_key") == forecast.dataset.attrs["run_key"]:
            found.append(Kept(path.stem, data, json.loads(data.attrs["sentences"]), str(data.attrs["chart"])))
    return found
