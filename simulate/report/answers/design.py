"""What a target costs, on the screen: the settings that none cheaper beats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from rich.console import RenderableType

from simulate.foundation.printed import amount, unit
from simulate.language.catalogue import say
from simulate.report.base.printing import columns, fill

if TYPE_CHECKING:
    from simulate.analysis.design.design import DesignAnswer

MOST = 12
"""Levers that fit on a line, and settings that are shown."""


def tables(found: DesignAnswer) -> Iterator[RenderableType | str]:
    """Cost, effect and probability of each efficient setting, cheapest first; all of them are in the CSV."""
    data, language = found.dataset, found.language
    efficient = np.flatnonzero(data["efficient"].values)
    shown = efficient[np.unique(np.linspace(0, efficient.size - 1, min(MOST, efficient.size)).round().astype(int))]
    levers = say("common.comma", language).join(map(str, data["lever"].values))
    table = columns(
        (say("answers.design.best_for_its_cost", language, levers=levers), None),
        (say("answers.design.reached", language), 12),
        (say("answers.design.probability", language), 12),
        (say("answers.design.cost", language, unit=unit(language)), 19),
    )
    yield ""
    yield fill(table, (_row(found, int(place)) for place in shown))


def _row(found: DesignAnswer, place: int) -> list[str]:
    one = found.dataset.isel(candidate=place)
    values = [
        found.money(float(value)) if str(kind) in ("money", "cost") else f"{float(value):.4g}"
        for value, kind in zip(one["value"].values, one["kind"].values, strict=True)
    ]
    cells = [
        found.effect(float(one["reached"])),
        f"{float(one['confidence']):.0%}",
        amount(float(one["cost"]), found.language),
    ]
    return [", ".join(values), *cells]
