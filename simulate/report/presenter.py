"""Gives forecasts and answers their charts, tables and workbook.

Every ``import simulate`` makes one of these: what draws, prints or writes is loaded when it is first asked for.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate.forecast.presenting import Drawing
from simulate.report.charts.finder import chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulate.forecast.forecast import Forecast
    from simulate.report.charts.plots import ForecastPlots


class Reports:
    """The ``simulate.forecast.presenting.Presenter`` of this package."""

    def plots(self, forecast: Forecast) -> ForecastPlots:
        """``forecast.plot``."""
        from simulate.report.charts.plots import ForecastPlots  # loads matplotlib

        return ForecastPlots(forecast)

    def write_workbook(self, forecast: Forecast, path: Path, language: str) -> Path:
        """``forecast.to_excel``."""
        from simulate.report.workbook.write import write_workbook  # loads xlsxwriter

        return write_workbook(forecast, path, language)

    def chart(self, name: str) -> Drawing:
        """The chart of this name; see ``simulate.report.charts.finder``."""
        return chart(name)

    def save_chart(self, axes: Axes, path: Path) -> None:
        """Write a chart as PNG or SVG, by the suffix, and close it."""
        from simulate.report.base.style import close, save  # loads matplotlib

        save(axes, path)
        close(axes)

    def tables(self, name: str) -> Callable[..., Any]:
        """The function ``tables`` of the file of this name in ``simulate.report.answers``."""
        tables: Callable[..., Any] = importlib.import_module(f"simulate.report.answers.{name}").tables
        return tables

    def text(self, parts: Iterable[Any]) -> str:
        """Sentences and tables one under the other, as plain text."""
        from simulate.report.base.printing import text_of  # loads rich

        return text_of(parts)
