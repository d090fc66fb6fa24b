"""Sections of the page: articles, drivers, what the awards add, readings, commitments without a price, assumptions."""

from __future__ import annotations

from html import escape

import numpy as np

from simulate.analysis.base.naming import figure_title
from simulate.forecast.labels import ASSUMED
from simulate.foundation.printed import percent
from simulate.language.layout import money_unit
from simulate.plan.words import award_brief
from simulate.report.base import views
from simulate.report.page.narrator import Narrator
from simulate.report.page.parts import Value, prose, table

LEAST_SHARE = 0.01  # instruments that bring less of the spread are not listed


def articles(one: Narrator) -> str:
    """The budget by article, sortable."""
    data = one.forecast.dataset
    scale, unit, digits = money_unit(one.language, "table")
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
        names = one.say("common.semicolon").join(views.title(part, "instrument", one.language))
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
        one.say("common.article"),
        one.say("page.sections.priced_instruments"),
        one.say("page.sections.awards_p10_p90"),
        one.say("page.sections.mean"),
        "P10",
        "P50",
        "P90",
        one.say("page.sections.cash_of_mean", payer=one.payer),
        one.say("page.sections.on_assumed_amounts"),
    ]
    caption = one.say(
        "page.sections.articles_caption", years=one.years, payer=one.payer, payment_years=one.payment_years, unit=unit
    )
    return table(heads, rows, caption, sortable=True)


def drivers(one: Narrator) -> str:
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
    share_head = one.say("page.sections.share_of_the_variance")
    caption = one.say("page.sections.spread_caption", years=one.years)
    text = table([one.say("common.instrument"), share_head], listed, caption)
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
            one.say("common.sampled_figure"),
            share_head,
            one.say("page.sections.mean_lowest_fifth"),
            one.say("page.sections.mean_highest_fifth"),
        ]
        rest = one.say("page.sections.drivers_caption", draws=data.sizes["draw"])
        text += table(heads, moved, rest, sortable=True)
    return f'<div class="pair">{text}</div>'


def additional(one: Narrator) -> str:
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
        one.say("common.instrument"),
        one.say("page.sections.titles_with_awards"),
        one.say("page.sections.titles_without"),
        one.say("page.sections.project_anyway"),
        one.say("page.sections.title_anyway"),
    ]
    caption = one.say("page.sections.additional_caption", years=one.years)
    return table(heads, rows, caption, sortable=True)


def readings(one: Narrator) -> str:
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
                one.say("common.semicolon").join(named),
                one.say("common.semicolon").join(rest),
                reading.settled_by.in_language(one.language),
            ]
        )
    if not rows:
        return ""
    heads = [
        one.say("common.id"),
        one.say("common.question"),
        one.say("common.taken_as"),
        one.say("page.sections.could_also_be"),
        one.say("common.who_can_settle_it"),
    ]
    caption = one.say("page.sections.readings_caption")
    return table(heads, rows, caption)


def unpriced(one: Narrator) -> str:
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
            one.say("page.sections.not_modelled"),
            each.why.in_language(one.language),
        ]
        for each in plan.not_modelled
    ]
    if not rows:
        return ""
    heads = [
        one.say("common.id"),
        one.say("page.sections.commitment"),
        one.say("page.sections.form"),
        one.say("common.note"),
    ]
    caption = one.say("page.sections.unpriced_caption")
    return table(heads, rows, caption)


def assumed(one: Narrator) -> str:
    """How much rests on assumptions, and where each is listed."""
    plan, data = one.forecast.scenario.plan, one.forecast.dataset
    rated = [each.sources[key].rating for each in plan.instruments for key in each.sources]
    count = sum(rating in ASSUMED for rating in rated)
    top = views.assumed_share(data)
    text = one.say("page.sections.assumed_counts", sources=len(rated), soft=count, top=percent(top), years=one.years)
    return prose([text])


def again(one: Narrator) -> str:
    """The command, and what identifies the numbers."""
    about = one.forecast.dataset.attrs
    about = {"draws_simulated": about["draws"], **about}
    folder = one.forecast.folder.name if one.forecast.folder else one.say("page.sections.run_folder")
    command = f"simulate verify {folder}"
    text = one.say("page.sections.verify_again")
    names = {
        "scenario": one.say("page.sections.scenario_file"),
        "draws_simulated": one.say("common.draws"),
        "seed": one.say("common.seed"),
        "version": one.say("common.version"),
        "run_key": one.say("common.content_hash_run_key"),
        "rule_hash": one.say("common.hash_of_the_rules"),
        "generator": one.say("common.generator_of_random_numbers"),
    }
    rows: list[list[str | Value]] = [[words, str(about[key])] for key, words in names.items() if key in about]
    heads = [one.say("page.sections.what"), one.say("page.sections.value")]
    return (
        f"<pre><code>{escape(command)}</code></pre>{prose([text])}"
        f"{table(heads, rows, one.say('page.sections.identity_of_this_forecast'))}"
    )
