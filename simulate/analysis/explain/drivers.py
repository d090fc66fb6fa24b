"""What is uncertain in a scenario: every reading with more than one alternative, every number that draws vary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from simulate.analysis.base.evidence import Grounds
from simulate.analysis.base.naming import title_of
from simulate.analysis.base.simulator import Driver, Level
from simulate.analysis.explain.tornado import HIGH, LOW
from simulate.behaviour.parameters import DECLARED
from simulate.engine.inputs.city import STAGE_VECTORS, City
from simulate.language.message import Listed, Message, Worded
from simulate.plan.reading import Reading
from simulate.randomness.marginals import Dirichlet
from simulate.scenario.files.schema import SAMPLED
from simulate.scenario.posterior import ROW_NAME
from simulate.scenario.scenario import Scenario

FITTED = "fitted parameters"
ROWS = 9
"""Fitted sets that the tornado tries. Sets come in no order; of nine that came by chance, the lowest and the highest lie
at the P10 and the P90 on average."""
_YEAR = re.compile(r"\.(\d{4})$")


def open_readings(scenario: Scenario) -> list[str]:
    """Readings that ``explain`` samples: those that change numbers and that the scenario does not set itself."""
    stated = scenario.origin.written.data.get("readings") or {}
    fixed = [name for name, word in stated.items() if word != SAMPLED] if isinstance(stated, Mapping) else []
    return [one.id for one in scenario.plan.readings if one.kind == "switch" and one.id not in fixed]


def with_open_readings(scenario: Scenario) -> Scenario:
    """The scenario with every reading sampled but those that it sets itself."""
    return scenario.replace({f"readings.{name}": SAMPLED for name in open_readings(scenario)})


def drivers_of(scenario: Scenario, city: City) -> tuple[Driver, ...]:
    """Drivers of a scenario: readings, then parameters; fitted parameters are one."""
    sampled = [name for name, weights in city.spec.readings.items() if sum(weight > 0 for weight in weights) > 1]
    fitted, grounds = _fitted(city), Grounds(scenario)
    free = [name for name in city.table.figures if name not in fitted]
    return (
        *(_reading(scenario.plan.reading(name), city.spec.readings[name]) for name in sampled),
        *([_fitted_driver(fitted)] if fitted else []),
        *(_parameter(grounds, name, names) for name, names in _by_year(free).items()),
        *_vectors(city, grounds),
    )


def _fitted(city: City) -> list[str]:
    return [] if city.spec.posterior is None else list(city.spec.posterior.columns(city.spec.seed, 0, 1))


def _by_year(columns: Iterable[str]) -> dict[str, list[str]]:
    """Columns by the figure they belong to: the years of one figure are one driver."""
    out: dict[str, list[str]] = {}
    for name in columns:
        out.setdefault(_YEAR.sub("", name), []).append(name)
    return out


def _reading(reading: Reading, weights: Sequence[float]) -> Driver:
    ends = np.cumsum(weights)
    levels = tuple(
        Level(one.label, float(end - weight / 2))
        for one, weight, end in zip(reading.alternatives.values(), weights, ends, strict=True)
        if weight > 0
    )
    return Driver(reading.id, "reading", (f"reading {reading.id}",), reading.question, levels, reading.settled_by)


def _fitted_driver(names: Sequence[str]) -> Driver:
    """The fitted parameters together: one number picks a set, and so every value of it."""
    meanings = Listed([Worded(DECLARED[name].meaning) for name in names], "analysis.drivers.list")
    levels = tuple(
        Level(Message("analysis.drivers.fitted_set", {"place": place + 1, "sets": ROWS}), (place + 0.5) / ROWS)
        for place in range(ROWS)
    )
    title = Message("analysis.drivers.fitted_together", {"parameters": meanings})
    return Driver(FITTED, "parameter", (ROW_NAME,), title, levels, Message("analysis.drivers.one_more_year"))


def _quantile_levels() -> tuple[Level, ...]:
    return Level(Message("analysis.drivers.its_p10"), LOW), Level(Message("analysis.drivers.its_p90"), HIGH)


def _parameter(grounds: Grounds, name: str, columns: Sequence[str]) -> Driver:
    """A declared parameter, or a figure of the plan by its dotted path."""
    title, narrowed = title_of(grounds.scenario.plan, name), grounds.narrowed(name)
    return Driver(name, "parameter", tuple(columns), title, _quantile_levels(), narrowed)


def _vectors(city: City, grounds: Grounds) -> Iterator[Driver]:
    """Shares of the stages: the tornado leans each vector towards its first part and towards its later ones."""
    for name in STAGE_VECTORS:
        vector = city.spec.parameters[name]
        if isinstance(vector, Dirichlet) and not np.isinf(vector.weight):
            one = DECLARED[name]
            later = one.components - 1
            levels = (
                Level(Message("analysis.drivers.more_at_stage_0"), (HIGH, *[LOW] * later)),
                Level(Message("analysis.drivers.fewer_at_stage_0"), (LOW, *[HIGH] * later)),
            )
            title, narrowed = title_of(grounds.scenario.plan, name), grounds.narrowed(name)
            yield Driver(name, "parameter", one.columns, title, levels, narrowed)
