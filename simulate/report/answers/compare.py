"""What a comparison prints under its sentences: the difference by instrument and payer, and what was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from rich.console import RenderableType
from rich.text import Text

from simulate.analysis.base.results import standard_error
from simulate.foundation.printed import amount, unit
from simulate.language.catalogue import say
from simulate.language.vocabulary import TERMS, label
from simulate.plan.words import data_words
from simulate.report.base.printing import columns, fill
from simulate.scenario.difference import Difference

if TYPE_CHECKING:
    from simulate.analysis.compare.compare import Comparison


def tables(found: Comparison) -> Iterator[RenderableType | str]:
    """The tables of each of the other scenarios."""
    for place, name in enumerate(found.names):
        # Years that only another scenario reaches are missing here: nothing is owed or paid in them.
        data = found.dataset[["by_instrument", "by_payer_mean"]].sel(scenario=name).fillna(0)
        titles = _titles(found, place)
        owed, paid = data["by_instrument"].values.any(), data["by_payer_mean"].values.any()
        if (owed or paid) and len(found.names) > 1:
            yield ""
            yield name
        if owed:
            yield ""
            yield from _lines(data, titles, found.language)
        if paid:
            yield ""
            yield from _payers(data, found.language)
    for name in found.names:
        yield from _texts(name, found.texts.get(name, ()), found.language)


def _titles(found: Comparison, place: int) -> Mapping[str, str]:
    plan = found.forecasts[place + 1].scenario.plan
    return {one.id: one.title.in_language(found.language) for one in plan.instruments}


def _lines(data: xr.Dataset, titles: Mapping[str, str], language: str) -> Iterator[RenderableType | str]:
    """Obligation by instrument, all years: the instruments that change, the largest change first."""
    gap = data["by_instrument"].sum("year")
    draws = gap.values if gap.dims[0] == "draw" else gap.values.T
    names = [str(name) for name in data["instrument"].values]
    mean, error = draws.mean(axis=0), standard_error(draws)
    low, high = np.quantile(draws, [0.1, 0.9], axis=0)
    order = [place for place in np.argsort(-np.abs(mean), kind="stable") if draws[:, place].any()]
    head = say("answers.compare.change_of_obligation", language, unit=unit(language))
    table = columns((head, None), *((word, 11) for word in (say("common.mean", language), "±", "P10", "P90")))
    yield fill(table, (
        [f"{names[place]} {titles.get(names[place], '')}", amount(mean[place], language, sign=True),
         amount(error[place], language), amount(low[place], language), amount(high[place], language)]
        for place in order
    ))  # fmt: skip


def _payers(data: xr.Dataset, language: str) -> Iterator[RenderableType | str]:
    """Mean change of cash by payer and payment year; payers whose cash changes."""
    mean = data["by_payer_mean"].transpose("payer", "payment_year")
    years = [str(year) for year in mean["payment_year"].values]
    head = say("answers.compare.change_of_cash", language, unit=unit(language))
    table = columns((head, None), *((year, 9) for year in [*years, say("answers.compare.all", language)]))
    rows = []
    for payer, row in zip(mean["payer"].values, mean.values, strict=True):
        if np.abs(row).max() > 0:
            name = label(str(payer), language) if str(payer) in TERMS else str(payer)
            rows.append([name, *(amount(value, language, sign=True) for value in [*row, row.sum()])])
    yield fill(table, rows)


def _texts(name: str, texts: Sequence[Difference], language: str) -> Iterator[RenderableType | str]:
    """What was written differently, and where."""
    yield ""
    if not texts:
        yield say("answers.compare.nothing_written_differently", language, name=name)
        return
    yield say("answers.compare.written_differently", language, name=name)
    for one in texts:
        yield Text(f"  {one.path}: {_said(one.before, language)} -> {_said(one.after, language)}")
        yield Text(f"    {one.source}")


def _said(value: object, language: str) -> str:
    return say("answers.compare.not_stated", language) if value is None else data_words(value, language)
