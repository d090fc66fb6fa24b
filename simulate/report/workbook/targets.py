"""The performance-target sheet: quantity, quality, timeliness, cost and benefit, with the chance of each target."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simulate.plan.target import Target
from simulate.plan.words import target_words
from simulate.report import views
from simulate.report.workbook.book import Book, Sheet

BENEFITS = ("core_value_added", "core_share", "coverage", "stage_share", "investment")


def target_draws(data: xr.Dataset, target: Target) -> np.ndarray | None:
    """The quantity a target speaks of, by draw, with awards; (draws,) or (draws, years) where it applies to each year.

    None where no output answers it.
    """
    if target.simulated is None:
        return None
    values = data[target.simulated.variable]
    if "policy" in values.dims:
        values = values.sel(policy="on")
    for dim, names in target.simulated.select.items():
        values = values.sel({dim: list(names)})
        values = values.mean(dim) if data[target.simulated.variable].attrs.get("units") == "1" else values.sum(dim)
    values = values.transpose("draw", "year")
    years = [int(year) for year in data["year"].values]
    if target.simulated.over == "each_year":
        return np.asarray(values.values)
    if target.simulated.over == "total":
        return np.asarray(values.sum("year").values)
    last = values.sel(year=target.by if target.by in years else years[-1]).values
    if target.simulated.over == "last_year":
        return np.asarray(last)
    first = values.isel(year=0).values
    span = max(1, (target.by if target.by in years else years[-1]) - years[0])
    return np.asarray((last / first) ** (1 / span) - 1)


def chance(values: np.ndarray, target: Target) -> float | None:
    """Share of the draws that reach the target, in every year where it applies to each; None without a number."""
    if target.value is None:
        return None
    reached = values >= target.value
    return float((reached.all(axis=1) if reached.ndim == 2 else reached).mean())


def write_targets(book: Book) -> None:
    """Targets of the plan first, then what the model says of quality, timeliness and cost, then what is not simulated."""
    widths = [14, 10, 44, 26, 13, 13, 13, 14, 50]
    title = book.say("Performance targets", "绩效目标表")
    note = book.say(
        "P10, P50, P90 of the forecast with awards; the chance is the share of draws that reach the target.",
        "P10、P50、P90为有奖补情形的预测；达到概率为达到目标的抽样比重。",
    )
    sheet = book.sheet(title if book.language == "zh" else "Targets", title, note, widths=widths)
    sheet.head(
        [
            book.say("Kind", "一级指标"),
            book.say("Article", "条款"),
            book.say("Indicator", "绩效指标"),
            book.say("Target", "目标值"),
            "P10",
            "P50",
            "P90",
            book.say("Chance", "达到概率"),
            book.say("Note", "说明"),
        ],
        freeze=3,
    )
    for target in book.forecast.scenario.plan.targets:
        values = target_draws(book.data, target)
        if values is not None:
            _target(book, sheet, target, values)
    _own(book, sheet)
    for target in book.forecast.scenario.plan.targets:
        if target.simulated is None:
            why = target.why_not.in_language(book.language) if target.why_not else None
            sheet.line(
                [
                    book.say("not simulated", "未模拟"),
                    views.article_title(target.article, book.language),
                    target.title.in_language(book.language),
                    target_words(target, book.language),
                    None,
                    None,
                    None,
                    None,
                    why,
                ],
                ["text"] * 9,
            )


def _target(book: Book, sheet: Sheet, target: Target, values: np.ndarray) -> None:
    assert target.simulated is not None
    kind = (
        book.say("benefit", "效益指标") if target.simulated.variable in BENEFITS else book.say("quantity", "数量指标")
    )
    look = "share" if target.unit == "share" else "count"
    years = [int(year) for year in book.data["year"].values]
    columns = [(year, values[:, place]) for place, year in enumerate(years)] if values.ndim == 2 else [(None, values)]
    for year, one in columns:
        name = target.title.in_language(book.language) + (f" {year}" if year else "")
        sheet.line(
            [
                kind,
                views.article_title(target.article, book.language),
                name,
                target_words(target, book.language),
                *views.quantiles(one),
                chance(one, target),
                None,
            ],
            ["text"] * 4 + [look] * 3 + ["share", "text"],
        )


def _own(book: Book, sheet: Sheet) -> None:
    """Quality, timeliness and cost, from the money of the headline."""
    top = views.headline(book.data)
    if not top.sizes["instrument"]:
        return
    on = top[["recognised", "paid"]].sel(policy="on").sum(("instrument", "year"))
    owed = views.obligation(top).sum("year").values
    in_window = top["cash"].sel(payment_year=[int(one) for one in top["year"].values])
    paid_within = in_window.sum(("instrument", "payment_year", "payer")).values
    awards = on["paid"].values
    some, owing = awards > 0, owed > 0
    rows = [
        (
            book.say("quantity", "数量指标"),
            book.say("Awards paid, headline, all years", "主口径获奖补数，各年合计"),
            awards,
            "count",
            1.0,
        ),
        (
            book.say("quality", "质量指标"),
            book.say("Share of titles with an award", "认定中获奖补的比重"),
            awards[some] / on["recognised"].values[some],
            "share",
            1.0,
        ),
        (
            book.say("timeliness", "时效指标"),
            book.say("Share of the obligation paid within the plan's years", "方案期内兑付占应兑付比重"),
            paid_within[owing] / owed[owing],
            "share",
            1.0,
        ),
        (
            book.say("cost", "成本指标"),
            book.say(f"Obligation an award, {book.unit}", f"单项奖补平均金额（{book.unit}）"),
            owed[some] / awards[some],
            "money",
            book.scale,
        ),
        (
            book.say("cost", "成本指标"),
            book.say(f"City obligation, headline, {book.unit}", f"市级应兑付，主口径（{book.unit}）"),
            views.obligation(top, views.BUDGET_PAYER).sum("year").values,
            "money",
            book.scale,
        ),
    ]
    for kind, name, values, look, scale in rows:
        levels = [value / scale for value in views.quantiles(values)] if len(values) else [None] * 3
        sheet.line(
            [
                kind,
                None,
                name,
                None,
                *levels,
                None,
                book.say("forecast, all payers, by recognition year", "预测值，按认定年度"),
            ],
            ["text"] * 4 + [look] * 3 + ["share", "text"],
        )
