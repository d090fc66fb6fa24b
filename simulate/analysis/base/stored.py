"""Results of analyses kept in the run folder, so that its page and workbook show them.

A result is kept as NetCDF with its sentences in every language and the run key of the run it speaks of: a run that was
computed anew with other inputs does not show it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xarray as xr

from simulate.forecast.forecast import Forecast
from simulate.foundation.errors import InputError
from simulate.foundation.files import atomic_path, staging
from simulate.language.choice import tell
from simulate.runs.holding import held
from simulate.runs.record import ANALYSIS, RECORD, check_files, made, read_record

WORDS = ("title", "narrowed", "low_label", "high_label")
"""Variables of an explanation that are words."""


@dataclass(frozen=True)
class StoredResult:
    """A kept result: its name (``explain``, ``compare_baseline``), dataset, sentences by language, and chart."""

    name: str
    dataset: xr.Dataset
    sentences: Mapping[str, Sequence[str]]
    chart: str

    def in_language(self, language: str) -> xr.Dataset:
        """The dataset with its words in ``language``."""
        words = {name: self.dataset[f"{name}_{language}"] for name in WORDS if f"{name}_{language}" in self.dataset}
        return self.dataset.assign(words)


def stored_results(forecast: Forecast) -> list[StoredResult]:
    """The results kept for this very run, by name; none for a forecast in memory."""
    if forecast.folder is None or not (forecast.folder / RECORD).exists():
        return []
    found = []
    record = read_record(forecast.folder)
    names = sorted(name for name in made(record) if name.startswith(f"{ANALYSIS}/"))
    check_files(forecast.folder, record, names, again="explain or compare the run")
    for path in (forecast.folder / name for name in names):
        with xr.open_dataset(path, engine="netcdf4") as opened:
            data = opened.load()
        if data.attrs.get("run_key") == forecast.dataset.attrs["run_key"]:
            found.append(StoredResult(path.stem, data, json.loads(data.attrs["sentences"]), str(data.attrs["chart"])))
    return found


def write_stored(
    folder: Path, name: str, dataset: xr.Dataset, said: Mapping[str, Sequence[str]], chart: str, forecast: Forecast
) -> Path:
    """Write a result of ``forecast`` below ``folder`` as ``analysis/<name>.nc``; returns the path.

    Raises MachineError where the disk refuses.
    """
    about = {
        "run_key": forecast.dataset.attrs["run_key"],
        "sentences": json.dumps({language: list(lines) for language, lines in said.items()}, ensure_ascii=False),
        "chart": chart,
    }
    path = folder / ANALYSIS / f"{name}.nc"
    with atomic_path(path) as temporary:
        dataset.assign_attrs(about).to_netcdf(temporary, engine="netcdf4")
    return path


def refuse_unless_it_can_keep(folder: Path) -> None:
    """Raise, before anything is computed, what would be raised when a result is kept in a run folder."""
    read_record(folder)
    with held(folder):
        pass


def keep(name: str, dataset: xr.Dataset, said: Mapping[str, Sequence[str]], chart: str, forecast: Forecast) -> None:
    """Put a result into the run folder, and its hash into ``run.json``, both at once."""
    folder = forecast.folder
    assert folder is not None
    about = forecast.dataset.attrs
    run = about["run_key"], about.get("draws_simulated", about["draws"])
    with held(folder) as place, staging(folder) as stage:
        if place.record is None or run != (place.record["run_key"], place.record["draws"]):
            raise InputError(tell("error.kept.run_anew_meanwhile_ask", folder=folder))
        write_stored(stage, name, dataset, said, chart, forecast)
        place.take(stage, place.record, lambda _: True)
