"""The paragraphs of the first screen: no number without unit, clock and range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.plan.words import pick, target_words
from simulate.report import views
from simulate.report.style import stamp
from simulate.report.words import percent
from simulate.report.workbook.targets import chance, target_draws
from simulate.units import format_money_short

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast


@dataclass(frozen=True)
class Paragraph:
    """A heading and its sentences, plain text."""

    heading: str
    sentences: list[str]


@dataclass(frozen=True)
class Teller:
    """Says things about one forecast in one language."""

    forecast: Forecast
    language: str

    def say(self, english: str, chinese: str) -> str:
        """One of two texts."""
        return pick((english, chinese), self.language)

    def money(self, yuan: float) -> str:
        """An amount in the unit a reader would pick."""
        return format_money_short(round(yuan), self.language)

    def range(self, values: np.ndarray) -> str:
        """``P50 2.56 亿元（P10至P90：1.98 亿元至3.22 亿元）``."""
        low, middle, high = (self.money(value) for value in views.quantiles(values))
        return self.say(f"{middle} (P50; P10 to P90: {low} to {high})", f"{middle}（P50；P10至P90为{low}至{high}）")

    def years(self, values: list[int]) -> str:
        """``2023–2025``."""
        return f"{values[0]}–{values[-1]}" if len(values) > 1 else str(values[0])


def paragraphs(forecast: Forecast, language: str) -> list[Paragraph]:
    """Money, what drives it, what it changes, what is left out."""
    one = Teller(forecast, language)
    return [part for part in (_cost(one), _drivers(one), _effect(one), _left_out(one)) if part.sentences]


def _cost(one: Teller) -> Paragraph:
    data = one.forecast.dataset
    top = views.headline(data)
    years = one.years([int(year) for year in data["year"].values])
    paid_years = one.years(views.payment_years(data))
    sentences = []
    if top.sizes["instrument"]:
        owed = views.obligation(top, views.BUDGET_PAYER).sum("year").values
        paid = views.cash(top, views.BUDGET_PAYER).sum("payment_year").values
        high = one.money(views.quantiles(owed, (0.9,))[0])
        sentences += [
            one.say(
                f"By recognition year {years}, the city comes to owe {one.range(owed)} under the headline (group A awards). "
                f"Nine futures in ten stay within {high}.",
                f"按认定年度计，{years}年市级应兑付主口径（A类奖补）合计{one.range(owed)}；九成把握不超过{high}。",
            ),
            one.say(
                f"By payment year, cash leaves over {paid_years}: {one.range(paid)} in all for the same awards.",
                f"按兑付年度计，同一口径的资金在{paid_years}年支出，合计{one.range(paid)}。",
            ),
        ]
    for name, where in views.groups(data).items():
        if name != "headline":
            values = views.obligation(views.chosen(data, where)).sum("year").values
            title = views.group_title(name, one.language)
            sentences.append(
                one.say(
                    f"Beside it, not added to it, by recognition year {years}, all payers: {title}, {one.range(values)}.",
                    f"另列不并入主口径（按认定年度，{years}年，全部资金来源）：{title}，{one.range(values)}。",
                )
            )
    sentences.append(appropriation_sentence(one))
    return Paragraph(one.say("What it costs", "需要多少钱"), sentences)


def appropriation_sentence(one: Teller) -> str:
    """How likely what falls due exceeds the appropriations, or what to appropriate where the scenario states none."""
    data, limits = one.forecast.dataset, one.forecast.scenario.appropriations.limits
    if not limits:
        return one.say(
            "The scenario states no appropriation, so no probability of exceeding one is given; the budget-request sheet "
            "of the workbook shows by payment year what is enough with a chosen assurance.",
            "本情景未给出预算安排，故不计算超支概率；工作簿“预算申请”表按兑付年度给出所选把握程度下的金额。",
        )
    short = (data["unpaid"] + data["lapsed"]).sel(payer=views.BUDGET_PAYER)
    parts = []
    for number in sorted(limits):
        of = short.isel(instrument=np.flatnonzero(data["article"].values == number)).sum("instrument")
        chances = (of > 0).mean("draw")
        said = [
            f"{int(year)} {percent(float(value))}"
            for year, value in zip(data["payment_year"].values, chances.values, strict=True)
            if value > 0
        ]
        parts.append(f"{views.article_title(number, one.language)}: {', '.join(said) if said else '0%'}")
    listed = one.say("; ", "；").join(parts)
    return one.say(
        f"Probability, by payment year, that what falls due to the city exceeds the appropriation: {listed}.",
        f"各兑付年度市级应付超过预算安排的概率：{listed}。",
    )


def _drivers(one: Teller) -> Paragraph:
    data = one.forecast.dataset
    sums = {
        number: views.obligation(views.of_article(data, number)).sum("year").values for number in views.articles(data)
    }
    ranked = sorted(sums, key=lambda number: float(sums[number].mean()), reverse=True)[:3]
    listed = one.say("; ", "；").join(
        f"{views.article_title(number, one.language)} {one.range(sums[number])}" for number in ranked
    )
    sentences = [
        one.say(
            f"The largest articles, obligation by recognition year, all payers: {listed}.",
            f"金额最大的条款（应兑付，按认定年度，全部资金来源）：{listed}。",
        )
    ]
    share = percent(views.assumed_share(data))
    top = percent(views.assumed_share(views.headline(data)))
    sentences.append(
        one.say(
            f"Of the mean obligation {share} rests on assumed amounts ({top} of the headline).",
            f"应兑付均值中有{share}依赖假设金额（主口径中为{top}）。",
        )
    )
    return Paragraph(one.say("What drives it", "由什么决定"), sentences)


def _effect(one: Teller) -> Paragraph:
    data = one.forecast.dataset
    top = views.headline(data)
    sentences = []
    for target in one.forecast.scenario.plan.targets:
        values = target_draws(data, target)
        if values is None or target.value is None:
            continue
        reached = chance(values, target)
        assert reached is not None
        never = one.say("no future in this forecast reaches it", "本次预测中没有一种可能达到")
        words = (
            never
            if reached == 0
            else one.say(f"reached in {percent(reached)} of the futures", f"达到概率{percent(reached)}")
        )
        latest = values[:, -1] if values.ndim == 2 else values
        found = [f"{value:.1%}" if target.unit == "share" else f"{value:,.0f}" for value in views.quantiles(latest)]
        sentences.append(
            one.say(
                f"{target.title.en} ({target_words(target, 'en')}): {words}; last year P50 {found[1]} (P10 to P90: {found[0]} to {found[2]}).",
                f"{target.title.zh}（{target_words(target, 'zh')}）：{words}；末年P50为{found[1]}（P10至P90为{found[0]}至{found[2]}）。",
            )
        )
    if float(top["entitlement"].sum()):
        project, held = (percent(views.deadweight(top, name)) for name in ("project_anyway", "entitlement_anyway"))
        sentences.append(
            one.say(
                f"Deadweight of the headline, against the twin without awards: {project} of the entitlement goes to projects that "
                f"would be carried out anyway, {held} to titles that would be held anyway.",
                f"与无奖补对照情形相比，主口径应享金额中{project}用于无奖补也会实施的项目，{held}用于无奖补也会获得的称号。",
            )
        )
    return Paragraph(one.say("What it changes", "带来什么变化"), sentences)


def _left_out(one: Teller) -> Paragraph:
    plan = one.forecast.scenario.plan
    names = [each.title.in_language(one.language) for each in plan.instruments if not each.priced]
    if not names:
        return Paragraph("", [])
    listed = one.say("; ", "、").join(names)
    return Paragraph(
        one.say("Not in any total", "未计入任何合计"),
        [
            one.say(
                f"Promised without an amount that could be assumed with evidence ({len(names)}): {listed}.",
                f"承诺支持但无依据估价的政策工具（{len(names)}项）：{listed}。",
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
    unit = pick(("as written", "见正文"), language)
    return "\n\n".join([head.rstrip(), *body, _plain(stamp(data, language, unit, "both"))]) + "\n"


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return "".join(f"\\{one}" if one in "\\`*_[]<>#|" else one for one in text)
