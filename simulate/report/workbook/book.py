"""A workbook being written: formats, sheets that print well, rows, and formulas that carry our value."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import xarray as xr
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from simulate.foundation.characters import visible
from simulate.foundation.ratios import UNDEFINED
from simulate.language.catalogue import say
from simulate.language.layout import money_unit
from simulate.language.widths import text_width
from simulate.report.base.chart_table import Cell

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast

A3, A4 = 8, 9
LINE_HEIGHT = 15
A3_WIDTH, A3_HEIGHT = 1100, 940
"""Pixels that a landscape A3 page holds at full size; over a quarter of the width is spare: columns are as wide as their
program's digits."""

LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": "#555555", "font_size": 9},
    "head": {
        "bold": True,
        "bg_color": "#0B3C5D",
        "font_color": "#FFFFFF",
        "border": 1,
        "border_color": "#9AA5AD",
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
    },
    "text": {"border": 1, "border_color": "#D0D5D9", "valign": "vcenter", "text_wrap": True},
    "count": {"border": 1, "border_color": "#D0D5D9", "valign": "vcenter", "num_format": "#,##0"},
    "decimal": {"border": 1, "border_color": "#D0D5D9", "valign": "vcenter", "num_format": "#,##0.0"},
    "number": {"border": 1, "border_color": "#D0D5D9", "valign": "vcenter", "num_format": "#,##0.####"},
    "share": {"border": 1, "border_color": "#D0D5D9", "valign": "vcenter", "num_format": "0.0%"},
    "year": {"border": 1, "border_color": "#D0D5D9", "valign": "vcenter", "num_format": "0"},
    "input": {"border": 2, "border_color": "#D55E00", "num_format": "0%", "bold": True, "bg_color": "#FFF7E6"},
    "link": {"font_color": "#0072B2", "underline": 1},
}


class _Page(Worksheet):  # type: ignore[misc]
    """A worksheet whose texts hold nothing unseen, such as the name of a file may have."""

    def write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        return int(super().write_string(row, col, visible(string), cell_format))


@dataclass
class Book:
    """An open workbook in one language; money is in ``scale`` yuan."""

    file: Any
    forecast: Forecast
    language: str
    formats: dict[tuple[str, bool], Any] = field(default_factory=dict)
    listed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def data(self) -> xr.Dataset:
        """Dataset of the forecast that the workbook tells of."""
        return self.forecast.dataset

    @property
    def scale(self) -> float:
        """Yuan in a unit of money of this workbook."""
        return money_unit(self.language, "table").yuan

    @property
    def unit(self) -> str:
        """Name of the unit of money."""
        return money_unit(self.language, "table").name

    def say(self, key: str, /, **values: object) -> str:
        """A text of the catalogues in this language."""
        return say(key, self.language, **values)

    def look(self, name: str, *, strong: bool = False) -> Any:
        """A cell format; ``strong`` for subtotals."""
        key = (name, strong)
        if key not in self.formats:
            money = {"num_format": f"#,##0.{'0' * (money_unit(self.language, 'table').digits + 1)}"}
            looks = {**LOOKS["count"], **money} if name == "money" else LOOKS[name]
            extra = {"bold": True, "bg_color": "#E8F1F8"} if strong else {}
            self.formats[key] = self.file.add_format({**looks, **extra})
        return self.formats[key]

    def sheet(
        self,
        name: str,
        title: str,
        note: str = "",
        *,
        paper: int = A4,
        widths: Sequence[float] = (),
        pages: tuple[int, int] = (1, 0),
        note_column: int = 0,
    ) -> Sheet:
        """A new sheet with its title and note on the first two rows, set up for print in landscape.

        ``pages``: across and down, 0 for as many as it takes. A note in a column that does not repeat prints once.
        """
        page = self.file.add_worksheet(name, _Page)
        self.listed.append((name, title))
        page.set_landscape()
        page.set_paper(paper)
        page.fit_to_pages(*pages)
        page.set_margins(0.4, 0.4, 0.6, 0.6)
        page.set_footer("&L&A&R&P / &N")
        page.hide_gridlines(2)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        page.write_string(0, 0, title, self.look("title"))
        page.write_string(1, note_column, note, self.look("note"))
        return Sheet(self, page, name, widths)


