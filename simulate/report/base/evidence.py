"""Evidence that reports set beside a forecast: the shipped back-test, and a user's actuals with execution rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.calibration.actuals import Compared, compare_actuals, load_actuals
from simulate.calibration.scoreboard import Scoreboard, read_scores
from simulate.place.calibration_folder import OBSERVATIONS, SCORES
from simulate.report.base import views

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast


@dataclass(frozen=True)
class Executed:
    """An actual of an instrument and year beside its forecast (5, 50 and 95 %).

    ``place`` is the instrument's along the dataset; ``cash``: yuan paid, else a count of titles. ``appropriation`` (yuan)
    and ``rate``, the actual city cash of the article over it, where the scenario states one.
    """

    place: int
    year: int
    cash: bool
    actual: float
    low: float
    middle: float
    high: float
    inside: bool
    appropriation: float | None
    rate: float | None


def actual_rows(forecast: Forecast) -> list[Executed]:
    """The actuals of the scenario's ``evaluate`` table, in its order; none where it names no table."""
    attached = forecast.scenario.evaluate
    if attached is None:
        return []
    compared = compare_actuals(forecast, load_actuals(attached.path, forecast))
    paid = _city_cash_by_article(forecast, compared)
    return [_executed(forecast, one, paid) for one in compared]


def _city_cash_by_article(forecast: Forecast, compared: list[Compared]) -> dict[tuple[int, int], float]:
    """Actual cash by article and year, the part that falls to the city by its mean share."""
    found: dict[tuple[int, int], float] = {}
    for one in compared:
        if one.actual.quantity == "cash":
            data = forecast.dataset
            share = data["payer_share"].sel(instrument=one.actual.instrument, payer=views.budget_payer(data))
            key = _article(forecast, one), one.actual.year
            found[key] = found.get(key, 0.0) + one.actual.value * float(share.mean())
    return found


def _article(forecast: Forecast, one: Compared) -> int:
    return int(forecast.dataset["article"].sel(instrument=one.actual.instrument))


def _executed(forecast: Forecast, one: Compared, paid: dict[tuple[int, int], float]) -> Executed:
    actual, cash = one.actual, one.actual.quantity == "cash"
    place = [str(name) for name in forecast.dataset["instrument"].values].index(actual.instrument)
    article = _article(forecast, one)
    limit = appropriated(forecast, article, actual.year) if cash else None
    rate = paid[article, actual.year] / limit if limit else None
    return Executed(place, actual.year, cash, actual.value, one.low, one.middle, one.high, one.inside, limit, rate)


def appropriated(forecast: Forecast, article: int, year: int) -> float | None:
    """The appropriation of an article for a year, in yuan; None where the scenario states none."""
    limits = forecast.scenario.appropriations.limits.get(article)
    if limits is None:
        return None
    found = limits.get(str(year), limits.get("later"))
    return None if found is None else float(found)


def scoreboard(forecast: Forecast) -> Scoreboard | None:
    """The back-test of the calibration that the forecast rests on, where it was made with the forecast's plan.

    Scores that ship were made with the figures that ship: beside others they are not shown.
    """
    scenario = forecast.scenario
    if scenario.own_figures and SCORES not in scenario.own_figures:
        return None
    board = read_scores(scenario.calibration / SCORES, scenario.calibration / OBSERVATIONS)
    return board if board is not None and board.plan == forecast.scenario.plan.name else None
