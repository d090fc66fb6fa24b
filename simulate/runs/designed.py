"""Designed numbers in place of keyed ones: which names a city knows, and what their arrays must be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulate.engine.inputs.city import STAGE_VECTORS, City
from simulate.foundation.errors import InputError, nearest
from simulate.language.choice import tell
from simulate.scenario.posterior import ROW_NAME


def designed_names(city: City) -> list[str]:
    """Every name whose keyed number decides something in the city's draws, in the order of the parameters.

    Fitted parameters are drawn together, by the one name of the posterior's row.
    """
    posterior = city.spec.posterior
    fitted = set() if posterior is None else set(posterior.columns(city.spec.seed, 0, 1))
    vectors = [
        f"{name}_{index}"
        for name in STAGE_VECTORS
        for vector in [city.table.vector(name)]
        if not np.isinf(vector.weight)
        for index in range(len(vector.shares))
    ]
    row = [] if posterior is None else [ROW_NAME]
    return [*(name for name in city.table.figures if name not in fitted), *vectors, *row]


def check_uniforms(city: City, uniforms: Mapping[str, Any], draws: int) -> None:
    """Raise InputError with every name that decides nothing, and every array that is not ``draws`` numbers inside (0, 1)."""
    known = designed_names(city)
    found = [problem for name, values in uniforms.items() for problem in _problems(city, name, values, draws, known)]
    if found:
        raise InputError("\n".join(found))


def _problems(city: City, name: str, values: Any, draws: int, known: list[str]) -> list[str]:
    if name not in known:
        near = nearest(name, known)
        hint = tell("error.hint", near=near) if near else ""
        return [f"uniforms: '{name}' {_why(city, name)}; expected one of {len(known)} sampled figures{hint}"]
    array = np.asarray(values)
    if array.dtype.kind not in "fiu" or array.shape != (draws,):
        came = f"an array of shape {array.shape}" if array.dtype.kind in "fiu" else "no array of numbers"
        return [f"uniforms: '{name}': {came} came; expected one number for each of {draws} draws"]
    outside = array[~((array > 0.0) & (array < 1.0))]
    if outside.size:
        return [f"uniforms: '{name}': {outside[0]!s} came; expected numbers above 0 and below 1"]
    return []


def _why(city: City, name: str) -> str:
    """What a name that decides nothing is."""
    if name in city.table.figures:
        return f"is fitted together with others, by the name '{ROW_NAME}'"
    if name in city.spec.parameters:
        return "is not sampled in this scenario"
    return "names no sampled figure"
