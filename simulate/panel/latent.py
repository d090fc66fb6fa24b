"""What the figures observe: sums of the expected yearly counts exp(z) of a title at a place.

A list observes one of them. A stock observes the sum of those of all lists so far, each times the chance of having
passed its reviews; where an earlier stock of the place is known, only what was added since.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from simulate.panel.tables import Count, Panel, Title

Latent = tuple[str, str, int]
"""Title, place, year: one expected count (the stock itself where the title is a level)."""

PASS_SHARE = 0.7
"""Assumed share of those reviewed that pass, while none is known."""

NINETY = 2 * 1.6448536269514722
"""Standard deviations between the ends of a range that holds the truth with nine chances in ten."""

STOCK_ERROR = 0.02
REVIEW_ERROR = 0.3
"""Assumed relative errors: of a stock in force (mergers, relocations, day of the count), and of what reviews took."""


@dataclass(frozen=True)
class Sum:
    """One figure as sum of ``weights`` times exp(z), with variance ``error`` beside that of counting (where what is
    expected is ``counted``); ``lost``: the same for what reviews took."""

    count: Count
    value: float
    weights: Mapping[Latent, float]
    error: float
    lost: Mapping[Latent, float]
    counted: bool = True


def pass_shares(panel: Panel, title: str) -> dict[int, float]:
    """Known shares of those reviewed that passed, by year."""
    return {one.year: one.value for one in panel.counts if one.title == title and one.measure == "pass_share"}


def survival(title: Title, granted: int, until: int, shares: Mapping[int, float]) -> float:
    """Expected share of the list of ``granted`` still in force at the end of ``until``."""
    if not title.review_after:
        return 1.0
    usual = sum(shares.values()) / len(shares) if shares else PASS_SHARE
    reviews = range(granted + title.review_after, until + 1, title.review_after)
    return math.prod(shares.get(year, usual) for year in reviews)


def reviewed(title: Title, until: int) -> bool:
    """Whether the first list has been reviewed by the end of ``until``."""
    return bool(title.review_after) and until >= title.first_year + title.review_after


def latest(counts: Iterable[Count]) -> list[Count]:
    """Of figures of the same title, place, measure and year, the one known last; in this order."""
    kept = {(one.title, one.place, one.measure, one.year): one for one in sorted(counts, key=_age)}
    return [kept[key] for key in sorted(kept)]


def _age(one: Count) -> tuple[bool, str, str]:
    return one.quality != "D", one.known_at.isoformat(), one.id


def previous(title: Title, stock: Count, others: Iterable[Count]) -> Count | None:
    """The last earlier stock of the same place that ``stock`` counts on from: of its own kind, or of the other kind
    while nothing had been reviewed."""
    same = [
        one
        for one in others
        if one.measure != "new"
        and one.year < stock.year
        and (one.measure == stock.measure or not reviewed(title, one.year))
    ]
    return max(same, key=lambda one: (one.year, one.measure == stock.measure), default=None)


def sums(panel: Panel) -> list[Sum]:
    """Every count of the panel as a sum of latent counts."""
    found = []
    counts = latest(one for one in panel.counts if one.measure != "pass_share")
    for (name, _), group in groupby(counts, key=lambda one: (one.title, one.place)):
        title, own = panel.titles[name], list(group)
        shares = pass_shares(panel, name)
        for one in own:
            if title.model == "level":
                found.append(_level(one))
            elif one.measure == "new":
                found.append(_list(one))
            else:
                found.append(_stock(title, one, previous(title, one, own), shares))
    return found


def _range(one: Count) -> float:
    return ((one.high - one.low) / NINETY) ** 2


def _level(one: Count) -> Sum:
    error = 0.25 + (STOCK_ERROR * one.value) ** 2 + _range(one)
    return Sum(one, one.value, {(one.title, one.place, one.year): 1.0}, error, {}, counted=False)


def _list(one: Count) -> Sum:
    return Sum(one, one.value, {(one.title, one.place, one.year): 1.0}, _range(one), {})


def _stock(title: Title, one: Count, before: Count | None, shares: Mapping[int, float]) -> Sum:
    weights = stock_weights(title, one, shares)
    lost = {year: 1.0 - weight for year, weight in weights.items()}
    value, error = one.value, _range(one)
    if one.measure == "valid":
        error += (STOCK_ERROR * one.value) ** 2
    if before is not None:
        value -= before.value
        error += _range(before)
        for year, weight in stock_weights(title, before, shares).items():
            weights[year] -= weight
            lost[year] -= 1.0 - weight
    return Sum(one, value, _named(one, weights), error, _named(one, lost))


def _named(one: Count, weights: Mapping[int, float]) -> dict[Latent, float]:
    return {(one.title, one.place, year): weight for year, weight in weights.items() if weight != 0.0}


def stock_weights(title: Title, one: Count, shares: Mapping[int, float]) -> dict[int, float]:
    """Weight of each year's list in a stock."""
    years = range(title.first_year, one.year + 1)
    if one.measure == "cumulative":
        return dict.fromkeys(years, 1.0)
    return {year: survival(title, year, one.year, shares) for year in years}
