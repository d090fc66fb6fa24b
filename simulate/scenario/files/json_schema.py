"""A scenario as JSON Schema, for editors: completion, meanings in both languages, first checks while typing.

``check`` is stricter: what a schema cannot say (order, sums, references) is said there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from simulate.foundation.units import EXAMPLE_MONEY
from simulate.plan.files.json_schema import plan_schema
from simulate.plan.plan import Plan
from simulate.scenario.files.schema import names_of, scenario_shape
from simulate.scenario.files.shapes import Json

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_REFERENCE = re.compile(r'"#/\$defs/([A-Za-z]+)"')

LISTS = {"uniform": 2, "loguniform": 2, "triangular": 3}


def scenario_schema(plan: Plan) -> Json:
    """The schema of a scenario file, for editors. What a parent may state is not required.

    Parameters
    ----------
    plan : names instruments, readings, articles and segments

    Returns
    -------
    JSON Schema, draft 2020-12.
    """
    parts = plan_schema()["$defs"]
    patch = {
        "type": "object",
        "description": f"award.amount: {EXAMPLE_MONEY}",
        "additionalProperties": False,
        "properties": dict(_paths(parts["Instrument"], parts)),
    }
    body = scenario_shape(names_of(plan)).json()
    body["properties"]["plan"]["examples"] = [plan.name]
    shared = {"distribution": _distribution(), "by_year": _by_year(), "patch": patch, **_used(patch, parts)}
    schema = {"$schema": DRAFT, "title": "simulate scenario", **body, "$defs": shared}
    bare: Json = _without_required(schema)
    return {**bare, "anyOf": [{"required": ["extends"]}, {"required": ["format", "title", "plan"]}]}


def as_text(schema: Json) -> str:
    """The schema as it is written to a file."""
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _paths(schema: Json, shared: Json, above: str = "") -> Iterator[tuple[str, Json]]:
    """Every dotted path of an instrument with its schema; ``id`` is no part of a patch."""
    for name, inner in schema.get("properties", {}).items():
        if above or name != "id":
            yield f"{above}{name}", inner
            yield from _paths(_target(inner, shared), shared, f"{above}{name}.")


def _target(schema: Json, shared: Json) -> Json:
    """What a reference leads to, also where nothing is allowed in its place."""
    for one in [schema, *schema.get("anyOf", [])]:
        if "$ref" in one:
            found: Json = shared[one["$ref"].rsplit("/", 1)[-1]]
            return found
    return schema


def _used(schema: Any, shared: Json) -> Json:
    """The shared definitions that a schema refers to, and those that they refer to."""
    found: Json = {}
    waiting = [schema]
    while waiting:
        for name in _REFERENCE.findall(json.dumps(waiting.pop())):
            if name not in found:
                found[name] = shared[name]
                waiting.append(shared[name])
    return found


def _without_required(data: Any) -> Any:
    if isinstance(data, dict):
        kept = {key: value for key, value in data.items() if not (key == "required" and isinstance(value, list))}
        return {key: _without_required(value) for key, value in kept.items()}
    return [_without_required(value) for value in data] if isinstance(data, list) else data


def _by_year() -> Json:
    """A value for each year named, and ``later`` for every other."""
    figure: Json = {"anyOf": [{"type": "number"}, {"type": "string"}, {"$ref": "#/$defs/distribution"}]}
    years = {"properties": {"later": figure}, "patternProperties": {r"^20[0-9]{2}$": figure}}
    body = {"type": "object", "additionalProperties": False, **years}
    return {"type": "object", "additionalProperties": False, "properties": {"by_year": body}}


def _distribution() -> Json:
    """A mapping with one key that names a kind."""
    figure: Json = {"anyOf": [{"type": "number"}, {"type": "string"}]}

    def fields(*names: str) -> Json:
        return {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(names, figure)}

    kinds: Json = {
        kind: {"type": "array", "items": figure, "minItems": count, "maxItems": count} for kind, count in LISTS.items()
    }
    kinds |= {
        "beta": fields("mean", "n", "p05", "p95"),
        "lognormal": fields("median", "sd", "p05", "p95"),
        "normal": fields("mean", "sd"),
        "poisson": {"type": "number"},
        "choice": {"type": "object", "additionalProperties": figure},
        "dirichlet": {"type": "object", "properties": {"shares": {"type": "array"}, "weight": {"type": "number"}}},
    }
    limits = {"minProperties": 1, "maxProperties": 1, "additionalProperties": False}
    return {"type": "object", "description": "{triangular: [0, 2, 6]}", **limits, "properties": kinds}
