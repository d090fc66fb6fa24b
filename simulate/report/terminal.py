"""What ``simulate run`` prints: one plain paragraph, the budget line by line, the totals, projects against the target.

At most 100 columns, Chinese or English.
"""

from __future__ import annotations

import numpy as np
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from simulate.forecast.forecast import Forecast
from simulate.forecast.lines import Line, article_lines, total_lines
from simulate.forecast.summary import reaching, summarise
from simulate.vocabulary import Language, label

WIDTH = 100
TARGET = 1000.0
CORE = "core_share"
TOTALS = {
    "headline": ("Headline: A, city pays", "主口径：A类，市级承担"),
    "with_b": ("+ B by provincial policy, all payers", "加B类（按省政策，全部来源）"),
    "with_c": ("+ C as far as priced, all payers", "加C类（已定价部分）"),
    "financing": ("Market-based support (apart)", "市场化支持（单列）"),
}


def said(language: Language, en: str, zh: str) -> str:
    """One of two sentences."""
    return zh if language == "zh" else en


def unit(language: Language) -> tuple[float, str]:
    """Money in the table: million yuan, or 万元."""
    return (1e4, "万元") if language == "zh" else (1e6, "million yuan")


def amount(yuan: float, language: Language) -> str:
    """A figure of the table."""
    factor, _ = unit(language)
    return f"{yuan / factor:,.0f}" if language == "zh" else f"{yuan / factor:,.1f}"


def spread(values: np.ndarray, language: Language) -> str:
    """P10/P50/P90 of money."""
    found = summarise(values)
    return "/".join(amount(value, language) for value in (found.p10, found.p50, found.p90))


def yearly_projects(forecast: Forecast, policy: str) -> np.ndarray:
    """Projects of industrial firms by draw and year, which the plan's target counts: (draws, years)."""
    industry = ["industry_above_scale", "industry_small"]
    return np.asarray(forecast.dataset["projects"].sel(policy=policy, segment=industry).sum("segment").values)


def counts(values: np.ndarray) -> str:
    """P10/P50/P90 of a count."""
    found = summarise(values)
    return " / ".join(f"{value:,.0f}" for value in (found.p10, found.p50, found.p90))


def render(forecast: Forecast, language: Language) -> RenderableType:
    """Everything that a run prints."""
    parts: list[RenderableType] = [
        Text(paragraph(forecast, language)),
        Text(),
        budget_table(forecast, language),
        Text(),
    ]
    parts += [
        totals_table(forecast, language),
        Text(),
        projects_table(forecast, language),
        Text(),
        Text(notes(forecast, language)),
    ]
    return Group(*parts)


def paragraph(forecast: Forecast, language: Language) -> str:
    """The headline with its 80 % range, what it rests on, and what the awards do not change."""
    data, factor = forecast.dataset, unit(language)
    found, lines = summarise(forecast.headline().values), {one.key: one for one in total_lines(forecast)}
    years = data["year"].values
    last = {"year": years[-1], "segment": "industry_above_scale"}
    coverage = {policy: 100 * float(data["coverage"].sel(last | {"policy": policy}).mean()) for policy in ("on", "off")}
    more = yearly_projects(forecast, "on") - yearly_projects(forecast, "off")
    extra, base = float(more.sum(axis=1).mean()), float(yearly_projects(forecast, "off").sum(axis=1).mean())
    share = float((data[CORE].sel(policy="on") - data[CORE].sel(policy="off")).isel(year=-1).mean())
    low, middle, high, error = (amount(value, language) for value in (found.p10, found.p50, found.p90, found.error_p50))
    assumed = 100 * lines["headline"].assumed_share
    title = forecast.scenario.title[language]
    if language == "zh":
        return (
            f"{title}：{years[0]}–{years[-1]}年认定形成、由市级承担的A类应兑付（不含实验室市场化支持）中位数为{middle}{factor[1]}"
            f"（模拟误差±{error}），八成区间{low}至{high}{factor[1]}；其中{assumed:.0f}%依赖非原文写明的金额。"
            f"奖补对改造影响有限：三年累计改造项目平均增加{extra:,.0f}个（无奖补时{base:,.0f}个），"
            f"规上工业转型覆盖率{coverage['off']:.1f}%→{coverage['on']:.1f}%，"
            f"数字经济核心产业占比变化{100 * share:+.4f}个百分点。"
        )
    return (
        f"{title}: recognitions of {years[0]}-{years[-1]} oblige the city to pay {middle} {factor[1]} for group A (market-based "
        f"laboratory support apart), median (Monte Carlo error {error}); the 80 % range is {low} to {high}. {assumed:.0f} % of it "
        f"rests on amounts that the plan does not state. What the awards change: {extra:,.0f} more upgrade projects in all, on "
        f"{base:,.0f} without them. What they hardly change: coverage of above-scale industry {coverage['off']:.1f} % to "
        f"{coverage['on']:.1f} %, the digital core's share of GDP {100 * share:+.4f} percentage points."
    )


