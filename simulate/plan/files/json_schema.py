"""The files of a plan as JSON Schema, with meanings in both languages, for editors."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from simulate.plan.files.load import FORMAT
from simulate.plan.frame import ArticleFile, Frame, ReadingsFile

_FILES: tuple[type[BaseModel], ...] = (Frame, ReadingsFile, ArticleFile)
_BY_DEFAULT = ("payer", "lag", "claim", "window", "sources")


def plan_schema() -> dict[str, Any]:
    """One schema for the three kinds of files: ``plan.yaml``, ``readings.yaml`` and ``artNN_topic.yaml``."""
    _, schema = models_json_schema([(model, "validation") for model in _FILES], by_alias=True)
    definitions = schema["$defs"]
    for model in _FILES:
        file = definitions[model.__name__]
        file["properties"] = {"format": {"const": FORMAT}, **file["properties"]}
        file["required"] = ["format", *file["required"]]
    instrument = definitions["Instrument"]
    instrument["required"] = [key for key in instrument["required"] if key not in _BY_DEFAULT]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "simulate plan",
        "description": "plan.yaml, readings.yaml, artNN_topic.yaml",
        "anyOf": [{"$ref": f"#/$defs/{model.__name__}"} for model in _FILES],
        "$defs": definitions,
    }