@dataclass
class Sheet:
    """A sheet and the next free row, counted from 0."""

    book: Book
    page: Any
    name: str
    widths: Sequence[float] = ()
    row: int = 3
    lines: dict[int, int] = field(default_factory=dict)

    def head(self, names: Sequence[str], *, freeze: int | None = None) -> None:
        """A row of headings; with ``freeze``, rows down to here and that many columns stay in sight and repeat."""
        for column, name in enumerate(names):
            self.page.write_string(self.row, column, name, self.book.look("head"))
            self.fit(column, name, 1.5)
        self.row += 1
        if freeze is not None:
            self.page.freeze_panes(self.row, freeze)
            self.page.repeat_rows(self.row - 1)

    def put(self, column: int, value: Cell, look: str = "text", *, strong: bool = False) -> None:
        """One cell of the current row; text stays text whatever it begins with; what has no value is marked so."""
        style = self.book.look(look, strong=strong)
        if value is None:
            self.page.write_blank(self.row, column, None, style)
        elif isinstance(value, float) and not math.isfinite(value):
            self.page.write_string(self.row, column, UNDEFINED, style)
        elif isinstance(value, str):
            self.fit(column, value)
            self.page.write_string(self.row, column, value, self.book.look("text", strong=strong))
        else:
            self.page.write_number(self.row, column, float(value), style)

    def fit(self, column: int, text: str, spare: float = 1.1) -> None:
        """Make the current row high enough for a text that wraps in its column, with room for broken lines."""
        width = self.widths[column] if column < len(self.widths) else 9
        needed = sum(max(1, math.ceil(spare * text_width(line) / width)) for line in text.split("\n"))
        if needed > self.lines.get(self.row, 1):
            self.lines[self.row] = needed
            self.page.set_row(self.row, LINE_HEIGHT * needed)

    def formula(self, column: int, formula: str, value: float, look: str = "money", *, strong: bool = False) -> None:
        """A live formula with the value that it has."""
        self.page.write_formula(self.row, column, formula, self.book.look(look, strong=strong), value)

    def line(self, values: Sequence[Cell], looks: Sequence[str], *, strong: bool = False) -> None:
        """Write a row of values, each with its look, and go on to the next."""
        for column, (value, look) in enumerate(zip(values, looks, strict=True)):
            self.put(column, value, look, strong=strong)
        self.row += 1

    def break_columns(self, before: Sequence[int], repeated: int) -> None:
        """Print A3 pages that begin at these columns, each with the first ``repeated`` columns, as large as they fit."""
        ends = [*before, len(self.widths)]
        sizes = [self._across(0, ends[0])]
        sizes += [self._across(0, repeated) + self._across(*two) for two in pairwise(ends)]
        self._scale(A3_WIDTH / max(sizes))
        self.page.set_v_pagebreaks(list(before))
        self.page.repeat_columns(0, repeated - 1)

    def break_rows(self, blocks: Sequence[int]) -> None:
        """Print the whole width on each A3 page and begin a new one before a block, by its first row, that would be cut."""
        scale = self._scale(A3_WIDTH / self._across(0, len(self.widths)))
        breaks, top = [], 0
        for first, end in pairwise([*blocks, self.row]):
            if self._down(top, end) > 100 * A3_HEIGHT / scale and first > top:
                breaks.append(first)
                top = first
        self.page.set_h_pagebreaks(breaks)

    def _scale(self, share: float) -> int:
        """Print at so large a share of full size, at most all of it; returns percent."""
        percent = max(10, min(100, math.floor(100 * share)))
        self.page.set_print_scale(percent)
        return percent

    def _across(self, first: int, end: int) -> float:
        """Width in pixels of the columns from ``first`` to before ``end``."""
        return sum(7 * width + 5 for width in self.widths[first:end])

    def _down(self, first: int, end: int) -> float:
        """Height in pixels of the rows from ``first`` to before ``end``."""
        return sum(LINE_HEIGHT * self.lines.get(row, 1) for row in range(first, end)) * 96 / 72

    def text(self, text: str, look: str = "note") -> None:
        """A line of text over the whole width."""
        self.page.write_string(self.row, 0, text, self.book.look(look))
        self.row += 1


def span(column: int, first: int, last: int) -> str:
    """``$H$6:$H$12`` of rows counted from 0, both included."""
    name = xl_col_to_name(column)
    return f"${name}${first + 1}:${name}${last + 1}"


def cell(row: int, column: int) -> str:
    """Address of a cell counted from 0: ``H6`` of row 5 and column 7."""
    return f"{xl_col_to_name(column)}{row + 1}"
