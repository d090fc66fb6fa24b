"""Sections of the page: articles, drivers, what the awards add, readings, commitments without a price, assumptions."""

from __future__ import annotations

from html import escape

import numpy as np

from simulate.analysis.base.naming import figure_title
from simulate.plan.words import award_brief
from simulate.report.base import views
from simulate.report.base.words import percent
from simulate.report.page.parts import Value, prose, table
from simulate.report.page.teller import Teller
from simulate.report.workbook.records import FIRM

LEAST_SHARE = 0.01  # instruments that bring less of the spread are not listed


def articles(one: Teller) -> str:
    """The budget by article, sortable."""
    data = one.forecast.dataset
    scale, unit = (1e4, "万元") if one.language == "zh" else (1e6, "million yuan")
    digits = 0 if one.language == "zh" else 1
    rows: list[list[str | Value]] = []
    for number in views.articles(data):
        part = views.of_article(data, number)
        owed, paid = (
            views.obligation(part).sum("year").values,
            views.cash(part, views.budget_payer(data)).sum("payment_year").values,
        )
        awards = part["paid"].sel(policy="on").sum(("instrument", "year")).values
        money = [views.mean(owed), *views.quantiles(owed), views.mean(paid)]
        low, high = views.quantiles(awards, (0.1, 0.9))
        names = one.say("; ", "；").join(views.title(part, "instrument", one.language))
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
        one.say(f"Cash of {one.payer}, mean", f"{one.payer}支出均值"),
        one.say("On assumed amounts", "依赖假设"),
    ]
    caption = one.say(
        f"Obligation of all payers by recognition year, {one.years} together, and mean cash of {one.payer} in payment "
        f"years {one.payment_years}; {unit}, current prices. Click a heading to sort.",
        f"应兑付（全部资金来源，按认定年度，{one.years}年合计）及{one.payer}实际支出均值（{one.payment_years}兑付年度合计）；"
        f"单位：{unit}，当年价。点击表头可排序。",
    )
    return table(heads, rows, caption, sortable=True)


def drivers(one: Teller) -> str:
    """Instruments and sampled figures by the share of the headline's variance."""
    if not one.instruments:
        return ""
    data, plan = one.forecast.dataset, one.forecast.scenario.plan
    names = dict(
        zip(
            (str(name) for name in data["instrument"].values),
            views.title(data, "instrument", one.language),
            strict=True,
        )
    )
    listed: list[list[str | Value]] = [
        [names[name], (percent(share), share)] for name, share in one.instruments.items() if share >= LEAST_SHARE
    ]
    share_head = one.say("Share of the variance", "方差比重")
    caption = one.say(
        f"Spread of the headline obligation {one.years} by instrument; all shares sum to 100%",
        f"主口径应兑付（{one.years}年）的波动按政策工具分解，全部比重合计100%",
    )
    text = table([one.say("Instrument", "政策工具"), share_head], listed, caption)
    if one.drivers:
        moved: list[list[str | Value]] = []
        for each in one.drivers:
            most = max(each.low, each.high)
            moved.append(
                [
                    figure_title(plan, each.name, one.language),
                    (percent(each.share), each.share),
                    *((one.money(value, most), value) for value in (each.low, each.high)),
                ]
            )
        heads = [
            one.say("Sampled figure", "抽样参数"),
            share_head,
            one.say("Mean, lowest fifth", "取值最低五分之一时均值"),
            one.say("Mean, highest fifth", "取值最高五分之一时均值"),
        ]
        rest = one.say(
            f"The same headline by sampled figure, read off this run's {data.sizes['draw']:,} draws (share between eighths of "
            "the draws, less luck); figures fitted together overlap, the rest is chance and interaction",
            f"同一口径按抽样参数分解，由本次{data.sizes['draw']:,}次抽样直接计算（按参数取值八等分的组间方差，已扣除随机部分）；"
            "共同校准的参数相互重叠，其余为偶然性与交互作用",
        )
        text += table(heads, moved, rest, sortable=True)
    return f'<div class="pair">{text}</div>'


