"""What the memo says of appropriations: how likely more falls due, and what they leave unpaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.forecast.summary import Chance, exceeding
from simulate.report.base import views
from simulate.report.base.words import chance_words
from simulate.report.page.narrator import Narrator

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


def appropriation_sentence(one: Narrator) -> str:
    """How likely what falls due exceeds the appropriations, or what to appropriate where the scenario states none."""
    if not one.forecast.scenario.appropriations.limits:
        return one.say("page.appropriations.none_stated")
    parts = []
    for number, years in shortfalls(one.forecast).items():
        said = [
            one.say("page.appropriations.year_chance", year=year, chance=chance_words(p, one.language))
            for year, p in years.items()
        ]
        parts.append(
            f"{views.article_title(number, one.language)}{one.say('common.colon')}{one.say('common.list').join(said)}"
        )
    return one.say(
        "page.appropriations.chance_of_more",
        payer=one.payer,
        chances=one.listed(parts),
    )


def left_unpaid(one: Narrator) -> list[str]:
    """What the appropriations leave unpaid at the end of the plan's years and of all years, and what lapses."""
    data = one.forecast.dataset
    if not one.forecast.scenario.appropriations.limits or not (data["unpaid"].any() or data["lapsed"].any()):
        return []
    last, end = int(data["year"].values[-1]), views.payment_years(data)[-1]
    short = data[["unpaid", "lapsed"]].sel(payer=views.budget_payer(data)).sum("instrument")
    now, then = (one.range(short["unpaid"].sel(payment_year=year).values) for year in (last, end))
    said = [one.say("page.appropriations.left_unpaid", payer=one.payer, last=last, now=now, end=end, then=then)]
    lost = short["lapsed"].sum("payment_year").values
    if lost.any():
        said.append(one.say("page.appropriations.lapsed", end=end, lost=one.range(lost)))
    return said
