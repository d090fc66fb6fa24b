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
    note = book.say(
        f"Cash in {book.unit}, current prices, by payment year; titles by recognition year. P5 to P95 hold nine actuals in ten.",
        f"实际支出单位：{book.unit}，当年价，按兑付年度；认定数按认定年度。P5至P95应包含九成实际数。",
    )
    title = book.say("Actuals beside the forecast", "实际执行与预测对照")
    sheet = book.sheet(book.say("Actuals", "执行对照"), title, note, widths=WIDTHS)
    sheet.head(
        [
            book.say("Id", "编号"),
            book.say("Instrument", "政策工具"),
            book.say("Year", "年度"),
            book.say("Quantity", "口径"),
            book.say("Actual", "实际值"),
            "P5",
            "P50",
            "P95",
            book.say("Inside", "在区间内"),
            book.say("Actual over P50", "实际值与P50之比"),
        ],
        freeze=2,
    )
    for one in found:
        _actual(book, sheet, one)
    _execution(book, sheet, found)


def _actual(book: Book, sheet: Sheet, one: Executed) -> None:
    scale, look = (book.scale, "money") if one.cash else (1.0, "count")
    names = views.title(book.data, "instrument", book.language)
    words = book.say("cash", "实际支出") if one.cash else book.say("titles", "认定数")
    for column, text in ((0, str(book.data["instrument"].values[one.place])), (1, names[one.place]), (3, words)):
        sheet.put(column, text)
    sheet.put(2, one.year, "year")
    for column, value in enumerate((one.actual, one.low, one.middle, one.high), start=4):
        sheet.put(column, value / scale, look)
    sheet.put(8, book.say("yes", "是") if one.inside else book.say("no", "否"))
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
        book.say(f"Execution rate: cash of {payer} over appropriation", f"执行率：{payer}实际支出与预算安排之比"),
        "title",
    )
    sheet.head(
        [
            "",
            book.say("Article", "条款"),
            book.say("Year", "年度"),
            "",
            book.say(f"Actual cash of {payer}", f"{payer}实际支出"),
            book.say("Due P10", "应付P10"),
            book.say("Due P50", "应付P50"),
            book.say("Due P90", "应付P90"),
            book.say("Appropriation", "预算安排"),
            book.say("Execution rate", "执行率"),
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
