"""The budget estimate sheet: one row an instrument, subtotals by article, group and payer, on one of the two clocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr

from simulate.forecast.labels import readings_words
from simulate.foundation.ratios import UNDEFINED, ratio_of_sums
from simulate.plan.instrument import Instrument
from simulate.plan.words import award_brief
from simulate.report.base import views
from simulate.report.base.words import document, recipient, spoken
from simulate.report.workbook.book import A3, Book, Sheet, cell, span

Levels = list[list[float]]
"""For each year and then for all years: mean, P10, P50, P90, in yuan."""

IDENTITY = 13  # columns before the payers
FIRST_BLOCKS, NEXT_BLOCKS = 2, 5  # years, the sum or remarks, printed on the first page across and on each further one


def levels(values: np.ndarray) -> Levels:
    """Of an array (draws, years) in yuan."""
    columns = [*values.T, values.sum(axis=1)]
    return [[views.mean(one), *views.quantiles(one)] for one in columns]


@dataclass
class Estimate:
    """The sheet being written; ``money`` is (draw, instrument, year) in yuan."""

    book: Book
    sheet: Sheet
    money: xr.DataArray
    years: list[int]
    payers: list[int]
    first: int = 0
    last: int = 0

    @property
    def start(self) -> int:
        """Place of the first column that holds money, after the identity and the payers."""
        return IDENTITY + len(self.payers)

    def write_levels(self, found: Levels, *, strong: bool) -> None:
        """Money of a row; the mean of all years is the live sum of the years' means."""
        for place, four in enumerate(found):
            for index, value in enumerate(four):
                column, shown = self.start + 4 * place + index, value / self.book.scale
                if index == 0 and place == len(found) - 1:
                    years = "+".join(cell(self.sheet.row, self.start + 4 * one) for one in range(len(found) - 1))
                    self.sheet.formula(column, f"={years}", shown, strong=strong)
                else:
                    self.sheet.put(column, shown, "money", strong=strong)

    def write_sums(self, found: Levels, formula: Callable[[int], str]) -> None:
        """Means as the formula of their column, quantiles as values from the draws."""
        for place, four in enumerate(found):
            for index, value in enumerate(four):
                column, shown = self.start + 4 * place + index, value / self.book.scale
                if index == 0:
                    self.sheet.formula(column, formula(column), shown, strong=True)
                else:
                    self.sheet.put(column, shown, "money", strong=True)

    def label(self, text: str) -> None:
        """Identity columns of a subtotal."""
        for column in range(self.start):
            self.sheet.put(column, text if column == 2 else None, strong=True)


def write_estimate(book: Book, clock: str) -> None:
    """``clock``: recognition (obligation by recognition year) or payment (cash by payment year)."""
    data = book.data
    owed = clock == "recognition"
    years = [int(one) for one in data["year"].values] if owed else views.payment_years(data)
    money = data["obligation"] if owed else data["cash"].sum("payer").sel(payment_year=years)
    payers = [int(place) for place in np.flatnonzero((data["payer_share"].max(("draw", "instrument")) > 0).values)]
    name = book.say("workbook.estimate.sheet_recognition") if owed else book.say("workbook.estimate.sheet_payment")
    title = book.say("workbook.estimate.title_recognition") if owed else book.say("workbook.estimate.title_payment")
    how = readings_words(book.forecast.scenario, book.language)
    note = book.say("workbook.estimate.note", unit=book.unit, how=how, undefined=UNDEFINED)
    widths = [8, 9, 26, 11, 16, 10, 24, 7, 7, 7, 8, 11.5, 9, *[9] * len(payers), *[9.5] * (4 * len(years) + 4), 40]
    sheet = book.sheet(name, title, note, paper=A3, widths=widths, note_column=3)
    one = Estimate(book, sheet, money.transpose("draw", "instrument", ...), years, payers)
    _heads(one)
    one.first = sheet.row
    for number in dict.fromkeys(int(value) for value in data["article"].values):
        _article(one, number)
    one.last = sheet.row - 1
    _totals(one, owed)
    _payer_rows(one, owed)
    blocks = [one.start + 4 * place for place in range(len(years) + 1)] + [len(widths) - 1]
    sheet.break_columns(blocks[FIRST_BLOCKS::NEXT_BLOCKS], repeated=3)


