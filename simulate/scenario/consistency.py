"""What one value of a scenario cannot know: whether the plan and the rules read it at all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

from simulate.plan.figures import below
from simulate.plan.instrument import Instrument
from simulate.plan.plan import Plan
from simulate.plan.values import Parameter as Word
from simulate.plan.values import Product
from simulate.scenario.cursor import Cursor, one_of
from simulate.scenario.scenario import Appropriations, Parameter, Variant
from simulate.units import whole_key

Path = tuple[Hashable, ...]


def refuse_unread_years(
    at: Cursor, plan: Plan, variants: Mapping[str, tuple[Variant, ...]], parameters: Mapping[str, Parameter]
) -> None:
    """Refuse a value by year of a parameter that stands for a figure of the plan which is read once."""
    refused = set()
    for path, name in _read_once(plan, variants):
        if isinstance(parameters[name], Mapping) and path not in refused:
            refused.add(path)
            place = next((place for place in _stating(at, path, name) if place.path in at.traced.values), at)
            message = f"'{name}' has a value by year, and {'.'.join(map(str, path))} is read once"
            place.refuse(message, f"one value of '{name}', or another figure there")


def refuse_unpaid_articles(
    at: Cursor, plan: Plan, variants: Mapping[str, tuple[Variant, ...]], limits: Appropriations
) -> None:
    """Refuse a limit of an article in which the payer of the budget pays nothing, and a rule for the unpaid rest where nothing is limited."""
    every = [*plan.instruments, *(variant.instrument for found in variants.values() for variant in found)]
    paying = sorted({one.article for one in every if one.priced and one.payer.get(plan.budget_payer, 0.0) > 0.0})
    for key in (at.value or {}).get("articles") or {}:
        article = whole_key(key)
        if article in limits.limits and article not in paying:
            message = f"{plan.budget_payer} pays nothing of article {article}"
            at.down("articles", key).refuse(message, one_of(map(str, paying)), on_key=True)
    if limits.lapses and not limits.limits:
        at.down("unpaid").refuse("'lapse' without a limit: nothing remains unpaid", "limits under 'articles'")


def _read_once(plan: Plan, variants: Mapping[str, tuple[Variant, ...]]) -> Iterator[tuple[Path, str]]:
    """Paths of the plan that are read once and hold a parameter, with its name."""
    for one in plan.instruments:
        for version in _versions(one, variants):
            yield from ((("instruments", one.id, *path), name) for path, name in _words((), version))
    for key in ("sectors", "attributes"):
        yield from _words((key,), getattr(plan, key))


def _versions(one: Instrument, variants: Mapping[str, tuple[Variant, ...]]) -> Iterable[Instrument]:
    return [variant.instrument for variant in variants.get(one.id, ())] or [one]


def _words(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(value, Word):
        if value.once:
            yield path, value.name
    elif isinstance(value, Product):
        yield from _words(path, value.value)
    else:
        for key, inner in below(value):
            yield from _words((*path, key), inner)


def _stating(at: Cursor, path: Path, name: str) -> Iterator[Cursor]:
    """Where the scenario may have stated what clashes: the parameter, or the figure and what stands above it."""
    yield at.down("macro", name)
    yield at.down("behaviour", name)
    if path[0] == "instruments":
        for depth in range(len(path), 2, -1):
            yield at.down("instruments", path[1], ".".join(map(str, path[2:depth])))
