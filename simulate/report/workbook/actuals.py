"""Actuals and execution rates beside the forecast, where the scenario names a table of actuals."""

from __future__ import annotations

import numpy as np

from simulate.report.base import views
from simulate.report.base.evidence import Executed, actual_rows
from simulate.report.workbook.book import Book, Sheet, cell

WIDTHS = [10, 34, 10, 12, 14, 14, 14, 14, 10, 18]


def write_actuals(book: Book) -> None:
    """A row an actual, then the city's cash over its appropriation by article and year, as a live ratio."""
    found = actual_rows(book.forecast)
    if not found:
        return
    note = book.say("workbook.actuals.note", unit=book.unit)
    title = book.say("common.actuals_beside_the_forecast")
    sheet = book.sheet(book.say("workbook.actuals.actuals"), title, note, widths=WIDTHS)
    sheet.head(
        [
            book.say("common.id"),
            book.say("common.instrument"),
            book.say("workbook.year"),
            book.say("workbook.actuals.quantity"),
            book.say("common.actual"),
            "P5",
            "P50",
            "P95",
            book.say("common.inside"),
            book.say("workbook.actuals.actual_over_p50"),
        ],
        freeze=2,
    )
    for one in found:
        _actual(book, sheet, one)
    _execution(book, sheet, found)


def _actual(book: Book, sheet: Sheet, one: Executed) -> None:
    scale, look = (book.scale, "money") if one.cash else (1.0, "count")
    names = views.title(book.data, "instrument", book.language)
    words = book.say("common.cash") if one.cash else book.say("common.titles")
    for column, text in ((0, str(book.data["instrument"].values[one.place])), (1, names[one.place]), (3, words)):
        sheet.put(column, text)
    sheet.put(2, one.year, "year")
    for column, value in enumerate((one.actual, one.low, one.middle, one.high), start=4):
        sheet.put(column, value / scale, look)
    sheet.put(8, book.say("common.yes") if one.inside else book.say("common.no"))
    if one.middle:
        at = cell(sheet.row, 4), cell(sheet.row, 6)
        sheet.formula(9, f"={at[0]}/{at[1]}", one.actual / one.middle, "share")
    else:
        sheet.put(9, None)
    sheet.row += 1


def _execution(book: Book, sheet: Sheet, found: list[Executed]) -> None:
    """Execution rates of the articles and years that have both cash and an appropriation."""
    rated = {(int(book.data["article"].values[one.place]), one.year): one for one in found if one.rate is not None}
    if not rated:
        return
    payer = views.budget_words(book.data, book.language)
    sheet.row += 1
    sheet.text(
        book.say("workbook.actuals.execution_heading", payer=payer),
        "title",
    )
    sheet.head(
        [
            "",
            book.say("common.article"),
            book.say("workbook.year"),
            "",
            book.say("workbook.actuals.actual_cash_of", payer=payer),
            book.say("workbook.actuals.due_p10"),
            book.say("workbook.actuals.due_p50"),
            book.say("workbook.actuals.due_p90"),
            book.say("workbook.appropriation"),
            book.say("common.execution_rate"),
        ]
    )
    for (article, year), one in sorted(rated.items()):
        assert one.rate is not None
        assert one.appropriation is not None
        due = views.of_article(book.data, article)[["cash", "unpaid", "lapsed"]].sel(
            payer=views.budget_payer(book.data), payment_year=year
        )
        draws = np.asarray(sum(due[name].sum("instrument").values for name in ("cash", "unpaid", "lapsed")))
        sheet.put(0, None)
        sheet.put(1, views.article_name(book.data, article, book.language))
        sheet.put(2, year, "year")
        sheet.put(3, None)
        sheet.put(4, one.rate * one.appropriation / book.scale, "money")
        for column, value in enumerate(views.quantiles(draws), start=5):
            sheet.put(column, value / book.scale, "money")
        sheet.put(8, one.appropriation / book.scale, "money")
        sheet.formula(9, f"={cell(sheet.row, 4)}/{cell(sheet.row, 8)}", one.rate, "share")
        sheet.row += 1
