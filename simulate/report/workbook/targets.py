"""The performance-target sheet: quantity, quality, timeliness, cost and benefit, with the chance of each target."""

from __future__ import annotations

import math

import numpy as np

from simulate.forecast.labels import readings_words
from simulate.forecast.targets import TargetYear, simulated_targets
from simulate.foundation.ratios import defined
from simulate.plan.words import target_words
from simulate.report.base import views
from simulate.report.base.words import chance_words
from simulate.report.workbook.book import Book, Sheet

BENEFITS = ("core_value_added", "core_share", "coverage", "stage_share", "investment")


def write_targets(book: Book) -> None:
    """Targets of the plan first, then what the model says of quality, timeliness and cost, then what is not simulated."""
    widths = [14, 10, 44, 26, 13, 13, 13, 14, 50]
    title = book.say("Performance targets", "绩效目标表")
    how = readings_words(book.forecast.scenario, book.language)
    note = book.say(
        f"P10, P50, P90 of the forecast with awards, {how}; the chance is the share of draws that reach the target.",
        f"P10、P50、P90为有奖补情形的预测（{how}）；达到概率为达到目标的抽样比重。",
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
    for found in simulated_targets(book.forecast):
        _target(book, sheet, found)
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


def _target(book: Book, sheet: Sheet, found: TargetYear) -> None:
    target, chance = found.target, found.chance()
    assert target.simulated is not None
    benefit = target.simulated.variable in BENEFITS
    look = "share" if target.unit == "share" else "count"
    bound = "" if chance is None or 0 < chance.share < 1 else chance_words(chance, book.language)
    without = "" if found.off is None else _without(book, found)
    without = book.say("; ", "；").join(part for part in (bound, without) if part)
    sheet.line(
        [
            book.say("benefit", "效益指标") if benefit else book.say("quantity", "数量指标"),
            views.article_title(target.article, book.language),
            target.title.in_language(book.language) + (f" {found.year}" if found.year else ""),
            target_words(target, book.language),
            *(value if np.isfinite(value) else None for value in views.quantiles(found.on)),
            None if chance is None else chance.share,
            without,
        ],
        ["text"] * 4 + [look] * 3 + ["share", "text"],
    )


def _without(book: Book, found: TargetYear) -> str:
    """The same without awards, in words."""
    assert found.off is not None
    middle, chance = views.quantiles(found.off)[1], found.chance("off")
    shown = defined(middle, "{:.1%}".format if found.target.unit == "share" else "{:,.0f}".format)
    said = "" if chance is None else chance_words(chance, book.language)
    reached = "" if chance is None else book.say(f", chance {said}", f"，达到概率{said}")
    return book.say(f"without awards: P50 {shown}{reached}", f"无奖补：P50为{shown}{reached}")


def _own(book: Book, sheet: Sheet) -> None:
    """Quality, timeliness and cost of group A's awards, all payers; then the headline, the budget payer's part of them."""
    top = views.headline(book.data)
    if not top.sizes["instrument"]:
        return
    on = top[["recognised", "paid"]].sel(policy="on").sum(("instrument", "year"))
    owed = views.obligation(top).sum("year").values
    in_window = top["cash"].sel(payment_year=[int(one) for one in top["year"].values])
    paid_within = in_window.sum(("instrument", "payment_year", "payer")).values
    awards = on["paid"].values
    years = f"{int(top['year'].values[0])}–{int(top['year'].values[-1])}"
    some, owing = awards > 0, owed > 0
    name = views.budget_words(book.data, book.language)
    everyone, payer = book.say("all payers", "全部资金来源"), book.say(f"paid by {name}", f"{name}承担")
    rows = [
        (
            book.say("quantity", "数量指标"),
            book.say("Awards paid, group A awards, all years", "A类奖补获奖补数，各年合计"),
            awards,
            "count",
            1.0,
        ),
        (
            book.say("quality", "质量指标"),
            book.say("Share of titles with an award, group A awards", "A类奖补：认定中获奖补的比重"),
            awards[some] / on["recognised"].values[some],
            "share",
            1.0,
        ),
        (
            book.say("timeliness", "时效指标"),
            book.say(
                "Share of the obligation paid within the plan's years, group A awards",
                "A类奖补：方案期内兑付占应兑付比重",
            ),
            paid_within[owing] / owed[owing],
            "share",
            1.0,
        ),
        (
            book.say("cost", "成本指标"),
            book.say(f"Obligation an award, group A awards, {book.unit}", f"A类奖补：单项奖补平均金额（{book.unit}）"),
            owed[some] / awards[some],
            "money",
            book.scale,
        ),
        (
            book.say("cost", "成本指标"),
            book.say(
                f"Headline: obligation of {name} for group A awards, {book.unit}",
                f"主口径：A类奖补，{name}应兑付（{book.unit}）",
            ),
            views.obligation(top, views.budget_payer(top)).sum("year").values,
            "money",
            book.scale,
        ),
    ]
    for place, (kind, name, values, look, scale) in enumerate(rows):
        who = payer if place == len(rows) - 1 else everyone
        levels = [value / scale for value in views.quantiles(values)] if len(values) else [math.nan] * 3
        sheet.line(
            [
                kind,
                None,
                name,
                None,
                *levels,
                None,
                book.say(f"forecast, {who}, by recognition year {years}", f"预测值，{who}，{years}年，按认定年度"),
            ],
            ["text"] * 4 + [look] * 3 + ["share", "text"],
        )
