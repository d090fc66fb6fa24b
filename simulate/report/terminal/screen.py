"""What ``simulate run`` prints: one plain paragraph, the budget by article, the totals, targets, and how to see more.

At most 100 columns, Chinese or English.
"""

from __future__ import annotations

import math

import xarray as xr
from rich.console import Group, RenderableType
from rich.text import Text

from simulate.forecast.conditioning import FEW, conditioning_words
from simulate.forecast.forecast import Forecast
from simulate.forecast.labels import budget_words, readings_words
from simulate.forecast.lines import FINANCING, Line, article_lines, total_lines
from simulate.forecast.summary import Summary, summarise
from simulate.foundation.ratios import UNDEFINED
from simulate.language.vocabulary import Language
from simulate.plan.files.load import shipped_plans
from simulate.plan.plan import Plan
from simulate.report.base.findings import effect_sentences
from simulate.report.base.printing import amount
from simulate.report.base.words import ERROR_WORDS, own_figures, percent, wrapped
from simulate.report.terminal.tables import (
    adoption_table,
    article_row,
    budget_table,
    cash_row,
    cash_tables,
    said,
    target_table,
    totals_table,
    unit,
)

WIDTH = 100
MOST_CHANGES = 6


def render(forecast: Forecast, language: Language) -> RenderableType:
    """Everything that a run prints, in the order of the screen."""
    articles = [  # one line of all draws in memory at a time
        (article_row(forecast, one, language), cash_row(one, language)) for one in article_lines(forecast)
    ]
    totals = {one.key: one for one in total_lines(forecast)}
    cash = [*(row for _, row in articles), cash_row(totals["headline"], language)]
    parts: list[RenderableType] = [
        Text(title(forecast, language), style="bold"),
        *(Text(line) for line in changes(forecast, language)),
        Text(),
        Text(folded(paragraph(forecast, totals["headline"], language), language)),
        Text(),
        budget_table(forecast, [row for row, _ in articles], language),
        Text(),
        totals_table(forecast, totals, language),
        Text(),
        *cash_tables(forecast, cash, language),
        Text(),
        target_table(forecast, language),
        Text(),
        adoption_table(forecast, language),
        Text(),
        Text(folded(notes(forecast, language), language)),
    ]
    return Group(*parts)


def folded(text: str, language: Language) -> str:
    """Lines of the screen's width; Chinese is broken so that no line begins with a closing mark."""
    if language != "zh":
        return text
    return "\n".join(line for part in text.split("\n") for line in wrapped(part, WIDTH) or [""])


def title(forecast: Forecast, language: Language) -> str:
    """Scenario, plan, draws and seed on the first lines."""
    data, plan = forecast.dataset, forecast.scenario.plan.title.in_language(language)
    draws, seed = data.sizes["draw"], data.attrs["seed"]
    name = forecast.scenario.title[language]
    how = said(language, f"{draws:,} draw{'s' if draws != 1 else ''}, seed {seed}", f"抽样{draws:,}次，随机种子{seed}")
    given = conditioning_words(data, language)
    return "\n".join([f"{name} · {how}", plan, *([given] if given else [])])


def changes(forecast: Forecast, language: Language) -> list[str]:
    """What the scenario changes of the plan, the firms or the economy."""
    found = forecast.scenario.changes()
    shown = [f"  {path}: {value}" for path, value, _ in found[:MOST_CHANGES]]
    if len(found) > MOST_CHANGES:
        rest = len(found) - MOST_CHANGES
        shown.append(said(language, f"  and {rest} more changes", f"  另有{rest}项改动"))
    if own := forecast.scenario.own_figures:
        shown.append(f"  {own_figures(own, language)}")
    return [said(language, "Changed:", "改动："), *shown] if shown else []


def paragraph(forecast: Forecast, headline: Line, language: Language) -> str:
    """The headline with its 80 % range, what it rests on, and what the awards change."""
    sentences = [*headline_sentences(forecast, headline, language), *effect_sentences(forecast, language)]
    return (" " if language == "en" else "").join(sentences)


def headline_sentences(forecast: Forecast, headline: Line, language: Language) -> list[str]:
    """What the budget will owe, how surely, on what it rests, and whom it rewards for what they would hold anyway."""
    years, found = forecast.dataset["year"].values, summarise(headline.owed)
    span = f"{years[0]}-{years[-1]}" if len(years) > 1 else str(years[0])
    apart = said(language, "; market-based support is counted apart", "，市场化支持单列") if _lends(forecast) else ""
    if not headline.owed.any():
        return [_nothing_owed(headline, span, apart, budget_words(forecast.dataset, language), language)]
    p50, mean = (amount(value, language) for value in (found.p50, found.mean))
    money, how = unit(language)[1], readings_words(forecast.scenario, language)
    payer = budget_words(forecast.dataset, language)
    sentences = [
        said(
            language,
            f"For recognitions of {span} {payer} will owe {p50} {money} (median; mean {mean}) in awards whose amount the plan "
            f"states (group A{apart}): the headline.",
            f"{span}年认定形成、由{payer}承担的应兑付（主口径）中位数为{p50}{money}（均值{mean}），口径为原文写明金额的A类奖补{apart}。",
        ),
        _range(found, how, language),
        said(
            language,
            f"{percent(headline.assumed_share)} of the mean rests on amounts or shares that the text leaves open: they are assumed.",
            f"均值中{percent(headline.assumed_share)}依赖原文未写明、由模型假设的金额或比例。",
        ),
    ]
    return [*sentences, _held_anyway(headline, language)]


