"""A forecast in hand: the dataset of all draws, and the budget views an economist asks for."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any, Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from simulate.forecast.labels import budget_payer
from simulate.forecast.presenting import presenter
from simulate.foundation.errors import InputError, nearest
from simulate.foundation.units import format_money_short
from simulate.scenario.sampling import variant_taken
from simulate.scenario.scenario import Scenario

By = Literal["instrument", "article", "payer", "group", "total"]
Clock = Literal["recognition", "payment"]
VIEWS: tuple[By, ...] = ("instrument", "article", "payer", "group", "total")
CLOCKS: tuple[Clock, ...] = ("recognition", "payment")


class Forecast:
    """All draws of one scenario.

    ``dataset`` has the variables and dimensions of the forecast file; ``scenario`` is what was run; ``folder`` is the
    run folder, or None for a forecast in memory.
    """

    def __init__(self, dataset: xr.Dataset, scenario: Scenario, folder: Path | None = None) -> None:
        self.dataset, self.scenario, self.folder = dataset, scenario, folder

    def budget(self, by: By = "article", clock: Clock = "recognition") -> xr.DataArray:
        """Yuan by draw and year: obligations by recognition year, or cash by payment year.

        Parameters
        ----------
        by : ``instrument``, ``article``, ``payer``, ``group`` (A amount stated, B by provincial policy, C no amount) or
            ``total``
        clock : ``recognition`` (the obligation arises) or ``payment`` (cash leaves)

        Returns
        -------
        DataArray with dims (draw, <by>, year) or (draw, <by>, payment_year), int64 CNY; without the middle one for
        ``total``. Payers share obligations by their mean shares of each draw, so that payers' figures are float64 on
        the recognition clock.

        Raises
        ------
        InputError
            Another word came; the nearest is told.

        Examples
        --------
        >>> forecast.budget("article", clock="payment").quantile(0.9, "draw")  # doctest: +SKIP
        """
        for word, allowed in ((by, VIEWS), (clock, CLOCKS)):
            if word not in allowed:
                near = nearest(word, allowed)
                raise InputError(
                    f"budget: {word!r} came; expected one of {', '.join(allowed)}"
                    + (f"; did you mean {near!r}?" if near else "")
                )
        if clock == "payment":
            return self._named(self._summed(self.dataset["cash"], by), clock)
        if by == "payer":
            shared = self.dataset["obligation"] * self.dataset["payer_share"]
            return self._named(shared.sum("instrument").transpose("draw", "payer", "year"), clock)
        return self._named(self._summed(self.dataset["obligation"], by), clock)

    def headline(self, *, as_read: bool = False) -> xr.DataArray:
        """Obligation of the whole horizon on the budget whose forecast this is, of instruments in the headline.

        A sampled reading may put an instrument into the headline, or take it out (support that is a grant, not a loan).
        Where no reading is sampled both ways of counting are the same.

        Parameters
        ----------
        as_read : follow the readings draw by draw; otherwise the headline holds the same instruments in every draw, as
            all tables do

        Returns
        -------
        DataArray (draw,), float64 CNY.
        """
        counts = self._in_headline() if as_read else self.dataset["headline"].values.astype(bool)[None, :]
        places = np.flatnonzero(counts.any(axis=0))
        data = self.dataset.isel(instrument=places)
        share = data["payer_share"].sel(payer=budget_payer(data), drop=True)
        owed = data["obligation"].sum("year").transpose("draw", "instrument") * counts[:, places]
        return (owed * share).sum("instrument").assign_attrs(
            units="CNY", long_name="headline obligation", clock="recognition"
        )  # fmt: skip

    def _in_headline(self) -> NDArray[np.bool_]:
        """Whether an instrument counts in the headline, by the readings of each draw: (draw, instrument)."""
        data = self.dataset
        columns = data["reading_chosen"].transpose("reading", "draw").values
        chosen = {str(name): column for name, column in zip(data["reading"].values, columns, strict=True)}
        counts = np.tile(data["headline"].values.astype(bool), (data.sizes["draw"], 1))
        for place, name in enumerate(data["instrument"].values):
            variants = self.scenario.variants.get(str(name), ())
            if variants:
                wanted = [self.scenario.alternatives_of(variant) for variant in variants]
                headline = np.array([variant.instrument.headline for variant in variants])
                counts[:, place] = headline[variant_taken(chosen, wanted, data.sizes["draw"])]
        return counts

    def _summed(self, data: xr.DataArray, by: By) -> xr.DataArray:
        if by == "payer":
            return data.sum("instrument").transpose("draw", "payer", "payment_year")
        if "payer" in data.dims:
            data = data.sum("payer")
        if by == "instrument":
            return data
        if by == "total":
            return data.sum("instrument")
        keys = self.dataset[by].values
        parts = [data.isel(instrument=np.flatnonzero(keys == key)).sum("instrument") for key in dict.fromkeys(keys)]
        return xr.concat(parts, dim=xr.Variable(by, list(dict.fromkeys(keys)))).transpose("draw", by, ...)

    @staticmethod
    def _named(data: xr.DataArray, clock: Clock) -> xr.DataArray:
        name = "obligation" if clock == "recognition" else "cash"
        return data.rename(name).assign_attrs(units="CNY", clock=clock, long_name=name)

    @property
    def plot(self) -> Any:
        """Charts of this forecast: ``forecast.plot.fan()`` and so on; each takes axes to draw on or makes its own."""
        return presenter().plots(self)

    def to_excel(self, path: Path | str, language: str | None = None) -> Path:
        """Write the budget workbook.

        Parameters
        ----------
        path : of an ``.xlsx`` file
        language : ``zh`` or ``en``; the scenario's without it

        Returns
        -------
        The path.
        """
        return presenter().write_workbook(self, Path(path), language or self.scenario.language)

    def to_dataset(self) -> xr.Dataset:
        """The dataset of all draws, as the forecast file holds it: every variable with ``units`` and ``long_name``."""
        return self.dataset

    def to_csv(self, path: Path | str) -> Path:
        """Obligations of all draws as a table in yuan: one row a draw, instrument and year.

        Parameters
        ----------
        path : of the CSV file

        Returns
        -------
        The path.
        """
        table = self.dataset[["entitlement", "stacking_saving", "obligation"]].to_dataframe().reset_index()
        table[["draw", "instrument", "year", "entitlement", "stacking_saving", "obligation"]].to_csv(path, index=False)
        return Path(path)

    def __repr__(self) -> str:
        low, middle, high = (float(value) for value in np.quantile(self.headline().values, [0.1, 0.5, 0.9]))
        money = [format_money_short(round(value), "en") for value in (low, middle, high)]
        years, sizes = self.dataset["year"].values, self.dataset.sizes
        return (
            f"<Forecast {self.scenario.title['en']}: {sizes['draw']} draws, {sizes['instrument']} instruments, "
            f"{years[0]}-{years[-1]}; headline obligation P10 {money[0]}, P50 {money[1]}, P90 {money[2]}>"
        )

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self))}</p>"
