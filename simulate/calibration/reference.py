"""The reference table: many draws of the prior, and for each what every moment needs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from simulate.behaviour.parameters import NUMBERS
from simulate.calibration.moments import Moment
from simulate.engine.inputs import layout
from simulate.engine.inputs.city import City
from simulate.engine.inputs.spec import SEGMENTS
from simulate.engine.inputs.translate import city_spec
from simulate.montecarlo.blocks import Arrays
from simulate.montecarlo.executors import computing, executor
from simulate.montecarlo.worker import Worker, default_block, missing_spans
from simulate.randomness.uniforms import PARAMETER, name_code, over_draws
from simulate.scenario.posterior import scenario_posterior
from simulate.scenario.scenario import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ReferenceTable:
    """Draws of the prior.

    ``parameters``: each declared number that varies, (draws,). ``simulated``: each moment as the model produced it, in
    the figure's unit and with its base, (draws,). ``chance``: what the exact part of a likelihood needs, by moment:
    ``trials`` and ``share`` (binomial) or ``mean`` (Poisson), and ``most`` (no more than so many). ``error``: a keyed
    standard normal number a draw, for predictive intervals.
    """

    parameters: Mapping[str, Floats]
    simulated: Mapping[str, Floats]
    chance: Mapping[str, Mapping[str, Floats]]
    error: Mapping[str, Floats]

    def rows(self, chosen: slice | NDArray[np.int64]) -> ReferenceTable:
        """The table of some of its draws, in the order of ``chosen``."""

        def cut(columns: Mapping[str, Floats]) -> dict[str, Floats]:
            return {name: column[chosen] for name, column in columns.items()}

        return ReferenceTable(
            cut(self.parameters),
            cut(self.simulated),
            {name: cut(one) for name, one in self.chance.items()},
            cut(self.error),
        )

    @property
    def draws(self) -> int:
        """How many draws of the prior the table holds."""
        return next(iter(self.simulated.values())).size


def reference_table(
    scenario: Scenario, moments: Sequence[Moment], draws: int, threads: int | None = None, quiet: bool = False
) -> ReferenceTable:
    """Simulate draws of a scenario (from its posterior where it names one) and keep what moments need.

    Parameters
    ----------
    scenario : loaded
    moments : numbers that the model produces and figures measure
    draws : how many
    threads : all cores by default; the same bits for any number
    quiet : no bar of progress

    Returns
    -------
    The table; a moment in its figure's unit.
    """
    worker = Worker(dataclasses.replace(city_spec(scenario), posterior=scenario_posterior(scenario)))
    spans = missing_spans(draws, default_block(worker.city.room), [])
    parts: dict[int, tuple[dict[str, Floats], ...]] = {}
    with computing(executor(threads), worker, spans, "draws of the prior", quiet=quiet) as blocks:
        for (first, _), arrays in blocks:
            parts[first] = _block(worker.city, arrays, moments)
    ordered = [parts[first] for first in sorted(parts)]
    parameters, simulated, flat = (_joined([part[place] for part in ordered]) for place in range(3))
    chance: dict[str, dict[str, Floats]] = {one.name: {} for one in moments}
    for key, column in flat.items():
        name, _, field = key.partition(" ")
        chance[name][field] = column
    return ReferenceTable(
        parameters, simulated, chance, {one.name: _error(scenario.seed, draws, one) for one in moments}
    )


def _joined(parts: Sequence[Mapping[str, Floats]]) -> dict[str, Floats]:
    """Columns of all blocks, one behind the other."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _error(seed: int, draws: int, moment: Moment) -> Floats:
    return np.asarray(ndtri(over_draws(seed, 0, draws, name_code(f"error of {moment.name}"), PARAMETER)))


def _block(city: City, arrays: Arrays, moments: Sequence[Moment]) -> tuple[dict[str, Floats], ...]:
    """Parameters, simulated moments and their exact chances (keys 'moment field') of one block."""
    values, year = np.asarray(arrays["values"], dtype=np.float64), city.spec.calendar.first_year
    varying = set(city.table.random)
    parameters = {
        name: values[:, column] for name in NUMBERS if (column := city.table.parameter(name, year)) in varying
    }
    simulated = {one.name: simulated_moment(city, arrays, one) for one in moments}
    exact = {f"{one.name} {field}": column for one in moments for field, column in _exact(city, arrays, one).items()}
    return parameters, simulated, exact


