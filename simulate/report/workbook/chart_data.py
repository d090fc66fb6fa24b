"""The data under each chart, as a table for its sheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulate.analysis.base.kept import Kept, kept
from simulate.analysis.compare.steps import REST
from simulate.analysis.compare.waterfall import ends
from simulate.analysis.explain.own_draws import drivers_dataset, parameter_drivers
from simulate.language.message import worded
from simulate.language.vocabulary import label
from simulate.report.base import views
from simulate.report.base.evidence import scoreboard
from simulate.report.charts.calibration.backtest import figure_name
from simulate.report.charts.forecast.articles import mass_table
from simulate.report.charts.forecast.clocks import clock_levels
from simulate.report.charts.forecast.fan import fan_levels
from simulate.report.charts.forecast.funnel import STEPS, funnel_means
from simulate.report.charts.forecast.payers import payer_means
from simulate.report.charts.forecast.projects import project_levels
from simulate.report.charts.forecast.stages import NAMES
from simulate.report.charts.plots import MOST_DRIVERS, ForecastPlots, yearly_project_target
from simulate.report.workbook.book import Book, Cell

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
PERCENTS = [f"P{level * 100:.0f}" for level in LEVELS]
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
"""What the name of a sheet may not hold."""
MOST_NAME = 22  # characters of a sheet's name, which has 31 with the chart's number


@dataclass(frozen=True)
class Table:
    """What a chart shows: the sheet's short name, headings, rows, how the numbers look, and what the sheet draws itself.

    ``native``: stacked or clustered columns of the columns in ``series``, ``line`` over them, in ``shades``
    from dark to light; or a fan; None: a picture.
    """

    name: str

    heads: list[str]
    rows: list[list[Cell]]
    look: str
    native: str | None = None
    series: tuple[int, ...] = ()
    line: int | None = None
    shades: tuple[int, ...] = (0, 1, 2, 3)


def tables(book: Book) -> dict[str, Table]:
    """The data of every chart by its file name."""
    makers: dict[str, Callable[[Book], Table]] = {
        "fan": _fan,
        "exceedance": _exceedance,
        "clocks": _clocks,
        "payers": _payers,
        "articles": _articles,
        "masses": _masses,
        "projects": _projects,
        "stages": _stages,
        "funnel": _funnel,
        "drivers": _drivers,
        "additionality": _additionality,
        "backtest": _backtest,
    }
    plots = ForecastPlots(book.forecast, book.language)
    found = {name: makers[name](book) for name in (*plots.all(), *plots.beside()) if name in makers}
    return found | {one.name: _kept(book, one) for one in kept(book.forecast)}


def _fan(book: Book) -> Table:
    years, total, routine = fan_levels(book.data)
    rows: list[list[Cell]] = []
    for place, year in enumerate(years):
        both = [*np.quantile(total[:, place], LEVELS), float(np.median(routine[:, place]))]
        rows.append([year, *(float(value) / book.scale for value in both)])
    heads = [book.say("workbook.chart_data.payment_year"), *PERCENTS, book.say("workbook.chart_data.routine_part_p50")]
    return Table(book.say("workbook.chart_data.cumulative_cash"), heads, rows, "money", "fan")


def _exceedance(book: Book) -> Table:
    values = views.obligation(views.headline(book.data), views.budget_payer(book.data)).sum("year").values
    levels = [one / 20 for one in range(1, 20)]
    rows: list[list[Cell]] = [[f"{1 - one:.0%}", float(np.quantile(values, one)) / book.scale] for one in levels]
    heads = [book.say("workbook.chart_data.probability_of_exceeding"), book.unit]
    return Table(book.say("workbook.chart_data.exceedance"), heads, rows, "money")


def _clocks(book: Book) -> Table:
    levels = clock_levels(book.data)
    years = sorted({*levels["recognition"], *levels["payment"]})
    rows: list[list[Cell]] = []
    for year in years:
        found = [levels[clock].get(year) for clock in ("recognition", "payment")]
        rows.append(
            [year, *(value / book.scale if one else None for one in found for value in (one or (0.0, 0.0, 0.0)))]
        )
    words = [label(name, book.language) for name in ("obligation", "cash")]
    heads = [f"{word} {level}" for word in words for level in (book.say("common.mean"), "P10", "P90")]
    return Table(
        book.say("workbook.chart_data.two_clocks"),
        [book.say("workbook.year"), *heads],
        rows,
        "money",
        "clustered",
        (1, 4),
        shades=(2, 0),
    )


def _payers(book: Book) -> Table:
    years, places, paid = payer_means(book.data)
    names = views.title(book.data, "payer", book.language)
    rows: list[list[Cell]] = [
        [year, *(float(value) / book.scale for value in paid[:, place])] for place, year in enumerate(years)
    ]
    heads = [book.say("workbook.chart_data.payment_year"), *(names[place] for place in places)]
    return Table(book.say("workbook.chart_data.payers"), heads, rows, "money", "stacked", tuple(range(1, len(heads))))


def _articles(book: Book) -> Table:
    rows: list[list[Cell]] = []
    for number in views.articles(book.data):
        values = views.obligation(views.of_article(book.data, number)).sum("year").values
        levels = [views.mean(values), *views.quantiles(values, LEVELS)]
        rows.append([views.article_name(book.data, number, book.language), *(value / book.scale for value in levels)])
    heads = [book.say("common.article"), book.say("common.mean"), *PERCENTS]
    return Table(book.say("workbook.chart_data.articles"), heads, rows, "money")


def _masses(book: Book) -> Table:
    places, shares = mass_table(book.data)
    names = views.title(book.data, "instrument", book.language)
    rows: list[list[Cell]] = [[names[place], *map(float, row)] for place, row in zip(places, shares, strict=True)]
    heads = [*(str(one) for one in range(views.LUMPY_COUNT + 1)), f">{views.LUMPY_COUNT}"]
    first = book.say("workbook.chart_data.instrument_awards_all_years")
    return Table(book.say("workbook.chart_data.few_awards"), [first, *heads], rows, "share")


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
    words = [label(f"policy_{name}", book.language) for name in ("on", "off")]
    heads = [f"{word} {level}" for word in words for level in ("P10", "P50", "P90")]
    heads = [book.say("workbook.year"), *heads, book.say("workbook.chart_data.target")]
    name = book.say("workbook.chart_data.projects")
    return Table(name, heads, rows, "count", "clustered", (2, 5), 7 if target else None, (0, 2))


def _stages(book: Book) -> Table:
    share = book.data["stage_share"].sel(policy="on").isel(segment=0).mean("draw").transpose("year", "stage").values
    rows: list[list[Cell]] = [
        [int(year), *map(float, row)] for year, row in zip(book.data["year"].values, share, strict=True)
    ]
    heads = [book.say("workbook.chart_data.year_end"), *(book.say(*pair) for pair in NAMES)]
    return Table(
        book.say("workbook.chart_data.stages"), heads, rows, "share", "stacked", (1, 2, 3, 4), shades=(3, 2, 1, 0)
    )


def _funnel(book: Book) -> Table:
    places, counts = funnel_means(book.data)
    names = views.title(book.data, "instrument", book.language)
    rows: list[list[Cell]] = [[names[place], *map(float, row)] for place, row in zip(places, counts, strict=True)]
    words = [label(name, book.language) for name in STEPS]
    heads = [book.say("workbook.chart_data.firms_a_year_mean"), *words]
    return Table(book.say("workbook.chart_data.take_up"), heads, rows, "decimal")


def _drivers(book: Book) -> Table:
    data = drivers_dataset(book.forecast, parameter_drivers(book.forecast)[:MOST_DRIVERS])
    titles, columns = (
        worded(data, "title", book.language).values,
        [data[name].values for name in ("share", "low", "high")],
    )
    rows: list[list[Cell]] = [
        [str(title), 100 * float(share), float(low) / book.scale, float(high) / book.scale]
        for title, share, low, high in zip(titles, *columns, strict=True)
    ]
    heads = [
        book.say("common.sampled_figure"),
        book.say("workbook.chart_data.share_variance_percent"),
        book.say("workbook.chart_data.mean_headline_lowest_fifth", unit=book.unit),
        book.say("workbook.chart_data.mean_headline_highest_fifth", unit=book.unit),
    ]
    return Table(book.say("workbook.chart_data.drivers"), heads, rows, "decimal")


def _additionality(book: Book) -> Table:
    from simulate.analysis.compare.additionality import additionality

    found = additionality(book.forecast).dataset
    titles = views.title(book.data, "instrument", book.language)
    earned = book.data["entitlement"].sum(("draw", "year")).values > 0
    rows: list[list[Cell]] = []
    names = [f"deadweight_{kind}_money{end}" for kind in ("project", "title") for end in ("", "_low", "_high")]
    for place in np.flatnonzero(earned & ~book.data["outside"].values.astype(bool)):
        rows.append([titles[place], *(float(found[name].values[place]) for name in names)])
    words = (book.say("workbook.chart_data.project_anyway"), book.say("workbook.chart_data.title_anyway"))
    ends = ("", book.say("workbook.chart_data.low"), book.say("workbook.chart_data.high"))
    heads = [book.say("common.instrument"), *(f"{word}{end}" for word in words for end in ends)]
    return Table(book.say("workbook.chart_data.deadweight"), heads, rows, "share")


def _backtest(book: Book) -> Table:
    board = scoreboard(book.forecast)
    assert board is not None
    rows: list[list[Cell]] = []
    for one in board.scores:
        ends = [end for level in sorted(one.intervals) for end in one.intervals[level]]
        rows.append([figure_name(board, one.figure, book.language), one.actual, one.mean, *ends])
    spans = [
        f"{level:.0%} {end}"
        for level in (0.5, 0.8, 0.9)
        for end in (book.say("workbook.chart_data.lower_end"), book.say("workbook.chart_data.upper_end"))
    ]
    heads = [book.say("common.figure"), book.say("common.published"), book.say("workbook.chart_data.mean"), *spans]
    return Table(book.say("common.back_test"), heads, rows, "decimal")


def _short(name: str) -> str:
    """A sheet's name without the words that are too many."""
    if len(name) <= MOST_NAME:
        return name
    return name[: MOST_NAME + 1].rpartition(" ")[0] or name[:MOST_NAME]


