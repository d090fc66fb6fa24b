"""What the memo says of appropriations: how likely more falls due, and what they leave unpaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.forecast.summary import Chance, exceeding
from simulate.report.base import views
from simulate.report.base.words import chance_words
from simulate.report.page.teller import Teller

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast


def shortfalls(forecast: Forecast) -> dict[int, dict[int, Chance]]:
    """Article to payment year to the probability that what is due from the payer exceeds the appropriation."""
    data, limits = forecast.dataset, forecast.scenario.appropriations.limits
    short = (data["unpaid"] + data["lapsed"]).sel(payer=views.budget_payer(data))
    found = {}
    for number in sorted(limits):
        of = short.isel(instrument=np.flatnonzero(data["article"].values == number)).sum("instrument")
        found[number] = {
            int(year): exceeding(of.sel(payment_year=year).values, 0)
            for year in data["payment_year"].values
            if str(year) in limits[number] or "later" in limits[number]
        }
    return found


def worst_shortfall(forecast: Forecast) -> tuple[int, int, Chance] | None:
    """Article and payment year in which the appropriation is most likely exceeded, and how likely."""
    every = [(one, year, p) for one, years in shortfalls(forecast).items() for year, p in years.items()]
    return max(every, key=lambda found: found[2].share, default=None)


def appropriation_sentence(one: Teller) -> str:
    """How likely what falls due exceeds the appropriations, or what to appropriate where the scenario states none."""
    if not one.forecast.scenario.appropriations.limits:
        return one.say(
            "The scenario states no appropriation, so no probability of exceeding one is given; the budget-request sheet "
            "of the workbook shows by payment year what is enough with a chosen assurance.",
            "本情景未给出预算安排，故不计算超支概率；工作簿“预算申请”表按兑付年度给出所选把握程度下的建议申请额。",
        )
    parts = []
    for number, years in shortfalls(one.forecast).items():
        said = [
            one.say(f"{year} {chance_words(p, 'en')}", f"{year}年{chance_words(p, 'zh')}") for year, p in years.items()
        ]
        parts.append(
            f"{views.article_title(number, one.language)}{one.say(': ', '：')}{one.say(', ', '、').join(said)}"
        )
    return one.say(
        f"Probability, by payment year, that what falls due from {one.payer} exceeds the appropriation: "
        f"{one.listed(parts)}.",
        f"各兑付年度{one.payer}应付金额超过预算安排的概率（超支概率）：{one.listed(parts)}。",
    )


def left_unpaid(one: Teller) -> list[str]:
    """What the appropriations leave unpaid at the end of the plan's years and of all years, and what lapses."""
    data = one.forecast.dataset
    if not one.forecast.scenario.appropriations.limits or not (data["unpaid"].any() or data["lapsed"].any()):
        return []
    last, end = int(data["year"].values[-1]), views.payment_years(data)[-1]
    short = data[["unpaid", "lapsed"]].sel(payer=views.budget_payer(data)).sum("instrument")
    now, then = (one.range(short["unpaid"].sel(payment_year=year).values) for year in (last, end))
    said = [
        one.say(
            f"Of what falls due from {one.payer}, the appropriations leave unpaid at the end of {last} {now}, and at the end "
            f"of {end} {then}.",
            f"受预算安排限制，{one.payer}到期未兑付金额：{last}年末{now}，{end}年末{then}。",
        )
    ]
    lost = short["lapsed"].sum("payment_year").values
    if lost.any():
        said.append(
            one.say(
                f"By the end of {end}, {one.range(lost)} has lapsed unpaid.",
                f"至{end}年末累计失效（不再兑付）{one.range(lost)}。",
            )
        )
    return said
