"""``report.html``: one file with everything in it, escaped, that opens without a network."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from simulate.plan.words import award_brief
from simulate.report import views
from simulate.report.page.look import CSS, SCRIPT
from simulate.report.page.memo import Teller, paragraphs
from simulate.report.style import stamp
from simulate.report.words import percent
from simulate.report.workbook.records import FIRM

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast

Value = tuple[str, float]
"""What a cell shows, and the number by which it sorts."""


def page_text(forecast: Forecast, language: str, charts: Mapping[str, tuple[str, bytes]]) -> str:
    """The whole page. ``charts``: name to (title, SVG), in the order in which they are shown."""
    one = Teller(forecast, language)
    title = escape(forecast.scenario.plan.title.in_language(language))
    scenario = escape(str(forecast.dataset.attrs[f"title_{language}"]))
    rest = escape(stamp(forecast.dataset, language, one.say("as written", "见各处标注"), "both")).replace(r"\$", "$")
    lang = "zh-CN" if language == "zh" else "en"
    parts = [
        _first(one),
        _articles(one),
        _charts(one, charts),
        _additional(one),
        _readings(one),
        _unpriced(one),
        _assumed(one),
        _again(one),
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<link rel="icon" href="data:,">\n'
        f"<title>{scenario} - {title}</title>\n<style>\n{CSS}\n</style>\n</head>\n<body>\n"
        f"<header><h1>{title}</h1><p>{one.say('Scenario', '情景')}: <strong>{scenario}</strong></p>"
        f'<p class="stamp">{rest}</p></header>\n<main>\n'
        + "\n".join(parts)
        + f"\n</main>\n<footer><p>{rest}</p></footer>\n<script>\n{SCRIPT}\n</script>\n</body>\n</html>\n"
    )


def _first(one: Teller) -> str:
    text = "".join(
        f"<h3>{escape(part.heading)}</h3>" + "".join(f"<p>{escape(said)}</p>" for said in part.sentences)
        for part in paragraphs(one.forecast, one.language)[:3]
    )
    return f"<section><h2>{one.say('In short', '要点')}</h2>{_cards(one)}{text}</section>"


def _cards(one: Teller) -> str:
    top = views.headline(one.forecast.dataset)
    if not top.sizes["instrument"]:
        return ""
    owed = views.obligation(top, views.BUDGET_PAYER).sum("year").values
    low, middle, high = (one.money(value) for value in views.quantiles(owed))
    clock = one.say(
        "headline obligation of the city, by recognition year, all years", "市级主口径应兑付合计，按认定年度"
    )
    cards = [
        (middle, one.say(f"P50; P10 to P90: {low} to {high}", f"P50；P10至P90为{low}至{high}"), clock),
        (high, one.say("P90: nine futures in ten stay within it", "P90：九成把握不超过"), clock),
        (
            percent(views.assumed_share(top)),
            one.say("of the mean rests on assumed amounts", "均值中依赖假设金额的比重"),
            clock,
        ),
    ]
    items = "".join(
        f"<li><strong>{escape(a)}</strong><span>{escape(b)}</span><span>{escape(c)}</span></li>" for a, b, c in cards
    )
    return f'<ul class="cards">{items}</ul>'


def table(heads: Sequence[str], rows: Sequence[Sequence[str | Value]], caption: str, *, sortable: bool = False) -> str:
    """An HTML table; the first column heads its row, numbers stand right. Everything is escaped."""

    def head(text: str) -> str:
        inner = f'<button type="button">{escape(text)}</button>' if sortable else escape(text)
        order = ' aria-sort="none"' if sortable else ""
        return f'<th scope="col"{order}>{inner}</th>'

    def cell(place: int, value: str | Value, rank: int) -> str:
        text, number = (value, float(rank)) if isinstance(value, str) else value
        kind = "" if isinstance(value, str) else ' class="n"'
        tag, scope = ("th", ' scope="row"') if place == 0 else ("td", "")
        return f'<{tag}{scope}{kind} data-value="{number:.6f}">{escape(text)}</{tag}>'

    body = "".join(
        "<tr>" + "".join(cell(place, value, rank) for place, value in enumerate(row)) + "</tr>"
        for rank, row in enumerate(rows)
    )
    kind = ' class="sortable"' if sortable else ""
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table{kind}><caption>{escape(caption)}</caption>'
        f"<thead><tr>{''.join(map(head, heads))}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _articles(one: Teller) -> str:
    data = one.forecast.dataset
    scale, unit = (1e4, "万元") if one.language == "zh" else (1e6, "million yuan")
    digits = 0 if one.language == "zh" else 1
    rows: list[list[str | Value]] = []
    for number in views.articles(data):
        part = views.of_article(data, number)
        owed, paid = (
            views.obligation(part).sum("year").values,
            views.cash(part, views.BUDGET_PAYER).sum("payment_year").values,
        )
        awards = part["paid"].sel(policy="on").sum(("instrument", "year")).values
        money = [views.mean(owed), *views.quantiles(owed), views.mean(paid)]
        low, high = views.quantiles(awards, (0.1, 0.9))
        names = one.say("; ", "、").join(views.title(part, "instrument", one.language))
        share = views.assumed_share(part)
        rows.append(
            [
                views.article_title(number, one.language),
                names,
                (f"{low:,.0f}–{high:,.0f}", views.mean(awards)),
                *((f"{value / scale:,.{digits}f}", value) for value in money),
                (percent(share), share),
            ]
        )
    heads = [
        one.say("Article", "条款"),
        one.say("Priced instruments", "已定价政策工具"),
        one.say("Awards P10–P90", "获奖补数P10–P90"),
        one.say("Mean", "均值"),
        "P10",
        "P50",
        "P90",
        one.say("City cash, mean", "市级支出均值"),
        one.say("On assumed amounts", "假设金额比重"),
    ]
    caption = one.say(
        f"Obligation of all payers by recognition year, all years, and mean city cash of all payment years; {unit}, current prices. "
        "Click a heading to sort.",
        f"应兑付（全部资金来源，按认定年度，各年合计）及市级实际支出均值（各兑付年度合计）；单位：{unit}，当年价。点击表头排序。",
    )
    return f"<section><h2>{one.say('By article', '分条款')}</h2>{table(heads, rows, caption, sortable=True)}</section>"


def _charts(one: Teller, charts: Mapping[str, tuple[str, bytes]]) -> str:
    figures = []
    for title, picture in charts.values():
        coded = base64.b64encode(picture).decode()
        note = one.say("The numbers stand in the workbook on the sheet of this chart.", "数据见工作簿中对应图表页。")
        figures.append(
            f'<figure><img src="data:image/svg+xml;base64,{coded}" alt="{escape(title)}. {escape(note)}">'
            f"<figcaption>{escape(title)}</figcaption></figure>"
        )
    return f"<section><h2>{one.say('Charts', '图表')}</h2>{''.join(figures)}</section>"


def _additional(one: Teller) -> str:
    data = one.forecast.dataset
    rows: list[list[str | Value]] = []
    for place in np.flatnonzero(data["priced"].values):
        part = data.isel(instrument=[place])
        if not float(part["entitlement"].sum()) or bool(part["outside"].values[0]):
            continue
        counts = part["recognised"].sum(("instrument", "year")).mean("draw")
        on, off = float(counts.sel(policy="on")), float(counts.sel(policy="off"))
        shares = [views.deadweight(part, name) for name in ("project_anyway", "entitlement_anyway")]
        rows.append(
            [
                views.title(part, "instrument", one.language)[0],
                (f"{on:,.1f}", on),
                (f"{off:,.1f}", off),
                *((percent(share), share) for share in shares),
            ]
        )
    if not rows:
        return ""
    heads = [
        one.say("Instrument", "政策工具"),
        one.say("Titles with awards", "认定数（有奖补）"),
        one.say("Titles without", "认定数（无奖补）"),
        one.say("Project anyway", "无奖补也会实施的项目"),
        one.say("Title anyway", "无奖补也会获得的称号"),
    ]
    caption = one.say(
        "Mean titles of all recognition years, and share of the entitlement for what happens anyway; same firms, same luck.",
        "各认定年度合计的平均认定数，以及应享金额中无奖补也会发生部分的比重；同样的企业与随机数。",
    )
    return f"<section><h2>{one.say('What the awards add', '奖补的增量效果')}</h2>{table(heads, rows, caption, sortable=True)}</section>"


def _readings(one: Teller) -> str:
    rows: list[list[str | Value]] = []
    chosen = one.forecast.dataset["reading_chosen"].transpose("reading", "draw").values.astype(int)
    for reading, draws in zip(one.forecast.scenario.plan.readings, chosen, strict=True):
        if reading.kind != "switch":
            continue
        labels = [each.label.in_language(one.language) for each in reading.alternatives.values()]
        taken = [f"{labels[rank]} ({percent(float((draws == rank).mean()))})" for rank in sorted(set(draws.tolist()))]
        rest = [label for rank, label in enumerate(labels) if rank not in set(draws.tolist())]
        rows.append(
            [
                reading.id,
                reading.question.in_language(one.language),
                one.say("; ", "；").join(taken),
                one.say("; ", "；").join(rest),
                reading.settled_by.in_language(one.language),
            ]
        )
    if not rows:
        return ""
    heads = [
        one.say("Id", "编号"),
        one.say("Question", "问题"),
        one.say("Taken as (share of draws)", "本次取法（抽样比重）"),
        one.say("Could also be", "也可理解为"),
        one.say("Who can settle it", "由谁解释"),
    ]
    caption = one.say(
        "Sentences of the plan that can be read in more than one way and change numbers", "方案中有歧义且影响数值的语句"
    )
    return f"<section><h2>{one.say('Readings assumed', '对条文的理解')}</h2>{table(heads, rows, caption)}</section>"


def _unpriced(one: Teller) -> str:
    plan = one.forecast.scenario.plan
    rows: list[list[str | Value]] = [
        [
            each.id,
            each.title.in_language(one.language),
            award_brief(each.award, one.language),
            each.remark.in_language(one.language) if each.remark else "",
        ]
        for each in plan.instruments
        if not each.priced
    ]
    rows += [
        [
            each.id,
            each.title.in_language(one.language),
            one.say("not modelled", "未建模"),
            each.why.in_language(one.language),
        ]
        for each in plan.not_modelled
    ]
    if not rows:
        return ""
    heads = [one.say("Id", "编号"), one.say("Commitment", "承诺"), one.say("Form", "形式"), one.say("Note", "说明")]
    caption = one.say("In none of the totals above", "未计入以上任何合计")
    return f"<section><h2>{one.say('Unpriced commitments', '未定价的承诺')}</h2>{table(heads, rows, caption)}</section>"


def _assumed(one: Teller) -> str:
    plan, data = one.forecast.scenario.plan, one.forecast.dataset
    rated = [each.sources[key].rating for each in plan.instruments for key in each.sources]
    count = sum(rating in FIRM for rating in rated)
    top = views.assumed_share(data)
    text = one.say(
        f"{count} of {len(rated)} stated sources of the instruments rate a figure as assumed or as a prior; {percent(top)} of the mean obligation of all "
        "payers, by recognition year, rests on assumed amounts. The workbook lists every one with its source on the sheet of assumptions.",
        f"各政策工具的{len(rated)}条出处中，{count}条标注为假设或先验；按认定年度计，全部资金来源应兑付均值中有{percent(top)}依赖假设金额。逐条出处见工作簿“假设”表。",
    )
    return f"<section><h2>{one.say('Assumptions', '假设')}</h2><p>{escape(text)}</p></section>"


def _again(one: Teller) -> str:
    about = one.forecast.dataset.attrs
    command = f"simulate run scenarios/{about['scenario']}.yaml --draws {about['draws']} --seed {about['seed']}"
    text = one.say(
        "The same command gives the same numbers, bit for bit, on any number of cores; 'simulate verify' checks a run folder.",
        "同一命令在任意核数下给出逐位相同的结果；simulate verify 可核对运行文件夹。",
    )
    rows: list[list[str | Value]] = [
        [key, str(about[key])] for key in ("version", "run_key", "rule_hash", "generator") if key in about
    ]
    heads = [one.say("What", "项目"), one.say("Value", "值")]
    return (
        f"<section><h2>{one.say('To reproduce', '如何复现')}</h2><pre><code>{escape(command)}</code></pre><p>{escape(text)}</p>"
        f"{table(heads, rows, one.say('Identity of this forecast', '本次预测的标识'))}</section>"
    )
