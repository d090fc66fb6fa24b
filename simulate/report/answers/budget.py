"""An appropriation on the screen: by risk, by article, and what rollover and lapse make of the years."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from rich.console import RenderableType

from simulate.foundation.printed import amount, fine_percent, unit
from simulate.foundation.ratios import defined
from simulate.language.catalogue import say
from simulate.report.base.printing import columns, fill

if TYPE_CHECKING:
    from simulate.analysis.budgeting import BudgetAnswer


def tables(found: BudgetAnswer) -> Iterator[RenderableType | str]:
    """What other risks would ask for, what each article needs, and what rollover and lapse make of the years; none where
    nothing falls due.
    """
    data, language = found.dataset, found.language
    if not data["due"].values.any():
        return
    yield ""
    yield _risks(data, language)
    yield ""
    yield _articles(data, language)
    yield ""
    yield _rules(data, language)
    yield say("answers.budget.rules", language)


def _risks(data: xr.Dataset, language: str) -> RenderableType:
    table = columns(
        (say("answers.budget.not_enough", language, unit=unit(language)), None),
        (say("answers.budget.appropriate", language), 12),
        (say("answers.budget.mean_shortfall", language), 15),
        (say("answers.budget.under_executed", language), 20),
    )
    rows = []
    for place, risk in enumerate(data["accepted"].values):
        one = data.isel(accepted=place)
        cells = [amount(float(one[f"{name}_by_risk"]), language) for name in ("level", "shortfall")]
        rows.append([f"{float(risk):.0%}", *cells, defined(float(one["under_execution_by_risk"]), fine_percent)])
    return fill(table, rows)


def _articles(data: xr.Dataset, language: str) -> RenderableType:
    due, level = data["due"].values, float(data["level"])
    table = columns(
        (say("answers.budget.due_in", language, year=data.attrs["year"], unit=unit(language)), None),
        (say("common.mean", language), 12),
        (say("answers.median", language), 12),
        (say("answers.budget.to_appropriate", language), 15),
    )
    rows = [
        [say("answers.budget.article", language, number=number), *(amount(float(value), language) for value in values)]
        for number, *values in zip(
            *(data[name].values for name in ("article", "due_mean", "due_median", "level_by_article")), strict=True
        )
        if any(values)
    ]
    total = (due.mean(), np.median(due), level)
    together = [say("answers.budget.together", language), *(amount(float(value), language) for value in total)]
    return fill(table, [*rows, together] if len(rows) > 1 else rows)


def _rules(data: xr.Dataset, language: str) -> RenderableType:
    level = amount(float(data["level"]), language)
    head = say("answers.budget.with_every_year_means", language, level=level, unit=unit(language))
    table = columns((head, None), *((str(year), 9) for year in data["payment_year"].values))
    rules = {"rollover": "answers.budget.rolls_over", "lapse": "answers.budget.lapses"}
    names = (
        ("paid", "answers.budget.paid"),
        ("unpaid", "answers.budget.carried_over"),
        ("lapsed", "answers.budget.lost"),
    )
    rows = []
    for rule, words in rules.items():
        one = data.sel(rule=rule)
        for name, meaning in names:
            values = [float(value) for value in one[name].values]
            if any(values):
                rows.append(
                    [f"{say(words, language)}: {say(meaning, language)}", *(amount(v, language) for v in values)]
                )
        shares = [defined(float(value), "{:.1%}".format) for value in one["proration"].values]
        rows.append([f"{say(words, language)}: {say('answers.budget.share_of_claims_paid', language)}", *shares])
    return fill(table, rows)
