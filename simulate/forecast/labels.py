"""Coordinates of the forecast: ids, articles, titles in both languages, and what each amount rests on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.engine.inputs.city import City
from simulate.engine.inputs.spec import SEGMENTS
from simulate.language.catalogue import languages, say
from simulate.language.message import worded
from simulate.plan.instrument import Instrument
from simulate.scenario.files.schema import SAMPLED
from simulate.scenario.scenario import Scenario

if TYPE_CHECKING:
    import xarray as xr

ASSUMED = ("assumed", "prior")
POLICIES = ("on", "off")


def rests_on_assumption(instrument: Instrument) -> bool:
    """Whether the sum of an award, or the share of it that is paid, is not stated by the plan or observed."""
    award = instrument.award
    for name in ("amount", "base", "share", "rate"):
        if getattr(award, name) is not None:
            source = instrument.source(f"award.{name}")
            if source is None or source.rating in ASSUMED:
                return True
    return False


def readings_words(scenario: Scenario, language: str) -> str:
    """How a range takes the ambiguous sentences of the plan: by default, as the scenario sets them, or sampled."""
    defaults = scenario.plan.default_readings()
    sampled = [name for name, word in scenario.readings.items() if word == SAMPLED]
    others = [name for name, word in scenario.readings.items() if word not in (SAMPLED, defaults[name])]
    between = say("common.list", language)
    listed = between.join(others)
    if sampled:
        rest = say("forecast.labels.rest_set", language, listed=listed) if others else ""
        some = len(sampled) < len(scenario.readings) - len(others)
        which = say("forecast.labels.which", language, listed=between.join(sampled)) if some else ""
        return say("forecast.labels.readings_sampled", language, which=which, rest=rest)
    if others:
        return say("forecast.labels.default_but_for", language, listed=listed)
    return say("forecast.labels.default_readings", language)


def readings_attributes(scenario: Scenario) -> dict[str, str]:
    """``readings_words`` in every language, as attributes from which a chart's footer says them."""
    return {f"readings_{language}": readings_words(scenario, language) for language in languages()}


def article_name(data: xr.Dataset, number: int, language: str) -> str:
    """The short title of an article; where its plan gives none, that of its first instrument and how many more."""
    places = np.flatnonzero(data["article"].values == number)
    if given := str(worded(data, "article", language).values[places[0]]):
        return given
    first, more = str(worded(data, "title", language).values[places[0]]), len(places) - 1
    if not more:
        return first
    return say("forecast.labels.first_and_more", language, first=first, more=more, count=more + 1)


def budget_payer(data: xr.Dataset) -> str:
    """The payer whose budget it is: its share makes the headline, and appropriations bind it."""
    return str(data["payer"].values[data["budget"].values.astype(bool)][0])


def budget_words(data: xr.Dataset, language: str) -> str:
    """The payer whose budget it is, inside a sentence: ``the city``, of what the plan calls City."""
    title = str(worded(data, "payer", language).values[data["budget"].values.astype(bool)][0])
    name = title.removesuffix(say("forecast.labels.budget_ending", language))
    return say("forecast.labels.budget", language, payer=f"{name[:1].lower()}{name[1:]}")


def coordinates(scenario: Scenario, city: City, payment_years: int, parameters: list[str]) -> dict[str, Any]:
    """Coordinates of the forecast but the numbers of the draws: names, titles, years.

    Parameters
    ----------
    scenario : what is run
    city : tells the first year
    payment_years : how many there are
    parameters : names of the sampled numbers

    Returns
    -------
    Name to values, or to a dimension and values along it.
    """
    plan, first = scenario.plan, city.spec.calendar.first_year
    instruments = plan.instruments

    def of(dim: str, values: list[Any]) -> tuple[str, list[Any]]:
        return dim, values

    def in_words(name: str, dim: str, words: Callable[[str], list[str]]) -> dict[str, tuple[str, list[Any]]]:
        return {f"{name}_{language}": of(dim, words(language)) for language in languages()}

    def article_title(number: int, language: str) -> str:
        return plan.articles[number].in_language(language) if number in plan.articles else ""

    return {
        "policy": list(POLICIES),
        "instrument": [one.id for one in instruments],
        "article": of("instrument", [one.article for one in instruments]),
        "group": of("instrument", [one.group for one in instruments]),
        **in_words(
            "article", "instrument", lambda language: [article_title(one.article, language) for one in instruments]
        ),
        **in_words("title", "instrument", lambda language: [one.title.in_language(language) for one in instruments]),
        "recipient": of("instrument", [one.recipient for one in instruments]),
        "award_kind": of("instrument", [one.award.kind for one in instruments]),
        "headline": of("instrument", [one.headline for one in instruments]),
        "priced": of("instrument", [one.priced for one in instruments]),
        "simulated": of("instrument", [one.simulated for one in instruments]),
        "outside": of("instrument", [one.outside for one in instruments]),
        "assumed": of("instrument", [one.priced and rests_on_assumption(one) for one in instruments]),
        "year": list(range(first, first + city.spec.calendar.years)),
        "payment_year": list(range(first, first + payment_years)),
        "payer": list(plan.payers),
        "budget": of("payer", [name == plan.budget_payer for name in plan.payers]),
        **in_words("payer", "payer", lambda language: [one.in_language(language) for one in plan.payers.values()]),
        "segment": list(SEGMENTS),
        **in_words(
            "segment", "segment", lambda language: [plan.segments[name].in_language(language) for name in SEGMENTS]
        ),
        "stage": [0, 1, 2, 3],
        "parameter": parameters,
        "reading": [one.id for one in plan.readings],
    }
