"""Draws of a count that nobody has seen yet."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtri

from simulate.foundation.errors import InputError
from simulate.foundation.units import parse_date
from simulate.panel.fit import Fit, fit, predict
from simulate.panel.latent import (
    NINETY,
    PASS_SHARE,
    STOCK_ERROR,
    latest,
    pass_shares,
    previous,
    survival,
)
from simulate.panel.names import measure_of, place_of, title_of, year_parser
from simulate.panel.tables import Count, Panel, Title, shipped_panel
from simulate.randomness.unbounded import poisson_quantile
from simulate.randomness.uniforms import name_code, over_draws, purpose
from simulate.yamlfile.arguments import argument, number_of_draws

Floats = NDArray[np.float64]

PREDICTION = purpose("panel forecast", "where a forecast from the panel lies in its distribution")
LARGEST = 1e7

UNKNOWN_PASS_SD, PLACE_PASS_SD = 0.5, 0.3
"""Assumed spreads of the logit of a share that passes: of a year of which nothing is known, and of places in a year."""


def panel_forecast(
    title: str,
    place: str,
    year: int | str,
    vintage: str | datetime.date,
    *,
    draws: int = 4000,
    seed: int = 1,
    measure: str | None = None,
    panel: Panel | None = None,
) -> xr.DataArray:
    """What a place will win of a title in a year, as it could be foreseen on a day.

    Parameters
    ----------
    title : str
        A title of ``calibration/titles.csv``, by its id or a name in either language.
    place : str
        A place of ``calibration/places.csv``, by either name; a place without any count is forecast from the others and
        its gross product. ``Shandong-Xintai`` names a place within Shandong that is in no table.
    year : int or str
        The year of the list; for a stock its end, or the day of the count, ``"2025-03-31"``.
    vintage : str or datetime.date
        The day on which the forecast is made. No figure that was known later has any influence.
    draws, seed : int
        How many draws; the same seed gives the same ones, and the first of many are those of few.
    measure : str, optional
        ``new`` (recognised in the year), ``cumulative`` (all lists so far), ``valid`` (in force, after reviews); by
        default what the title's name says.
    panel : Panel, optional
        Another panel than that which ships.

    Returns
    -------
    xarray.DataArray
        Whole numbers, dimension ``draw``; its attributes say what was asked, and how many counts of the place (``own``)
        and in all (``figures``) were known.

    Raises
    ------
    InputError
        A title, place, year, day or measure that there is not, with the nearest that there is; no figure at all known.

    Examples
    --------
    >>> import simulate as sim
    >>> count = sim.panel_forecast("little_giants", "Qingdao", 2024, "2023-12-31", draws=500)  # doctest: +SKIP
    >>> count.sizes["draw"], count.attrs["measure"]  # doctest: +SKIP
    (500, 'new')
    >>> bool(count.quantile(0.05) < 40 < count.quantile(0.95))  # doctest: +SKIP
    True
    """
    whole = shipped_panel() if panel is None else panel
    one, kind = argument("title", title, partial(title_of, whole))
    if measure is not None:
        kind = argument("measure", measure, measure_of(one))
    wider, where = argument("place", place, partial(place_of, whole, one))
    when, day = argument("year", year, year_parser(one)), argument("vintage", vintage, parse_date)
    size = argument("draws", draws, number_of_draws)
    known = whole.as_of(day)
    own = latest(
        count
        for count in known.counts
        if (count.title, count.place) == (one.title, where) and count.measure != "pass_share"
    )
    if not known.counts:
        raise InputError(f"vintage: no figure was known on {day}; expected a day after the first of panel.csv")
    asked = _Asked(wider, one, where, when, kind, size, seed)
    values = _known(asked, own)
    if values is None:
        values = _drawn(fit(whole, day), asked, own)
    return xr.DataArray(
        np.rint(values).astype(np.int64),
        dims="draw",
        name=one.title,
        attrs={
            "long_name": f"{one.en} / {one.zh}", "title": one.title, "place": where, "year": when, "measure": kind, "vintage": str(day), "seed": seed,
            "own": len(own), "figures": len(known.counts),
        },
    )  # fmt: skip


@dataclass(frozen=True)
class _Asked:
    panel: Panel
    title: Title
    place: str
    year: int
    measure: str
    draws: int
    seed: int

    def uniforms(self, what: str) -> Floats:
        """A keyed number a draw; the same for the same title, place and purpose at every vintage."""
        unit = name_code(f"{self.title.title} {self.place} {what}")
        return np.asarray(over_draws(self.seed, 0, self.draws, unit, PREDICTION), dtype=np.float64)

    def normals(self, what: str) -> Floats:
        """The same as a standard normal number."""
        return np.asarray(ndtri(self.uniforms(what)), dtype=np.float64)


def _known(asked: _Asked, own: Sequence[Count]) -> Floats | None:
    """The figure itself where it is known already."""
    for one in own:
        if (one.year, one.measure) == (asked.year, asked.measure) and one.exact:
            return np.full(asked.draws, one.value)
    return None


def _drawn(found: Fit, asked: _Asked, own: Sequence[Count]) -> Floats:
    if asked.title.model == "level":
        return _measured(asked, _expected(found, asked, [asked.year])[0])
    if asked.measure == "new":
        return _counted(asked, asked.year, _expected(found, asked, [asked.year])[0])
    return _stock(found, asked, own)


def _expected(found: Fit, asked: _Asked, years: Sequence[int]) -> Floats:
    """Expected counts of ``years``, drawn together: (years, draws)."""
    mean, covariance = predict(found, [(asked.title.title, asked.place, year) for year in years], asked.panel)
    steps = np.cumsum(found.weights)[:-1]
    point = np.searchsorted(steps, asked.uniforms("parameters"), side="right")
    # Rounding may leave an eigenvalue of what is all but known below zero.
    factors = np.linalg.cholesky(covariance + 1e-9 * np.eye(len(years)))
    logs = mean[point].T
    for column, year in enumerate(years):
        logs = logs + factors[point, :, column].T * asked.normals(f"level {year}")
    return np.asarray(np.exp(np.minimum(logs, np.log(LARGEST))), dtype=np.float64)


def _counted(asked: _Asked, year: int, expected: Floats) -> Floats:
    return poisson_quantile(asked.uniforms(f"count {year}"), expected)


def _measured(asked: _Asked, stock: Floats) -> Floats:
    """A stock as it would be printed, with the error of such figures."""
    return np.maximum(np.rint(stock * (1.0 + STOCK_ERROR * asked.normals(f"error {asked.year}"))), 0.0)


def _stock(found: Fit, asked: _Asked, own: Sequence[Count]) -> Floats:
    """The last known stock, plus what was recognised since and passed its reviews, less those of before that did not."""
    title, shares = asked.title, pass_shares(found.panel, asked.title.title)
    before = previous(title, _count_of(asked), own)
    start = title.first_year - 1 if before is None else before.year
    years = list(range(title.first_year, asked.year + 1))
    expected = dict(zip(years, _expected(found, asked, years), strict=True))
    known = {one.year: one.value for one in own if one.measure == "new" and one.exact}
    stock = np.zeros(asked.draws) if before is None else _anchor(asked, before)
    for year in years:
        passed = _passed(asked, year, start, shares)
        if year > start:
            count = known[year] if year in known else _counted(asked, year, expected[year])
            stock = stock + count * passed
        else:
            alive = survival(title, year, start, shares)
            stock = stock - alive * known.get(year, expected[year]) * (1.0 - passed)
    stock = np.maximum(stock, 0.0)
    return _measured(asked, stock) if asked.measure == "valid" else np.rint(stock)


def _count_of(asked: _Asked) -> Count:
    """What is asked, in the form of a figure."""
    day = datetime.date.max
    return Count(
        "", asked.title.title, asked.place, asked.year, asked.measure, 0.0, 0.0, 0.0, day, "D", "", "", ""
    )  # fmt: skip


def _anchor(asked: _Asked, before: Count) -> Floats:
    return before.value + (before.high - before.low) / NINETY * asked.normals("anchor")


def _passed(asked: _Asked, granted: int, start: int, shares: dict[int, float]) -> Floats:
    """Share of the list of ``granted`` that passes the reviews after ``start`` until the year asked for."""
    passed = np.ones(asked.draws)
    if asked.measure == "cumulative" or not asked.title.review_after:
        return passed
    usual = sum(shares.values()) / len(shares) if shares else PASS_SHARE
    for year in range(granted + asked.title.review_after, asked.year + 1, asked.title.review_after):
        if year > start:
            spread = PLACE_PASS_SD if year in shares else np.hypot(PLACE_PASS_SD, UNKNOWN_PASS_SD)
            passed = passed * expit(logit(shares.get(year, usual)) + spread * asked.normals(f"review {year}"))
    return passed
