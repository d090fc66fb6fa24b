"""Charts: each a function of the forecast's dataset that draws on axes and returns them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulate.report.charts.plots import ForecastPlots

__all__ = ["ForecastPlots"]


def __getattr__(name: str) -> Any:
    """Load the charts, and matplotlib with them, on first use."""
    if name != "ForecastPlots":
        raise AttributeError(name)
    from simulate.report.charts.plots import ForecastPlots

    return ForecastPlots
