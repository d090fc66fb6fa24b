"""Small cities with known answers: every parameter neutral unless a test says otherwise."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from simulate.behaviour.parameters import DECLARATIONS
from simulate.engine.arrays.job import Job
from simulate.engine.arrays.state import Arms, new_arms, new_scratch
from simulate.engine.compiled.draw import run_draws
from simulate.engine.inputs import layout
from simulate.engine.inputs.city import City
from simulate.engine.inputs.layout import Inputs, Results, empty_results
from simulate.engine.inputs.rows import Calendar, Condition, InstrumentRow, Variants
from simulate.engine.inputs.spec import CitySpec, Sector, Structure
from simulate.kernels.reference import by_reference
from simulate.randomness.marginals import Constant, Dirichlet

NEUTRAL: dict[str, float] = {
    "frailty_shape": 1e9,
    "exit_rate_small": 0.0,
    "exit_rate_medium": 0.0,
    "exit_rate_large": 0.0,
    "above_scale_median": 60e6,
    "small_revenue_median": 6e6,
    "core_revenue_median": 20e6,
    "tail_exponent": 1.15,
    "project_cost_floor": 5e5,
    "project_cost_share_0": 0.01,
    "project_cost_share_1": 0.03,
    "project_cost_share_2": 0.08,
    "intensity_cap": 0.5,
    "application_cap": 0.95,
    "entrant_spread": 0.5,
    "productivity_ramp": 2.0,
    "entrant_transformed": 0.9,
    "awareness_small": 1.0,
    "awareness_medium": 1.0,
    "awareness_large": 1.0,
    "awareness_below_scale": 1.0,
    "renewal_belief": 0.75,
    "award_response_large_ratio": 1.0,
    "title_window_quarters": 8.0,
}


def parameters(**changes: Any) -> dict[str, Any]:
    """Every declared parameter as a constant: 0 unless neutral means something else."""
    out: dict[str, Any] = {}
    for declaration in DECLARATIONS:
        if declaration.components > 1:
            out[declaration.name] = Dirichlet((1.0, 0.0, 0.0, 0.0), np.inf)
        else:
            out[declaration.name] = Constant(NEUTRAL.get(declaration.name, 0.0))
    for name, value in changes.items():
        if name not in out:
            raise KeyError(name)
        out[name] = Constant(float(value)) if isinstance(value, (int, float)) else value
    return out


def row(identity: str = "x01.1", mechanism: str = "standard", **changes: Any) -> InstrumentRow:
    """An instrument of 1 million yuan with a round on 15 November, paid in the year of recognition."""
    values: dict[str, Any] = {"base": 1e6, "belief": 0.5, "cost_first": 3e4, **changes.pop("values", {})}
    return InstrumentRow(identity, mechanism, values, **{"rounds": ((11, 15),), **changes})


def city(
    rows: Sequence[InstrumentRow] = (),
    years: int = 3,
    counts: tuple[int, int, int] = (1000, 0, 0),
    seed: int = 1,
    announced: datetime.date = datetime.date(2023, 10, 20),
    structure: Mapping[str, Any] | None = None,
    entrants: tuple[float | None, float | None, float | None] = (0.0, 0.0, 0.0),
    **changes: Any,
) -> City:
    """A city of one sector ready to be simulated."""
    names = tuple(dict.fromkeys(r.identity for r in rows)) or ("none",)
    table = tuple(rows) or (InstrumentRow("none", "none", {}),)
    spec = CitySpec(
        calendar=Calendar(2023, years, announced),
        seed=seed,
        counts=counts,
        entrants=entrants,
        parameters=parameters(**changes),
        structure=Structure(
            **{"build_quarters": {0: 1.0}, "title_window": 8, "sds": (1.0, 0.8, 1.9), **(structure or {})}
        ),
        sectors=(Sector("industry", 1.0, 0.0, False), Sector("digital_core", 1.0, 0.0, False)),
        attributes=(),
        attribute_rules=(),
        variants=Variants(table, tuple(names.index(r.identity) for r in table), names),
        readings={},
        choices={index: ({},) for index in range(len(names))},
        gdp=1.5e12,
    )
    return City(spec)


def no_results(inputs: Inputs) -> Results:
    """Zeroed results for a block."""
    draws, instruments = inputs.draws.row.shape
    payment_years = inputs.settings.years + inputs.instruments.lag_cumulative.shape[1] - 1
    return empty_results(draws, instruments, inputs.settings.years, payment_years)


def results(inputs: Inputs) -> Results:
    """The compiled engine on all draws of a block."""
    job = Job(inputs, new_arms(inputs), new_scratch(inputs), no_results(inputs))
    run_draws(by_reference(job), 0, len(inputs.draws.number))
    return job.results


def ends(inputs: Inputs) -> Iterator[Arms]:
    """Both arms of the compiled engine as each draw of a block leaves them (the arrays are used again for the next)."""
    job = by_reference(Job(inputs, new_arms(inputs), new_scratch(inputs), no_results(inputs)))
    for draw in range(len(inputs.draws.number)):
        run_draws(job, draw, draw + 1)
        yield job.arms


__all__ = ["Condition", "InstrumentRow", "city", "ends", "layout", "parameters", "results", "row"]
