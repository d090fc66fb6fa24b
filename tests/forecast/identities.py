"""What holds in every draw of every forecast, whatever city, plan and scenario: pairs of a name and whether it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from simulate.forecast.forecast import CLOCKS, Forecast

Facts = Iterator[tuple[str, bool]]
AMOUNTS = ("obligation", "entitlement", "stacking_saving", "cash", "lapsed", "unpaid", "fiscal_cost")
SHARES = ("coverage", "core_share", "stage_share", "payer_share")


def broken(facts: Iterable[tuple[str, bool]]) -> list[str]:
    """The names of what does not hold."""
    return [name for name, holds in facts if not holds]


def every(forecast: Forecast) -> Facts:
    """All identities."""
    for part in (books, sums, counts, shares, finite):
        yield from part(forecast)


def books(forecast: Forecast) -> Facts:
    """What is owed is what was earned less what stacking saves, and is paid, lost or still unpaid, to the yuan."""
    data = forecast.dataset
    owed = data["obligation"]
    yield (
        "obligation = entitlement - stacking saving",
        bool((owed == data["entitlement"] - data["stacking_saving"]).all()),
    )
    over = ("payment_year", "payer")
    closed = data["cash"].sum(over) + data["lapsed"].sum(over) + data["unpaid"].isel(payment_year=-1).sum("payer")
    yield "cash + lapsed + last unpaid = obligation", bool((closed == owed.sum("year")).all())
    for name in AMOUNTS:
        if name != "fiscal_cost":
            yield f"{name} >= 0", bool((data[name] >= 0).all())
    yield "fiscal cost <= cash", bool((data["fiscal_cost"] <= data["cash"]).all())


def sums(forecast: Forecast) -> Facts:
    """Instruments, articles and groups sum to the total on both clocks, to the yuan; payers but for rounding of shares."""
    for clock in CLOCKS:
        total = forecast.budget("total", clock)
        for by in ("instrument", "article", "group"):
            yield f"{by}s sum to the total by {clock}", bool((forecast.budget(by, clock).sum(by) == total).all())
        payers = forecast.budget("payer", clock).sum("payer")
        rounding = 1e-12 if clock == "recognition" else 0.0
        yield f"payers sum to the total by {clock}", bool(np.allclose(payers, total, rtol=rounding, atol=0.0))


def counts(forecast: Forecast) -> Facts:
    """Counts narrow from eligible to paid; without awards nothing is paid; what came anyway is part of what came."""
    data = forecast.dataset
    firms = data.isel(instrument=np.flatnonzero(~data["outside"].values))
    for wide, narrow in (("eligible", "aware"), ("aware", "applied"), ("recognised", "paid")):
        yield f"{narrow} <= {wide}", bool((firms[wide] >= firms[narrow]).all())
    yield (
        "recognised anyway <= recognised",
        bool((data["recognised_anyway"] <= data["recognised"].sel(policy="on")).all()),
    )
    yield "nothing is paid without awards", bool((data["paid"].sel(policy="off") == 0).all())
    for name in ("entitlement_anyway", "project_anyway"):
        yield f"{name} <= entitlement", bool((data[name] <= data["entitlement"]).all())


def shares(forecast: Forecast) -> Facts:
    """Shares lie between 0 and 1, those of stages sum to 1 where there are firms."""
    data = forecast.dataset
    for name in SHARES:
        values = data[name].values[np.isfinite(data[name].values)]
        yield f"{name} in [0, 1]", bool((values >= 0).all() and (values <= 1 + 1e-12).all())
    stages = data["stage_share"].sum("stage", skipna=False)
    yield "stage shares sum to 1", bool((np.isclose(stages, 1) | (data["firms"] == 0)).all())


def finite(forecast: Forecast) -> Facts:
    """Every figure is a number, but for shares of a segment without a firm: they are not defined."""
    somebody = forecast.dataset["firms"] > 0
    for name, values in forecast.dataset.data_vars.items():
        if values.dtype.kind == "f":
            known = np.isfinite(values)
            if "segment" in values.dims:
                yield f"{name} is a number where there is a firm", bool((known == somebody).all())
            else:
                yield f"{name} is finite", bool(known.all())
