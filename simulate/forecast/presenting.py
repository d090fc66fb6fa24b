"""What reports make of forecasts and answers: charts, tables, a workbook.

``forecast.plot`` and ``answer.plot`` are drawn by rooms above. ``simulate`` registers their ``Presenter`` when it is
imported, and whoever has a forecast or an answer asks for it here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

Drawing = Callable[..., Any]
"""A chart: takes axes (or None for its own), a dataset and a language; returns the axes."""


class Presenter(Protocol):
    """Draws, lays out and writes what is handed to it."""

    def plots(self, forecast: Any) -> Any:
        """The charts of a forecast, a method each."""

    def write_workbook(self, forecast: Any, path: Path, language: str) -> Path:
        """Write the budget workbook of a forecast; returns its path."""

    def chart(self, name: str) -> Drawing:
        """The chart of this name."""

    def save_chart(self, axes: Any, path: Path) -> None:
        """Write a chart as PNG or SVG, by the suffix, and close it."""

    def tables(self, name: str) -> Callable[..., Any]:
        """What lays out the tables of answers of this name, for a terminal."""

    def text(self, parts: Iterable[Any]) -> str:
        """Sentences and tables one under the other, as plain text."""


_registered: list[Presenter] = []


def register(presenter: Presenter) -> None:
    """Let ``presenter`` present every forecast and answer from now on."""
    _registered[:] = [presenter]


def presenter() -> Presenter:
    """Whoever draws, prints and writes forecasts and answers: the presenter registered last."""
    return _registered[0]
