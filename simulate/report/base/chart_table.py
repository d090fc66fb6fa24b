"""The numbers of a chart as a table, for those who want to read them: beside each chart stands the function that makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import xarray as xr

Cell = str | float | int | None
LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
PERCENTS = [f"P{level * 100:.0f}" for level in LEVELS]


@dataclass(frozen=True)
class ChartTable:
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


class Book(Protocol):
    """Where a table goes: its language, and the unit of its money."""

    forecast: Any
    language: str

    @property
    def data(self) -> xr.Dataset:
        """Dataset of the forecast."""

    @property
    def scale(self) -> float:
        """Yuan in a unit of money."""

    @property
    def unit(self) -> str:
        """Name of the unit of money."""

    def say(self, key: str, /, **values: object) -> str:
        """A text of the catalogues."""
