"""Draws by number: scenarios that condition on observed facts keep different ones, and pairs must be of one draw."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from simulate.errors import InputError
from simulate.forecast.forecast import Forecast
from simulate.scenario.scenario import Scenario


def shared(forecasts: Sequence[Forecast]) -> list[Forecast]:
    """The forecasts with the draws that all of them have, in order.

    Raises InputError where they share none.
    """
    numbers = [one.dataset["draw"].values for one in forecasts]
    common = reduce(np.intersect1d, numbers)
    if not common.size:
        raise InputError("compare: no draw agrees with the observed facts of every scenario; expected more draws")
    return [
        one if np.array_equal(mine, common) else Forecast(one.dataset.sel(draw=common), one.scenario, one.folder)
        for one, mine in zip(forecasts, numbers, strict=True)
    ]


def on_draws(scenario: Scenario, numbers: NDArray[np.int64], quiet: bool) -> Forecast:
    """A scenario in the draws of these numbers, whatever it says of observed facts: others have chosen the draws."""
    from simulate.forecast import runs

    free = scenario.replace({"observed": None}) if scenario.facts else scenario
    forecast = runs.run(free, int(numbers[-1]) + 1, quiet=quiet)
    return Forecast(forecast.dataset.sel(draw=numbers), scenario)
