"""Everything the economist hands over, from a forecast into its folder."""

from __future__ import annotations

from pathlib import Path

import matplotlib

from simulate.forecast.forecast import Forecast
from simulate.foundation.files import atomic_path, write_atomic
from simulate.report.base.style import close, save
from simulate.report.charts.plots import ForecastPlots
from simulate.report.page.memo import memo_text
from simulate.report.page.write import page_text
from simulate.report.workbook.write import write_workbook
from simulate.runs.record import CHARTS, MEMOS, PAGE, WORKBOOK

IN_MEMORY = 250_000_000  # bytes of a forecast held while the report is written: some 6,000 draws


def deliver(forecast: Forecast, folder: Path, language: str) -> list[Path]:
    """Write workbook, page, memos in both languages and charts below ``folder``; returns their paths.

    Each file is whole or as it was before; the same forecast gives the same bytes. ``language`` is ``zh`` or ``en``.
    Raises MachineError where the disk refuses.
    """
    if forecast.dataset.nbytes <= IN_MEMORY:  # a larger one is read as it is needed: slower, in bounded memory
        forecast.dataset.load()
    charts = write_charts(forecast, folder / CHARTS, language)
    paths = [write_workbook(forecast, folder / WORKBOOK, language, pictures=folder / CHARTS)]
    pictures = {name: (title, (folder / CHARTS / f"{name}.svg").read_bytes()) for name, title in charts.items()}
    write_atomic(folder / PAGE, page_text(forecast, language, pictures))
    paths.append(folder / PAGE)
    for each, name in MEMOS.items():
        paths.append(folder / name)
        write_atomic(paths[-1], memo_text(forecast, each))
    return [*paths, *(folder / CHARTS / f"{name}.{kind}" for name in charts for kind in ("png", "svg"))]


def write_charts(forecast: Forecast, folder: Path, language: str) -> dict[str, str]:
    """Draw every chart as PNG and SVG; returns their titles by file name."""
    titles = {}
    with matplotlib.rc_context({"backend": "agg"}):
        plots = ForecastPlots(forecast, language)
        for name, draw in {**plots.all(), **plots.beside()}.items():
            axes = draw()
            titles[name] = axes.get_title(loc="left").replace(r"\$", "$")
            for kind in ("png", "svg"):
                with atomic_path(folder / f"{name}.{kind}") as temporary:
                    save(axes, temporary)
            close(axes)
    return titles
