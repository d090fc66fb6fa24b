"""The steps from one scenario to another: what the other one states and the base does not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from simulate.analysis.pairing import on_draws, shared
from simulate.analysis.waterfall import MOST_STEPS, Integers, Waterfall, waterfall
from simulate.forecast.forecast import Forecast
from simulate.scenario.scenario import Scenario

REST = "everything else"


def steps_of(base: Scenario, other: Scenario) -> dict[str, dict[str, Any]]:
    """Name of each step to the changes it makes, by dotted path; grouped by instrument or key where there are many."""
    stated = {path: value for path, value, _ in base.changes()}
    changed = {p: v for p, v, _ in other.changes() if p not in stated or stated[p] != v}
    if len(changed) <= MOST_STEPS:
        return {path: {path: value} for path, value in changed.items()}
    grouped: dict[str, dict[str, Any]] = {}
    ids = [one.id for one in other.plan.instruments]
    for path, value in changed.items():
        owner = next((one for one in ids if path.startswith(f"instruments.{one}.")), None)
        grouped.setdefault(f"instruments.{owner}" if owner else path.split(".")[0], {})[path] = value
    return grouped


def waterfall_between(base: Forecast, other: Forecast, quiet: bool = True) -> Waterfall:
    """Total obligation in steps; what the stated changes do not explain is a last step of its own."""
    base, other = shared([base, other])
    steps = steps_of(base.scenario, other.scenario)
    count = min(one.dataset.sizes["draw"] for one in (base, other))
    whole = _laid_over(base.scenario, steps, frozenset(steps))
    names = list(steps)
    if whole.key_data() != other.scenario.key_data() or not names:
        names.append(REST)
    everything = frozenset(names)

    @cache
    def value(taken: frozenset[str]) -> Integers:
        if not taken:
            return _total(base, count)
        if taken == everything:
            return _total(other, count)
        if REST in taken:
            # What is not stated as a change counts on top of all others: alone it does nothing.
            return value(taken - {REST})
        return _total(on_draws(_laid_over(base.scenario, steps, taken), base.dataset["draw"].values, quiet), count)

    return waterfall(names, value, base.scenario.language)


def _laid_over(base: Scenario, steps: Mapping[str, Mapping[str, Any]], taken: frozenset[str]) -> Scenario:
    changes = {path: value for name in steps if name in taken for path, value in steps[name].items()}
    return base.replace(changes) if changes else base


def _total(forecast: Forecast, draws: int) -> Integers:
    """Obligation of all instruments and years, (draws,), yuan."""
    data = forecast.dataset["obligation"].isel(draw=slice(draws))
    return np.asarray(data.sum(["instrument", "year"]).values, dtype=np.int64)
