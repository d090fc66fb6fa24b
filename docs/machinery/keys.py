"""The reference of scenario and plan files, from the schemas that editors and checks use: every key, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from simulate.plan.files.json_schema import plan_schema
from simulate.plan.files.load import load_plan, shipped_plans
from simulate.scenario.files.json_schema import scenario_schema

Json = Mapping[str, Any]
FILES = {"Frame": "plan.yaml", "ReadingsFile": "readings.yaml", "ArticleFile": "artNN_topic.yaml"}
HEAD = ("key", "value", "meaning", "含义")

SCENARIO = """# Keys of a scenario

Every key that a scenario file may state, from the schema that `simulate check` and editors use (`simulate schema scenario`).
A key that is left out keeps its value from the file that is extended, and in the end from the plan and its figures.
A value written as "number, or a distribution" may be any of [these](#distributions); how to write a scenario stands in
[Scenarios](scenarios.md).

情景文件可写的全部键；未写的键沿用所扩展的文件，最终来自方案和 `calibration/` 中的数据。
"""
PLAN = """# Keys of a plan

A plan is a folder of YAML files: `plan.yaml`, `readings.yaml` and one `artNN_topic.yaml` for each article with money in it.
Every key they may have stands below, from the models that read them (`simulate schema plan`); notebook 6 encodes a small city
from nothing. A key with \\* is required.

方案是一个文件夹：`plan.yaml`、`readings.yaml`，以及每个条款一个 `artNN_topic.yaml`。带 \\* 的键必填。
"""


def scenario_page() -> str:
    """The page of scenario files, with the names of the first plan that ships."""
    name = shipped_plans()[0]
    schema = scenario_schema(load_plan(name))
    body, shared = schema["properties"], schema["$defs"]
    required = schema.get("required", [])
    below = [key for key, one in body.items() if _properties(one) and set(_properties(one)) != {"zh", "en"}]
    parts = [
        SCENARIO,
        "## The file",
        table(_linked(_row(key, one, shared, key in required), key in below) for key, one in body.items()),
    ]
    for key, one in body.items():
        inner = _properties(one)
        if key in below:
            zh, en = _meaning(one)
            parts += [f"## `{key}`", f"{en}. {zh}。", table(_rows(inner, shared))]
    parts += [
        "## Paths of an instrument",
        f"What a scenario may change below `instruments.<id>`, for the plan `{name}` and any other.",
    ]
    parts += [table(_rows(shared["patch"]["properties"], shared))]
    parts += ["## Distributions", "One key that names the kind; a figure is a number, or a text with a unit."]
    kinds = shared["distribution"]["properties"]
    parts += [table([(f"`{kind}`", _kind(one, shared)) for kind, one in kinds.items()], ("kind", "value"))]
    return "\n\n".join(parts) + "\n"


def _linked(row: Sequence[str], below: bool) -> Sequence[str]:
    """The row of a key that has a section of its own leads there."""
    key, kind, *meanings = row
    return (key, kind.replace("mapping", f"[mapping](#{key.split('`')[1]})") if below else kind, *meanings)


def plan_page() -> str:
    """The page of plan files: the three kinds of files first, then what stands in them."""
    shared = plan_schema()["$defs"]
    parts = [PLAN]
    for name in [*FILES, *sorted(set(shared) - set(FILES))]:
        one = shared[name]
        if not one.get("properties"):
            continue
        heading = f"## `{FILES[name]}`" if name in FILES else f"## {name}"
        said = one.get("description", "").replace("``", "`").replace("*", "\\*")
        parts += [f"({_anchor(name)})=\n{heading}", "" if said.strip("`.") == FILES.get(name) else said]
        required = one.get("required", ())
        parts.append(table(_row(key, inner, shared, key in required) for key, inner in one["properties"].items()))
    return "\n\n".join(part for part in parts if part) + "\n"


def table(rows: Iterable[Sequence[str]], head: Sequence[str] = HEAD) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in lines
    )


def _rows(properties: Json, shared: Json, above: str = "") -> Iterator[Sequence[str]]:
    """Keys with those below them, dotted; what is shared with other keys stands in its own section."""
    for key, one in properties.items():
        yield _row(f"{above}{key}", one, shared)
        yield from _rows(_properties(one), shared, f"{above}{key}.")


def _row(key: str, one: Json, shared: Json, required: bool = False) -> Sequence[str]:
    zh, en = ("全部", "Every one of them") if key == "*" else _meaning(one)
    return f"`{key}`" + (" \\*" if required else ""), _kind(one, shared), en, zh


def _meaning(one: Json) -> tuple[str, str]:
    """Chinese and English, as the schemas have them in one text."""
    if "const" in one and "description" not in one:
        return "文件格式编号", "Number of this file format"
    zh, mark, en = one.get("description", "").partition(" / ")
    return (zh, en) if mark else ("", zh)


def _properties(one: Json) -> Json:
    """The keys of a mapping, also where something else is allowed in its place."""
    for option in (one, *one.get("anyOf", ())):
        if option.get("properties"):
            found: Json = option["properties"]
            return found
    return {}


def _anchor(name: str) -> str:
    return f"key-{name.lower()}"


NUMBERS = {"integer": "whole number", "number": "number", "string": "text", "boolean": "true or false", "null": "null",
           "array": "list", "object": "mapping"}  # fmt: skip


def _kind(one: Json, shared: Json) -> str:
    """What may stand there, in words."""
    return "; or ".join(dict.fromkeys(_kinds(one, shared)))


def _kinds(one: Json, shared: Json) -> Iterator[str]:
    if set(one.get("properties", ())) == {"zh", "en"}:
        yield "`{zh: ..., en: ...}`"
    elif "$ref" in one:
        yield _reference(one["$ref"].rpartition("/")[2], shared)
    elif "anyOf" in one:
        options = [word for option in one["anyOf"] for word in _kinds(option, shared)]
        example = f" such as {_examples(one)}" if one.get("examples") else ""
        yield from [f"{options[0]}{example}", *options[1:]]
    elif "const" in one:
        yield f"`{one['const']}`"
    elif "enum" in one:
        yield ", ".join(f"`{word}`" for word in one["enum"])
    else:
        yield from _typed(one, shared)


def _typed(one: Json, shared: Json) -> Iterator[str]:
    kinds = one.get("type", "anything")
    for kind in [kinds] if isinstance(kinds, str) else kinds:
        if kind == "array" and "items" in one:
            yield f"list of {_kind(one['items'], shared)}"
        elif kind == "object" and _is_distribution(one):
            yield "[distribution](#distributions)" if "distribution" in shared else "distribution"
        elif kind == "object" and one.get("patternProperties"):
            yield "mapping by year" if "20" in next(iter(one["patternProperties"])) else "mapping"
        else:
            limits = " to ".join(dict.fromkeys(_number(one[end]) for end in ("minimum", "maximum") if end in one))
            example = f" such as {_examples(one)}" if one.get("examples") else ""
            name = _text(one.get("pattern", "")) if kind == "string" else NUMBERS.get(kind, kind)
            yield f"{name}{f', {limits}' if limits else ''}{example}"


def _number(value: float) -> str:
    """Years stand as they are written, large numbers in groups."""
    return f"{value:,}" if isinstance(value, int) and abs(value) > 9999 else f"{value:g}"


def _text(pattern: str) -> str:
    """What a text of this pattern is."""
    if ending := re.fullmatch(r"\\(\.\w+)\$", pattern):
        return f"file `*{ending[1]}`"
    if pattern.startswith(r"^\d{4}-"):
        return "date such as `2023-10-20`"
    return "share" if "%" in pattern else "money" if "CNY" in pattern else "text"


def _is_distribution(one: Json) -> bool:
    return "triangular" in one.get("properties", {})


def _examples(one: Json) -> str:
    return ", ".join(f"`{word}`" for word in one["examples"])


def _reference(name: str, shared: Json) -> str:
    if name in ("distribution", "by_year"):
        return (
            "[distribution](#distributions)"
            if name == "distribution"
            else "value by year, `{by_year: {2024: ..., later: ...}}`"
        )
    if name == "patch":
        return "[paths](#paths-of-an-instrument) and values"
    if name == "Bilingual":
        return "`{zh: ..., en: ...}`"
    if "distribution" in shared:  # the scenario's page; the parts of a plan stand on the other one
        return f"[{name}](plan_keys.md#{_anchor(name)})" if shared[name].get("properties") else "`{}`"
    return f"[{name}](#{_anchor(name)})" if shared[name].get("properties") else "`{}`"
