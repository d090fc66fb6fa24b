"""The paragraphs of the first screen: no number without unit, clock and range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.analysis.base.naming import figure_title
from simulate.forecast.lines import FINANCING
from simulate.forecast.targets import TargetYear, simulated_targets
from simulate.foundation.characters import visible
from simulate.plan.words import pick, target_words
from simulate.report.base import views
from simulate.report.base.findings import effect_sentences
from simulate.report.base.style import stamp
from simulate.report.base.words import ERROR_WORDS, chance_words, percent
from simulate.report.page.appropriations import appropriation_sentence, left_unpaid
from simulate.report.page.teller import Teller

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast

NAMED = 3  # drivers that a sentence names


@dataclass(frozen=True)
class Paragraph:
    """A heading and its sentences, plain text."""

    heading: str
    sentences: list[str]


def paragraphs(forecast: Forecast, language: str) -> list[Paragraph]:
    """Money, what drives it, what it changes, what is left out."""
    one = Teller(forecast, language)
    return [part for part in (_cost(one), _drivers(one), _effect(one), _left_out(one)) if part.sentences]


def _cost(one: Teller) -> Paragraph:
    data = one.forecast.dataset
    sentences = _headline(one) if one.headline.members else []
    for name, where in views.groups(data).items():
        if name != "awards":
            values = views.obligation(views.chosen(data, where)).sum("year").values
            title = views.group_title(name, one.language)
            sentences.append(
                one.say(
                    f"Beside it, not added to it, obligation by recognition year {one.years}, all payers: {title}, "
                    f"{one.range(values)}.",
                    f"另列、不并入主口径（{one.years}年应兑付，按认定年度，全部资金来源）：{title}，{one.range(values)}。",
                )
            )
    sentences += _recovery(one)
    sentences += [appropriation_sentence(one), *left_unpaid(one)]
    return Paragraph(one.say("What it costs", "需要多少钱"), sentences)


def _headline(one: Teller) -> list[str]:
    owed, cash = one.headline.owed, one.headline.cash
    if not one.headline.priced:
        return [
            one.say(
                f"No award of group A is priced, so nothing is said of what {one.payer} will owe.",
                f"A类奖补均未定价，故不给出{one.payer}应兑付。",
            )
        ]
    if not owed.any():
        return [
            one.say(
                f"Over {one.years} {one.payer} owes nothing in any draw under the headline (group A awards, paid by {one.payer}).",
                f"{one.years}年主口径（A类奖补，{one.payer}承担）各次抽样均无应兑付。",
            )
        ]
    high = one.money(views.quantiles(owed, (0.9,))[0])
    years = [int(year) for year in one.forecast.dataset["payment_year"].values]
    top = int(cash.mean(axis=0).argmax())
    most = (
        one.say(
            f"; most in {years[top]} (by mean), {one.range(cash[:, top])}",
            f"；支出均值最高的是{years[top]}年，{one.range(cash[:, top])}",
        )
        if cash.any()
        else ""
    )
    return [
        one.say(
            f"Over {one.years}, by recognition year, {one.payer} comes to owe {one.range(owed)} in current prices, {one.how}, under "
            f"the headline (group A awards, paid by {one.payer}). Nine futures in ten stay within {high}.",
            f"按认定年度计，{one.years}年主口径（A类奖补，{one.payer}承担）应兑付合计{one.range(owed)}，当年价，{one.how}；九成把握不超过{high}。",
        ),
        one.say(
            f"By payment year, the same awards are paid over {one.payment_years}: {one.range(cash.sum(axis=1))} in all"
            f"{most}.",
            f"按兑付年度计，上述奖补在{one.payment_years}年实际支出合计{one.range(cash.sum(axis=1))}{most}。",
        ),
    ]


def _recovery(one: Teller) -> list[str]:
    """What market-based support costs once what is expected back is taken off."""
    data = one.forecast.dataset
    lent = (data["award_kind"].values == FINANCING) & ~data["headline"].values.astype(bool)
    if not lent.any():
        return []
    cost = views.chosen(data, lent)["fiscal_cost"].sum(("instrument", "payer", "payment_year")).values
    if not cost.any():
        return []
    return [
        one.say(
            f"Of the market-based support, by payment year {one.payment_years}, the fiscal cost after expected recovery is "
            f"{one.range(cost)}.",
            f"其中市场化支持扣除预期收回后的财政成本（{one.payment_years}年，按兑付年度）{one.range(cost)}。",
        )
    ]


def _drivers(one: Teller) -> Paragraph:
    data = one.forecast.dataset
    sums = {
        number: views.obligation(views.of_article(data, number)).sum("year").values for number in views.articles(data)
    }
    owing = [number for number, values in sums.items() if values.any()]
    if not owing:
        return Paragraph("", [])
    ranked = sorted(owing, key=lambda number: float(sums[number].mean()), reverse=True)[:NAMED]
    listed = one.listed([f"{views.article_name(data, each, one.language)} {one.range(sums[each])}" for each in ranked])
    sentences = [
        one.say(
            f"The largest articles by mean obligation of recognition years {one.years}, all payers: {listed}.",
            f"应兑付均值最大的条款（{one.years}年，按认定年度，全部资金来源）：{listed}。",
        )
    ]
    sentences += [text for text in (_by_instrument(one), _by_parameter(one)) if text]
    share, top = percent(views.assumed_share(data)), percent(one.headline.assumed_share)
    sentences.append(
        one.say(
            f"Of the mean obligation by recognition year, {share} rests on assumed amounts ({top} of the headline).",
            f"按认定年度计，应兑付均值中有{share}依赖假设金额（主口径中为{top}）。",
        )
    )
    return Paragraph(one.say("What drives it", "由什么决定"), sentences)


def _by_instrument(one: Teller) -> str:
    """Which instruments the spread of the headline comes from."""
    titles = dict(
        zip(
            (str(name) for name in one.forecast.dataset["instrument"].values),
            views.title(one.forecast.dataset, "instrument", one.language),
            strict=True,
        )
    )
    named = list(one.instruments.items())[:NAMED]
    if not named:
        return ""
    listed = one.listed([f"{titles[name]} {percent(share)}" for name, share in named])
    return one.say(
        f"The spread (variance) of the headline obligation comes, by instrument, above all from: {listed}.",
        f"主口径应兑付的波动（方差）按政策工具分解，主要来自：{listed}。",
    )


def _by_parameter(one: Teller) -> str:
    """Which sampled figures the headline moves with, in this run's own draws."""
    if not one.drivers:
        return ""
    plan = one.forecast.scenario.plan
    parts = []
    for each in one.drivers[:NAMED]:
        most = max(each.low, each.high)
        low, high = one.money(each.low, most), one.money(each.high, most)
        name = figure_title(plan, each.name, one.language)
        parts.append(
            one.say(
                f"{name}, {percent(each.share)} of the variance (mean {low} over its lowest fifth, {high} over its highest)",
                f"{name}，可解释方差的{percent(each.share)}（取值最低的五分之一均值{low}，最高的五分之一均值{high}）",
            )
        )
    return one.say(
        "In this run's own draws the headline obligation, by recognition year, moves most with: "
        f"{one.listed(parts)}. What no parameter explains is chance and interaction.",
        f"在本次抽样中，主口径应兑付（按认定年度）随以下参数变动最大：{one.listed(parts)}。其余为偶然性与交互作用。",
    )


