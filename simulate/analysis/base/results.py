"""What every analysis hands back: a dataset with units that prints, goes to CSV and has a chart."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy.special import stdtrit

from simulate.forecast.forecast import Forecast
from simulate.forecast.labels import readings_attributes
from simulate.forecast.presenting import presenter
from simulate.foundation.characters import for_spreadsheet
from simulate.foundation.ratios import defined, ratio
from simulate.foundation.units import format_money_short
from simulate.foundation.written import replacing
from simulate.language.catalogue import languages, say

Floats = NDArray[np.float64]


def write_table(table: pd.DataFrame, path: Path) -> Path:
    """Write a table as CSV, UTF-8 that Excel reads; texts stay texts and hold nothing unseen."""
    texts = {name: table[name].map(for_spreadsheet) for name in table.select_dtypes(exclude="number")}
    table.assign(**texts).replace([np.inf, -np.inf], np.nan).to_csv(path, index=False, encoding="utf-8-sig")
    return path


@dataclass(frozen=True, repr=False)
class Result:
    """A finished analysis.

    ``dataset`` holds every figure, each variable with ``units`` and ``long_name``; ``language`` is zh or en.
    """

    dataset: xr.Dataset
    language: str

    chart: ClassVar[str] = ""
    """Name of the chart that draws it: file and function of this name below ``simulate.report.charts``."""
    answer: ClassVar[str] = ""
    """Name of the file in ``simulate.report.answers`` that lays out its tables; empty where it has none."""
    table: ClassVar[tuple[str, ...]] = ()
    """Variables that ``to_csv`` writes."""
    more_tables: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Variables of the further tables that ``write_to`` writes, by the end of the file's name."""

    def sentences(self) -> list[str]:
        """The answer in words, most important first."""
        raise NotImplementedError

    def tables(self) -> Iterable[Any]:
        """What is printed under the sentences: texts, and tables of rich."""
        return presenter().tables(self.answer)(self) if self.answer else ()

    def to_dataset(self) -> xr.Dataset:
        """Every figure of the answer: variables with ``units`` and ``long_name``."""
        return self.dataset

    def to_csv(self, path: Path | str) -> Path:
        """Write the table in long form (one row a combination of coordinates), UTF-8 that Excel reads.

        Parameters
        ----------
        path : of the CSV file

        Returns
        -------
        The path.
        """
        return self._write(self.table, Path(path))

    def _write(self, names: tuple[str, ...], path: Path) -> Path:
        return write_table(self.dataset[list(names)].to_dataframe().reset_index(), path)

    def write_to(self, folder: Path | str, name: str) -> list[Path]:
        """Write the tables as CSV and the chart as PNG into a folder, made where it is missing.

        Parameters
        ----------
        folder : takes all files or none
        name : of the files, without their endings

        Returns
        -------
        The paths.

        Raises
        ------
        InputError
            A file stands in the folder's place, or in the way, that no earlier answer has written.
        """
        with replacing(Path(folder)) as stage:
            written = [path.relative_to(stage) for path in self.write_below(stage, name)]
        return [Path(folder) / path for path in written]

    def write_below(self, folder: Path, name: str) -> list[Path]:
        """Write tables and chart into a folder that is empty.

        Parameters
        ----------
        folder : exists
        name : of the files, without their endings

        Returns
        -------
        The paths.
        """
        paths = [self.to_csv(folder / f"{name}.csv")]
        paths += [self._write(names, folder / f"{name}_{end}.csv") for end, names in self.more_tables.items()]
        if self.chart:
            presenter().save_chart(self.plot(), folder / f"{name}.png")
            paths.append(folder / f"{name}.png")
        return paths

    @property
    def plot(self) -> Callable[..., Any]:
        """The chart of this result: ``result.plot()`` makes axes, ``result.plot(axes)`` draws on them.

        ``language`` draws it in another language than the result's.
        """
        return self._drawing(self.chart)

    def _drawing(self, name: str) -> Callable[..., Any]:
        """The chart of this name, to be called with axes or without."""
        drawn = presenter().chart(name)

        def draw(axes: object = None, language: str | None = None, **options: object) -> Any:
            return drawn(axes, self.charted(), language or self.language, **options)

        return draw

    def charted(self) -> Any:
        """What the chart draws: the dataset, or what a chart of its own asks for."""
        return self.dataset

    def say(self, key: str, /, **values: object) -> str:
        """A text of the catalogues in the language of this result.

        Parameters
        ----------
        key : of the text
        **values : by the names of the places in it

        Returns
        -------
        The text with its values.
        """
        return say(key, self.language, **values)

    def money(self, yuan: float) -> str:
        """A sum in the unit that a reader of this language would pick.

        Parameters
        ----------
        yuan : the sum

        Returns
        -------
        Number and unit; a word where the sum is not defined.
        """
        return defined(float(yuan), lambda value: format_money_short(value, self.language))

    def __repr__(self) -> str:
        return presenter().text([*self.sentences(), *self.tables()])

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(repr(self))}</pre>"


