"""Deadweight by instrument on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from rich.console import RenderableType

from simulate.analysis.compare.additionality import ALL_DEADWEIGHT, NO_RESPONSE, SOME_DEADWEIGHT
from simulate.foundation.printed import amount
from simulate.foundation.ratios import defined
from simulate.language.catalogue import say
from simulate.language.message import worded
from simulate.report.base.printing import columns, fill

if TYPE_CHECKING:
    from simulate.analysis.compare.additionality import Additionality

LABELS = {"before": ALL_DEADWEIGHT, "partly_before": SOME_DEADWEIGHT, "no_response": NO_RESPONSE}


COLUMNS: tuple[tuple[str, int | None], ...] = (
    ("answers.additionality.instrument", None),
    ("common.titles", 7),
    ("answers.additionality.held_anyway", 7),
    ("answers.additionality.more_titles", 7),
    ("answers.additionality.95_percent", 13),
    ("answers.additionality.price_of_a_title", 11),
    ("answers.additionality.money_title_anyway", 8),
    ("answers.additionality.project_anyway", 8),
)
"""The heading's key and the width."""


def tables(found: Additionality) -> Iterator[RenderableType | str]:
    """One line an instrument that firms of the table can win and that is paid; then the years with a label."""
    data, language = found.dataset, found.language
    table = columns(*((say(key, language), width) for key, width in COLUMNS))
    yield ""
    yield fill(table, (_row(data.isel(instrument=place), language) for place in _shown(data)))
    yield from _labels(data, language)


def _shown(data: xr.Dataset) -> Iterator[int]:
    """Instruments that are paid and whose recipients may respond."""
    silent = (data["label"] == NO_RESPONSE).all("year").values
    for place in range(data.sizes["instrument"]):
        if not silent[place] and np.isfinite(data["deadweight_title_money"].values[place]):
            yield place


def _row(one: xr.Dataset, language: str) -> list[str]:
    title = worded(one, "title", language).item()
    low, high = float(one["titles_added_low"]), float(one["titles_added_high"])
    return [
        f"{one['instrument'].item()} {title}",
        f"{float(one['titles']):,.1f}",
        _share(one, "deadweight_titles"),
        f"{float(one['titles_added']):,.1f}",
        f"{low:,.1f} - {high:,.1f}" if high > 0 or low < 0 else "",
        defined(float(one["cost_per_title"]), lambda value: amount(value, language)),
        _share(one, "deadweight_title_money"),
        _share(one, "deadweight_project_money"),
    ]


def _share(one: xr.Dataset, name: str) -> str:
    value = float(one[name])
    return defined(value, lambda share: f"{share:.0%}" if share in (0, 1) or share < 0.995 else ">99%")


def _labels(data: xr.Dataset, language: str) -> Iterator[RenderableType | str]:
    """Instruments and years with something to know, by what it is."""
    for word, label in LABELS.items():
        here = data["label"].values == label
        names = []
        for place in np.flatnonzero(here.any(axis=1)):
            name, years = str(data["instrument"].values[place]), data["year"].values[here[place]]
            names.append(name if here[place].all() else f"{name} ({', '.join(map(str, years))})")
        if names:
            yield f"{say(f'answers.additionality.label.{word}', language)}: {', '.join(names)}"