def _nothing_owed(headline: Line, span: str, apart: str, payer: str, language: Language) -> str:
    """What is said where the headline is nothing in every draw: nothing is priced, or nothing is owed."""
    if not headline.priced:
        return said(language, f"No award of group A is priced, so nothing is said of what {payer} will owe.",
                    f"A类奖补均未定价，故不给出{payer}应兑付。")  # fmt: skip
    return said(
        language,
        f"For recognitions of {span} {payer} owes nothing in any draw in awards whose amount the plan states (group A{apart}).",
        f"{span}年认定形成、由{payer}承担的A类奖补（原文写明金额{apart}），各次抽样均无应兑付。",
    )


def _range(found: Summary, how: str, language: Language) -> str:
    """The 80 % range and the error of the median, as far as there are draws enough for them."""
    p10, p90 = (amount(value, language) for value in (found.p10, found.p90))
    if not math.isfinite(found.error_mean):
        return said(language, "One draw gives no range and no error.", "仅一次抽样，无法给出区间与误差。")
    text = said(
        language,
        f"With 80% probability, {how}, it is between {p10} and {p90}",
        f"{how}，有八成可能在{p10}至{p90}{unit(language)[1]}之间",
    )
    if not math.isfinite(found.error_p50):
        rest = said(
            language, "; the draws are too few to say how far another set would move it.", "；抽样过少，无法给出误差。"
        )
        return text + rest
    moved = amount(found.error_p50, language)
    return text + said(
        language,
        f"; another set of draws would move the median by about {moved}.",
        f"；换一组抽样，中位数约变动{moved}{unit(language)[1]}。",
    )


def _held_anyway(headline: Line, language: Language) -> str:
    """What of the headline goes to titles that would be held anyway."""
    if not headline.decided.any():
        return said(
            language, "None of it goes to firms whose decisions the model simulates.", "其中没有给模型中企业的奖补。"
        )
    share = percent(headline.title_deadweight)
    return said(
        language,
        f"Of what firms earn of it, {share} (of the mean) goes to titles that the same firm would hold without the awards.",
        f"企业所得部分的均值中，{share}对应没有奖补同一企业也会获得的称号。",
    )


def _lends(forecast: Forecast) -> bool:
    """Whether some support of the plan is financing, outside the headline."""
    data = forecast.dataset
    return bool(((data["award_kind"].values == FINANCING) & ~data["headline"].values.astype(bool)).any())


def notes(forecast: Forecast, language: Language) -> str:
    """How to read the figures, what is outside the totals, and where more is."""
    data = forecast.dataset
    unpriced = " ".join(str(name) for name in data["instrument"].values[~data["priced"].values.astype(bool)])
    folder, how = forecast.folder, readings_words(forecast.scenario, language)
    lines = [
        said(
            language,
            f"P10, P50, P90 (here {how}): one, five, nine futures in ten lie at or below. Quantiles do not add up; means do. "
            "Current prices. anyway: share of what firms earn that goes to titles they would hold without the awards. "
            f"{UNDEFINED}: not defined, a share of nothing.",
            f"P10、P50、P90（{how}）：分别有一成、五成、九成可能不超过该数。分位数不能相加，均值可以相加。金额为当年价。"
            f"“无奖励也会做”为企业应享金额中没有奖补也会获得称号的比重。{UNDEFINED}表示无法定义（分母为零）。",
        ),
        said(language, *ERROR_WORDS),
    ]
    if data.sizes["draw"] < FEW:
        few = f"{data.sizes['draw']:,}"
        lines.append(said(language, f"Only {few} draws: every quantile is rough; run more (--draws).",
                          f"仅{few}次抽样，分位数很粗；请增加抽样次数（--draws）。"))  # fmt: skip
    if unpriced:
        lines.append(f"{said(language, 'Unpriced, outside every total: ', '未定价、不计入任何合计：')}{unpriced}")
    lines += _bounds_met(data, language)
    article = _article_command(forecast.scenario.plan)
    lines.append(
        said(
            language,
            f"More: {article} (an article and its readings), simulate explain (where the spread comes from).",
            f"更多：{article}（条款与解读），simulate explain（不确定性来源）。",
        )
    )
    if folder is not None:
        where = said(language, "All figures with their errors: ", "全部数值及误差：")
        lines.append(f"{where}{folder}/tables")
    return "\n".join(lines)


def _article_command(plan: Plan) -> str:
    """The command that shows an article of the plan; a plan that does not ship lies in a folder that the reader knows."""
    elsewhere = "" if plan.name in shipped_plans() else " --plan FOLDER"
    return f"simulate plan {next(iter(plan.article_numbers()), 1)}{elsewhere}"


def _bounds_met(data: xr.Dataset, language: Language) -> list[str]:
    """In how many draws a figure is held at the bound that keeps it possible: it then says less than it seems to."""
    capped = float((data["anchors_at_cap"] > 0).mean())
    whole = float((data["core_share"] >= 1.0).any(("policy", "year")).mean())
    lines = []
    if capped:
        lines.append(said(language, f"In {capped:.0%} of the draws an application rate is held at its upper bound.",
                          f"有{capped:.0%}的抽样中，某项申报率触及上限。"))  # fmt: skip
    if whole:
        lines.append(said(language, f"In {whole:.0%} of the draws the digital core would be more than the city's output and is held at all of it: "
                          "check gdp_2022 and the counts of firms.",
                          f"有{whole:.0%}的抽样中，数字经济核心产业将超过地区生产总值，已按其全部计：请核对 gdp_2022 与企业数。"))  # fmt: skip
    return lines
