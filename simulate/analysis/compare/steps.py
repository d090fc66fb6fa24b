"""The steps from one scenario to another: what the other one states and the base does not."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from typing import Any

from simulate.analysis.base.measures import differing
from simulate.analysis.base.naming import change_title
from simulate.analysis.base.pairing import common_years, horizons_differ, in_years, on_draws, shared
from simulate.analysis.base.results import about
from simulate.analysis.compare.waterfall import MOST_STEPS, Integers, Waterfall, waterfall
from simulate.forecast.forecast import Forecast
from simulate.language.catalogue import languages
from simulate.language.message import Message, Speakable, given, in_every_language
from simulate.scenario.scenario import Scenario

REST = "everything else"
"""The step of what the other scenario does not state as a change, such as its plan."""
REST_TITLE = Message("analysis.steps.rest")


def steps_of(base: Scenario, other: Scenario) -> dict[str, dict[str, Any]]:
    """Name of each step to the changes it makes, by dotted path; grouped by instrument or key where there are many."""
    stated = {path: value for path, value, _ in base.changes()}
    said = {path: value for path, value, _ in other.changes()}
    changed = {path: value for path, value in said.items() if path not in stated or stated[path] != value}
    # A reading that only the base states goes back to the plan's default.
    back = [path for path in stated if path.startswith("readings.R") and path not in changed and path not in said]
    changed |= {path: other.readings[path.removeprefix("readings.")] for path in back}
    if other.horizon_end != base.horizon_end:
        changed = {"horizon.end": other.horizon_end, **changed}
    if len(changed) <= MOST_STEPS:
        return {path: {path: value} for path, value in changed.items()}
    grouped: dict[str, dict[str, Any]] = {}
    ids = [one.id for one in other.plan.instruments]
    for path, value in changed.items():
        owner = next((one for one in ids if path.startswith(f"instruments.{one}.")), None)
        grouped.setdefault(f"instruments.{owner}" if owner else path.split(".")[0], {})[path] = value
    return grouped


def waterfall_between(base: Forecast, other: Forecast, quiet: bool = True) -> Waterfall:
    """In steps, the first of ``MEASURES`` that differs; what the stated changes do not explain is a last step of its own."""
    differ = horizons_differ([base, other])
    base, other = shared([base, other])
    years = common_years([base, other])
    steps = steps_of(base.scenario, other.scenario)
    measure = differing(base, other)
    whole = _laid_over(base.scenario, steps, frozenset(steps))
    names = list(steps)
    if whole.key_data() != other.scenario.key_data() or not names:
        names.append(REST)
    everything = frozenset(names)

    @cache
    def value(taken: frozenset[str]) -> Integers:
        if not taken:
            return measure.of(base)
        if taken == everything:
            return measure.of(other)
        if REST in taken:
            # What is not stated as a change counts on top of all others: alone it does nothing.
            return value(taken - {REST})
        laid_over = _laid_over(base.scenario, steps, taken)
        found = on_draws(laid_over, base.dataset["draw"].values, quiet)
        return measure.of(in_years(found, years) if differ else found)

    titles = [_title(other.scenario, name, steps.get(name)) for name in names]
    found = waterfall(names, value, base.scenario.language, titles)
    named = in_every_language("measure", measure.title) | {"clock": measure.clock}
    named |= {f"base_{language}": given(base.scenario.title, language) for language in languages()}
    return dataclasses.replace(found, dataset=found.dataset.assign_attrs(about(other, base) | named))


def _title(scenario: Scenario, name: str, changes: Mapping[str, Any] | None) -> Speakable:
    return REST_TITLE if changes is None else change_title(scenario.plan, name, changes.get(name))


def _laid_over(base: Scenario, steps: Mapping[str, Mapping[str, Any]], taken: frozenset[str]) -> Scenario:
    changes = {path: value for name in steps if name in taken for path, value in steps[name].items()}
    return base.replace(changes) if changes else base
