"""What two forecasts have in common: pairs are of one draw, on the same facts, over the same years."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from simulate.forecast.forecast import Forecast
from simulate.foundation.errors import InputError
from simulate.language.choice import tell
from simulate.runs import run as runs
from simulate.scenario.scenario import Scenario


def shared(forecasts: Sequence[Forecast]) -> list[Forecast]:
    """The forecasts with the draws and years that all of them have, in order.

    Scenarios that condition on the same facts may keep different draws. Where the facts differ, the pairs would be
    conditioned on facts that one of them does not state: that is refused. Raises InputError, also where none is shared.
    """
    same_facts(forecasts)
    numbers = [one.dataset["draw"].values for one in forecasts]
    common = reduce(np.intersect1d, numbers)
    if not common.size:
        raise InputError(tell("error.pairing.compare_no_draw_agrees"))
    kept = [
        one if np.array_equal(mine, common) else Forecast(one.dataset.sel(draw=common), one.scenario, one.folder)
        for one, mine in zip(forecasts, numbers, strict=True)
    ]
    return [in_years(one, common_years(forecasts)) for one in kept] if horizons_differ(forecasts) else kept


def same_facts(forecasts: Sequence[Forecast]) -> None:
    """Raise InputError where scenarios condition on different facts: their draws are not the same futures."""
    first, *others = forecasts
    for other in others:
        if set(map(str, first.scenario.facts)) != set(map(str, other.scenario.facts)):
            names = [str(one.dataset.attrs["scenario"]) for one in (first, other)]
            told = [f"{name}: {_facts(one)}" for name, one in zip(names, (first, other), strict=True)]
            raise InputError(tell("error.pairing.compare_same_observed_facts", told=" and ".join(told)))


def _facts(forecast: Forecast) -> str:
    return "; ".join(map(str, forecast.scenario.facts)) or "no observed facts"


def horizons_differ(forecasts: Sequence[Forecast]) -> bool:
    """Whether some forecast has recognition years that another has not."""
    return len({tuple(map(int, one.dataset["year"].values)) for one in forecasts}) > 1


def common_years(forecasts: Sequence[Forecast]) -> list[int]:
    """Recognition years that every forecast has. Raises InputError where there is none."""
    years = sorted(set.intersection(*(set(map(int, one.dataset["year"].values)) for one in forecasts)))
    if not years:
        raise InputError(tell("error.pairing.compare_scenarios_have_no"))
    return years


def in_years(forecast: Forecast, years: Sequence[int]) -> Forecast:
    """The forecast cut to these years on both clocks.

    Cash after the last of them is left out: what years that only one forecast has pay then is no effect of the other's.
    """
    data = forecast.dataset
    paid = [int(year) for year in data["payment_year"].values if year <= years[-1]]
    return Forecast(data.sel(year=list(years), payment_year=paid), forecast.scenario, forecast.folder)


def on_draws(scenario: Scenario, numbers: NDArray[np.int64], quiet: bool) -> Forecast:
    """A scenario in the draws of these numbers, whatever it says of observed facts: others have chosen the draws."""
    free = scenario.replace({"observed": None}) if scenario.facts else scenario
    forecast = runs.run(free, int(numbers[-1]) + 1, quiet=quiet)
    return Forecast(forecast.dataset.sel(draw=numbers), scenario)
