"""The engine as a function of designed numbers: readings, parameters and chance can each be held or moved alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import xarray as xr

from simulate.analysis.base.simulator import Driver, Floats, Integers, columns_of
from simulate.analysis.explain.drivers import drivers_of
from simulate.engine.inputs.city import City
from simulate.engine.inputs.layout import Inputs
from simulate.forecast.dataset import DatasetBuilder
from simulate.forecast.forecast import Forecast
from simulate.montecarlo.executors import computing, executor
from simulate.montecarlo.worker import Worker, default_block, missing_spans
from simulate.runs.run import prepared_spec
from simulate.scenario.scenario import Scenario

Output = Callable[[Forecast], xr.DataArray]
"""A number of each draw: (draw,)."""


@dataclass
class DesignedCity(City):
    """A city whose readings and chance are given by row.

    ``chosen``: alternative of each sampled reading (rows,); ``chance``: the draw whose luck a row has (rows,).
    """

    chosen: Mapping[str, Integers] = field(default_factory=dict)
    chance: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def readings_of(self, first: int, count: int) -> dict[str, Integers]:
        """Which alternative each sampled reading takes in each row."""
        return {name: self.chosen[name][first : first + count] for name in self.spec.readings}

    def block(self, first: int, count: int, uniforms: Mapping[str, Floats] | None = None) -> Inputs:
        """Inputs of ``count`` futures from number ``first`` on, each with the draw whose luck the design gives it."""
        inputs = super().block(first, count, uniforms)
        number = self.chance[first : first + count]
        return inputs._replace(draws=inputs.draws._replace(number=number))


@dataclass
class CitySimulator:
    """A scenario as a ``Simulator``: ``outputs_by_name`` are functions of a forecast."""

    scenario: Scenario
    outputs_by_name: Mapping[str, Output]
    threads: int | None = None
    quiet: bool = True
    city: DesignedCity = field(init=False)

    def __post_init__(self) -> None:
        self.city = DesignedCity(prepared_spec(self.scenario))

    @property
    def seed(self) -> int:
        """Seed of the scenario, which the design starts from, too."""
        return self.scenario.seed

    @property
    def outputs(self) -> Sequence[str]:
        """Names of the outputs, each an expression over a forecast."""
        return list(self.outputs_by_name)

    @cached_property
    def drivers(self) -> Sequence[Driver]:
        """Readings and parameters that are uncertain in the scenario."""
        return drivers_of(self.scenario, self.city)

    def __call__(self, numbers: Floats, chance: Integers) -> Floats:
        """Outputs (rows, outputs) of designed numbers (rows, columns) and draws (rows,)."""
        rows = len(numbers)
        worker = self._worker(numbers, chance)
        builder, out = DatasetBuilder(self.scenario, self.city), np.empty((rows, len(self.outputs_by_name)))
        spans = missing_spans(rows, default_block(self.city.room), [])
        with computing(executor(self.threads), worker, spans, quiet=self.quiet) as blocks:
            for (first, last), arrays in blocks:
                forecast = Forecast(builder.dataset(iter([arrays])), self.scenario)
                for place, output in enumerate(self.outputs_by_name.values()):
                    out[first:last, place] = output(forecast).values
        return out

    def _worker(self, numbers: Floats, chance: Integers) -> Worker:
        by_name = dict(zip(columns_of(self.drivers), np.ascontiguousarray(numbers.T), strict=True))
        worker = Worker(self.city.spec, {name: u for name, u in by_name.items() if not name.startswith("reading ")})
        self.city.chance = np.asarray(chance, dtype=np.int64)
        self.city.chosen = {name: self._alternative(name, by_name, len(numbers)) for name in self.city.spec.readings}
        worker.city = self.city
        return worker

    def _alternative(self, reading: str, by_name: Mapping[str, Floats], rows: int) -> Integers:
        """The alternative by cumulative weight, as in a run; the only possible one where there is no choice."""
        weights = self.city.spec.readings[reading]
        u = by_name.get(f"reading {reading}")
        if u is None:
            return np.full(rows, int(np.argmax(weights)), dtype=np.int64)
        return np.searchsorted(np.cumsum(weights)[:-1], u, side="right").astype(np.int64)
