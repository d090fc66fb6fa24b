"""What ``simulate run`` prints: one plain paragraph, the budget by article, the totals, targets, and how to see more.

At most 100 columns, Chinese or English.
"""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from simulate.forecast.conditioning import conditioning_words
from simulate.forecast.forecast import Forecast
from simulate.forecast.lines import FINANCING, Line, article_lines, total_lines
from simulate.forecast.summary import Summary, summarise
from simulate.forecast.targets import projects_target, quantity
from simulate.report.terminal_tables import (
    adoption_table,
    amount,
    article_row,
    budget_table,
    cash_row,
    cash_tables,
    said,
    target_table,
    totals_table,
    unit,
)
from simulate.report.words import wrapped
from simulate.vocabulary import Language

WIDTH = 100
MOST_CHANGES = 6


def render(forecast: Forecast, language: Language) -> RenderableType:
    """Everything that a run prints."""
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
    """Scenario, plan, draws and seed."""
    data, plan = forecast.dataset, forecast.scenario.plan.title.in_language(language)
    draws, seed = data.sizes["draw"], data.attrs["seed"]
    name = forecast.scenario.title[language]
    how = said(language, f"{draws:,} draws, seed {seed}", f"抽样{draws:,}次，随机种子{seed}")
    given = conditioning_words(data, language)
    return "\n".join([f"{name} · {how}", plan, *([given] if given else [])])


def changes(forecast: Forecast, language: Language) -> list[str]:
    """What the scenario changes of the plan, the firms or the economy."""
    found = forecast.scenario.changes()
    shown = [f"  {path}: {value}" for path, value, _ in found[:MOST_CHANGES]]
    if len(found) > MOST_CHANGES:
        rest = len(found) - MOST_CHANGES
        shown.append(said(language, f"  and {rest} more changes", f"  另有{rest}项改动"))
    return [said(language, "Changed:", "改动："), *shown] if shown else []


def paragraph(forecast: Forecast, headline: Line, language: Language) -> str:
    """The headline with its 80% range, what it rests on, and what the awards do not change."""
    return said(language, *(write(forecast, headline) for write in (english, chinese)))


def _money(found: Summary, language: Language) -> tuple[str, str, str, str, str]:
    """P50, P10, P90, mean, and the Monte Carlo error of the median."""
    levels = (found.p50, found.p10, found.p90, found.mean)
    p50, p10, p90, mean = (amount(value, language) for value in levels)
    return p50, p10, p90, mean, amount(found.error_p50, language)


def _lends(forecast: Forecast) -> bool:
    """Whether some support of the plan is financing, outside the headline."""
    data = forecast.dataset
    return bool(((data["award_kind"].values == FINANCING) & ~data["headline"].values.astype(bool)).any())


def english(forecast: Forecast, headline: Line) -> str:
    """The paragraph in English."""
    years = forecast.dataset["year"].values
    p50, p10, p90, mean, error = _money(summarise(headline.owed), "en")
    money = (
        f"For recognitions of {years[0]}-{years[-1]} the city will owe {p50} {unit('en')[1]} (median; mean {mean}) in "
        f"awards whose amount the plan states (group A{'; market-based support is counted apart' if _lends(forecast) else ''}). "
        f"With 80% probability it is between {p10} and {p90}; another set of draws would move the median by about {error}. "
        f"{headline.assumed_share:.0%} of it rests on amounts or shares that the text leaves open: they are assumed. "
    )
    awards = (
        f"Of what firms earn of it, {headline.title_deadweight or 0:.0%} goes to titles that the same firm would hold "
        f"without the awards. The awards do not change the larger picture: {_projects_english(forecast)}coverage of "
        f"above-scale industry at the end of {years[-1]} is {_coverage(forecast, 'on'):.1%} with and "
        f"{_coverage(forecast, 'off'):.1%} without them, and the digital core's share of GDP differs by "
        f"{_core_points(forecast, 'en')} percentage points."
    )
    return money + awards


