"""The budget request: for each budget year what is owed, what comes new, what to ask for at a chosen assurance."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simulate.report.base import views
from simulate.report.base.evidence import appropriated
from simulate.report.workbook.book import A3, Book, Sheet, cell

ASSURANCE = (0.5, 0.7, 0.8, 0.9, 0.95)
DEFAULT = 0.9
RISK_ROW, RISK_COLUMN = 2, 4
FIRST_LEVEL = 10  # column of P50


def stocks(data: xr.Dataset, payer: str) -> dict[str, np.ndarray]:
    """City money of a set of instruments by draw and budget year, in yuan: (draws, payment years).

    ``opening``: recognised and unpaid at the start of the year; ``new``: recognised in the year; ``paid``; ``due``: what
    falls due in the year with what was left over; ``lapsed``; ``closing`` = opening + new - paid - lapsed.
    """
    years = data["payment_year"].values
    shared = data["obligation"] * data["payer_share"].sel(payer=payer, drop=True)
    owed = shared.sum("instrument").reindex(year=years, fill_value=0).transpose("draw", "year").values
    flows = {
        name: data[name].sel(payer=payer).sum("instrument").transpose("draw", "payment_year").values.astype(float)
        for name in ("cash", "unpaid", "lapsed")
    }
    out = owed.cumsum(axis=1) - (flows["cash"] + flows["lapsed"]).cumsum(axis=1)
    return {
        "opening": np.hstack([np.zeros((len(out), 1)), out[:, :-1]]),
        "new": owed,
        "paid": flows["cash"],
        "lapsed": flows["lapsed"],
        "due": flows["cash"] + flows["unpaid"] + flows["lapsed"],
        "closing": out,
    }


def write_request(book: Book) -> None:
    """One block a budget year; the request follows the assurance in the orange cell."""
    data, payer = book.data, views.budget_words(book.data, book.language)
    widths = [34, 16, 12, 14, 14, 12, 12, 12, 13, 11, *[11] * len(ASSURANCE), 13, 13, 13]
    note = book.say("workbook.request.note", unit=book.unit, payer=payer)
    sheet = book.sheet(
        book.say("workbook.request.budget_request"),
        book.say("workbook.request.budget_request_by_year"),
        note,
        paper=A3,
        widths=widths,
    )
    label = book.say("workbook.request.assurance")
    sheet.page.write_string(RISK_ROW, 0, label, book.look("note"))
    sheet.page.write_number(RISK_ROW, RISK_COLUMN, DEFAULT, book.look("input"))
    sheet.page.data_validation(
        RISK_ROW, RISK_COLUMN, RISK_ROW, RISK_COLUMN, {"validate": "list", "source": list(ASSURANCE)}
    )
    sheet.row = 4
    years = views.payment_years(data)
    blocks = []
    for index, year in enumerate(years):
        blocks.append(sheet.row)
        _block(book, sheet, year, index, len(years))
    sheet.break_rows(blocks)
    sheet.page.freeze_panes(3, 1)


def _block(book: Book, sheet: Sheet, year: int, index: int, count: int) -> None:
    sheet.text(book.say("workbook.request.budget_year", year=year), "title")
    ahead = [f"{year + step}" if index + step < count else "" for step in (1, 2)]
    sheet.head(
        [
            book.say("common.article"),
            book.say("workbook.department"),
            book.say("workbook.budget_code"),
            book.say("workbook.request.stock"),
            book.say("workbook.request.new"),
            book.say("workbook.request.paid_mean"),
            book.say("workbook.request.lapsed_mean"),
            book.say("workbook.request.carried_over_mean"),
            book.say("workbook.appropriation"),
            book.say("workbook.request.chance_of_exceeding"),
            *(f"{book.say('workbook.request.due')} P{level * 100:.0f}" for level in ASSURANCE),
            book.say("workbook.request.recommended_request"),
            *(book.say("workbook.request.rolling_view", year=one) if one else "" for one in ahead),
        ]
    )
    first = sheet.row
    numbers = [one for one in views.articles(book.data) if _pays(book, one)]
    for number in numbers:
        _row(book, sheet, views.of_article(book.data, number), number, index, count)
    _row(
        book,
        sheet,
        views.chosen(book.data, book.data["priced"].values.astype(bool)),
        None,
        index,
        count,
        rows=(first, sheet.row - 1),
    )
    sheet.row += 1


def _pays(book: Book, number: int) -> bool:
    return bool((views.of_article(book.data, number)["payer_share"].sel(payer=views.budget_payer(book.data)) > 0).any())


def _row(
    book: Book,
    sheet: Sheet,
    data: xr.Dataset,
    number: int | None,
    index: int,
    count: int,
    rows: tuple[int, int] | None = None,
) -> None:
    strong, payer = number is None, views.budget_words(book.data, book.language)
    found = stocks(data, views.budget_payer(data))
    plan = book.forecast.scenario.plan
    members = plan.article(number) if number is not None else ()
    names = {
        key: book.say("workbook.request.departments").join(
            dict.fromkeys(text for one in members if (text := getattr(one, key)))
        )
        for key in ("department", "budget_code")
    }
    head = (
        views.article_name(book.data, number, book.language)
        if number is not None
        else book.say("workbook.request.total_own_quantiles", payer=payer)
    )
    for column, text in enumerate((head, names["department"], names["budget_code"])):
        sheet.put(column, text or None, strong=strong)
    for column, key in enumerate(("opening", "new", "paid", "lapsed"), start=3):
        value = float(found[key][:, index].mean()) / book.scale
        if rows is None:
            sheet.put(column, value, "money")
        else:
            sheet.formula(column, f"=SUM({cell(rows[0], column)}:{cell(rows[1], column)})", value, strong=True)
    at = [cell(sheet.row, column) for column in range(3, 7)]
    closing = float(found["closing"][:, index].mean()) / book.scale
    sheet.formula(7, f"={at[0]}+{at[1]}-{at[2]}-{at[3]}", closing, strong=strong)
    sheet.put(8, _appropriation(book, number, int(book.data["payment_year"].values[index])), "money", strong=strong)
    sheet.put(9, _exceeded(data, number, book, index), "share", strong=strong)
    for place, level in enumerate(ASSURANCE):
        sheet.put(
            FIRST_LEVEL + place, float(np.quantile(found["due"][:, index], level)) / book.scale, "money", strong=strong
        )
    _recommended(book, sheet, found["due"], index, count, strong=strong)
    sheet.row += 1


def _appropriation(book: Book, number: int | None, year: int) -> float | None:
    yuan = None if number is None else appropriated(book.forecast, number, year)
    return None if yuan is None else yuan / book.scale


def _exceeded(data: xr.Dataset, number: int | None, book: Book, index: int) -> float | None:
    """Share of the draws in which more falls due than the article's appropriation; None where it has none."""
    if number is None or appropriated(book.forecast, number, int(data["payment_year"].values[index])) is None:
        return None
    short = (
        (data["unpaid"] + data["lapsed"]).sel(payer=views.budget_payer(data)).isel(payment_year=index).sum("instrument")
    )
    return float((short > 0).mean())


def _recommended(book: Book, sheet: Sheet, due: np.ndarray, index: int, count: int, *, strong: bool) -> None:
    """The quantile of what is due at the chosen assurance, and the same quantile of the two years after."""
    last = FIRST_LEVEL + len(ASSURANCE)
    risk = "$E$3"
    options = ",".join(f"{level:g}" for level in ASSURANCE)
    row = f"{cell(sheet.row, FIRST_LEVEL)}:{cell(sheet.row, last - 1)}"
    value = float(np.quantile(due[:, index], DEFAULT)) / book.scale
    sheet.formula(last, f"=INDEX({row},MATCH({risk},{{{options}}},0))", value, strong=True)
    for step in (1, 2):
        if index + step >= count:
            sheet.put(last + step, None, strong=strong)
            continue
        levels = [float(np.quantile(due[:, index + step], level)) / book.scale for level in ASSURANCE]
        listed = ",".join(repr(round(level, 4)) for level in levels)
        formula = f"=INDEX({{{listed}}},MATCH({risk},{{{options}}},0))"
        sheet.formula(last + step, formula, round(levels[ASSURANCE.index(DEFAULT)], 4), strong=strong)