def additional(one: Teller) -> str:
    """Titles with and without awards, and deadweight, by instrument."""
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
        f"Mean titles of recognition years {one.years} together, and share of the entitlement for what happens anyway "
        "(deadweight); same firms, same luck. Recipients outside the table of firms have no decision in the model",
        f"{one.years}年（认定年度）合计平均认定数，及应享金额中无奖励也会做的比重；同样的企业与随机数。"
        "企业名单之外的受益主体在模型中没有决策，不列入",
    )
    return table(heads, rows, caption, sortable=True)


def readings(one: Teller) -> str:
    """Sentences that can be read in more than one way and change numbers."""
    rows: list[list[str | Value]] = []
    chosen = one.forecast.dataset["reading_chosen"].transpose("reading", "draw").values.astype(int)
    for reading, draws in zip(one.forecast.scenario.plan.readings, chosen, strict=True):
        if reading.kind != "switch":
            continue
        labels = [each.label.in_language(one.language) for each in reading.alternatives.values()]
        taken = sorted(set(draws.tolist()))
        shares = {rank: percent(float((draws == rank).mean())) for rank in taken}
        named = [labels[rank] if len(taken) == 1 else f"{labels[rank]} ({shares[rank]})" for rank in taken]
        rest = [label for rank, label in enumerate(labels) if rank not in shares]
        rows.append(
            [
                reading.id,
                reading.question.in_language(one.language),
                one.say("; ", "；").join(named),
                one.say("; ", "；").join(rest),
                reading.settled_by.in_language(one.language),
            ]
        )
    if not rows:
        return ""
    heads = [
        one.say("Id", "编号"),
        one.say("Question", "问题"),
        one.say("Taken as", "本次所取"),
        one.say("Could also be", "也可理解为"),
        one.say("Who can settle it", "由谁明确"),
    ]
    caption = one.say(
        "Sentences of the plan that can be read in more than one way and change numbers",
        "方案中可作不同理解、且影响数值的语句",
    )
    return table(heads, rows, caption)


def unpriced(one: Teller) -> str:
    """What the plan promises and no total holds."""
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
    return table(heads, rows, caption)


def assumed(one: Teller) -> str:
    """How much rests on assumptions, and where each is listed."""
    plan, data = one.forecast.scenario.plan, one.forecast.dataset
    rated = [each.sources[key].rating for each in plan.instruments for key in each.sources]
    count = sum(rating in FIRM for rating in rated)
    top = views.assumed_share(data)
    text = one.say(
        f"Of {len(rated)} sources that the instruments state, {count} rate a figure as assumed or as a prior; {percent(top)} of "
        f"the mean obligation of all payers, by recognition year {one.years}, rests on assumed amounts. The workbook lists "
        "every one with its source on the sheet of assumptions.",
        f"各政策工具共列{len(rated)}条出处，其中{count}条为假设或先验；按认定年度计（{one.years}年），"
        f"全部资金来源应兑付均值中有{percent(top)}依赖假设金额。逐条出处见工作簿“假设”表。",
    )
    return prose([text])


def again(one: Teller) -> str:
    """The command, and what identifies the numbers."""
    about = one.forecast.dataset.attrs
    about = {"draws_simulated": about["draws"], **about}
    folder = one.forecast.folder.name if one.forecast.folder else one.say("RUN-FOLDER", "运行文件夹")
    command = f"simulate verify {folder}"
    text = one.say(
        "The run folder records everything that its numbers depend on; this command runs it again and compares every number, "
        "which are the same, bit for bit, on any number of cores.",
        "运行文件夹记录了数值所依赖的全部内容；该命令重新运行并逐一核对，任意核数的机器上结果逐位相同。",
    )
    names = {
        "scenario": one.say("scenario file", "情景文件"),
        "draws_simulated": one.say("draws", "抽样次数"),
        "seed": one.say("seed", "随机种子"),
        "version": one.say("version", "版本"),
        "run_key": one.say("content hash (run key)", "内容哈希（run key）"),
        "rule_hash": one.say("hash of the rules", "规则哈希"),
        "generator": one.say("generator of random numbers", "随机数生成器"),
    }
    rows: list[list[str | Value]] = [[words, str(about[key])] for key, words in names.items() if key in about]
    heads = [one.say("What", "项目"), one.say("Value", "值")]
    return (
        f"<pre><code>{escape(command)}</code></pre>{prose([text])}"
        f"{table(heads, rows, one.say('Identity of this forecast', '本次预测的标识'))}"
    )
