"""Finds a chart by its file: the function of the file's name, in the folder of what it shows."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate.forecast.presenting import Drawing
from simulate.foundation.errors import InputError, nearest
from simulate.report.base.chart_table import Book, ChartTable

if TYPE_CHECKING:
    import xarray as xr

    from simulate.forecast.forecast import Forecast

HOME = __name__.rpartition(".")[0]


@cache
def charts() -> dict[str, str]:
    """Every chart by its name, and the module that has it."""
    modules = [one.name for one in pkgutil.walk_packages([str(Path(__file__).parent)], f"{HOME}.") if not one.ispkg]
    return {name: module for module in modules for home, _, name in [module.rpartition(".")] if home != HOME}


def drawn_of(name: str, forecast: Forecast) -> xr.Dataset:
    """What a chart draws of a forecast: the dataset, or what ``of_forecast`` in the chart's file makes of it."""
    found: xr.Dataset = getattr(import_module(charts()[name]), "of_forecast", lambda one: one.dataset)(forecast)
    return found


def table_of(name: str) -> Callable[[Book, Any], ChartTable] | None:
    """The function that makes the table under a chart, given what the chart draws; None where a chart has no table."""
    made: Callable[[Book, Any], ChartTable] | None = getattr(import_module(charts()[name]), "table", None)
    return made


def chart(name: str) -> Drawing:
    """The chart of this name: a function of axes (None: its own), a dataset and a language.

    Raises InputError where there is none.
    """
    if name not in charts():
        near = nearest(name, charts())
        raise InputError(f"there is no chart {name!r}" + (f"; did you mean {near!r}?" if near else ""))
    drawing: Drawing = getattr(import_module(charts()[name]), name)
    return drawing
