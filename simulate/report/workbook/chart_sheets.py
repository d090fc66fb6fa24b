"""A sheet a chart: its data, with a native chart where the spreadsheet draws it well, else our picture."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt

from simulate.analysis.base.stored import stored_results
from simulate.report.base.chart_table import ChartTable
from simulate.report.base.evidence import scoreboard
from simulate.report.base.style import INK, LADDER, ORANGE, drawn_picture
from simulate.report.charts.finder import drawn_of, table_of
from simulate.report.charts.forecast.fan import SHADES
from simulate.report.charts.plots import ForecastPlots
from simulate.report.workbook.book import A3, A4, Book, Sheet, cell

MOST_ROWS = 24  # of a table that stands on one A4 page with its picture
SIZE = {"width": 760, "height": 400}
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
"""What the name of a sheet may not hold."""
MOST_NAME = 22  # characters of a sheet's name, which has 31 with the chart's number
GRID = {"visible": True, "line": {"color": "#E4E4E4"}}


def write_chart_sheets(book: Book, pictures: Path | None = None) -> None:
    """One sheet a chart: the table on top, the picture below it; drawn ones are taken from ``pictures`` where given."""
    plots = ForecastPlots(book.forecast, book.language)
    drawn = {**plots.all(), **plots.beside()}
    for number, (name, table) in enumerate(tables(book, plots).items(), start=1):
        axes = drawn[name]()
        heading = axes.get_title(loc="left").replace(r"\$", "$")
        unit = {"money": book.unit, "share": "%"}.get(table.look, "")
        stamp = axes.figure.texts[0].get_text().replace(r"\$", "$")
        note = f"{book.say('workbook.chart_sheets.table_in')} {unit} · {stamp}" if unit else stamp
        title = f"{book.say('workbook.chart_sheets.chart')}{number} {_short(table.name)}"
        wide = isinstance(table.rows[0][0], str)
        widths = [48 if wide else 12, *[13] * (len(table.heads) - 1)]
        paper = A4 if len(table.rows) <= MOST_ROWS else A3
        sheet = book.sheet(title, heading, note, paper=paper, widths=widths, pages=(1, 1))
        sheet.head(table.heads, freeze=1)
        for row in table.rows:
            sheet.line(row, ["year", *[table.look] * (len(row) - 1)])
        if table.native is None:
            picture = drawn_picture(axes) if pictures is None else (pictures / f"{name}.png").read_bytes()
            options = {"object_position": 3, "image_data": io.BytesIO(picture), "description": heading}
            sheet.page.insert_image(sheet.row + 1, 0, "chart.png", options)
        else:
            _native(book, sheet, table, heading)
        plt.close(axes.figure)  # type: ignore[arg-type]


def tables(book: Book, plots: ForecastPlots) -> dict[str, ChartTable]:
    """The table under every chart that has one, by the chart's name in the folder of charts."""
    drawn: list[tuple[str, str, Any]] = [(name, name, drawn_of(name, book.forecast)) for name in plots.all()]
    if (board := scoreboard(book.forecast)) is not None:
        drawn.append(("backtest", "backtest", board))
    drawn += [(one.name, one.chart, one.dataset) for one in stored_results(book.forecast)]
    makers = [(name, table_of(chart), data) for name, chart, data in drawn]
    return {name: make(book, data) for name, make, data in makers if make is not None}


def _short(name: str) -> str:
    """A sheet's name without the characters that none may have, and without the words that are too many."""
    name = FORBIDDEN.sub("", name)
    if len(name) <= MOST_NAME:
        return name
    return name[: MOST_NAME + 1].rpartition(" ")[0] or name[:MOST_NAME]


def _native(book: Book, sheet: Sheet, table: ChartTable, heading: str) -> None:
    chart = _fan(book, sheet, table) if table.native == "fan" else _columns(book, sheet, table)
    chart.set_title({"name": heading, "name_font": {"size": 11, "bold": False}, "overlay": False})
    chart.set_legend({"position": "bottom", **({"delete_series": [0]} if table.native == "fan" else {})})
    chart.set_size(SIZE)
    sheet.page.insert_chart(sheet.row + 1, 0, chart, {"description": heading})


def _series(sheet: Sheet, table: ChartTable, column: int) -> dict[str, Any]:
    """Where a column's name, years and values stand."""
    first, last = sheet.row - len(table.rows), sheet.row - 1
    return {
        "name": [sheet.name, first - 1, column],
        "categories": [sheet.name, first, 0, last, 0],
        "values": [sheet.name, first, column, last, column],
    }


def _columns(book: Book, sheet: Sheet, table: ChartTable) -> Any:
    """Stacked or clustered columns, with a line over them where the table has one."""
    stacked = table.native == "stacked"
    chart = book.file.add_chart({"type": "column", **({"subtype": "stacked"} if stacked else {})})
    for rank, column in enumerate(table.series):
        colour = LADDER[table.shades[rank % len(table.shades)]]
        chart.add_series({**_series(sheet, table, column), "fill": {"color": colour}, "border": {"color": "#666666"}})
    if table.line is not None:
        over = book.file.add_chart({"type": "line"})
        line = {"color": ORANGE, "width": 2, "dash_type": "dash"}
        over.add_series({**_series(sheet, table, table.line), "line": line})
        chart.combine(over)
    share = table.look == "share"
    top = {"max": 1} if share else {}
    chart.set_y_axis({"min": 0, **top, "num_format": "0%" if share else "#,##0", "major_gridlines": GRID})
    return chart


def _fan(book: Book, sheet: Sheet, table: ChartTable) -> Any:
    """Bands as stacked areas on a base without fill; their heights are live differences right of the table."""
    right = len(table.heads) + 1
    last = sheet.row
    first = last - len(table.rows)
    bands = [
        ("P5", None, 1),
        ("P5 – P10", 1, 2),
        ("P10 – P25", 2, 3),
        ("P25 – P75", 3, 5),
        ("P75 – P90", 5, 6),
        ("P90 – P95", 6, 7),
    ]
    for place, (name, low, high) in enumerate(bands):
        sheet.page.write_string(first - 1, right + place, name, book.look("head"))
        for row in range(first, last):
            values = table.rows[row - first]
            below = 0.0 if low is None else float(values[low] or 0)
            formula = f"={cell(row, high)}" if low is None else f"={cell(row, high)}-{cell(row, low)}"
            sheet.page.write_formula(row, right + place, formula, book.look("money"), float(values[high] or 0) - below)
    chart = book.file.add_chart({"type": "area", "subtype": "stacked"})
    shades = (None, SHADES[0], SHADES[1], SHADES[2], SHADES[1], SHADES[0])
    for place, shade in enumerate(shades):
        fill = {"none": True} if shade is None else {"color": shade}
        chart.add_series({**_series(sheet, table, right + place), "fill": fill, "border": {"none": True}})
    lines = book.file.add_chart({"type": "line"})
    lines.add_series({**_series(sheet, table, 4), "line": {"color": INK, "width": 2}})
    lines.add_series({**_series(sheet, table, 8), "line": {"color": ORANGE, "width": 1.5, "dash_type": "dash"}})
    chart.combine(lines)
    chart.set_y_axis({"min": 0, "num_format": "#,##0", "major_gridlines": GRID})
    return chart
