"""What one value of a scenario cannot know: whether the plan and the rules read it at all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from simulate.foundation.units import whole_key
from simulate.foundation.years import is_year, parse_year
from simulate.language.choice import tell
from simulate.plan.files.figures import below
from simulate.plan.instrument import Instrument
from simulate.plan.plan import Plan
from simulate.plan.values import Parameter as Word
from simulate.plan.values import Product
from simulate.scenario.files.cursor import Cursor, one_of
from simulate.scenario.files.overrides import REPLACE, SET
from simulate.scenario.scenario import Appropriations, Parameter, Variant
from simulate.yamlfile.merge import Provenance
from simulate.yamlfile.problems import at_path, dotted
from simulate.yamlfile.source import shown_path

Keys = tuple[Hashable, ...]


def refuse_unread_years(
    at: Cursor, plan: Plan, variants: Mapping[str, tuple[Variant, ...]], parameters: Mapping[str, Parameter]
) -> None:
    """Refuse a value by year of a parameter that stands for a figure of the plan which is read once.

    Parameters
    ----------
    at : the top of the scenario's data
    plan : with fixed readings and patches
    variants : instruments that sampled readings touch, by id
    parameters : every declared parameter, by name
    """
    refused = set()
    for path, name in _read_once(plan, variants):
        if isinstance(parameters[name], Mapping) and path not in refused:
            refused.add(path)
            place = next((place for place in _stating(at, path, name) if place.path in at.traced.values), at)
            message = tell("error.value.has_value_year_read", name=name, name2=".".join(map(str, path)))
            place.refuse(message, tell("error.value.one_value_or_another", name=name))


def refuse_years_beyond(at: Cursor, files: Sequence[Path], end: int, last_payment: int) -> None:
    """Refuse values of years that the run does not reach, where what states them could know its end.

    A year after the horizon is no mistake of a file that another one, or a change from outside, gives a shorter
    horizon.

    Parameters
    ----------
    at : the top of the scenario's data
    files : those of the scenario, its own first
    end : last simulated year
    last_payment : last year in which a payment may fall
    """
    layers = [REPLACE, SET, *(shown_path(file) for file in files)]
    horizon = _layer(layers, at.traced.values.get(("horizon", "end")))
    for place, year in _years(at, ()):
        stated = at.traced.key_origin(place.path)
        last = last_payment if place.path[0] == "appropriations" else end
        if stated.line and year > last and _layer(layers, stated) <= horizon:
            place.refuse(
                tell("error.value.run_does_not_reach", year=year),
                tell("error.value.years_or_later_horizon", last=last),
                on_key=True,
            )


def _layer(layers: Sequence[str], stated: Provenance | None) -> int:
    """How far down a value was stated: 0 is on top of all."""
    return layers.index(stated.file) if stated is not None and stated.file in layers else len(layers)


def _years(at: Cursor, path: Keys) -> Iterator[tuple[Cursor, int]]:
    """Every year that stands for a value of its own, with its place."""
    data = at_path(at.traced.data, path)
    keys: Iterable[Hashable] = data if isinstance(data, Mapping) else range(len(data)) if isinstance(data, list) else ()
    for key in keys:
        *above, last = dotted((*path, key)).split(".")  # a patch is one dotted key
        if is_year(last) and (above[-1:] == ["by_year"] or above[:2] == ["appropriations", "articles"]):
            yield at.down(*path, key), parse_year(last)
        else:
            yield from _years(at, (*path, key))


def refuse_unpaid_articles(
    at: Cursor, plan: Plan, variants: Mapping[str, tuple[Variant, ...]], limits: Appropriations
) -> None:
    """Refuse a limit of an article in which the payer of the budget pays nothing, and a rule for the unpaid rest where
    nothing is limited.

    Parameters
    ----------
    at : the key ``appropriations``
    plan : with fixed readings and patches
    variants : instruments that sampled readings touch, by id
    limits : yuan by article and payment year
    """
    every = [*plan.instruments, *(variant.instrument for found in variants.values() for variant in found)]
    paying = sorted({one.article for one in every if one.priced and one.payer.get(plan.budget_payer, 0.0) > 0.0})
    for key in (at.value or {}).get("articles") or {}:
        article = whole_key(key)
        if article in limits.limits and article not in paying:
            message = tell("error.value.pays_nothing_of_article", budget_payer=plan.budget_payer, article=article)
            at.down("articles", key).refuse(message, one_of(map(str, paying)), on_key=True)
    if limits.lapses and not limits.limits:
        at.down("unpaid").refuse(
            tell("error.value.lapse_without_limit_nothing"), tell("error.value.limits_under_articles")
        )


def _read_once(plan: Plan, variants: Mapping[str, tuple[Variant, ...]]) -> Iterator[tuple[Keys, str]]:
    """Paths of the plan that are read once and hold a parameter, with its name."""
    for one in plan.instruments:
        for version in _versions(one, variants):
            yield from ((("instruments", one.id, *path), name) for path, name in _words((), version))
    for key in ("sectors", "attributes"):
        yield from _words((key,), getattr(plan, key))


def _versions(one: Instrument, variants: Mapping[str, tuple[Variant, ...]]) -> Iterable[Instrument]:
    return [variant.instrument for variant in variants.get(one.id, ())] or [one]


def _words(path: Keys, value: Any) -> Iterator[tuple[Keys, str]]:
    if isinstance(value, Word):
        if value.once:
            yield path, value.name
    elif isinstance(value, Product):
        yield from _words(path, value.value)
    else:
        for key, inner in below(value):
            yield from _words((*path, key), inner)


def _stating(at: Cursor, path: Keys, name: str) -> Iterator[Cursor]:
    """Where the scenario may have stated what clashes: the parameter, or the figure and what stands above it."""
    yield at.down("macro", name)
    yield at.down("behaviour", name)
    if path[0] == "instruments":
        for depth in range(len(path), 2, -1):
            yield at.down("instruments", path[1], ".".join(map(str, path[2:depth])))
