"""The drivers of a range as a table within 100 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.console import RenderableType

from simulate.foundation.printed import amount, unit
from simulate.language.catalogue import say
from simulate.report.base.printing import columns, fill

if TYPE_CHECKING:
    import xarray as xr

    from simulate.analysis.explain.explain import Explanation


COLUMNS: tuple[tuple[str, int | None], ...] = (
    ("answers.explain.driver", None),
    ("answers.explain.p50_low", 7),
    ("answers.explain.p50_high", 8),
    ("answers.explain.p90_low", 7),
    ("answers.explain.p90_high", 8),
    ("answers.explain.moves", 6),
    ("answers.explain.error", 5),
    ("answers.explain.alone", 6),
    ("answers.explain.error", 5),
    ("answers.explain.in_all", 6),
    ("answers.explain.error", 5),
)
"""The heading's key and the width."""


def tables(found: Explanation) -> list[RenderableType | str]:
    """Every driver that has a bar, widest first, then chance and all the others."""
    data, language = found.dataset, found.language
    table = columns(*((say(key, language), width) for key, width in COLUMNS))
    rows = [_row(found, data.isel(driver=place)) for place in range(data.sizes["driver"])]
    for name, words in (("chance", "answers.explain.chance"), ("others", "answers.explain.all_other_parameters")):
        ends = [_index(float(data[f"{name}_total{end}"])) for end in ("", "_half")]
        rows.append([say(words, language), *[""] * 8, *ends])
    head = [unit(language)] if found.of_money else []
    return [*head, fill(table, rows)]


def _row(found: Explanation, one: xr.Dataset) -> list[str]:
    layer = str(one["layer_of"].item())
    name = str(one["driver"].item()) + " " if layer == "reading" else ""
    shown = [float(one[key]) for key in ("p50_low", "p50_high", "p90_low", "p90_high", "swing", "swing_half")]
    cells = [amount(value, found.language) if found.of_money else found.amount(value) for value in shown]
    indices = [_index(float(one[key])) for key in ("first", "first_half", "total", "total_half")]
    return [f"{name}{one['title'].item()}", *cells, *indices]


def _index(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.2f}"
