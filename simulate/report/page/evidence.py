"""Sections of the page that show evidence from elsewhere: kept analyses, the back-test, actuals beside the forecast."""

from __future__ import annotations

from simulate.analysis.base.kept import kept
from simulate.calibration.scores import binomial_band
from simulate.report.base import views
from simulate.report.base.evidence import Executed, actual_rows, scoreboard
from simulate.report.base.words import percent
from simulate.report.charts.calibration.backtest import figure_name
from simulate.report.page.parts import Charts, Value, figures, prose, section, table
from simulate.report.page.teller import Teller


def kept_parts(one: Teller, charts: Charts) -> list[str]:
    """Sections of the analyses kept in the run folder: what drives the spread by design, and comparisons."""
    parts = []
    for found in kept(one.forecast):
        if found.name == "explain":
            heading = one.say("Where the range comes from (simulate explain)", "不确定性来源（simulate explain）")
        else:
            base = found.dataset.attrs.get(f"base_{one.language}", "")
            heading = one.say(f"Against the scenario: {base}", f"与情景“{base}”比较")
        said = found.sentences["zh" if one.language == "zh" else "en"]
        parts.append(section(heading, prose(said), figures(one, charts, found.name)))
    return parts


def backtest_part(one: Teller, charts: Charts) -> str:
    """The shipped back-test, where it was made with this forecast's plan."""
    board = scoreboard(one.forecast)
    if board is None:
        return ""
    rows: list[list[str | Value]] = []
    for score in board.scores:
        spans = [
            (f"{low:,.0f}–{high:,.0f}", low) for low, high in (score.intervals[level] for level in (0.5, 0.8, 0.9))
        ]
        inside = one.say("yes", "是") if score.inside(0.9) else one.say("no", "否")
        rows.append(
            [
                figure_name(board, score.figure, one.language),
                (f"{score.actual:,.0f}", score.actual),
                (f"{score.mean:,.1f}", score.mean),
                *spans,
                inside,
            ]
        )
    heads = [
        one.say("Figure", "指标"),
        one.say("Published", "公布值"),
        one.say("Forecast, mean", "预测均值"),
        one.say("50% interval", "50%区间"),
        one.say("80% interval", "80%区间"),
        one.say("90% interval", "90%区间"),
        one.say("In 90%", "在90%区间内"),
    ]
    count, inside_90 = len(board.scores), sum(score.inside(0.9) for score in board.scores)
    low, high = binomial_band(count, 0.9)
    text = one.say(
        f"With what was known on {board.vintage} alone, {board.draws:,} draws: the 90% intervals hold {inside_90} of {count} "
        f"figures that were published later (by chance alone {low} to {high}). So few figures say little.",
        f"仅用{board.vintage}以前已知的信息（抽样{board.draws:,}次）：90%区间包含此后公布的{count}个数值中的{inside_90}个"
        f"（仅凭偶然应为{low}至{high}个）。数值少，说明力有限。",
    )
    caption = one.say(
        "Counts published after the forecast's vintage, against its intervals", "预测时点之后公布的数量与预测区间对照"
    )
    return prose([text]) + figures(one, charts, "backtest") + table(heads, rows, caption)


def actuals_part(one: Teller) -> str:
    """Actuals and execution rates beside the forecast, where the scenario names a table of actuals."""
    found = actual_rows(one.forecast)
    if not found:
        return ""
    rows = [_actual(one, each) for each in found]
    heads = [
        one.say("Instrument", "政策工具"),
        one.say("Year and quantity", "年度与口径"),
        one.say("Actual", "实际值"),
        "P5",
        "P50",
        "P95",
        one.say("Inside", "在区间内"),
        one.say("Appropriation of the article", "条款预算安排"),
        one.say("Execution rate", "执行率"),
    ]
    caption = one.say(
        "Actuals of the scenario's table: titles by recognition year, cash by payment year, current prices. The execution rate "
        "is the article's actual cash on the budget over its appropriation",
        "情景所附实际数：认定数按认定年度，实际支出按兑付年度，当年价；执行率为该条款本级实际支出与预算安排之比",
    )
    return table(heads, rows, caption)


def _actual(one: Teller, each: Executed) -> list[str | Value]:
    def shown(value: float) -> Value:
        return (one.money(value, each.high) if each.cash else f"{value:,.0f}", value)

    what = one.say("cash", "实际支出") if each.cash else one.say("titles", "认定数")
    title = views.title(one.forecast.dataset, "instrument", one.language)[each.place]
    limit = "" if each.appropriation is None else one.money(each.appropriation)
    rate = "" if each.rate is None else percent(each.rate)
    inside = one.say("yes", "是") if each.inside else one.say("no", "否")
    values = [shown(value) for value in (each.actual, each.low, each.middle, each.high)]
    return [title, f"{each.year} {what}", *values, inside, limit, rate]