def chinese(forecast: Forecast, headline: Line) -> str:
    """The paragraph in Chinese."""
    years = forecast.dataset["year"].values
    p50, p10, p90, mean, error = _money(summarise(headline.owed), "zh")
    money = (
        f"{years[0]}—{years[-1]}年认定形成、由市级承担的应兑付中位数为{p50}{unit('zh')[1]}（均值{mean}），"
        f"口径为原文写明金额的A类奖补{'，市场化支持单列' if _lends(forecast) else ''}。"
        f"有八成可能在{p10}至{p90}{unit('zh')[1]}之间；换一组抽样，中位数约变动{error}{unit('zh')[1]}。"
        f"其中{headline.assumed_share:.0%}依赖原文未写明、由模型假设的金额或比例。"
    )
    awards = (
        f"企业所得部分中，{headline.title_deadweight or 0:.0%}对应没有奖补同一企业也会获得的称号。"
        f"奖补对总体走势影响很小：{_projects_chinese(forecast)}"
        f"{years[-1]}年末规上工业数字化转型覆盖率有奖补{_coverage(forecast, 'on'):.1%}、"
        f"无奖补{_coverage(forecast, 'off'):.1%}；"
        f"数字经济核心产业占地区生产总值比重相差{_core_points(forecast, 'zh')}个百分点。"
    )
    return money + awards


def _projects(forecast: Forecast) -> tuple[Summary, float] | None:
    """Further projects a year because of the awards, and projects a year without them, if the plan counts projects."""
    target = projects_target(forecast)
    if target is None or target.simulated is None:
        return None
    on, off = (quantity(forecast.dataset, target.simulated, policy).mean(axis=1) for policy in ("on", "off"))
    return summarise(on - off), float(off.mean())


def _projects_english(forecast: Forecast) -> str:
    found = _projects(forecast)
    if found is None:
        return ""
    more, base = found
    return (
        f"they add {more.mean:,.1f} (Monte Carlo error {more.error_mean:.1f}) to the {base:,.0f} upgrade projects a "
        "year that start anyway, "
    )


def _projects_chinese(forecast: Forecast) -> str:
    found = _projects(forecast)
    if found is None:
        return ""
    more, base = found
    return (
        f"没有奖补每年也会启动{base:,.0f}个改造项目，"
        f"奖补平均每年只增加{more.mean:,.1f}个（模拟误差{more.error_mean:.1f}）；"
    )


def _coverage(forecast: Forecast, policy: str) -> float:
    coverage = forecast.dataset["coverage"].sel(policy=policy, segment="industry_above_scale")
    return float(coverage.isel(year=-1).mean())


def _core_points(forecast: Forecast, language: Language) -> str:
    share = forecast.dataset["core_share"].isel(year=-1)
    points = 100 * float((share.sel(policy="on") - share.sel(policy="off")).mean())
    return f"{points:.4f}" if abs(points) >= 0.0001 or points == 0 else said(language, "less than 0.0001", "不到0.0001")


def notes(forecast: Forecast, language: Language) -> str:
    """How to read the figures, what is outside the totals, and where more is."""
    data = forecast.dataset
    unpriced = " ".join(str(name) for name in data["instrument"].values[~data["priced"].values.astype(bool)])
    folder = forecast.folder
    lines = [
        said(
            language,
            "P10, P50, P90: one, five, nine futures in ten lie at or below. Quantiles do not add up; means do. "
            "±: Monte Carlo standard error. Current prices. anyway: share of what firms earn that goes to titles they would hold "
            "without the awards.",
            "P10、P50、P90：分别有一成、五成、九成可能不超过该数。分位数不能相加，均值可以相加。"
            "±为模拟误差（标准误）。“无奖励也会做”为企业应享金额中没有奖补也会获得称号的比重。金额为当年价。",
        ),
    ]
    if unpriced:
        lines.append(f"{said(language, 'Unpriced, outside every total: ', '未定价、不计入任何合计：')}{unpriced}")
    capped = float((data["anchors_at_cap"] > 0).mean())
    if capped:
        lines.append(said(language, f"In {capped:.0%} of the draws an application rate is held at its upper bound.",
                          f"有{capped:.0%}的抽样中，某项申报率触及上限。"))  # fmt: skip
    lines.append(
        said(
            language,
            "More: simulate plan 9 (an article and its readings), simulate explain (where the spread comes from).",
            "更多：simulate plan 9（条款与解读），simulate explain（不确定性来源）。",
        )
    )
    if folder is not None:
        where = said(language, "All figures with their errors: ", "全部数值及误差：")
        lines.append(f"{where}{folder}/tables")
    return "\n".join(lines)
