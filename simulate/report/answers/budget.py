"""An appropriation on the screen: by risk, by article, and what rollover and lapse make of the years."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from rich.console import RenderableType

from simulate.analysis.base.results import percent
from simulate.foundation.ratios import defined
from simulate.plan.words import pick
from simulate.report.base.printing import amount, columns, fill, unit

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
    yield pick(RULES, language)


RULES = (
    (
        "Rollover: what is not covered is due again in the next year, on top of that year's claims. Lapse: it is lost. "
        "Where claims exceed the appropriation every claim is paid the same share of itself; shown is the mean over draws."
    ),
    "结转：不足部分下年与新增应付一并兑付；失效：不足部分不再兑付。应付超过预算时各项按同一比例兑付，表中为各次抽样的平均比例。",
)


def _risks(data: xr.Dataset, language: str) -> RenderableType:
    heads = ((f"Chance that it is not enough ({unit('en')})", f"不足的概率（{unit('zh')}）"),
             ("appropriate", "预算安排"), ("mean shortfall", "平均缺口"), ("executed under 90 %", "执行率不足九成"))  # fmt: skip
    table = columns(*((pick(head, language), width) for head, width in zip(heads, (None, 12, 15, 20), strict=True)))
    rows = []
    for place, risk in enumerate(data["accepted"].values):
        one = data.isel(accepted=place)
        cells = [amount(float(one[f"{name}_by_risk"]), language) for name in ("level", "shortfall")]
        rows.append([f"{float(risk):.0%}", *cells, defined(float(one["under_execution_by_risk"]), percent)])
    return fill(table, rows)


def _articles(data: xr.Dataset, language: str) -> RenderableType:
    due, level = data["due"].values, float(data["level"])
    heads = ((f"Due in {data.attrs['year']}, {unit('en')}", f"{data.attrs['year']}年应付（{unit('zh')}）"),
             ("mean", "均值"), ("median", "中位数"), ("to appropriate", "应安排"))  # fmt: skip
    table = columns(*((pick(head, language), width) for head, width in zip(heads, (None, 12, 12, 15), strict=True)))
    rows = [
        [pick((f"article {number}", f"第{number}条"), language), *(amount(float(value), language) for value in values)]
        for number, *values in zip(
            *(data[name].values for name in ("article", "due_mean", "due_median", "level_by_article")), strict=True
        )
        if any(values)
    ]
    total = (due.mean(), np.median(due), level)
    together = [pick(("together", "合并"), language), *(amount(float(value), language) for value in total)]
    return fill(table, [*rows, together] if len(rows) > 1 else rows)


def _rules(data: xr.Dataset, language: str) -> RenderableType:
    level = amount(float(data["level"]), language)
    head = pick((f"With {level} every year, means, {unit('en')}", f"每年安排{level}（均值，{unit('zh')}）"), language)
    table = columns((head, None), *((str(year), 9) for year in data["payment_year"].values))
    rules = {"rollover": ("rolls over", "结转"), "lapse": ("lapses", "失效")}
    names = (("paid", ("paid", "兑付")), ("unpaid", ("carried over", "结转下年")), ("lapsed", ("lost", "失效金额")))
    rows = []
    for rule, words in rules.items():
        one = data.sel(rule=rule)
        for name, meaning in names:
            values = [float(value) for value in one[name].values]
            if any(values):
                rows.append(
                    [f"{pick(words, language)}: {pick(meaning, language)}", *(amount(v, language) for v in values)]
                )
        shares = [defined(float(value), "{:.1%}".format) for value in one["proration"].values]
        rows.append([f"{pick(words, language)}: {pick(('share of claims paid', '兑付比例'), language)}", *shares])
    return fill(table, rows)
