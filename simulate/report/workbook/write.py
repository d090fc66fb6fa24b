"""Put the workbook together, sheet by sheet, and write it whole or not at all."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from simulate.foundation.files import atomic_path, refused
from simulate.language.message import worded
from simulate.report.base.style import stamp
from simulate.report.workbook.actuals import write_actuals
from simulate.report.workbook.book import Book
from simulate.report.workbook.chart_sheets import write_chart_sheets
from simulate.report.workbook.estimate import write_estimate
from simulate.report.workbook.records import write_assumptions, write_draws, write_readings
from simulate.report.workbook.request import write_request
from simulate.report.workbook.targets import write_targets

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast

CREATED = datetime.datetime(2023, 10, 20)
"""Every workbook bears one date, so that the same forecast gives the same bytes."""

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(forecast: Forecast, path: Path, language: str, *, pictures: Path | None = None) -> Path:
    """Write ``budget.xlsx`` of a forecast in ``zh`` or ``en``; returns the path.

    ``pictures``: a folder that holds the forecast's charts as PNG, so that they need not be drawn again.

    Raises MachineError where the disk refuses.
    """
    with atomic_path(path) as temporary:
        file = xlsxwriter.Workbook(temporary, OPTIONS)
        title = str(worded(forecast.dataset.attrs, "title", language))
        file.set_properties({"title": title, "created": CREATED})
        book = Book(file, forecast, language)
        contents = book.sheet(
            book.say("workbook.write.contents"), title, stamp(forecast.dataset, language, book.unit), widths=[34, 76]
        )
        write_estimate(book, "recognition")
        write_estimate(book, "payment")
        write_targets(book)
        write_request(book)
        write_actuals(book)
        write_assumptions(book)
        write_readings(book)
        write_draws(book)
        write_chart_sheets(book, pictures)
        contents.head([book.say("workbook.write.sheet"), book.say("workbook.write.what_it_holds")], freeze=0)
        for name, what in book.listed[1:]:
            contents.page.write_url(contents.row, 0, f"internal:'{name}'!A1", book.look("link"), name)
            contents.put(1, what)
            contents.row += 1
        contents.page.activate()
        try:
            file.close()
        except xlsxwriter.exceptions.XlsxFileError as error:  # a full disk, in the library's own words
            raise refused(path, error) from error
    return path
