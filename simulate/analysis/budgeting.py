"""How much must be appropriated for a year: what is due from the city, and how surely a sum is enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import xarray as xr

from simulate.analysis.results import Floats, Result, percent, variable
from simulate.errors import InputError, nearest
from simulate.forecast.forecast import Forecast

CITY = "city"
EXECUTED = 0.9
"""Executing less than this share of the appropriation counts as under-execution."""
CURVE = 101


@dataclass(frozen=True, repr=False)
class BudgetAnswer(Result):
    """What to appropriate for a year.

    Dataset (yuan): ``due`` (draw) of the chosen articles together and ``due_by_article`` (draw, article); ``level``,
    ``level_low``, ``level_high``: the appropriation exceeded with probability ``risk`` at most and its 95 % interval;
    ``shortfall`` (mean of what is not covered), ``tail`` (mean of what is due where the level is exceeded),
    ``under_execution`` (probability of executing under 90 %), ``level_by_article`` and their sum ``sum_of_levels``,
    ``diversification`` (the sum less the level of the sum); ``exceedance`` and ``curve_...`` by ``appropriation``;
    by ``rule`` (rollover, lapse) and ``payment_year`` the mean of ``paid``, ``unpaid`` and ``lapsed`` where every year
    from this one on has the level as its appropriation, and ``proration``, the mean share of claims that is paid.
    """

    chart: ClassVar[str] = "appropriation"
    table: ClassVar[tuple[str, ...]] = ("exceedance", "curve_shortfall", "curve_under_execution")

    def sentences(self) -> list[str]:
        """The appropriation, shortfall, under-execution, diversification, and what proration would do."""
        data = self.dataset
        names = ("level", "level_low", "level_high", "shortfall", "sum_of_levels", "diversification")
        money = {name: self.money(float(data[name])) for name in names}
        risk, under = percent(float(data["risk"])), percent(float(data["under_execution"]))
        year, articles = int(data.attrs["year"]), data.attrs["articles"]
        carried = self.money(float(data["unpaid"].sel(rule="rollover", payment_year=year)))
        if self.language == "zh":
            level = f"预算安排{money['level']}（95%区间{money['level_low']}至{money['level_high']}）"
            return [
                f"{year}年第{articles}条：{level}，不够的概率不超过{risk}。",
                f"平均缺口{money['shortfall']}；执行率低于九成的概率{under}。",
                f"各条款分别安排合计{money['sum_of_levels']}，合并安排可少{money['diversification']}。",
                f"不足部分结转时，平均结转下年{carried}。",
            ]
        level = f"{money['level']} (95 % interval {money['level_low']} to {money['level_high']})"
        return [
            f"{year}, articles {articles}: appropriate {level}; exceeded with a probability of at most {risk}.",
            f"Expected shortfall {money['shortfall']}; probability of executing under 90 %: {under}.",
            f"Article by article the levels sum to {money['sum_of_levels']}; together {money['diversification']} less.",
            f"If what is not covered rolls over, {carried} is carried into the next year on average.",
        ]


def budget(
    forecast: Forecast, year: int, articles: Sequence[int] | None = None, risk: float = 0.1, payer: str = CITY
) -> BudgetAnswer:
    """What ``payer`` must provide for ``articles`` (all by default) in payment year ``year``.

    What is due in a year is what the run pays, leaves unpaid and lets lapse in it. Raises InputError for a year,
    article or payer that the forecast does not have, and for a risk outside 0 to 1.
    """
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
        "sum_of_levels": (levels.sum(), "CNY", "sum of the articles' levels"),
        "diversification": (levels.sum() - level, "CNY", "saved by one appropriation for all"),
    }
    parts = {name: variable((), float(value), units, words) for name, (value, units, words) in figures.items()}
    parts |= {
        "due": variable(("draw",), now, "CNY", "due in the year"),
        "due_by_article": variable(("draw", "article"), by_article, "CNY", "due in the year"),
        "level_by_article": variable(("article",), levels, "CNY", "appropriation article by article"),
    }
    grid, curve = _curve(now)
    later = together.sel(payment_year=slice(year, None))
    parts |= curve | _rules(later.values.astype(float), level)
    coords: dict[str, object] = {"article": due["article"].values, "payment_year": later["payment_year"].values}
    coords |= {"appropriation": grid, "rule": ["rollover", "lapse"], "draw": due["draw"].values}
    listed = ", ".join(str(one) for one in due["article"].values)
    attrs = {"year": year, "articles": listed, "payer": payer, "units": "CNY"}
    return BudgetAnswer(xr.Dataset(parts, coords, attrs), forecast.scenario.language)


def due_by_article(
    forecast: Forecast, year: int, articles: Sequence[int] | None, risk: float, payer: str
) -> xr.DataArray:
    """What is due from the payer: (draw, article, payment_year), yuan; what rolled over counts once, where it is due.

    Raises InputError for what the forecast does not have.
    """
    data = forecast.dataset
    known = list(dict.fromkeys(int(one) for one in data["article"].values))
    wanted = list(articles) if articles else known
    for what, words, allowed in (
        ("year", [year], data["payment_year"].values.tolist()),
        ("articles", wanted, known),
        ("payer", [payer], data["payer"].values.tolist()),
    ):
        for word in words:
            if word not in allowed:
                near = nearest(word, allowed)
                hint = f"; did you mean '{near}'?" if near else ""
                raise InputError(f"budget: {what} {word} came; expected one of {', '.join(map(str, allowed))}{hint}")
    if not 0 < risk < 1:
        raise InputError(f"budget: risk {risk} came; expected a probability between 0 and 1")
    money = data[["cash", "unpaid", "lapsed"]].sel(payer=payer, drop=True)
    carried = money["unpaid"].shift(payment_year=1, fill_value=0)
    due = money["cash"] + money["unpaid"] + money["lapsed"] - carried
    due = due.reset_coords(drop=True)
    groups = [due.isel(instrument=np.flatnonzero(data["article"].values == one)).sum("instrument") for one in wanted]
    return xr.concat(groups, dim=xr.Variable("article", wanted)).transpose("draw", "article", "payment_year")


def level_at(due: Floats, risk: float) -> tuple[float, float, float]:
    """Smallest sum that at most a share ``risk`` of the draws exceeds, and its 95 % interval by order statistics."""
    ordered, count = np.sort(due), len(due)
    place = min(int(np.ceil((1 - risk) * count - 1e-9)) - 1, count - 1)
    half = 1.96 * np.sqrt(count * risk * (1 - risk))
    low, high = max(int(np.floor(place - half)), 0), min(int(np.ceil(place + half)), count - 1)
    return float(ordered[max(place, 0)]), float(ordered[low]), float(ordered[high])


def expected_shortfall(due: Floats, level: float) -> float:
    """E[(due - level)+]: what on average is not covered."""
    return float(np.maximum(due - level, 0).mean())


def tail_mean(due: Floats, level: float) -> float:
    """E[due | due > level]; the level itself where it is never exceeded."""
    above = due[due > level]
    return float(above.mean()) if above.size else level


def under_execution(due: Floats, level: float) -> float:
    """P(due < 90 % of the appropriation)."""
    return float((due < EXECUTED * level).mean())


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
    means = {name: np.stack([one[name].mean(axis=0) for one in outcomes]) for name in outcomes[0]}
    words = {"paid": "paid", "unpaid": "carried into the next year", "lapsed": "lost", "proration": "share paid"}
    units = {name: "1" if name == "proration" else "CNY" for name in words}
    return {name: variable(("rule", "payment_year"), means[name], units[name], words[name]) for name in words}


def settle(due: Floats, level: float, lapses: bool) -> dict[str, Floats]:
    """Pay ``due`` (draws, years) from ``level`` a year: paid = min(level, claims), the rest rolls over or lapses."""
    carried = np.zeros(len(due))
    out = {name: np.zeros_like(due) for name in ("paid", "unpaid", "lapsed")}
    out["proration"] = np.ones_like(due)
    for year in range(due.shape[1]):
        claims = due[:, year] + carried
        paid = np.minimum(level, claims)
        rest = claims - paid
        carried = np.zeros_like(rest) if lapses else rest
        out["paid"][:, year], out["unpaid"][:, year], out["lapsed"][:, year] = paid, carried, rest - carried
        np.divide(paid, claims, out=out["proration"][:, year], where=claims > 0)
    return out
