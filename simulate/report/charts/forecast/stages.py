"""How digital maturity moves: the share of firms at each stage."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from simulate.language.catalogue import say
from simulate.report.base import views
from simulate.report.base.chart_table import Book, Cell, ChartTable
from simulate.report.base.style import INK, LADDER, finish, house, literal

NAMES = (
    "charts.stages.stage_0",
    "charts.stages.stage_1",
    "charts.stages.stage_2",
    "charts.stages.stage_3",
)


@house
def stages(axes: Axes, data: xr.Dataset, language: str = "zh", *, segment: str | None = None) -> None:
    """Mean shares of the stages at year end in one segment (the first by default), with awards."""
    place = 0 if segment is None else [str(name) for name in data["segment"].values].index(segment)
    share = data["stage_share"].sel(policy="on").isel(segment=place).mean("draw").transpose("stage", "year").values
    years = [int(year) for year in data["year"].values]
    below = np.zeros(len(years))
    for stage, row in enumerate(share):
        axes.bar(
            range(len(years)),
            row,
            0.6,
            bottom=below,
            color=LADDER[::-1][stage],
            edgecolor="#666666",
            lw=0.5,
            label=say(NAMES[stage], language),
        )
        for x, (start, part) in enumerate(zip(below, row, strict=True)):
            if part >= 0.04:
                colour = "white" if stage >= 2 else INK
                axes.text(x, start + part / 2, f"{part:.1%}", ha="center", va="center", fontsize=8, color=colour)
        below = below + row
    axes.set_xticks(range(len(years)), [str(year) for year in years])
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.grid(visible=False)
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), reverse=True)
    unit = say("charts.stages.unit", language)
    axes.set_ylabel(unit)
    who = views.title(data, "segment", language)[place]
    finish(
        axes,
        data,
        language,
        literal(say("charts.stages.title", language, who=who)),
        unit,
    )


def table(book: Book, data: xr.Dataset) -> ChartTable:
    """Mean shares of the stages by year."""
    share = data["stage_share"].sel(policy="on").isel(segment=0).mean("draw").transpose("year", "stage").values
    rows: list[list[Cell]] = [
        [int(year), *map(float, row)] for year, row in zip(data["year"].values, share, strict=True)
    ]
    heads = [book.say("workbook.chart_data.year_end"), *(book.say(name) for name in NAMES)]
    return ChartTable(
        book.say("workbook.chart_data.stages"), heads, rows, "share", "stacked", (1, 2, 3, 4), shades=(3, 2, 1, 0)
    )