def _effect(one: Teller) -> Paragraph:
    sentences = []
    targets: dict[str, list[TargetYear]] = {}
    for found in simulated_targets(one.forecast):
        if found.target.value is not None:
            targets.setdefault(found.target.id, []).append(found)
    sentences += [_target(one, found) for found in targets.values()]
    sentences += effect_sentences(one.forecast, one.language)
    sentences += [text for text in (_deadweight(one),) if text]
    return Paragraph(one.say("What it changes", "带来什么变化"), sentences)


def _target(one: Teller, found: list[TargetYear]) -> str:
    """Chance of a target by year, and what is expected in the last of them."""
    target = found[-1].target
    if not all(np.isfinite(each.on).all() for each in found):
        return one.say(
            f"{target.title.en} ({target_words(target, 'en')}): not defined, a share of no firm.",
            f"{target.title.zh}（目标：{target_words(target, 'zh')}）：没有此类企业，无法定义。",
        )
    said = []
    for each in found:
        chance = each.chance()
        assert chance is not None
        year = one.say(f"{each.year} ", f"{each.year}年") if len(found) > 1 else ""
        said.append(f"{year}{chance_words(chance, one.language)}")
    levels = views.quantiles(found[-1].on)
    low, middle, high = (f"{value:.1%}" if target.unit == "share" else f"{value:,.0f}" for value in levels)
    when = found[-1].year
    chances = one.say(", ", "、").join(said)
    return one.say(
        f"{target.title.en} ({target_words(target, 'en')}): reached with a probability of {chances}; "
        f"{f'{when}: ' if when else ''}P50 {middle} (P10 to P90: {low} to {high}).",
        f"{target.title.zh}（目标：{target_words(target, 'zh')}）：达到概率{chances}；"
        f"{f'{when}年' if when else ''}P50为{middle}（P10至P90为{low}至{high}）。",
    )


def _deadweight(one: Teller) -> str:
    """The share of the headline for what would have happened anyway."""
    project, held = one.headline.project_deadweight, one.headline.title_deadweight
    if not one.headline.decided.any():
        return ""
    return one.say(
        f"Deadweight: of what firms earn under the headline, by recognition year, {percent(project)} of the mean goes to projects that would "
        f"be carried out anyway and {percent(held)} to titles that would be held anyway.",
        f"无奖励也会做：主口径中企业应享金额均值（按认定年度）的{percent(project)}对应无奖补也会实施的项目，"
        f"{percent(held)}对应无奖补也会获得的称号。",
    )


def _left_out(one: Teller) -> Paragraph:
    plan = one.forecast.scenario.plan
    names = [each.title.in_language(one.language) for each in plan.instruments if not each.priced]
    if not names:
        return Paragraph("", [])
    listed = one.say("; ", "；").join(names)
    return Paragraph(
        one.say("Not in any total", "未计入任何合计"),
        [
            one.say(
                f"Promised without an amount that could be assumed with evidence ({len(names)}): {listed}.",
                f"承诺支持但无依据可估金额的政策工具（{len(names)}项）：{listed}。",
            )
        ],
    )


def memo_text(forecast: Forecast, language: str) -> str:
    """The memo as Markdown, ready to paste."""
    plan, data = forecast.scenario.plan, forecast.dataset
    head = f"# {_plain(plan.title.in_language(language))}\n\n{_plain(str(data.attrs[f'title_{language}']))}\n"
    body = [
        f"## {part.heading}\n\n" + "\n\n".join(_plain(text) for text in part.sentences)
        for part in paragraphs(forecast, language)
    ]
    foot = [_plain(stamp(data, language, "", "both")), _plain(pick(ERROR_WORDS, language))]
    return visible("\n\n".join([head.rstrip(), *body, *foot]) + "\n")


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return "".join(f"\\{one}" if one in "\\`*_[]<>#|" else one for one in text)