def _kept(book: Book, found: Kept) -> Table:
    data = found.dataset
    if found.chart == "tornado":
        scale = book.scale if data.attrs.get("units") == "CNY" else 1.0
        titles = worded(data, "title", book.language).values
        columns = [data[name].values / scale for name in ("p90_low", "p90_high")]
        rows: list[list[Cell]] = [
            [str(title), float(low), float(high)] for title, low, high in zip(titles, *columns, strict=True)
        ]
        heads = [
            book.say("workbook.chart_data.driver"),
            book.say("workbook.chart_data.p90_low_level"),
            book.say("workbook.chart_data.p90_high_level"),
        ]
        return Table(book.say("workbook.chart_data.explain"), heads, rows, "money")
    words = map(str, worded(data, "title", book.language).values)
    names = [
        title if step == REST else f"{title} ({step})" for title, step in zip(words, data["step"].values, strict=True)
    ]
    steps = zip(names, map(float, data["declared"].mean("draw").values), strict=True)
    first, last = ends(data, book.language)
    listed = [(first, float(data["base"].mean())), *steps, (last, float(data["other"].mean()))]
    measure = str(data.attrs.get(f"measure_{book.language}", book.say("workbook.chart_data.money")))
    heads = [book.say("workbook.chart_data.step"), book.say("workbook.chart_data.mean_or_change", measure=measure)]
    name = _short(FORBIDDEN.sub("", book.say("workbook.chart_data.against") + first))
    return Table(name, heads, [[name, value / book.scale] for name, value in listed], "money")
