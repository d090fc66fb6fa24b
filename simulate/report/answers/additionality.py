"""Deadweight by instrument on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from rich.console import RenderableType

from simulate.foundation.ratios import defined
from simulate.plan.words import pick
from simulate.report.base.printing import amount, columns, fill

if TYPE_CHECKING:
    from simulate.analysis.compare.additionality import Additionality

LABELS = {
    "recognised before the announcement: 100 % deadweight": "公布前已认定：全部属于无奖励也会做",
    "partly recognised before the announcement": "部分在公布前认定",
    "no behavioural response modelled": "不模拟行为反应",
}


def tables(found: Additionality) -> Iterator[RenderableType | str]:
    """One line an instrument that firms of the table can win and that is paid; then the years with a label."""
    data, language = found.dataset, found.language
    heads = (("Awards to firms, all years", "给企业的奖补（全部年份）"), ("titles", "认定数"), ("held anyway", "无奖也会有"),
             ("more titles", "净增"), ("95 %", "95%区间"), ("million yuan a further title", "每净增一项（万元）"),
             ("money: title anyway", "金额：称号照有"), ("project anyway", "金额：项目照做"))  # fmt: skip
    widths = (None, 7, 7, 7, 13, 11, 8, 8)
    table = columns(*((pick(head, language), width) for head, width in zip(heads, widths, strict=True)))
    yield ""
    yield fill(table, (_row(data.isel(instrument=place), language) for place in _shown(data)))
    yield from _labels(data, language)


def _shown(data: xr.Dataset) -> Iterator[int]:
    """Instruments that are paid and whose recipients may respond."""
    silent = (data["label"] == "no behavioural response modelled").all("year").values
    for place in range(data.sizes["instrument"]):
        if not silent[place] and np.isfinite(data["deadweight_title_money"].values[place]):
            yield place


def _row(one: xr.Dataset, language: str) -> list[str]:
    title = pick((str(one["title_en"].item()), str(one["title_zh"].item())), language)
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
    for label, chinese in LABELS.items():
        here = data["label"].values == label
        names = []
        for place in np.flatnonzero(here.any(axis=1)):
            name, years = str(data["instrument"].values[place]), data["year"].values[here[place]]
            names.append(name if here[place].all() else f"{name} ({', '.join(map(str, years))})")
        if names:
            yield f"{pick((label.capitalize(), chinese), language)}: {', '.join(names)}"
