"""The drivers of a range as a table within 100 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.console import RenderableType

from simulate.plan.words import pick
from simulate.report.base.printing import amount, columns, fill, unit

if TYPE_CHECKING:
    import xarray as xr

    from simulate.analysis.explain.explain import Explanation


def tables(found: Explanation) -> list[RenderableType | str]:
    """Every driver that has a bar, widest first, then chance and all the others."""
    data, language = found.dataset, found.language
    heads = (("all drivers with a bar", "有条形的全部因素"), ("P50 low", "P50低"), ("P50 high", "P50高"), ("P90 low", "P90低"),
             ("P90 high", "P90高"), ("moves", "变动"), ("±", "±"), ("alone", "主效应"), ("±", "±"), ("in all", "总效应"),
             ("±", "±"))  # fmt: skip
    widths = (None, 7, 8, 7, 8, 6, 5, 6, 5, 6, 5)
    table = columns(*((pick(head, language), width) for head, width in zip(heads, widths, strict=True)))
    rows = [_row(found, data.isel(driver=place)) for place in range(data.sizes["driver"])]
    for name, words in (("chance", ("chance", "偶然性")), ("others", ("all other parameters", "其他全部参数"))):
        ends = [_index(float(data[f"{name}_total{end}"])) for end in ("", "_half")]
        rows.append([pick(words, language), *[""] * 8, *ends])
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