def about(forecast: Forecast, *others: Forecast) -> dict[str, object]:
    """What a chart's footer says of the run behind a result: title, readings, seed, draws, content.

    The readings where the ``others`` that are compared with it take them alike.
    """
    attributes = forecast.dataset.attrs
    names = (*(f"title_{language}" for language in languages()), "seed", "run_key")
    kept = {name: attributes[name] for name in names if name in attributes}
    readings = readings_attributes(forecast.scenario)
    alike = all(readings_attributes(one.scenario) == readings for one in others)
    return kept | (readings if alike else {}) | {"draws": forecast.dataset.sizes["draw"]}


def variable(dims: tuple[str, ...], values: object, units: str, long_name: str) -> xr.Variable:
    """A variable of an answer's dataset, with its unit and what it is called.

    Parameters
    ----------
    dims : names of the dimensions
    values : an array of that many dimensions
    units : such as CNY, count or 1
    long_name : in English

    Returns
    -------
    The variable.
    """
    return xr.Variable(dims, values, {"units": units, "long_name": long_name})


def standard_error(values: Floats, axis: int = 0) -> Floats:
    """Standard error of the mean: standard deviation / sqrt(count); NaN for a single draw.

    Parameters
    ----------
    values : draws along ``axis``
    axis : over which the mean is taken

    Returns
    -------
    The other dimensions, in the unit of the values.

    Examples
    --------
    >>> float(standard_error(np.array([0.0, 2.0])))
    1.0
    """
    count = values.shape[axis]
    if count < 2:
        return np.full(np.delete(values.shape, axis), np.nan)
    return np.asarray(values.std(axis=axis, ddof=1) / np.sqrt(count))


def jackknife(estimates: Floats) -> Floats:
    """Standard error from estimates that each leave out one of n groups: sqrt((n - 1) / n sum (e_i - mean)^2) (Efron
    1982, The Jackknife, the Bootstrap and Other Resampling Plans).

    Parameters
    ----------
    estimates : shape (n, ...), groups along the first axis

    Returns
    -------
    Shape (...), in the unit of the estimates.

    Examples
    --------
    Of a mean it is the usual standard error, here of 1, 2 and 3 (sd 1, root of 3):

    >>> round(float(jackknife(np.array([2.5, 2.0, 1.5])) * 3**0.5), 12)
    1.0
    """
    groups = len(estimates)
    spread = ((estimates - estimates.mean(axis=0)) ** 2).sum(axis=0)
    return np.asarray(np.sqrt((groups - 1) / groups * spread))


GROUPS = 20
"""Groups of draws that the jackknife leaves out one after the other."""


def ratio_of_means(part: Floats, whole: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean of one output over mean of another, with the ends of its 95 % interval by the jackknife.

    NaN where the mean of ``whole`` is not told apart from zero: a quotient by what may be nothing says nothing.

    Parameters
    ----------
    part, whole : draws along the first axis

    Returns
    -------
    Ratio and both ends, without the first axis.

    Examples
    --------
    >>> [float(end) for end in ratio_of_means(np.ones(4), np.full(4, 2.0))]
    [0.5, 0.5, 0.5]
    """
    groups = np.array_split(np.arange(len(part)), min(GROUPS, len(part)))
    value = _quotient(part, whole)
    left_out = [_quotient(np.delete(part, group, axis=0), np.delete(whole, group, axis=0)) for group in groups]
    half = within(len(groups)) * jackknife(np.stack(left_out))
    mean = np.asarray(whole, dtype=np.float64).mean(axis=0)
    unclear = np.abs(mean) <= within(len(part)) * standard_error(np.asarray(whole, dtype=np.float64))
    low, high = (np.where(unclear, np.nan, end) for end in (value - half, value + half))
    return np.where(unclear, np.nan, value), low, high


def _quotient(part: Floats, whole: Floats) -> Floats:
    return ratio(*(np.asarray(one, dtype=np.float64).sum(axis=0) for one in (part, whole)))


def within(groups: int) -> float:
    """How many of the jackknife's standard errors an interval of 95 % reaches either way: Student's t, groups - 1.

    Parameters
    ----------
    groups : that are left out one after the other

    Returns
    -------
    A factor; NaN for a single group.
    """
    return float(stdtrit(groups - 1, 0.975)) if groups > 1 else float("nan")