def simulated_moment(city: City, arrays: Arrays, moment: Moment) -> Floats:
    """The moment in each draw of a block, with awards.

    Parameters
    ----------
    city : tells places of instruments and years
    arrays : results of the block
    moment : what is measured

    Returns
    -------
    Shape (draws,), in the figure's unit and with its base.
    """
    years = [year - city.spec.calendar.first_year for year in moment.years]
    segments = [SEGMENTS.index(name) for name in moment.segments]
    gdp, core = np.asarray(arrays["gdp"], dtype=np.float64), _on(arrays, "core_value_added")
    found: Floats
    match moment.quantity:
        case "recognised":
            counts = _on(arrays, "counts")[:, layout.RECOGNISED][:, places_of(city, moment)][:, :, years]
            found = counts.sum(axis=(1, 2))
        case "projects":
            found = _on(arrays, "activity")[:, layout.PROJECTS][:, segments][:, :, years].sum(axis=(1, 2))
        case "coverage":
            ever, firms = (_on(arrays, name)[:, segments][:, :, years].sum(axis=(1, 2)) for name in ("ever", "firms"))
            found = ever / firms
        case "firms":
            found = np.mean([_firms(city, arrays, segments, year) for year in years], axis=0)
        case "gdp":
            found = gdp[:, years[-1]]
        case "core_share":
            found = core[:, years[-1]] / gdp[:, years[-1]]
        case _:
            found = core[:, years[-1]] / _core_before(city, arrays, years[-1]) - 1.0
    return np.asarray(found / moment.per + moment.base, dtype=np.float64)


def _on(arrays: Arrays, name: str) -> Floats:
    """A result of the city with awards: the arm taken out of the second axis, as float64."""
    return np.asarray(arrays[name], dtype=np.float64)[:, layout.ON]


def _firms(city: City, arrays: Arrays, segments: Sequence[int], year: int) -> Floats:
    """Firms at a year's end; the year before the first is the start."""
    if year < 0:
        start = float(sum(city.spec.counts[segment] for segment in segments))
        return np.full(len(np.asarray(arrays["gdp"])), start)
    return np.asarray(_on(arrays, "firms")[:, segments, year].sum(axis=1))


def _core_before(city: City, arrays: Arrays, year: int) -> Floats:
    """Digital-core value added of the year before."""
    if year > 0:
        return np.asarray(_on(arrays, "core_value_added")[:, year - 1])
    return city.core_before(np.asarray(arrays["values"], dtype=np.float64))


def places_of(city: City, moment: Moment) -> list[int]:
    """Places of the moment's instruments among the plan's."""
    return [city.spec.variants.instruments.index(name) for name in moment.instruments]


def _exact(city: City, arrays: Arrays, moment: Moment) -> dict[str, Floats]:
    """Parameters of the law that the count follows, given the rest of the draw."""
    if moment.chance == "simulated":
        return {}
    counts = _on(arrays, "counts")
    years = [year - city.spec.calendar.first_year for year in moment.years]
    applied = counts[:, layout.APPLIED][:, places_of(city, moment)][:, :, years]
    if moment.chance == "thinned":
        passes = np.stack(
            [[_value(city, arrays, one, "pass_rate", year) for year in years] for one in places_of(city, moment)]
        )
        weighted = (applied * np.moveaxis(passes, 2, 0)).sum(axis=(1, 2))
        trials = applied.sum(axis=(1, 2))
        return {"trials": trials, "share": np.divide(weighted, trials, out=np.zeros_like(trials), where=trials > 0)}
    one, year, most = places_of(city, moment)[0], years[0], applied[:, 0, 0]
    first_row = city.spec.variants.instrument_of.index(one)
    if city.instruments.drawn_as[first_row] == layout.BINOMIAL:
        return {
            "trials": np.floor(_value(city, arrays, one, "list_size", year) + 0.5),
            "share": _value(city, arrays, one, "list_share", year),
            "most": most,
        }
    if city.instruments.drawn_as[first_row] == layout.ROUNDED:
        trials = np.floor(np.maximum(_value(city, arrays, one, "count", year), 0.0) + 0.5)
        return {"trials": trials, "share": np.ones(len(trials)), "most": most}
    return {"mean": _value(city, arrays, one, "mean", year), "most": most}


def _value(city: City, arrays: Arrays, instrument: int, name: str, year: int) -> Floats:
    """A number of an instrument's row in each draw."""
    row, values = np.asarray(arrays["row"])[:, instrument], np.asarray(arrays["values"], dtype=np.float64)
    return np.asarray(values[np.arange(len(row)), city.instruments.column[row, layout.field(name), year]])
