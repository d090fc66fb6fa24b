"""``report.html``: one file with everything in it, escaped, that opens without a network."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from simulate.forecast.conditioning import conditioning_words
from simulate.foundation.characters import visible
from simulate.foundation.printed import percent
from simulate.language.layout import layout
from simulate.language.message import worded
from simulate.report.base import views
from simulate.report.base.style import stamp
from simulate.report.base.webfont import font_face
from simulate.report.base.words import chance_words, error_words, own_figures
from simulate.report.page.appropriations import worst_shortfall
from simulate.report.page.evidence import actuals_part, backtest_part, kept_parts
from simulate.report.page.look import CSS, SCRIPT
from simulate.report.page.memo import Paragraph, paragraphs
from simulate.report.page.narrator import Narrator
from simulate.report.page.parts import Charts, figures, prose, section
from simulate.report.page.sections import additional, again, articles, assumed, drivers, readings, unpriced

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast

MONEY = ("fan", "exceedance", "clocks", "payers")
ARTICLES = ("articles", "masses")
EFFECT = ("projects", "stages", "funnel", "additionality")


def page_text(forecast: Forecast, language: str, charts: Charts) -> str:
    """The whole page, with the charts that it is given."""
    one = Narrator(forecast, language)
    title = escape(forecast.scenario.plan.title.in_language(language))
    scenario = escape(str(worded(forecast.dataset.attrs, "title", language)))
    rest = escape(stamp(forecast.dataset, language, "", "both")).replace(r"\$", "$")
    body = (
        f"<header><h1>{title}</h1><p>{one.say('page.write.scenario')}<strong>{scenario}</strong></p>"
        f'<p class="stamp">{rest}</p></header>\n<main>\n{_main(one, charts)}\n</main>\n'
        f"<footer><p>{rest}</p><p>{escape(error_words(language))}</p></footer>\n"
    )
    shown = f"{title}{scenario}" + re.sub(r'src="[^"]*"', "", body)
    return visible(
        f'<!DOCTYPE html>\n<html lang="{layout(language).html}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<link rel="icon" href="data:,">\n'
        f"<title>{scenario} - {title}</title>\n<style>\n{font_face(shown)}\n{CSS}\n</style>\n</head>\n<body>\n"
        f"{body}<script>\n{SCRIPT}\n</script>\n</body>\n</html>\n"
    )


def _main(one: Narrator, charts: Charts) -> str:
    say = one.say
    told = paragraphs(one.forecast, one.language)
    parts = [
        section(say("page.write.in_short"), _given(one), _cards(one), *map(_told, told)),
        section(say("page.write.by_article"), articles(one), figures(one, charts, *ARTICLES)),
        section(say("page.write.money_over_time"), figures(one, charts, *MONEY)),
        section(say("page.write.what_drives_the_spread"), drivers(one), figures(one, charts, "drivers")),
        *kept_parts(one, charts),
        section(say("page.write.what_the_awards_add"), figures(one, charts, *EFFECT), additional(one)),
        section(say("common.readings_assumed"), readings(one)),
        section(say("page.write.unpriced_commitments"), unpriced(one)),
        section(say("common.back_test"), backtest_part(one, charts)),
        section(say("common.actuals_beside_the_forecast"), actuals_part(one)),
        section(say("common.assumptions"), assumed(one)),
        section(say("page.write.to_reproduce"), again(one)),
    ]
    return "\n".join(part for part in parts if part)


def _given(one: Narrator) -> str:
    """What the forecast was conditioned on, with how many draws are left, and figures that are not those that ship."""
    own = one.forecast.scenario.own_figures
    words = [conditioning_words(one.forecast.dataset, one.language), own_figures(own, one.language) if own else ""]
    return prose([said for said in words if said]) if any(words) else ""


def _told(part: Paragraph) -> str:
    return f"<h3>{escape(part.heading)}</h3>{prose(part.sentences)}"


def _cards(one: Narrator) -> str:
    """P50, P90, the chance that the appropriation is exceeded, and what rests on assumed amounts."""
    if not one.headline.members:
        return ""
    low, middle, high = views.quantiles(one.headline.owed)
    money = [one.money(value, high) for value in (low, middle, high)]
    clock = one.say("page.write.headline_clock", payer=one.payer, years=one.years, how=one.how)
    cards = [
        (
            money[1],
            one.say("page.write.p50_card", low=money[0], high=money[2]),
            clock,
        ),
        (money[2], one.say("page.write.p90_card"), clock),
        *_over(one),
        (
            percent(one.headline.assumed_share),
            one.say("page.write.assumed_card"),
            clock,
        ),
    ]
    items = "".join(
        f"<li><strong>{escape(a)}</strong><span>{escape(b)}</span><span>{escape(c)}</span></li>" for a, b, c in cards
    )
    return f'<ul class="cards">{items}</ul>'


def _over(one: Narrator) -> list[tuple[str, str, str]]:
    worst = worst_shortfall(one.forecast)
    if worst is None:
        return []
    article, year, chance = worst
    name = views.article_title(article, one.language)
    return [
        (
            percent(chance.share),
            one.say("page.write.exceeded_card")
            + ("" if 0 < chance.share < 1 else f": {chance_words(chance, one.language)}"),
            one.say("page.write.exceeded_where", name=name, year=year, payer=one.payer),
        )
    ]
