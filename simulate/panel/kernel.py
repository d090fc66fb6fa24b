"""How the latent log counts resemble each other before any figure is seen: means and covariances.

The log of a count is the log length of the national (or provincial) list plus the log share of the place:

- the list: a wide level by title, then a random walk whose yearly steps shrink as a title ages: three times ``list_step``
  for the first, 3 / k times for the k-th, half of it at last;
- the share: a line in the place's log share of gross product (slope near one, learned), a lasting deviation
  ``share_spread``, half of it common to all titles, a random walk ``share_step``, and ``batch_noise`` that lasts one list;
- a title that is a level: the same with yearly steps ``level_step``, half of their variance common to all places, and a
  drift.

Places within one another share half of their deviations: a city moves with its province. Covariances are linear in the
squared parameters, so that they are computed once for all values of these.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulate.panel.latent import Latent
from simulate.panel.tables import LEVELS, Panel

Floats = NDArray[np.float64]

PARAMETERS = ("list_step", "share_spread", "share_step", "batch_noise", "level_step")
"""Standard deviations of logs, learned from the panel."""

LEVEL_MEAN, LEVEL_SD = math.log(300.0), 3.0
DRIFT_MEAN, DRIFT_SD = 0.05, 0.05
RANK_SD, TITLE_SD = 0.5, 0.3
SLOPE_SD = 0.4
WITHIN = 0.5
COMMON = 0.5
UNKNOWN_GDP = 0.8
"""Assumed: level of a list (log) and its range, yearly drift of a level, deviation of provinces or cities as such (all
titles, one title), range of the slope around 1, correlation of a place with the one it lies within, part of the lasting
deviation that is common to all titles, spread of log gross product where it is unknown."""


@dataclass(frozen=True)
class Coordinates:
    """Where latent counts stand, as arrays of the same length."""

    title: NDArray[np.int64]
    place: NDArray[np.int64]
    year: NDArray[np.int64]
    age: Floats
    is_root: NDArray[np.bool_]
    is_level: NDArray[np.bool_]
    rank: NDArray[np.int64]
    size: Floats
    """Log share of the root's gross product."""
    size_known: NDArray[np.bool_]
    likeness: Floats
    """Correlation of places by their numbers, (places, places)."""


def coordinates(latents: Sequence[Latent], panel: Panel, vintage: datetime.date) -> Coordinates:
    """Where ``latents`` stand; gross products that were not known on ``vintage`` are not used."""
    titles, places = list(panel.titles), list(panel.places)
    number = {name: index for index, name in enumerate(places)}
    gdp = {name: one.gdp if one.known_at <= vintage else 0.0 for name, one in panel.places.items()}
    usual = _usual_sizes(panel, gdp)
    about = [panel.titles[name] for name, _, _ in latents]
    sizes = [
        math.log(gdp[place] / gdp[one.root]) if gdp[place] and gdp[one.root] else usual[panel.places[place].level]
        for one, (_, place, _) in zip(about, latents, strict=True)
    ]
    return Coordinates(
        title=np.array([titles.index(name) for name, _, _ in latents], dtype=np.int64),
        place=np.array([number[place] for _, place, _ in latents], dtype=np.int64),
        year=np.array([year for *_, year in latents], dtype=np.int64),
        age=np.array([year - one.first_year for one, (*_, year) in zip(about, latents, strict=True)], dtype=np.float64),
        is_root=np.array([place == one.root for one, (_, place, _) in zip(about, latents, strict=True)]),
        is_level=np.array([one.model == "level" for one in about]),
        rank=np.array([LEVELS.index(panel.places[place].level) for _, place, _ in latents], dtype=np.int64),
        size=np.array(sizes, dtype=np.float64),
        size_known=np.array([gdp[place] > 0.0 for _, place, _ in latents]),
        likeness=likeness(panel),
    )


def _usual_sizes(panel: Panel, gdp: Mapping[str, float]) -> dict[str, float]:
    """Mean log share of the country's product by rank, for places without one; assumed while none is known."""
    assumed = {"country": 0.0, "province": math.log(1 / 31), "city": math.log(1 / 200), "county": math.log(1 / 1500)}
    country = next((gdp[name] for name, one in panel.places.items() if one.level == "country"), 0.0)
    for level in assumed:
        known = [gdp[name] for name, one in panel.places.items() if one.level == level and gdp[name]]
        if known and country and level != "country":
            assumed[level] = min(assumed[level], math.log(float(np.median(known)) / country))
    return assumed


@lru_cache(maxsize=16)
def likeness(panel: Panel) -> Floats:
    """Correlation of the deviations of places: ``WITHIN`` for a place and the one it lies within, and so on."""
    number = {name: index for index, name in enumerate(panel.places)}
    inside = np.zeros((len(number), len(number)))  # whether a place is, or lies within, another below the country
    for name, one in panel.places.items():
        inside[number[name], number[name]] = 1.0
        while one.within and panel.places[one.within].level != "country":
            inside[number[name], number[one.within]] = 1.0
            one = panel.places[one.within]
    depth, common = inside.sum(axis=1), inside @ inside.T
    return np.where(common > 0.0, WITHIN ** (depth[:, None] + depth[None, :] - 2.0 * common), 0.0)


def means(at: Coordinates) -> Floats:
    """Prior means of the latent logs."""
    return LEVEL_MEAN + DRIFT_MEAN * at.age * at.is_level + np.where(at.is_root, 0.0, at.size)


def _list_walk(age: Floats) -> Floats:
    """Variance of the list's walk after ``age`` years, in squared steps: the k-th is max(3 / k, 1 / 2)."""
    oldest = int(max(age.max(initial=0.0), 0.0))
    steps = np.maximum(0.5, 3.0 / np.arange(1, oldest + 1)) ** 2
    return np.concatenate([[0.0], np.cumsum(steps)])[np.maximum(age, 0.0).astype(np.int64)]


def covariances(one: Coordinates, other: Coordinates) -> tuple[Floats, Floats]:
    """The fixed part of the covariance, (N, M), and what each squared parameter multiplies, (parameters, N, M)."""

    def pairs(left: NDArray[np.generic], right: NDArray[np.generic]) -> Floats:
        return np.asarray(left[:, None] == right[None, :], dtype=np.float64)

    def both(left: Floats | NDArray[np.bool_], right: Floats | NDArray[np.bool_]) -> Floats:
        return np.asarray(left, dtype=np.float64)[:, None] * np.asarray(right, dtype=np.float64)[None, :]

    title, alike = pairs(one.title, other.title), one.likeness[np.ix_(one.place, other.place)]
    shares = both(~one.is_root, ~other.is_root)
    level, batch = both(one.is_level, other.is_level), both(~one.is_level, ~other.is_level)
    age = np.minimum(one.age[:, None], other.age[None, :])
    same_place = pairs(one.place, other.place)
    rank = pairs(one.rank, other.rank)
    unknown = both(~one.size_known, ~other.size_known) * same_place * UNKNOWN_GDP**2
    fixed = title * (LEVEL_SD**2 + DRIFT_SD**2 * level * both(one.age, other.age)) + shares * (
        rank * (RANK_SD**2 + TITLE_SD**2 * title) + SLOPE_SD**2 * both(one.size, other.size) + unknown
    )
    parts = [
        title * batch * _list_walk(age),
        shares * alike * (COMMON + (1.0 - COMMON) * title),
        title * batch * shares * alike * age,
        title * batch * shares * same_place * pairs(one.year, other.year),
        title * level * age * (COMMON + (1.0 - COMMON) * shares * alike),
    ]
    return fixed, np.stack(parts)
