"""A sheet of data under each chart, with a native chart where the spreadsheet draws it well, else our picture."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np

from simulate.report import views
from simulate.report.charts.articles import mass_table
from simulate.report.charts.clocks import clock_levels
from simulate.report.charts.fan import fan_levels
from simulate.report.charts.funnel import STEPS, funnel_means
from simulate.report.charts.payers import payer_means
from simulate.report.charts.plots import ForecastPlots, yearly_project_target
from simulate.report.charts.projects import project_levels
from simulate.report.charts.stages import NAMES
from simulate.report.style import LADDER
from simulate.report.workbook.book import Book, Cell, Sheet
from simulate.vocabulary import label

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
PERCENTS = [f"P{level * 100:.0f}" for level in LEVELS]


@dataclass(frozen=True)
class Table:
    """What a chart shows: headings, rows, how the numbers look, and whether the sheet draws columns itself.

    ``native``: stacked or clustered columns of the columns listed in ``series``.
    """

    heads: list[str]
    rows: list[list[Cell]]
    look: str
    native: str | None = None
    series: tuple[int, ...] = ()


def tables(book: Book) -> dict[str, Table]:
    """The data of every chart by its file name."""
    makers = {
        "fan": _fan,
        "exceedance": _exceedance,
        "clocks": _clocks,
        "payers": _payers,
        "articles": _articles,
        "masses": _masses,
        "projects": _projects,
        "stages": _stages,
        "funnel": _funnel,
    }
    wanted = ForecastPlots(book.forecast, book.language).all()
    return {name: makers[name](book) for name in wanted}


def _fan(book: Book) -> Table:
    years, total, routine = fan_levels(book.data)
    rows: list[list[Cell]] = []
    for place, year in enumerate(years):
        both = [*np.quantile(total[:, place], LEVELS), float(np.median(routine[:, place]))]
        rows.append([year, *(float(value) / book.scale for value in both)])
    return Table(
        [book.say("Payment year", "兑付年度"), *PERCENTS, book.say("Routine part P50", "常规部分P50")], rows, "money"
    )


def _exceedance(book: Book) -> Table:
    values = views.obligation(views.headline(book.data), views.BUDGET_PAYER).sum("year").values
    levels = [one / 20 for one in range(1, 20)]
    rows: list[list[Cell]] = [[f"{1 - one:.0%}", float(np.quantile(values, one)) / book.scale] for one in levels]
    return Table([book.say("Probability of exceeding", "超过的概率"), book.unit], rows, "money")


def _clocks(book: Book) -> Table:
    levels = clock_levels(book.data)
    years = sorted({*levels["recognition"], *levels["payment"]})
    rows: list[list[Cell]] = []
    for year in years:
        found = [levels[clock].get(year) for clock in ("recognition", "payment")]
        rows.append(
            [year, *(value / book.scale if one else None for one in found for value in (one or (0.0, 0.0, 0.0)))]
        )
    words = [label(name, "zh" if book.language == "zh" else "en") for name in ("obligation", "cash")]
    heads = [f"{word} {level}" for word in words for level in (book.say("mean", "均值"), "P10", "P90")]
    return Table([book.say("Year", "年度"), *heads], rows, "money", "clustered", (1, 4))


def _payers(book: Book) -> Table:
    years, places, paid = payer_means(book.data)
    names = views.title(book.data, "payer", book.language)
    rows: list[list[Cell]] = [
        [year, *(float(value) / book.scale for value in paid[:, place])] for place, year in enumerate(years)
    ]
    heads = [book.say("Payment year", "兑付年度"), *(names[place] for place in places)]
    return Table(heads, rows, "money", "stacked", tuple(range(1, len(heads))))


def _articles(book: Book) -> Table:
    rows: list[list[Cell]] = []
    for number in views.articles(book.data):
        values = views.obligation(views.of_article(book.data, number)).sum("year").values
        levels = [views.mean(values), *views.quantiles(values, LEVELS)]
        rows.append([views.article_title(number, book.language), *(value / book.scale for value in levels)])
    return Table([book.say("Article", "条款"), book.say("mean", "均值"), *PERCENTS], rows, "money")


def _masses(book: Book) -> Table:
    places, shares = mass_table(book.data)
    names = views.title(book.data, "instrument", book.language)
    rows: list[list[Cell]] = [[names[place], *map(float, row)] for place, row in zip(places, shares, strict=True)]
    heads = [*(str(one) for one in range(views.LUMPY_COUNT + 1)), f">{views.LUMPY_COUNT}"]
    return Table([book.say("Instrument: awards in all years", "政策工具：各年合计获奖补数"), *heads], rows, "share")


def _projects(book: Book) -> Table:
    target = yearly_project_target(book.forecast)
    chosen = target.simulated.select.get("segment") if target and target.simulated else None
    levels = project_levels(book.data, chosen or [str(name) for name in book.data["segment"].values])
    rows: list[list[Cell]] = []
    for place, year in enumerate(book.data["year"].values):
        rows.append(
            [
                int(year),
                *map(float, levels["on"][place]),
                *map(float, levels["off"][place]),
                target.value if target else None,
            ]
        )
    words = [label(f"policy_{name}", "zh" if book.language == "zh" else "en") for name in ("on", "off")]
    heads = [f"{word} {level}" for word in words for level in ("P10", "P50", "P90")]
    return Table(
        [book.say("Year", "年度"), *heads, book.say("Target", "目标")],
        rows,
        "count",
        "clustered",
        (2, 5, 7) if target else (2, 5),
    )


def _stages(book: Book) -> Table:
    share = book.data["stage_share"].sel(policy="on").isel(segment=0).mean("draw").transpose("year", "stage").values
    rows: list[list[Cell]] = [
        [int(year), *map(float, row)] for year, row in zip(book.data["year"].values, share, strict=True)
    ]
    heads = [book.say("Year end", "年末"), *(book.say(*pair) for pair in NAMES)]
    return Table(heads, rows, "share", "stacked", (1, 2, 3, 4))


def _funnel(book: Book) -> Table:
    places, counts = funnel_means(book.data)
    names = views.title(book.data, "instrument", book.language)
    rows: list[list[Cell]] = [[names[place], *map(float, row)] for place, row in zip(places, counts, strict=True)]
    words = [label(name, "zh" if book.language == "zh" else "en") for name in STEPS]
    return Table([book.say("Firms a year, mean", "家/年，均值"), *words], rows, "decimal")


def write_chart_sheets(book: Book) -> None:
    """One sheet a chart: the table on the left, the picture beside it."""
    plots = ForecastPlots(book.forecast, book.language).all()
    for number, (name, table) in enumerate(tables(book).items(), start=1):
        axes = plots[name]()
        heading = axes.get_title(loc="left").replace(r"\$", "$")
        unit = {"money": book.unit, "share": "%"}.get(table.look, "")
        note = f"{book.say('Unit', '单位')}: {unit}" if unit else ""
        sheet = book.sheet(
            f"{book.say('Chart', '图')}{number}",
            heading,
            note,
            widths=[34 if isinstance(table.rows[0][0], str) else 12] + [12] * 8,
            pages=(1, 1),
        )
        sheet.head(table.heads, freeze=1)
        for row in table.rows:
            sheet.line(row, ["year", *[table.look] * (len(row) - 1)])
        _picture(book, sheet, table, axes, heading)
        plt.close(axes.figure)  # type: ignore[arg-type]


def _picture(book: Book, sheet: Sheet, table: Table, axes: Any, heading: str) -> None:
    place = (sheet.row + 1, 0)
    if table.native is None:
        stream = io.BytesIO()
        axes.figure.savefig(stream, format="png", dpi=110, metadata={"Software": None})
        sheet.page.insert_image(
            *place, "chart.png", {"object_position": 3, "image_data": stream, "description": heading}
        )
        return
    stacked = table.native == "stacked"
    chart = book.file.add_chart({"type": "column", **({"subtype": "stacked"} if stacked else {})})
    first, last = sheet.row - len(table.rows), sheet.row - 1
    for rank, column in enumerate(table.series):
        colour = LADDER[(0, 2, 1, 3)[rank % 4]] if not stacked else LADDER[rank % 4]
        chart.add_series(
            {
                "name": [sheet.name, first - 1, column],
                "categories": [sheet.name, first, 0, last, 0],
                "values": [sheet.name, first, column, last, column],
                "fill": {"color": colour},
            }
        )
    chart.set_title({"name": heading, "name_font": {"size": 11, "bold": False}, "overlay": False})
    top = {"max": 1} if table.look == "share" else {}
    chart.set_y_axis(
        {
            "min": 0,
            **top,
            "num_format": "0%" if table.look == "share" else "#,##0",
            "major_gridlines": {"visible": True, "line": {"color": "#E4E4E4"}},
        }
    )
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 720, "height": 400})
    sheet.page.insert_chart(*place, chart, {"description": heading})
