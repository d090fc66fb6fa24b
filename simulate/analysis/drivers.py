"""What is uncertain in a scenario: every reading with more than one alternative, every number that draws vary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from simulate.analysis.simulator import Driver, Level
from simulate.analysis.tornado import HIGH, LOW
from simulate.behaviour.parameters import DECLARATIONS
from simulate.engine.inputs import STAGE_VECTORS, City
from simulate.marginals import Dirichlet
from simulate.plan.plan import Plan
from simulate.plan.reading import Reading
from simulate.scenario.scenario import Scenario
from simulate.scenario.schema import SAMPLED

ROW = "posterior row"
"""Designed number that picks the row of the posterior."""
FITTED = "fitted parameters"
_YEAR = re.compile(r"\.(\d{4})$")
_BY_NAME = {one.name: one for one in DECLARATIONS}


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
    fitted = _fitted(city)
    columns = [city.table.columns[place] for place in city.table.random]
    free = [name for name in columns if name not in fitted]
    return (
        *(_reading(scenario.plan.reading(name), city.spec.readings[name]) for name in sampled),
        *([_fitted_driver(fitted)] if fitted else []),
        *(_parameter(scenario.plan, name, names) for name, names in _by_year(free).items()),
        *_vectors(city),
    )


def _fitted(city: City) -> list[str]:
    posterior = city.spec.posterior
    return [] if posterior is None else list(posterior.columns(city.spec.seed, 0, 1))


def _by_year(columns: Iterable[str]) -> dict[str, list[str]]:
    """Columns by the figure they belong to: the years of one figure are one driver."""
    out: dict[str, list[str]] = {}
    for name in columns:
        out.setdefault(_YEAR.sub("", name), []).append(name)
    return out


def _reading(reading: Reading, weights: Sequence[float]) -> Driver:
    ends = np.cumsum(weights)
    levels = tuple(
        Level(one.label.en, one.label.zh, float(end - weight / 2))
        for one, weight, end in zip(reading.alternatives.values(), weights, ends, strict=True)
        if weight > 0
    )
    asked, by = reading.question, reading.settled_by
    return Driver(reading.id, "reading", (f"reading {reading.id}",), asked.en, asked.zh, levels, by.en, by.zh)


def _quantile_levels() -> tuple[Level, ...]:
    return Level("its P10", "其P10", LOW), Level("its P90", "其P90", HIGH)


def _fitted_driver(names: Sequence[str]) -> Driver:
    listed = ", ".join(names)
    return Driver(
        FITTED, "parameter", (ROW,), f"Parameters fitted together: {listed}", f"共同校准的参数：{listed}",
        _quantile_levels(), "Another year of observed counts, with 'simulate calibrate'",
        "用新一年的实际数据重新校准（simulate calibrate）",
    )  # fmt: skip


def _parameter(plan: Plan, name: str, columns: Sequence[str]) -> Driver:
    """A declared parameter, or a figure of the plan by its dotted path."""
    declaration = _BY_NAME.get(name)
    if declaration is not None:
        en, zh = declaration.meaning_en, declaration.meaning_zh
        narrowed = f"a better figure for {declaration.identifier}", f"更可靠的{declaration.identifier}数据"
    else:
        en, zh, narrowed = _of_plan(plan, name)
    return Driver(name, "parameter", tuple(columns), en, zh, _quantile_levels(), *narrowed)


def _of_plan(plan: Plan, name: str) -> tuple[str, str, tuple[str, str]]:
    found = next((one for one in plan.instruments if name.startswith(f"instruments.{one.id}.")), None)
    if found is None:
        return name, name, ("a better figure for it", "更可靠的数据")
    field = name.removeprefix(f"instruments.{found.id}.")
    by_en, by_zh = f"a published figure for {field} of {found.id}", f"公布{found.id}的{field}"
    return f"{found.title.en}: {field}", f"{found.title.zh}：{field}", (by_en, by_zh)


def _vectors(city: City) -> Iterator[Driver]:
    for name in STAGE_VECTORS:
        vector = city.spec.parameters[name]
        if isinstance(vector, Dirichlet) and not np.isinf(vector.weight):
            one = _BY_NAME[name]
            narrowed = f"a better figure for {one.identifier}", f"更可靠的{one.identifier}数据"
            yield Driver(name, "parameter", one.columns, one.meaning_en, one.meaning_zh, _quantile_levels(), *narrowed)
