"""How much must be appropriated for a year: what is due from a payer, and how surely a sum is enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import xarray as xr

from simulate.analysis.base.results import Floats, Result, about, standard_error, variable
from simulate.engine.inputs import layout
from simulate.engine.ledger import Claims, PaymentLimits, pay_draws
from simulate.forecast.forecast import Forecast
from simulate.forecast.labels import budget_payer
from simulate.foundation.errors import InputError, nearest
from simulate.foundation.printed import fine_percent, range_of
from simulate.foundation.ratios import defined, ratio
from simulate.language.choice import tell

EXECUTED = 0.9
"""Executing less than this share of the appropriation counts as under-execution."""
CURVE = 101
RISKS = (0.5, 0.3, 0.2, 0.1, 0.05, 0.02)
"""Accepted probabilities that are shown beside the one asked for."""


@dataclass(frozen=True, repr=False)
class BudgetAnswer(Result):
    """What to appropriate for a year.

    Dataset (yuan): ``due`` (draw) of the chosen articles together and ``due_by_article`` (draw, article); ``level``,
    ``level_low``, ``level_high``: the appropriation exceeded with probability ``risk`` at most and its 95 % interval;
    ``shortfall`` (mean of what is not covered), ``tail`` (mean of what is due where the level is exceeded),
    ``under_execution`` (probability of executing under 90 %), ``level_by_article`` and their sum ``sum_of_levels``,
    ``diversification`` (the sum less the level of the sum); ``exceedance`` and ``curve_...`` by ``appropriation``;
    by ``rule`` (rollover, lapse) and ``payment_year`` the mean of ``paid``, ``unpaid`` and ``lapsed`` where every year
    from this one on has the level as its appropriation, and ``proration``, the mean share of claims that is paid;
    by ``accepted`` risk the level, shortfall and under-execution that go with it.
    """

    chart: ClassVar[str] = "appropriation"
    answer: ClassVar[str] = "budget"
    table: ClassVar[tuple[str, ...]] = ("exceedance", "curve_shortfall", "curve_under_execution")
    more_tables: ClassVar[dict[str, tuple[str, ...]]] = {
        "articles": ("due_mean", "due_median", "level_by_article"),
        "rules": ("paid", "unpaid", "lapsed", "proration"),
        "risks": ("level_by_risk", "shortfall_by_risk", "under_execution_by_risk"),
    }

    def sentences(self) -> list[str]:
        """The appropriation, shortfall, under-execution, diversification, and what rollover would do."""
        data, year, articles = self.dataset, int(self.dataset.attrs["year"]), self.dataset.attrs["articles"]
        if not data["due"].values.any():
            return [self.say("analysis.budgeting.nothing_due", year=year, articles=articles)]
        money = {
            name: self.money(float(data[name])) for name in ("level", "shortfall", "sum_of_levels", "diversification")
        }
        error = self.money(float(data["shortfall_se"]))
        ends = range_of(float(data["level_low"]), float(data["level_high"]), self.language)
        risk, under = (defined(float(data[name]), fine_percent) for name in ("risk", "under_execution"))
        carried = self.money(float(data["unpaid"].sel(rule="rollover", payment_year=year)))
        many = data.sizes["article"] > 1
        return [
            self.say(
                "analysis.budgeting.level", year=year, articles=articles, level=money["level"], ends=ends, risk=risk
            ),
            self.say("analysis.budgeting.shortfall", shortfall=money["shortfall"], error=error, under=under),
            *(
                [self.say("analysis.budgeting.apart", sum=money["sum_of_levels"], less=money["diversification"])]
                if many
                else []
            ),
            self.say("analysis.budgeting.carried", carried=carried),
        ]


def budget(
    forecast: Forecast, year: int, articles: Sequence[int] | None = None, risk: float = 0.1, payer: str | None = None
) -> BudgetAnswer:
    """What must be appropriated for a payment year, so that it is enough with a given certainty.

    What is due in a year is what the run pays, leaves unpaid and lets lapse in it. The appropriation is the smallest
    sum that at most a share ``risk`` of the draws exceeds (value at risk); ``tail`` is the mean beyond it (Rockafellar
    and Uryasev 2000, Journal of Risk 2: 21).

    Parameters
    ----------
    forecast : in memory or from a run folder
    year : payment year
    articles : numbers of articles of the plan, each once; all by default
    risk : accepted probability that the appropriation is not enough, inside (0, 1)
    payer : word of a payer; by default the one whose budget it is

    Returns
    -------
    The appropriation in yuan with its 95 % interval, the expected shortfall, and what rollover and lapse would make of
    it.

    Raises
    ------
    InputError
        A year, article or payer that the forecast does not have, or a risk outside 0 to 1.

    Examples
    --------
    >>> sim.budget(forecast, 2025, articles=[9], risk=0.1)  # doctest: +SKIP
    """
    payer = payer or budget_payer(forecast.dataset)
    due = due_by_article(forecast, year, articles, risk, payer)
    together = due.sum("article")
    now = together.sel(payment_year=year).values.astype(float)
    by_article = due.sel(payment_year=year).values.astype(float)
    level, low, high = level_at(now, risk)
    levels = np.array([level_at(by_article[:, place], risk)[0] for place in range(by_article.shape[1])])
    figures = {
        "risk": (risk, "1", "accepted probability"),
        "level": (level, "CNY", "appropriation"),
        "level_low": (low, "CNY", "appropriation, lower end"),
        "level_high": (high, "CNY", "appropriation, upper end"),
        "shortfall": (expected_shortfall(now, level), "CNY", "expected shortfall"),
        "tail": (tail_mean(now, level), "CNY", "mean of what is due where the appropriation is exceeded"),
        "under_execution": (under_execution(now, level), "1", "probability of executing under 90 %"),
        "shortfall_se": (standard_error(np.maximum(now - level, 0)), "CNY", "standard error of the expected shortfall"),
        "sum_of_levels": (levels.sum(), "CNY", "sum of the articles' levels"),
        "diversification": (levels.sum() - level, "CNY", "saved by one appropriation for all"),
    }
    parts = {name: variable((), float(value), units, words) for name, (value, units, words) in figures.items()}
    parts |= {
        "due": variable(("draw",), now, "CNY", "due in the year"),
        "due_by_article": variable(("draw", "article"), by_article, "CNY", "due in the year"),
        "level_by_article": variable(("article",), levels, "CNY", "appropriation article by article"),
        "due_mean": variable(("article",), by_article.mean(axis=0), "CNY", "due in the year, mean"),
        "due_median": variable(("article",), np.median(by_article, axis=0), "CNY", "due in the year, median"),
    }
    grid, curve = _curve(now)
    later = together.sel(payment_year=slice(year, None))
    parts |= curve | _rules(later.values.astype(float), level) | _by_risk(now)
    coords: dict[str, object] = {"article": due["article"].values, "payment_year": later["payment_year"].values}
    coords |= {
        "appropriation": grid,
        "rule": ["rollover", "lapse"],
        "accepted": list(RISKS),
        "draw": due["draw"].values,
    }
    listed = ", ".join(str(one) for one in due["article"].values)
    attrs = about(forecast) | {"year": year, "articles": listed, "payer": payer, "units": "CNY"}
    return BudgetAnswer(xr.Dataset(parts, coords, attrs), forecast.scenario.language)


def due_by_article(
    forecast: Forecast, year: int, articles: Sequence[int] | None, risk: float, payer: str
) -> xr.DataArray:
    """What is due from the payer: (draw, article, payment_year), yuan; what rolled over counts once, where it is due.

    Raises InputError for what the forecast does not have.
    """
    data = forecast.dataset
    known = list(dict.fromkeys(int(one) for one in data["article"].values))
    wanted = known if articles is None else list(articles)
    twice = next((one for place, one in enumerate(wanted) if one in wanted[:place]), None)
    if not wanted or twice is not None:
        came = "no article" if twice is None else f"article {twice} twice"
        raise InputError(
            tell("error.budgeting.budget_each_articles_once", came=came, allowed=", ".join(map(str, known)))
        )
    for what, words, allowed in (
        ("year", [year], data["payment_year"].values.tolist()),
        ("articles", wanted, known),
        ("payer", [payer], data["payer"].values.tolist()),
    ):
        for word in words:
            if word not in allowed:
                near = nearest(word, allowed) if isinstance(word, str) else None
                hint = tell("error.hint", near=near) if near else ""
                raise InputError(
                    tell(
                        "error.budgeting.budget_one_of",
                        what=what,
                        word=word,
                        allowed=", ".join(map(str, allowed)),
                        hint=hint,
                    )
                )
    if not 0 < risk < 1:
        hint = f"; did you mean {risk / 100:g}?" if 1 < risk < 100 else ""
        raise InputError(tell("error.budgeting.budget_risk_probability_between", risk=risk, hint=hint))
    money = data[["cash", "unpaid", "lapsed"]].sel(payer=payer, drop=True)
    carried = money["unpaid"].shift(payment_year=1, fill_value=0)
    due = money["cash"] + money["unpaid"] + money["lapsed"] - carried
    due = due.reset_coords(drop=True)
    groups = [due.isel(instrument=np.flatnonzero(data["article"].values == one)).sum("instrument") for one in wanted]
    return xr.concat(groups, dim=xr.Variable("article", wanted)).transpose("draw", "article", "payment_year")


def level_at(due: Floats, risk: float) -> tuple[float, float, float]:
    """Smallest sum that at most a share of the draws exceeds, and its 95 % interval by order statistics.

    Parameters
    ----------
    due : yuan of each draw, shape (draws,)
    risk : that share, inside (0, 1)

    Returns
    -------
    The sum and the ends of its interval, yuan.

    Examples
    --------
    >>> level_at(np.arange(1.0, 11.0), 0.1)[0]
    9.0
    """
    ordered, count = np.sort(due), len(due)
    place = min(int(np.ceil((1 - risk) * count - 1e-9)) - 1, count - 1)
    half = 1.96 * np.sqrt(count * risk * (1 - risk))
    low, high = max(int(np.floor(place - half)), 0), min(int(np.ceil(place + half)), count - 1)
    return float(ordered[max(place, 0)]), float(ordered[low]), float(ordered[high])


def expected_shortfall(due: Floats, level: float) -> float:
    """E[(due - level)+]: what on average is not covered.

    Parameters
    ----------
    due : yuan of each draw, shape (draws,)
    level : the appropriation, yuan

    Returns
    -------
    Yuan.

    Examples
    --------
    >>> expected_shortfall(np.array([0.0, 10.0]), 6.0)
    2.0
    """
    return float(np.maximum(due - level, 0).mean())


def tail_mean(due: Floats, level: float) -> float:
    """E[due | due > level] in yuan; the level itself where it is never exceeded.

    Parameters
    ----------
    due, level : as for ``expected_shortfall``

    Returns
    -------
    Yuan.

    Examples
    --------
    >>> tail_mean(np.array([0.0, 8.0, 10.0]), 6.0), tail_mean(np.array([0.0]), 6.0)
    (9.0, 6.0)
    """
    above = due[due > level]
    return float(above.mean()) if above.size else level


def under_execution(due: Floats, level: float) -> float:
    """P(due < 90 % of the appropriation); NaN of no appropriation.

    Parameters
    ----------
    due, level : as for ``expected_shortfall``

    Returns
    -------
    Probability.

    Examples
    --------
    >>> under_execution(np.array([8.0, 9.0, 10.0, 11.0]), 10.0)
    0.25
    """
    return float((due < EXECUTED * level).mean()) if level else math.nan


def _by_risk(due: Floats) -> dict[str, xr.Variable]:
    """Appropriation, shortfall and under-execution at each of ``RISKS``."""
    levels = [level_at(due, risk)[0] for risk in RISKS]
    return {
        "level_by_risk": variable(("accepted",), levels, "CNY", "appropriation at the accepted probability"),
        "shortfall_by_risk": variable(
            ("accepted",), [expected_shortfall(due, one) for one in levels], "CNY", "expected shortfall"
        ),
        "under_execution_by_risk": variable(
            ("accepted",), [under_execution(due, one) for one in levels], "1", "probability of executing under 90 %"
        ),
    }


def _curve(due: Floats) -> tuple[Floats, dict[str, xr.Variable]]:
    """Exceedance, expected shortfall and under-execution on a grid of appropriations from nothing to the largest."""
    grid = np.linspace(0.0, max(float(due.max()), 1.0), CURVE)
    dims = ("appropriation",)
    return grid, {
        "exceedance": variable(dims, [float((due > b).mean()) for b in grid], "1", "probability of exceeding"),
        "curve_shortfall": variable(dims, [expected_shortfall(due, b) for b in grid], "CNY", "expected shortfall"),
        "curve_under_execution": variable(dims, [under_execution(due, b) for b in grid], "1", "P(under 90 %)"),
    }


def _rules(due: Floats, level: float) -> dict[str, xr.Variable]:
    """What each rule makes of the years from this one on, (rule, payment_year), with the level in every year."""
    outcomes = [settle(due, level, lapses) for lapses in (False, True)]
    means = {
        name: np.stack([one[name].mean(axis=0) for one in outcomes]) for name in outcomes[0] if name != "proration"
    }
    means["proration"] = np.stack([_mean_of_some(one["proration"]) for one in outcomes])
    words = {"paid": "paid", "unpaid": "carried into the next year", "lapsed": "lost", "proration": "share paid"}
    units = {name: "1" if name == "proration" else "CNY" for name in words}
    return {name: variable(("rule", "payment_year"), means[name], units[name], words[name]) for name in words}


def _mean_of_some(values: Floats) -> Floats:
    """Mean of each year over the draws in which it has a value; NaN where none has."""
    some = np.isfinite(values)
    return ratio(np.where(some, values, 0.0).sum(axis=0), some.sum(axis=0))


def settle(due: Floats, level: float, lapses: bool) -> dict[str, Floats]:
    """Pay what is due from one level a year, in whole yuan, by the ledger's rule: the rest rolls over or lapses.

    Parameters
    ----------
    due : yuan, shape (draws, years)
    level : the appropriation of each year, yuan
    lapses : whether the rest is lost rather than claimed again in the next year

    Returns
    -------
    ``paid``, ``unpaid`` (carried on), ``lapsed`` in yuan and ``proration``, the share of its claims that a year pays
    (NaN where nothing is claimed), each of shape (draws, years).

    Examples
    --------
    >>> settle(np.array([[8.0, 2.0]]), level=5.0, lapses=False)["paid"]
    array([[5., 5.]])
    """
    draws, years = due.shape
    claims = Claims(due[:, None, :].astype(np.int64), np.ones((draws, 1, 1)), np.zeros((draws, 1)))
    limit = np.full((1, years), int(level))
    money = np.zeros((len(layout.PAYMENTS), draws, 1, years, 1), dtype=np.int64)
    pay_draws(claims, PaymentLimits(np.zeros(1, dtype=np.int64), limit, 0, lapses), money)
    paid, unpaid, lapsed = money[[layout.CASH, layout.UNPAID, layout.LAPSED], :, 0, :, 0].astype(float)
    return {"paid": paid, "unpaid": unpaid, "lapsed": lapsed, "proration": ratio(paid, paid + unpaid + lapsed)}