def budget_table(forecast: Forecast, language: Language) -> Table:
    """One line an article: recognitions, obligation, cash by year."""
    years = forecast.dataset["payment_year"].values
    table = frame()
    table.add_column(label("article", language), justify="right")
    table.add_column(said(language, "recognised\nP10/P50/P90", "认定数\nP10/P50/P90"), justify="right")
    table.add_column(said(language, "obligation\nP10/P50/P90", "应兑付\nP10/P50/P90"), justify="right")
    table.add_column(label("mean", language), justify="right")
    for year in years[:5]:
        table.add_column(said(language, f"cash\n{year}", f"支出\n{year}"), justify="right")
    table.add_column(said(language, "as-\nsumed", "假设\n占比"), justify="right")
    for one in article_lines(forecast):
        table.add_row(*budget_row(one, len(years[:5]), language))
    saving = forecast.dataset["stacking_saving"].sum(("instrument", "year")).values
    table.add_section()
    name = said(language, "saved by stacking", label("stacking_saving", language))
    row = [name, "", spread(-saving, language), amount(float(-saving.mean()), language), *[""] * len(years[:5]), ""]
    table.add_row(*row)
    return table


def budget_row(one: Line, years: int, language: Language) -> list[str]:
    """Cells of an article."""
    seen = counts(one.recognised).replace(" ", "")
    if not one.priced:
        return [one.key, seen, said(language, "unpriced", "未定价"), "", *[""] * years, ""]
    cash = [amount(float(one.cash[:, place].mean()), language) for place in range(years)]
    return [
        one.key,
        seen,
        spread(one.owed, language),
        amount(float(one.owed.mean()), language),
        *cash,
        f"{100 * one.assumed_share:.0f}%",
    ]


def totals_table(forecast: Forecast, language: Language) -> Table:
    """The headline and the wider totals, none merged into another."""
    table = frame()
    table.add_column(said(language, "Totals, " + unit(language)[1], "合计（" + unit(language)[1] + "）"))
    headings = (said(language, "obligation P10/P50/P90", "应兑付 P10/P50/P90"), label("mean", language),
                said(language, "cash, mean", "支出均值"), said(language, "assumed", "假设占比"))  # fmt: skip
    for heading in headings:
        table.add_column(heading, justify="right")
    for one in total_lines(forecast):
        name = said(language, *TOTALS[one.key])
        cells = (spread(one.owed, language), amount(float(one.owed.mean()), language))
        table.add_row(
            name, *cells, amount(float(one.cash.sum(axis=1).mean()), language), f"{100 * one.assumed_share:.0f}%"
        )
    financing = forecast.dataset["award_kind"].values == "financing"
    if financing.any():
        cost = (
            forecast.dataset["fiscal_cost"]
            .isel(instrument=np.flatnonzero(financing))
            .sum(("instrument", "payment_year", "payer"))
            .values
        )
        name = said(language, "  of which not recovered", "  其中财政成本（扣除预期收回）")
        table.add_row(name, spread(cost, language), amount(float(cost.mean()), language), "", "")
    return table


def projects_table(forecast: Forecast, language: Language) -> Table:
    """Projects a year against 1,000, with and without awards."""
    table = frame()
    table.add_column(said(language, f"Projects a year (target {TARGET:,.0f})", f"年度改造项目（目标{TARGET:,.0f}）"))
    table.add_column(said(language, "with awards P10/P50/P90", "有奖补 P10/P50/P90"), justify="right")
    table.add_column(said(language, "P(reached)", "达标概率"), justify="right")
    table.add_column(said(language, "without P10/P50/P90", "无奖补 P10/P50/P90"), justify="right")
    table.add_column(said(language, "P(reached)", "达标概率"), justify="right")
    both = {policy: yearly_projects(forecast, policy) for policy in ("on", "off")}
    for place, year in enumerate(forecast.dataset["year"].values):
        cells = []
        for policy in ("on", "off"):
            values = both[policy][:, place]
            chance = reaching(values, TARGET)
            cells += [counts(values), f"{100 * chance.share:.0f}% ±{100 * chance.error:.0f}"]
        table.add_row(str(year), *cells)
    return table


def notes(forecast: Forecast, language: Language) -> str:
    """How to read the figures, and where more is."""
    data = forecast.dataset
    where = forecast.folder / "tables" if forecast.folder is not None else None
    unpriced = ", ".join(str(name) for name in data["instrument"].values[~data["priced"].values])
    targets = said(
        language,
        "Nobody reaches full coverage by the last year in any draw."
        if float(data["coverage"].sel(policy="on", segment="industry_above_scale").isel(year=-1).max()) < 1
        else "Full coverage is reached in some draws.",
        "没有一次抽样在末年实现全覆盖。"
        if float(data["coverage"].sel(policy="on", segment="industry_above_scale").isel(year=-1).max()) < 1
        else "部分抽样在末年实现全覆盖。",
    )
    more = said(language, f"Full tables: {where}/", f"完整表格：{where}/") if where is not None else ""
    english = (
        f"{data.sizes['draw']} draws, seed {data.attrs['seed']}; money in million yuan at current prices. Quantiles of lines do "
        f"not add up to the quantile of their sum; means do. Unpriced, outside every total: {unpriced}. {targets} {more}"
    )
    chinese = (
        f"{data.sizes['draw']}次抽样，种子{data.attrs['seed']}；金额为现价万元。各行分位数之和不等于合计的分位数，均值可以相加。"
        f"未定价、不计入任何合计：{unpriced}。{targets}{more}"
    )
    return said(language, english, chinese)


def frame() -> Table:
    """A table without boxes, within the width."""
    return Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold", width=WIDTH, show_edge=False)
