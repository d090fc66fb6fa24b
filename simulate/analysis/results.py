"""What every analysis hands back: a dataset with units that prints, goes to CSV and has a chart."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import ClassVar

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from simulate.units import format_money_short

Floats = NDArray[np.float64]
Z95 = 1.959963984540054
"""Standard normal 97.5 % point: an interval of 95 % is the estimate and so many standard errors either way."""


@dataclass(frozen=True, repr=False)
class Result:
    """A finished analysis.

    ``dataset`` holds every figure, each variable with ``units`` and ``long_name``; ``language`` is zh or en.
    """

    dataset: xr.Dataset
    language: str

    chart: ClassVar[str] = ""
    """Name of the chart that draws ``dataset``: function and module of this name in ``simulate.report.charts``."""
    table: ClassVar[tuple[str, ...]] = ()
    """Variables that ``to_csv`` writes."""

    def sentences(self) -> list[str]:
        """The answer in words, most important first."""
        raise NotImplementedError

    def to_dataset(self) -> xr.Dataset:
        """The dataset."""
        return self.dataset

    def to_csv(self, path: Path | str) -> Path:
        """Write the table in long form (one row a combination of coordinates), UTF-8; returns the path."""
        frame = self.dataset[list(self.table)].to_dataframe().reset_index()
        frame.to_csv(path, index=False, encoding="utf-8-sig")
        return Path(path)

    @property
    def plot(self) -> Callable[..., object]:
        """The chart of this result: ``result.plot()`` makes axes, ``result.plot(axes)`` draws on them."""
        drawn = getattr(import_module(f"simulate.report.charts.{self.chart}"), self.chart)

        def draw(axes: object = None, **options: object) -> object:
            return drawn(axes, self.dataset, self.language, **options)

        return draw

    def money(self, yuan: float) -> str:
        """A sum in the unit that a reader of this language would pick."""
        return format_money_short(float(yuan), self.language)

    def __repr__(self) -> str:
        return "\n".join(self.sentences())

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(repr(self))}</pre>"


def variable(dims: tuple[str, ...], values: object, units: str, long_name: str) -> xr.Variable:
    """A variable with its unit and name."""
    return xr.Variable(dims, values, {"units": units, "long_name": long_name})


def standard_error(values: Floats, axis: int = 0) -> Floats:
    """Standard error of the mean over ``axis``; NaN for a single draw."""
    count = values.shape[axis]
    if count < 2:
        return np.full(np.delete(values.shape, axis), np.nan)
    return np.asarray(values.std(axis=axis, ddof=1) / np.sqrt(count))


def jackknife(estimates: Floats) -> Floats:
    """Standard error from estimates that each leave out one of n groups; groups along the first axis."""
    groups = len(estimates)
    spread = ((estimates - estimates.mean(axis=0)) ** 2).sum(axis=0)
    return np.asarray(np.sqrt((groups - 1) / groups * spread))


def percent(share: float) -> str:
    """``12 %``; one decimal under ten."""
    return f"{100 * share:.0f} %" if abs(share) >= 0.0995 else f"{100 * share:.1f} %"
