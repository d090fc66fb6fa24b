"""The paragraphs of the first screen: no number without unit, clock and range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.analysis.base.naming import figure_title
from simulate.forecast.lines import FINANCING
from simulate.forecast.targets import TargetYear, simulated_targets
from simulate.foundation.characters import visible
from simulate.foundation.printed import percent
from simulate.language.message import worded
from simulate.plan.words import target_words
from simulate.report.base import views
from simulate.report.base.findings import effect_sentences
from simulate.report.base.style import stamp
from simulate.report.base.words import chance_words, error_words
from simulate.report.page.appropriations import appropriation_sentence, left_unpaid
from simulate.report.page.narrator import Narrator

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
    one = Narrator(forecast, language)
    return [part for part in (_cost(one), _drivers(one), _effect(one), _left_out(one)) if part.sentences]


def _cost(one: Narrator) -> Paragraph:
    data = one.forecast.dataset
    sentences = _headline(one) if one.headline.members else []
    for name, where in views.groups(data).items():
        if name != "awards":
            values = views.obligation(views.chosen(data, where)).sum("year").values
            title = views.group_title(name, one.language)
            sentences.append(
                one.say("page.memo.beside_headline", years=one.years, title=title, range=one.range(values))
            )
    sentences += _recovery(one)
    sentences += [appropriation_sentence(one), *left_unpaid(one)]
    return Paragraph(one.say("page.memo.what_it_costs"), sentences)


def _headline(one: Narrator) -> list[str]:
    owed, cash = one.headline.owed, one.headline.cash
    if not one.headline.priced:
        return [one.say("page.memo.headline.unpriced", payer=one.payer)]
    if not owed.any():
        return [one.say("page.memo.headline.nothing_owed", years=one.years, payer=one.payer)]
    high = one.money(views.quantiles(owed, (0.9,))[0])
    years = [int(year) for year in one.forecast.dataset["payment_year"].values]
    top = int(cash.mean(axis=0).argmax())
    most = (
        one.say("page.memo.headline.most_paid_in", year=years[top], cash=one.range(cash[:, top])) if cash.any() else ""
    )
    return [
        one.say(
            "page.memo.headline.owed",
            years=one.years,
            payer=one.payer,
            owed=one.range(owed),
            how=one.how,
            high=high,
        ),
        one.say(
            "page.memo.headline.paid",
            payment_years=one.payment_years,
            cash=one.range(cash.sum(axis=1)),
            most=most,
        ),
    ]


def _recovery(one: Narrator) -> list[str]:
    """What market-based support costs once what is expected back is taken off."""
    data = one.forecast.dataset
    lent = (data["award_kind"].values == FINANCING) & ~data["headline"].values.astype(bool)
    if not lent.any():
        return []
    cost = views.chosen(data, lent)["fiscal_cost"].sum(("instrument", "payer", "payment_year")).values
    if not cost.any():
        return []
    return [one.say("page.memo.cost_after_recovery", payment_years=one.payment_years, cost=one.range(cost))]


def _drivers(one: Narrator) -> Paragraph:
    data = one.forecast.dataset
    sums = {
        number: views.obligation(views.of_article(data, number)).sum("year").values for number in views.articles(data)
    }
    owing = [number for number, values in sums.items() if values.any()]
    if not owing:
        return Paragraph("", [])
    ranked = sorted(owing, key=lambda number: float(sums[number].mean()), reverse=True)[:NAMED]
    listed = one.listed([f"{views.article_name(data, each, one.language)} {one.range(sums[each])}" for each in ranked])
    sentences = [one.say("page.memo.largest_articles", years=one.years, listed=listed)]
    sentences += [text for text in (_by_instrument(one), _by_parameter(one)) if text]
    share, top = percent(views.assumed_share(data)), percent(one.headline.assumed_share)
    sentences.append(one.say("page.memo.rests_on_assumptions", share=share, top=top))
    return Paragraph(one.say("page.memo.what_drives_it"), sentences)


def _by_instrument(one: Narrator) -> str:
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
    return one.say("page.memo.spread_by_instrument", listed=listed)


def _by_parameter(one: Narrator) -> str:
    """Which sampled figures the headline moves with, in this run's own draws."""
    if not one.drivers:
        return ""
    plan = one.forecast.scenario.plan
    parts = []
    for each in one.drivers[:NAMED]:
        most = max(each.low, each.high)
        low, high = one.money(each.low, most), one.money(each.high, most)
        name = figure_title(plan, each.name, one.language)
        parts.append(one.say("page.memo.driver", name=name, share=percent(each.share), low=low, high=high))
    return one.say("page.memo.moves_most_with", figures=one.listed(parts))


def _effect(one: Narrator) -> Paragraph:
    sentences = []
    targets: dict[str, list[TargetYear]] = {}
    for found in simulated_targets(one.forecast):
        if found.target.value is not None:
            targets.setdefault(found.target.id, []).append(found)
    sentences += [_target(one, found) for found in targets.values()]
    sentences += effect_sentences(one.forecast, one.language)
    sentences += [text for text in (_deadweight(one),) if text]
    return Paragraph(one.say("page.memo.what_it_changes"), sentences)


def _target(one: Narrator, found: list[TargetYear]) -> str:
    """Chance of a target by year, and what is expected in the last of them."""
    target = found[-1].target
    if not all(np.isfinite(each.on).all() for each in found):
        return one.say(
            "page.memo.target.undefined",
            title=target.title.in_language(one.language),
            goal=target_words(target, one.language),
        )
    said = []
    for each in found:
        chance = each.chance()
        assert chance is not None
        year = one.say("page.memo.year", year=each.year) if len(found) > 1 else ""
        said.append(f"{year}{chance_words(chance, one.language)}")
    levels = views.quantiles(found[-1].on)
    low, middle, high = (f"{value:.1%}" if target.unit == "share" else f"{value:,.0f}" for value in levels)
    when = found[-1].year
    chances = one.say("common.list").join(said)
    key = "page.memo.target.reached_in" if when else "page.memo.target.reached"
    title, goal = target.title.in_language(one.language), target_words(target, one.language)
    return one.say(key, title=title, goal=goal, chances=chances, year=when, middle=middle, low=low, high=high)


def _deadweight(one: Narrator) -> str:
    """The share of the headline for what would have happened anyway."""
    project, held = one.headline.project_deadweight, one.headline.title_deadweight
    if not one.headline.decided.any():
        return ""
    return one.say("page.memo.deadweight", project=percent(project), held=percent(held))


def _left_out(one: Narrator) -> Paragraph:
    plan = one.forecast.scenario.plan
    names = [each.title.in_language(one.language) for each in plan.instruments if not each.priced]
    if not names:
        return Paragraph("", [])
    listed = one.say("common.semicolon").join(names)
    return Paragraph(
        one.say("page.memo.not_in_any_total"),
        [one.say("page.memo.unpriced_listed", count=len(names), listed=listed)],
    )


def memo_text(forecast: Forecast, language: str) -> str:
    """The memo as Markdown, ready to paste."""
    plan, data = forecast.scenario.plan, forecast.dataset
    head = f"# {_plain(plan.title.in_language(language))}\n\n{_plain(str(worded(data.attrs, 'title', language)))}\n"
    body = [
        f"## {part.heading}\n\n" + "\n\n".join(_plain(text) for text in part.sentences)
        for part in paragraphs(forecast, language)
    ]
    foot = [_plain(stamp(data, language, "", "both")), _plain(error_words(language))]
    return visible("\n\n".join([head.rstrip(), *body, *foot]) + "\n")


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return "".join(f"\\{one}" if one in "\\`*_[]<>#|" else one for one in text)