def _heads(one: Estimate) -> None:
    book, sheet = one.book, one.sheet
    names = [
        book.say("common.id"),
        book.say("common.article"),
        book.say("common.instrument"),
        book.say("workbook.estimate.line_head"),
        book.say("workbook.estimate.basis"),
        book.say("workbook.estimate.recipients"),
        book.say("workbook.estimate.standard"),
        *(f"{book.say('workbook.estimate.awards')} {level}" for level in ("P10", "P50", "P90")),
        book.say("workbook.estimate.paid_share_of_titles"),
        book.say("workbook.department"),
        book.say("workbook.budget_code"),
        *(
            f"{text} {book.say('workbook.estimate.share')}"
            for text in np.array(views.title(book.data, "payer", book.language))[one.payers]
        ),
    ]
    for column in range(one.start):
        sheet.page.merge_range(sheet.row, column, sheet.row + 1, column, "", book.look("head"))
        sheet.page.write_string(sheet.row, column, str(names[column]), book.look("head"))
    sheet.page.set_row(sheet.row, 30)
    sheet.page.set_row(sheet.row + 1, 30)
    heads = [str(year) for year in one.years] + [book.say("workbook.estimate.all_years")]
    for place, head in enumerate(heads):
        column = one.start + 4 * place
        sheet.page.merge_range(sheet.row, column, sheet.row, column + 3, head, book.look("head"))
        for index, level in enumerate((book.say("common.mean"), "P10", "P50", "P90")):
            sheet.page.write_string(sheet.row + 1, column + index, level, book.look("head"))
    last = one.start + 4 * len(heads)
    sheet.page.merge_range(
        sheet.row, last, sheet.row + 1, last, book.say("workbook.estimate.remarks"), book.look("head")
    )
    sheet.page.repeat_rows(sheet.row, sheet.row + 1)
    sheet.row += 2
    sheet.page.freeze_panes(sheet.row, 3)


def line_key(book: Book, place: int) -> str:
    """To which line an instrument's money belongs: awards of group A, A beside them, B, C, or unpriced."""
    for key, where in views.groups(book.data).items():
        if where[place]:
            return book.say(f"workbook.estimate.line.{key}")
    return book.say("workbook.estimate.unpriced")


def _article(one: Estimate, number: int) -> None:
    book, sheet = one.book, one.sheet
    places = np.flatnonzero(book.data["article"].values == number)
    first = sheet.row
    for place in places:
        _instrument(one, int(place))
    one.label(f"{views.article_name(book.data, number, book.language)} {book.say('workbook.estimate.subtotal')}")
    found = levels(one.money.isel(instrument=places).sum("instrument").values)
    if not book.data["priced"].values[places].any():
        for column in range(one.start, one.start + 4 * len(found)):
            sheet.put(column, None, strong=True)
    else:
        one.write_sums(found, lambda column: f"=SUM({span(column, first, first + len(places) - 1)})")
    sheet.put(one.start + 4 * len(found), None, strong=True)
    sheet.row += 1


def _instrument(one: Estimate, place: int) -> None:
    book, sheet, data = one.book, one.sheet, one.book.data
    plan = book.forecast.scenario.plan
    instrument = plan.instruments[place]
    paid = data["paid"].sel(policy="on").isel(instrument=place).sum("year").values
    titles = int(data["recognised"].sel(policy="on").isel(instrument=place).sum())
    counts: list[float | None] = list(views.quantiles(paid)) if instrument.simulated else [None] * 3
    share = ratio_of_sums(paid, titles)
    basis = f"{document(plan, book.language)} {views.article_title(instrument.article, book.language)}"
    cells = [
        instrument.id,
        views.article_title(instrument.article, book.language),
        instrument.title.in_language(book.language),
        line_key(book, place),
        basis,
        recipient(instrument.recipient, book.language),
        standard(book, instrument),
        *counts,
        share,
        instrument.department,
        instrument.budget_code,
    ]
    for column, value in enumerate(cells):
        sheet.put(column, value, "count" if 7 <= column <= 9 else "share")
    for index, payer in enumerate(one.payers):
        mean_share = float(data["payer_share"].isel(instrument=place, payer=payer).mean())
        sheet.put(IDENTITY + index, mean_share if instrument.priced else None, "share")
    found = levels(one.money.isel(instrument=place).values)
    if instrument.priced:
        one.write_levels(found, strong=False)
    else:
        for column in range(one.start, one.start + 4 * len(found)):
            sheet.put(column, None)
    sheet.put(one.start + 4 * len(found), remark(book, instrument))
    sheet.row += 1


def standard(book: Book, instrument: Instrument) -> str:
    """The award in a few words, declared parameters by their meaning."""
    return spoken(award_brief(instrument.award, book.language), book.language)


def remark(book: Book, instrument: Instrument) -> str:
    """What a reader must know: unpriced, on assumed amounts, shown by probabilities, open readings, the plan's own."""
    place = [one.id for one in book.forecast.scenario.plan.instruments].index(instrument.id)
    said = []
    if not instrument.priced:
        said.append(book.say("workbook.estimate.remark.unpriced"))
    if bool(book.data["assumed"].values[place]):
        said.append(book.say("workbook.estimate.remark.assumed"))
    if views.few_awarded(book.data)[place]:
        said.append(book.say("workbook.estimate.remark.few_awards"))
    readings = [one.id for one in book.forecast.scenario.plan.readings_of(instrument.id)]
    if readings:
        said.append(f"{book.say('workbook.estimate.remark.open_readings')} {' '.join(readings)}")
    if instrument.remark:
        said.append(instrument.remark.in_language(book.language))
    return book.say("common.semicolon").join(said)


