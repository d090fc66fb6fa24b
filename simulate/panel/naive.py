"""The two forecasts to beat: the last count repeated, and a Poisson count at the historical rate.

A place without a count of its own takes the list's (or the country's stock) times its share of gross product. Without
that neither forecast can be made.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from simulate.panel.latent import latest
from simulate.panel.tables import Count, Panel, Title
from simulate.randomness.unbounded import poisson_quantile

Floats = NDArray[np.float64]

USUAL_CHANGE = 0.5
"""Assumed standard deviation of a yearly log change, while none is known."""


@dataclass(frozen=True)
class Series:
    """Counts by year, oldest first; ``scale``: what of them falls to the place."""

    years: tuple[int, ...]
    values: tuple[float, ...]
    scale: float = 1.0

    def changes(self) -> list[float]:
        """Yearly log changes between counts that follow each other."""
        return [
            math.log((later + 0.5) / (earlier + 0.5)) / math.sqrt(end - start)
            for (start, end), (earlier, later) in zip(pairwise(self.years), pairwise(self.values), strict=True)
        ]


def series(panel: Panel, title: str, place: str, measure: str) -> Series:
    """What a place is known to have won by year, or its stocks; without lists of its own, what its stocks grew by."""
    counts = [one for one in latest(panel.counts) if (one.title, one.place) == (title, place)]
    lists = _by_year(one for one in counts if one.measure == "new")
    stocks = _by_year(one for one in counts if one.measure in ("cumulative", "valid"))
    if measure != "new":
        return stocks
    if lists.years:
        return lists
    steps = list(zip(pairwise(stocks.years), pairwise(stocks.values), strict=True))
    grown = [max(later - earlier, 0.0) / (end - start) for (start, end), (earlier, later) in steps]
    return Series(stocks.years[1:], tuple(grown))


def _by_year(counts: Iterable[Count]) -> Series:
    found = {one.year: one.value for one in sorted(counts, key=lambda one: (one.year, one.known_at))}
    return Series(tuple(found), tuple(found.values()))


def basis(panel: Panel, title: Title, place: str, measure: str, vintage: datetime.date) -> Series | None:
    """The place's own series, else its share of the list's; None where there is neither."""
    own = series(panel, title.title, place, measure)
    if own.years:
        return own
    sizes = [panel.places[name] for name in (place, title.root)]
    root = series(panel, title.title, title.root, measure)
    if not root.years or any(one.gdp == 0.0 or one.known_at > vintage for one in sizes):
        return None
    return Series(root.years, root.values, sizes[0].gdp / sizes[1].gdp)


def usual_change(panel: Panel, measure: str) -> float:
    """Root mean square of the yearly log changes of every series that is known."""
    kind = {"new"} if measure == "new" else {"cumulative", "valid"}
    counts = [one for one in latest(panel.counts) if one.measure in kind]
    found = [
        change
        for _, group in groupby(counts, key=lambda one: (one.title, one.place))
        for change in _by_year(group).changes()
    ]
    return _spread(found) or USUAL_CHANGE


def _spread(changes: Sequence[float]) -> float:
    return math.sqrt(sum(one**2 for one in changes) / len(changes)) if changes else 0.0


def last_repeated(known: Series, year: int, usual: float, quantiles: Floats) -> Floats:
    """The last count again, with the spread of past changes (of all series where the place has fewer than two)."""
    own = known.changes()
    spread = _spread(own) if len(own) > 1 and known.scale == 1.0 else usual
    ahead = max(year - known.years[-1], 1)
    repeated = known.scale * known.values[-1] * np.exp(spread * math.sqrt(ahead) * ndtri(quantiles))
    return np.asarray(np.rint(repeated), dtype=np.float64)


def at_rate(known: Series, title: Title, year: int, measure: str, quantiles: Floats) -> Floats:
    """A Poisson count at the mean of past counts; a stock grows at the mean rate so far."""
    if measure == "new":
        return poisson_quantile(quantiles, known.scale * sum(known.values) / len(known.values))
    first, last = known.years[0], known.years[-1]
    # One stock alone has grown from nothing since the first list.
    start, before = (first, known.values[0]) if last > first else (title.first_year - 1, 0.0)
    rate = (known.values[-1] - before) / (last - start)
    grown = known.scale * max(rate, 0.0) * max(year - last, 1)
    return round(known.scale * known.values[-1]) + poisson_quantile(quantiles, grown)
