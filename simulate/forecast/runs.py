"""Running a scenario: from its file to a forecast, in memory or in a run folder; opening a run again."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from simulate.characters import visible
from simulate.compiling import generator_name, rule_hash
from simulate.engine.blocks import block_ranges
from simulate.engine.executors import Executor, computing, executor
from simulate.engine.montecarlo import Store, Worker, default_block, missing_spans
from simulate.engine.spec import CitySpec
from simulate.engine.translate import city_spec
from simulate.errors import InputError, MachineError
from simulate.files import FolderLock, remove_temporaries, sha256_file, sha256_json, staged, undisturbed
from simulate.forecast import run_folder
from simulate.forecast.conditioning import Conditions
from simulate.forecast.dataset import Frame
from simulate.forecast.forecast import Forecast
from simulate.population.figures import POPULATION_FILE
from simulate.progress import RunLog
from simulate.scenario.observed import Fact
from simulate.scenario.resolve import load_scenario
from simulate.scenario.scenario import Scenario

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK_FORMAT = 1
READ_WHOLE = 1 << 27  # bytes of a forecast that is read at once: some 3,000 draws of a city
Engine = Literal["compiled", "mesa"]


def prepared_spec(scenario: Scenario) -> CitySpec:
    """What the engine is told about a scenario, with its posterior if it has one."""
    spec = city_spec(scenario)
    if scenario.posterior is None:
        return spec
    from simulate.calibration.posterior import scenario_posterior

    return dataclasses.replace(spec, posterior=scenario_posterior(scenario))


def run_key(scenario: Scenario, uniforms: Mapping[str, Any] | None = None) -> str:
    """SHA-256 of everything that decides the numbers of a draw: scenario, plan, figures, seed, rules, generator,
    format.
    """
    designed = hashlib.sha256()
    for name in sorted(uniforms or {}):
        designed.update(name.encode() + np.ascontiguousarray((uniforms or {})[name], dtype=np.float64).tobytes())
    return sha256_json(
        {
            "content": scenario.key_data(),
            "seed": scenario.seed,
            "rules": rule_hash(),
            "generator": generator_name(),
            "population": sha256_file(POPULATION_FILE),
            "format": BLOCK_FORMAT,
            "designed": designed.hexdigest(),
        }
    )


def run(
    scenario: Scenario | str | Path,
    draws: int | None = None,
    *,
    seed: int | None = None,
    out: Path | str | None = None,
    threads: int | None = None,
    processes: int | None = None,
    cluster: str | None = None,
    block: int | None = None,
    engine: Engine = "compiled",
    uniforms: Mapping[str, NDArray[np.float64]] | None = None,
    fresh: bool = False,
    quiet: bool = False,
) -> Forecast:
    """Run a scenario.

    Parameters
    ----------
    scenario : a scenario, or the path of its file
    draws, seed : in place of the scenario's
    out : run folder; None keeps everything in memory and leaves nothing behind
    threads, processes, cluster : who computes (threads on all cores by default)
    block : draws a block (no number depends on it)
    engine : compiled, or mesa (the reference; about a thousand times slower)
    uniforms : designed uniforms (name of a parameter to an array of shape (draws,)) in place of keyed ones; observed
        facts then leave out no draw
    fresh : start over even if blocks of the same run are there

    Raises
    ------
    InputError for what the user asks and where no draw agrees with the observed facts, MachineError where disk, lock or
    cluster refuse.  Interrupted, a run with a folder resumes where it stopped.
    """
    scenario = load_scenario(scenario) if isinstance(scenario, (str, Path)) else scenario
    if seed is not None:
        scenario = scenario.replace({"seed": seed})
    draws = scenario.draws if draws is None else draws
    if draws < 1:
        raise InputError(f"draws: {draws} came; expected a whole number from 1")
    worker = Worker(prepared_spec(scenario), uniforms)
    key = run_key(scenario, uniforms)
    who = executor(threads, processes, cluster)
    size = block or default_block(worker.city.room)
    frame = Frame(scenario, worker.city, run_attributes(scenario, key))
    conditions = conditions_of(worker, scenario.facts if uniforms is None else ())
    if out is None:
        store = Store(key)
        compute(worker, who, store, draws, size, engine, quiet)
        kept = conditions.draws(store, draws)
        frame = with_attributes(frame, conditions.attributes(kept, draws))
        return Forecast(frame.dataset(conditions.blocks(store, draws), kept), scenario)
    folder = Path(out)
    run_folder.check_disk(folder, draws)
    with FolderLock(folder):
        remove_temporaries(folder)
        log = RunLog(folder / run_folder.LOG)
        store = Store(key, folder / run_folder.BLOCKS, log.write)
        if fresh:
            discard(store)
        log.write(f"run {key[:12]}: {draws} draws")
        with resumable(store):
            compute(worker, who, store, draws, size, engine, quiet)
        kept = conditions.draws(store, draws)
        about = conditions.attributes(kept, draws)
        blocks = conditions.blocks(store, draws)
        with staged(folder) as stage:
            run_folder.write_forecast(stage / run_folder.FORECAST, with_attributes(frame, about), kept, blocks)
            run_folder.copy_attachments(scenario, stage)
            run_folder.write_record(folder, stage, scenario, key, rule_hash(), draws, generator_name(), about)
        for name in run_folder.detached(scenario):
            (folder / name).unlink(missing_ok=True)
        log.write("done")
    return open_run(folder)


def conditions_of(worker: Worker, facts: tuple[Fact, ...]) -> Conditions:
    """The facts, with the places of their instruments and years in the results."""
    spec = worker.city.spec
    return Conditions(facts, spec.variants.instruments, spec.calendar.first_year)


def with_attributes(frame: Frame, more: Mapping[str, Any]) -> Frame:
    """The frame with further attributes of the forecast."""
    return dataclasses.replace(frame, attributes={**frame.attributes, **more})


@contextlib.contextmanager
def resumable(store: Store) -> Iterator[None]:
    """Where the machine or the cluster refuses, say what is kept."""
    try:
        yield
    except MachineError as error:
        if store.folder is None or not block_ranges(store.folder):
            raise
        kept = f"finished draws are kept in {store.folder.parent}: run the same command again to go on"
        raise MachineError(f"{error}\n{kept}") from error


def discard(store: Store) -> None:
    """Remove the blocks of a folder."""
    if store.folder is not None and store.folder.is_dir():
        for path in store.folder.glob("*.block"):
            path.unlink()


def compute(worker: Worker, who: Executor, store: Store, draws: int, size: int, engine: Engine, quiet: bool) -> None:
    """Compute what is missing; interrupted, what is finished stays."""
    spans = missing_spans(draws, size, store.finished(draws))
    with computing(who, worker, spans, quiet=quiet, by_agents=engine == "mesa") as blocks:
        for span, arrays in blocks:
            with undisturbed():
                store.keep(span, arrays)


def seal(folder: Path, stage: Path, without: Collection[str] = ()) -> None:
    """Write into ``stage`` a ``run.json`` with the hashes of all files as they will be: tables and reports, too.

    The files of ``stage`` are to take their places in ``folder``; those named ``without`` are to go.
    """
    record = run_folder.read_record(folder)
    record["files"] = run_folder.hashes(folder, stage, without)
    run_folder.save_record(stage, record)


def run_attributes(scenario: Scenario, key: str) -> dict[str, Any]:
    """Global attributes of a forecast: what was run, without clock time, host or path."""
    from importlib.metadata import version

    return {
        "scenario": visible(scenario.path.stem),
        "title_zh": scenario.title["zh"],
        "title_en": scenario.title["en"],
        "plan": scenario.plan.name,
        "seed": scenario.seed,
        "run_key": key,
        "rule_hash": rule_hash(),
        "generator": generator_name(),
        "version": version("simulate"),
        "language": scenario.language,
    }


def open_run(folder: Path | str) -> Forecast:
    """A forecast from its run folder: a small one whole, a large one variable by variable as it is needed.

    Raises InputError where the folder has no forecast, or one that cannot be read.
    """
    import netCDF4
    import xarray as xr

    netCDF4.set_chunk_cache(size=run_folder.CHUNK_CACHE)
    folder = Path(folder)
    record = run_folder.read_record(folder)
    path = folder / run_folder.FORECAST
    if not path.exists():
        raise InputError(f"{folder}: no {run_folder.FORECAST} in it; run the scenario again")
    again = f"{path}: damaged since the run; run the scenario again"
    try:
        dataset = xr.open_dataset(path, engine="netcdf4")
        if dataset.nbytes <= READ_WHOLE:
            dataset.load()
        elif sha256_file(path) != record["files"].get(run_folder.FORECAST):
            raise InputError(again)
    except (OSError, RuntimeError) as error:  # NetCDF knows both
        raise InputError(f"{again} ({error})") from error
    return Forecast(dataset, run_folder.recorded_scenario(folder, record), folder)


__all__ = ["Forecast", "load_scenario", "open_run", "prepared_spec", "run", "run_key", "seal"]