def _totals(one: Estimate, owed: bool) -> None:
    book, sheet = one.book, one.sheet
    groups = views.groups(book.data)
    _headline(one, owed)
    first = sheet.row
    for name, where in groups.items():
        key = line_key(book, int(np.flatnonzero(where)[0]))
        one.label(f"{book.say('workbook.estimate.of_which')}: {views.group_title(name, book.language)}")
        found = levels(one.money.isel(instrument=np.flatnonzero(where)).sum("instrument").values)
        one.write_sums(found, _sum_of_line(key, one.first, one.last))
        sheet.row += 1
    last, total = sheet.row - 1, levels(one.money.sum("instrument").values)
    if owed:
        _stacking(one)
    one.label(book.say("workbook.estimate.total_all_payers"))
    one.write_sums(total, lambda column: f"=SUM({span(column, first, last)})")
    total_row = sheet.row
    sheet.row += 1
    _diversification(
        one, total, [line_key(book, int(np.flatnonzero(where)[0])) for where in groups.values()], total_row
    )


def _headline(one: Estimate, owed: bool) -> None:
    """What the budget payer owes or pays of group A's awards, the same figure as everywhere; the rows below split the
    total of all payers."""
    top = views.headline(one.book.data)
    if not top.sizes["instrument"]:
        return
    payer, name = views.budget_payer(top), views.budget_words(top, one.book.language)
    values = views.obligation(top, payer) if owed else views.cash(top, payer).sel(payment_year=one.years)
    one.label(one.book.say("workbook.estimate.headline", name=name))
    one.write_levels(levels(values.values), strong=True)
    one.sheet.row += 1


def _sum_of_line(key: str, first: int, last: int) -> Callable[[int], str]:
    """The formula that sums the instruments of one line in a column."""
    return lambda column: f'=SUMIF({span(3, first, last)},"{key}",{span(column, first, last)})'


def _stacking(one: Estimate) -> None:
    """Entitlement, then what the rule of the higher award takes off as a negative line; their sum is the obligation."""
    book = one.book
    for name, sign, text in (
        ("entitlement", 1, book.say("workbook.estimate.entitlement")),
        ("stacking_saving", -1, book.say("workbook.estimate.stacking_saving")),
    ):
        one.label(text)
        values = sign * book.data[name].sum("instrument").transpose("draw", "year").values
        one.write_levels(levels(values), strong=True)
        one.sheet.row += 1
    one.label(book.say("workbook.estimate.obligation"))
    found = levels(one.money.sum("instrument").values)
    row = one.sheet.row
    one.write_sums(found, lambda column: f"={cell(row - 2, column)}+{cell(row - 1, column)}")
    one.sheet.row += 1


def _diversification(one: Estimate, total: Levels, keys: list[str], total_row: int) -> None:
    """The P90 of the total is less than the sum of the P90s: not everything goes wrong at once. A negative line."""
    book, sheet = one.book, one.sheet
    one.label(book.say("workbook.estimate.diversification"))
    each = [levels(one.money.isel(instrument=place).values) for place in np.flatnonzero(book.data["priced"].values)]
    for place, four in enumerate(total):
        for index in range(4):
            column = one.start + 4 * place + index
            if index != 3:
                sheet.put(column, None, strong=True)
                continue
            sums = "-".join(
                f'SUMIF({span(3, one.first, one.last)},"{key}",{span(column, one.first, one.last)})' for key in keys
            )
            value = (four[3] - sum(found[place][3] for found in each)) / book.scale
            sheet.formula(column, f"={cell(total_row, column)}-{sums}", value, strong=True)
    sheet.row += 1


def _payer_rows(one: Estimate, owed: bool) -> None:
    book, data = one.book, one.book.data
    names = views.title(data, "payer", book.language)
    for place in one.payers:
        payer = str(data["payer"].values[place])
        values = views.obligation(data, payer) if owed else views.cash(data, payer).sel(payment_year=one.years)
        one.label(f"{book.say('workbook.estimate.payer')}: {names[place]}")
        one.write_levels(levels(values.values), strong=True)
        one.sheet.row += 1
    if not owed:
        one.label(book.say("workbook.estimate.fiscal_cost"))
        cost = (
            data["fiscal_cost"]
            .sum(("instrument", "payer"))
            .sel(payment_year=one.years)
            .transpose("draw", "payment_year")
        )
        one.write_levels(levels(cost.values), strong=True)
        one.sheet.row += 1
