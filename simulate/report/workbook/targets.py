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
    title = book.say("workbook.targets.performance_targets")
    how = readings_words(book.forecast.scenario, book.language)
    note = book.say("workbook.targets.note", how=how)
    sheet = book.sheet(book.say("workbook.targets.sheet"), title, note, widths=widths)
    sheet.head(
        [
            book.say("workbook.targets.kind"),
            book.say("common.article"),
            book.say("workbook.targets.indicator"),
            book.say("workbook.targets.target"),
            "P10",
            "P50",
            "P90",
            book.say("workbook.targets.chance"),
            book.say("common.note"),
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
                    book.say("workbook.targets.not_simulated"),
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
    without = book.say("common.semicolon").join(part for part in (bound, without) if part)
    sheet.line(
        [
            book.say("workbook.targets.benefit") if benefit else book.say("workbook.targets.quantity"),
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
    reached = "" if chance is None else book.say("workbook.targets.and_chance", said=said)
    return book.say("workbook.targets.without_awards_p50", shown=shown, reached=reached)


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
    everyone, payer = book.say("workbook.targets.all_payers"), book.say("workbook.targets.paid_by", name=name)
    rows = [
        (
            book.say("workbook.targets.quantity"),
            book.say("workbook.targets.awards_paid"),
            awards,
            "count",
            1.0,
        ),
        (
            book.say("workbook.targets.quality"),
            book.say("workbook.targets.share_of_titles"),
            awards[some] / on["recognised"].values[some],
            "share",
            1.0,
        ),
        (
            book.say("workbook.targets.timeliness"),
            book.say("workbook.targets.share_paid_in_time"),
            paid_within[owing] / owed[owing],
            "share",
            1.0,
        ),
        (
            book.say("workbook.targets.cost"),
            book.say("workbook.targets.obligation_an_award", unit=book.unit),
            owed[some] / awards[some],
            "money",
            book.scale,
        ),
        (
            book.say("workbook.targets.cost"),
            book.say("workbook.targets.headline_obligation", name=name, unit=book.unit),
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
                book.say("workbook.targets.forecast_by_recognition_year", who=who, years=years),
            ],
            ["text"] * 4 + [look] * 3 + ["share", "text"],
        )
