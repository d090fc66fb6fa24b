"""The JSON Schema for editors accepts every file of the plans and refuses what the loader refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import simulate
from simulate.plan.files.json_schema import plan_schema
from simulate.yamlfile.reader import read_yaml

jsonschema = pytest.importorskip("jsonschema")

SHIPPED = sorted((Path(simulate.__file__).parent / "plan" / "qingdao_2023").glob("*.yaml"))
TINY = sorted((Path(__file__).parent / "data" / "tiny").glob("*.yaml"))


def texts(data: Any) -> Any:
    """Data as JSON has it: keys are texts."""
    if isinstance(data, dict):
        return {str(key): texts(value) for key, value in data.items()}
    return [texts(value) for value in data] if isinstance(data, list) else data


@pytest.mark.parametrize("path", [*SHIPPED, *TINY], ids=lambda path: path.name)
def test_every_file_of_a_plan_fits(path: Path) -> None:
    jsonschema.Draft202012Validator(plan_schema()).validate(texts(read_yaml(path).data))


@pytest.mark.parametrize(
    ("key", "value"), [("recipent", "firm"), ("channel", "projct"), ("award", {"kind": "fixed", "amuont": "1元"})]
)
def test_a_misspelt_word_does_not_fit(key: str, value: object) -> None:
    data = texts(read_yaml(TINY[0]).data)
    data["instruments"][0][key] = value
    assert not jsonschema.Draft202012Validator(plan_schema()).is_valid(data)


def test_every_field_says_what_it_means_in_both_languages() -> None:
    for name, model in plan_schema()["$defs"].items():
        for key, field in model.get("properties", {}).items():
            assert key == "format" or " / " in field.get("description", ""), (name, key)
