"""Docstrings of what others call: they tell what goes in and what comes out, and their examples hold."""

from __future__ import annotations

import functools
import re

import pytest

import simulate
from simulate.analysis.base.results import Result
from simulate.forecast.forecast import Forecast
from simulate.plan.files import load
from simulate.scenario import references
from tests.cli.command import ROOT
from tests.docs.examples import Documented, documented, examples, run

FACADE = "facade"
ROOMS = ("behaviour", "plan", "scenario", FACADE)
LEAST = 0.9
"""Share of a room's functions whose sections are there."""


def facade() -> list[Documented]:
    """Functions that ``simulate`` names, and the methods of a forecast and of a result."""
    called = [getattr(simulate, name) for name in simulate.__all__]
    homes = {(one.__module__, one.__name__) for one in (*called, Forecast, Result)}
    return [
        one
        for module in sorted({module for module, _ in homes})
        for one in documented(module.removeprefix("simulate.").replace(".", "/"))
        if (module, one.name.partition(".")[0]) in homes
    ]


@functools.cache
def chosen(room: str) -> list[Documented]:
    """Public functions of several arguments; of the facade, those of any."""
    found, least = (facade(), 1) if room == FACADE else (documented(room), 2)
    public = (one for one in found if not any(part.startswith("_") for part in one.name.split(".")))
    return [one for one in public if len(one.arguments) >= least]


def parameters(text: str) -> list[str]:
    """Names that a docstring tells of, sorted; an item may tell of several."""
    lines = text.partition("Parameters\n----------\n")[2].partition("\n\n")[0].splitlines()
    items = [line.partition(" : ")[0] for line in lines if not line.startswith(" ")]
    return sorted(name.strip() for item in items for name in item.split(","))


READ_ONCE = functools.cache(load.load_plan)


@pytest.fixture(autouse=True)
def _one_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan never changes, so that one reading of its files serves all examples."""
    for module in (load, references):
        monkeypatch.setattr(module, "load_plan", READ_ONCE)


@pytest.mark.parametrize("room", ROOMS)
def test_functions_tell_what_they_take_and_give(room: str) -> None:
    lacking = [
        f"{one.module}.{one.name}: {section}"
        for one in chosen(room)
        for section, needed in (("Parameters", True), (one.gives, one.gives))
        if needed and f"{section}\n{'-' * len(section)}\n" not in one.text
    ]
    asked = sum(1 + bool(one.gives) for one in chosen(room))
    assert asked
    assert len(lacking) <= (1 - LEAST) * asked, "\n".join(lacking)


@pytest.mark.parametrize("room", ROOMS)
def test_parameters_are_those_of_the_signature(room: str) -> None:
    told = {f"{one.module}.{one.name}": (parameters(one.text), sorted(one.arguments)) for one in chosen(room)}
    assert not {name: both for name, both in told.items() if both[0] and both[0] != both[1]}


@pytest.mark.parametrize("one", examples(), ids=lambda one: f"{one.module.removeprefix('simulate.')}.{one.name}")
def test_examples_hold(one: Documented) -> None:
    assert not run(one)


@pytest.mark.slow
def test_compiled_rules_say_the_same() -> None:
    rules = [one for one in examples() if one.module.startswith("simulate.behaviour.")]
    assert rules and not [said for one in rules if (said := run(one, compiled=True))]


def test_what_docstrings_cite_of_the_model_page_stands_there() -> None:
    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    submodels = " ".join(re.findall(r"\*\*(.+?)\*\*", page)).lower()
    sources = (" ".join(path.read_text(encoding="utf-8").split()) for path in (ROOT / "simulate").rglob("*.py"))
    cited = [one for source in sources for one in re.findall(r"\(``docs/model\.md``, (\w+)(?:: ([\w, ]+))?\)", source)]
    assert len(cited) > 10
    for section, names in cited:
        assert re.search(rf"^## \d\. {section}$", page, re.MULTILINE)
        assert all(name in submodels for name in names.split(", ")), names
