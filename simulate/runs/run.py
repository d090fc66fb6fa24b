"""Running a scenario: from its file to a forecast, in memory or in a run folder; opening a run again."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from simulate.engine.inputs.spec import CitySpec
from simulate.engine.inputs.translate import city_spec
from simulate.forecast.conditioning import FactFilter
from simulate.forecast.dataset import DatasetBuilder
from simulate.forecast.forecast import Forecast
from simulate.foundation.characters import visible
from simulate.foundation.errors import InputError, MachineError
from simulate.foundation.files import sha256_file, sha256_json, staging, undisturbed
from simulate.foundation.progress import RunLog
from simulate.kernels.compiling import generator_name, rule_hash
from simulate.language.catalogue import languages
from simulate.language.choice import tell
from simulate.language.message import given
from simulate.montecarlo.blocks import block_path, block_ranges
from simulate.montecarlo.executors import computing, executor
from simulate.montecarlo.protocol import Executor
from simulate.montecarlo.worker import Store, Worker, default_block, missing_spans
from simulate.place.calibration_folder import POPULATION
from simulate.runs import run_folder
from simulate.runs.designed import check_uniforms
from simulate.runs.holding import Held, held
from simulate.runs.opening import open_forecast, open_run
from simulate.runs.record import ANALYSIS, BLOCKS, FORECAST, LOG
from simulate.scenario.attachments import ATTACHED
from simulate.scenario.largest import refuse_overflow
from simulate.scenario.observed import Fact
from simulate.scenario.posterior import scenario_posterior
from simulate.scenario.resolve import load_scenario
from simulate.scenario.scenario import Scenario

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK_FORMAT = 1
Engine = Literal["compiled", "mesa"]
WriteReports = Callable[[Forecast, Path], object]


def prepared_spec(scenario: Scenario) -> CitySpec:
    """What the engine is told about a scenario, with its posterior if it has one."""
    spec = city_spec(scenario)
    if scenario.posterior is None:
        return spec

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
            "population": sha256_file(scenario.calibration / POPULATION),
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
    write_reports: WriteReports | None = None,
) -> Forecast:
    """Run a scenario: so many draws of the city with its awards and of the same city without them.

    Interrupted, a run with a folder resumes where it stopped. No number depends on who computes.

    Parameters
    ----------
    scenario : a scenario, the path of its file, or the name of one that ships, such as ``baseline``
    draws : how many, from 1; the scenario's without it
    seed : of all random numbers; the scenario's without it
    out : run folder: a new or empty folder, or one that holds a run; None keeps everything in memory and leaves nothing
        behind
    threads, processes, cluster : who computes: threads of this process (on all cores by default), processes of this
        machine, or the Dask cluster at an address
    block : draws that are computed together (no number depends on it)
    engine : ``compiled``, or ``mesa`` (the reference of agents; about a thousand times slower, equal to the bit)
    uniforms : designed numbers inside (0, 1) (name of a sampled figure to an array of shape (draws,)) in place of keyed
        ones; a name that is not sampled is refused; observed facts then leave out no draw
    fresh : start over even if blocks of the same run are there, and replace one of more draws
    quiet : no bar of progress
    write_reports : writes tables and reports of the forecast below a folder, all of which take their places in the run folder
        together with the forecast

    Returns
    -------
    The forecast, whose money is in whole yuan; opened from ``out`` where there is one.

    Raises
    ------
    ProblemsError
        Mistakes of the scenario, each with its place.
    InputError
        What the user asks cannot be; no draw agrees with the observed facts; ``out`` holds files that no run has made
        in the places of a run, or more draws of the same run.
    MachineError
        Disk, lock or cluster refuse.

    Examples
    --------
    >>> import simulate as sim
    >>> forecast = sim.run("baseline", draws=200, seed=7)  # doctest: +SKIP
    >>> forecast.budget("article").median("draw")  # doctest: +SKIP
    """
    scenario = load_scenario(scenario) if isinstance(scenario, (str, Path)) else scenario
    if seed is not None:
        scenario = scenario.replace({"seed": seed})
    draws = scenario.draws if draws is None else draws
    if draws < 1:
        raise InputError(tell("error.run.draws_whole_number_from", draws=draws))
    refuse_overflow(scenario, draws)
    worker = Worker(prepared_spec(scenario), uniforms)
    check_uniforms(worker.city, uniforms or {}, draws)
    key = run_key(scenario, uniforms)
    who = executor(threads, processes, cluster)
    size = block or default_block(worker.city.room)
    builder = DatasetBuilder(scenario, worker.city, run_attributes(scenario, key))
    # Designed numbers are no sample of the prior: leaving some out would spoil the design.
    facts = fact_filter(worker, scenario.facts if uniforms is None else ())
    if out is None:
        store = Store(key)
        compute(worker, who, store, draws, size, engine, quiet)
        kept = facts.draws(store, draws)
        builder = with_attributes(builder, facts.attributes(kept, draws))
        return Forecast(builder.dataset(facts.blocks(store, draws), kept), scenario)
    with held(Path(out)) as place:
        refuse_fewer(place, key, draws, fresh=fresh)
        run_folder.check_disk(place.folder, draws)
        log = RunLog(place.folder / LOG)
        store = Store(key, place.folder / BLOCKS, log.write)
        if fresh:
            discard(store)
        log.write(f"run {key[:12]}: {draws} draws")
        with resumable(store):
            compute(worker, who, store, draws, size, engine, quiet)
        kept = facts.draws(store, draws)
        about = facts.attributes(kept, draws)
        blocks = facts.blocks(store, draws)
        # Made beside the earlier run, whose place it takes at once: whoever is killed leaves one of the two.
        with staging(place.folder) as stage:
            run_folder.write_forecast(stage / FORECAST, with_attributes(builder, about), kept, blocks)
            run_folder.copy_attachments(scenario, stage)
            if write_reports is not None:
                with open_forecast(stage / FORECAST) as dataset:
                    write_reports(Forecast(dataset, scenario, place.folder), stage)
            record = run_folder.new_record(scenario, key, rule_hash(), draws, generator_name(), about)
            place.take(stage, record, staying(place, stage, key, furnished=write_reports is not None))
        log.write("done")
    # Opened again, so that what the caller sees is what the files hold.
    return open_run(place.folder)


def staying(place: Held, stage: Path, key: str, *, furnished: bool) -> Callable[[str], bool]:
    """Which files of the earlier run stay beside the new one: no others than those that tell of the same numbers.

    StoredResult results of analyses name the run that they speak of. Tables and reports are those of the new run where it has
    made some; otherwise they stay if the forecast is the same to the byte.
    """
    before = place.record or {"run_key": "", "files": {}}
    now = {name: sha256_file(stage / name) for name in (FORECAST, *ATTACHED) if (stage / name).exists()}
    same_run: bool = before["run_key"] == key
    same_bytes = now == {name: digest for name, digest in before["files"].items() if name in (FORECAST, *ATTACHED)}

    def stays(name: str) -> bool:
        if name.startswith(f"{ANALYSIS}/"):
            return same_run
        return same_bytes and not furnished and name not in ATTACHED

    return stays


def refuse_fewer(place: Held, key: str, draws: int, *, fresh: bool) -> None:
    """Raise InputError where a longer run of the same scenario would be lost without a word."""
    if fresh or place.record is None or place.record["run_key"] != key:
        return
    stored = place.record["draws"]
    if stored > draws:
        raise InputError(tell("error.run.holds_draws_same_run", folder=place.folder, stored=stored, draws=draws))


def fact_filter(worker: Worker, facts: tuple[Fact, ...]) -> FactFilter:
    """The facts, with the places of their instruments and years in the results."""
    spec = worker.city.spec
    return FactFilter(facts, spec.variants.instruments, spec.calendar.first_year)


def with_attributes(builder: DatasetBuilder, more: Mapping[str, Any]) -> DatasetBuilder:
    """The builder with further attributes of the forecast."""
    return dataclasses.replace(builder, attributes={**builder.attributes, **more})


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
    """Remove every block that a folder keeps, of whatever run."""
    if store.folder is not None:
        for span in block_ranges(store.folder):
            block_path(store.folder, *span).unlink(missing_ok=True)


def compute(worker: Worker, who: Executor, store: Store, draws: int, size: int, engine: Engine, quiet: bool) -> None:
    """Compute what is missing; interrupted, what is finished stays."""
    spans = missing_spans(draws, size, store.finished(draws))
    with computing(who, worker, spans, quiet=quiet, by_agents=engine == "mesa") as blocks:
        for span, arrays in blocks:
            with undisturbed():
                store.keep(span, arrays)


def run_attributes(scenario: Scenario, key: str) -> dict[str, Any]:
    """Global attributes of a forecast: what was run, without clock time, host or path."""
    return {
        "scenario": visible(scenario.path.stem),
        **{f"title_{language}": given(scenario.title, language) for language in languages()},
        "plan": scenario.plan.name,
        "seed": scenario.seed,
        "run_key": key,
        "rule_hash": rule_hash(),
        "generator": generator_name(),
        "version": version("simulate"),
        "language": scenario.language,
    }


__all__ = ["Forecast", "load_scenario", "open_run", "prepared_spec", "run", "run_key"]
