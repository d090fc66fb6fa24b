"""Lines of the budget: instruments, articles, the headline and the wider totals, each with all its draws.

One instrument is read from the forecast at a time, so that memory holds a line of all draws and never the whole ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulate.forecast.forecast import Forecast
from simulate.forecast.labels import budget_payer
from simulate.foundation.ratios import ratio_of_sums

FINANCING = "financing"
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """One line of the budget, by draw; money in yuan.

    ``members`` are places along ``instrument``, ``payer`` the one whose money is meant or None for all.
    ``recognised`` titles and ``paid`` awards of all years (draws,); ``obligation`` by recognition year (draws, years);
    ``cash`` and ``fiscal_cost`` by payment year (draws, payment years); ``saving`` what the rule of the higher award
    takes off (draws,); ``assumed`` the part of the obligation whose amount the plan does not state (draws,);
    ``entitlement`` (draws,) what is earned, ``decided`` the part of it that firms of the model earn, ``project_anyway``
    and ``title_anyway`` what of that happens anyway: for recipients outside the table of firms the model has no decision.
    """

    key: str
    members: tuple[int, ...]
    payer: str | None
    priced: bool
    recognised: NDArray[np.int64]
    paid: NDArray[np.int64]
    obligation: Floats
    cash: Floats
    fiscal_cost: Floats
    saving: Floats
    assumed: Floats
    entitlement: Floats
    decided: Floats
    project_anyway: Floats
    title_anyway: Floats

    @property
    def owed(self) -> Floats:
        """Obligation of all years together, shape (draws,), yuan."""
        return np.asarray(self.obligation.sum(axis=1))

    @property
    def assumed_share(self) -> float:
        """Share of the obligation, over all draws, that rests on assumed amounts; NaN where nothing is owed."""
        return ratio_of_sums(self.assumed, self.obligation)

    @property
    def project_deadweight(self) -> float:
        """Share of firms' entitlement whose project is carried out anyway; NaN where firms of the model earn nothing."""
        return ratio_of_sums(self.project_anyway, self.decided)

    @property
    def title_deadweight(self) -> float:
        """Share of firms' entitlement whose title is won anyway; NaN where firms of the model earn nothing."""
        return ratio_of_sums(self.title_anyway, self.decided)


PAYMENTS = ("cash", "fiscal_cost")
VARIABLES = {
    "saving": "stacking_saving",
    "entitlement": "entitlement",
    "decided": "entitlement",
    "project_anyway": "project_anyway",
    "title_anyway": "entitlement_anyway",
}
FLAT = ("assumed", *VARIABLES)
SUMMED = ("recognised", "paid", "obligation", *PAYMENTS, *FLAT)
EVERYWHERE = ("saving", "entitlement")  # of recipients outside the table of firms too


def line(forecast: Forecast, key: str, members: Iterable[int], payer: str | None = None) -> Line:
    """The line of some instruments (places along ``instrument``), of one payer or of all.

    Money that is not booked by payer (obligation, saving, entitlement) is shared by each draw's payer shares.
    """
    places = tuple(int(place) for place in members)
    sizes, data = forecast.dataset.sizes, forecast.dataset.variables
    draws, years, payment_years = sizes["draw"], sizes["year"], sizes["payment_year"]
    counts = {name: np.zeros(draws, dtype=np.int64) for name in ("recognised", "paid")}
    flat = {name: np.zeros(draws) for name in FLAT}
    owed = np.zeros((draws, years))
    paid = {name: np.zeros((draws, payment_years)) for name in PAYMENTS}
    for place in places:
        share = np.ones(draws)
        if payer is not None:
            share = read(forecast, "payer_share", place)[:, payers(forecast).index(payer)]
        for name, found in counts.items():
            found += read(forecast, name, place, policy="on").sum(axis=1)
        obligation = read(forecast, "obligation", place) * share[:, None]
        owed += obligation
        if bool(data["assumed"].values[place]):
            flat["assumed"] += obligation.sum(axis=1)
        for variable in dict.fromkeys(VARIABLES.values()):
            money = read(forecast, variable, place).sum(axis=1) * share
            for name in EVERYWHERE if bool(data["outside"].values[place]) else FLAT:
                if VARIABLES.get(name) == variable:
                    flat[name] += money
        for name, total in paid.items():
            by_payer = read(forecast, name, place)
            total += by_payer.sum(axis=2) if payer is None else by_payer[:, :, payers(forecast).index(payer)]
    return Line(
        key=key, members=places, payer=payer, priced=bool(data["priced"].values[list(places)].any()), obligation=owed,
        recognised=counts["recognised"], paid=counts["paid"], **flat, **paid,
    )  # fmt: skip


def read(forecast: Forecast, name: str, place: int, policy: str | None = None) -> NDArray[Any]:
    """A variable of one instrument, (draws, ...): straight from the file, since labels cost more than numbers here."""
    found = forecast.dataset.variables[name].isel(instrument=place)
    if policy is not None:
        found = found.isel(policy=list(forecast.dataset["policy"].values).index(policy))
    return np.asarray(found.transpose("draw", ...).values)


def payers(forecast: Forecast) -> list[str]:
    """Words of the payers, in the order of the forecast."""
    return [str(name) for name in forecast.dataset["payer"].values]


def instrument_lines(forecast: Forecast) -> Iterator[Line]:
    """One line an instrument, all payers, in the order of the plan."""
    for place, name in enumerate(forecast.dataset["instrument"].values):
        yield line(forecast, str(name), [place])


def article_lines(forecast: Forecast) -> Iterator[Line]:
    """One line an article, all payers, in the order of the plan."""
    articles = forecast.dataset["article"].values
    for number in dict.fromkeys(int(article) for article in articles):
        yield line(forecast, str(number), np.flatnonzero(articles == number))


def total_lines(forecast: Forecast) -> list[Line]:
    """The headline and the wider totals, each a sum of its own that contains the one before; financing apart.

    Keys: ``headline`` (the payer whose budget it is), ``headline_all`` (the same instruments, all payers), ``with_b`` (and group B),
    ``with_c`` (and the priced part of group C), ``financing`` (only where the plan has any).
    """
    data = forecast.dataset
    headline, group = data["headline"].values.astype(bool), data["group"].values
    lent = (data["award_kind"].values == FINANCING) & ~headline
    rest = data["priced"].values.astype(bool) & ~lent & ~headline
    found = [line(forecast, "headline", np.flatnonzero(headline), budget_payer(data))]
    wider: Line | None = None
    for key, more in (("headline_all", headline), ("with_b", rest & (group == "B")), ("with_c", rest & (group == "C"))):
        wider = together(key, wider, line(forecast, key, np.flatnonzero(more)))
        if wider.members:
            found.append(wider)
    return [*found, line(forecast, "financing", np.flatnonzero(lent))] if lent.any() else found


def together(key: str, one: Line | None, other: Line) -> Line:
    """The line of the instruments of both, which have none in common: whole yuan, so that no order matters."""
    if one is None:
        return other
    summed = {name: getattr(one, name) + getattr(other, name) for name in SUMMED}
    members = tuple(sorted(one.members + other.members))
    return Line(key=key, members=members, payer=one.payer, priced=one.priced or other.priced, **summed)


def last_payment_year(lines: Iterable[Line]) -> int:
    """Number of payment years up to the last in which any of the lines pays."""
    used = [np.flatnonzero(one.cash.any(axis=0)) for one in lines]
    return max((int(years[-1]) + 1 for years in used if years.size), default=1)
