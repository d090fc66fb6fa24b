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
from simulate.foundation.printed import amount, percent
from simulate.foundation.ratios import UNDEFINED
from simulate.language.catalogue import say
from simulate.language.layout import layout, money_unit
from simulate.language.message import given
from simulate.language.vocabulary import Language
from simulate.language.widths import wrapped
from simulate.plan.files.load import shipped_plans
from simulate.plan.plan import Plan
from simulate.report.base.findings import effect_sentences
from simulate.report.base.words import error_words, own_figures
from simulate.report.terminal.tables import (
    adoption_table,
    article_row,
    budget_table,
    cash_row,
    cash_tables,
    target_table,
    totals_table,
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
    if not layout(language).break_anywhere:
        return text
    return "\n".join(line for part in text.split("\n") for line in wrapped(part, WIDTH) or [""])


def title(forecast: Forecast, language: Language) -> str:
    """Scenario, plan, draws and seed on the first lines."""
    data, plan = forecast.dataset, forecast.scenario.plan.title.in_language(language)
    draws, seed = data.sizes["draw"], data.attrs["seed"]
    name = given(forecast.scenario.title, language)
    how = say("terminal.screen.draws_and_seed", language, n=draws, seed=seed)
    conditioned = conditioning_words(data, language)
    return "\n".join([f"{name} · {how}", plan, *([conditioned] if conditioned else [])])


def changes(forecast: Forecast, language: Language) -> list[str]:
    """What the scenario changes of the plan, the firms or the economy."""
    found = forecast.scenario.changes()
    shown = [f"  {path}: {value}" for path, value, _ in found[:MOST_CHANGES]]
    if len(found) > MOST_CHANGES:
        rest = len(found) - MOST_CHANGES
        shown.append(say("terminal.screen.and_more_changes", language, rest=rest))
    if own := forecast.scenario.own_figures:
        shown.append(f"  {own_figures(own, language)}")
    return [say("terminal.screen.changed", language), *shown] if shown else []


def paragraph(forecast: Forecast, headline: Line, language: Language) -> str:
    """The headline with its 80 % range, what it rests on, and what the awards change."""
    sentences = [*headline_sentences(forecast, headline, language), *effect_sentences(forecast, language)]
    return layout(language).sentence_gap.join(sentences)


def headline_sentences(forecast: Forecast, headline: Line, language: Language) -> list[str]:
    """What the budget will owe, how surely, on what it rests, and whom it rewards for what they would hold anyway."""
    years, found = forecast.dataset["year"].values, summarise(headline.owed)
    span = f"{years[0]}-{years[-1]}" if len(years) > 1 else str(years[0])
    apart = say("terminal.screen.headline.support_apart", language) if _lends(forecast) else ""
    if not headline.owed.any():
        return [_nothing_owed(headline, span, apart, budget_words(forecast.dataset, language), language)]
    p50, mean = (amount(value, language) for value in (found.p50, found.mean))
    money, how = money_unit(language, "table").name, readings_words(forecast.scenario, language)
    payer = budget_words(forecast.dataset, language)
    sentences = [
        say(
            "terminal.screen.headline.owed",
            language,
            span=span,
            payer=payer,
            p50=p50,
            money=money,
            mean=mean,
            apart=apart,
        ),
        _range(found, how, language),
        say(
            "terminal.screen.headline.rests_on_assumptions",
            language,
            assumed_share=percent(headline.assumed_share),
        ),
    ]
    return [*sentences, _held_anyway(headline, language)]


def _nothing_owed(headline: Line, span: str, apart: str, payer: str, language: Language) -> str:
    """What is said where the headline is nothing in every draw: nothing is priced, or nothing is owed."""
    if not headline.priced:
        return say("terminal.screen.headline.unpriced", language, payer=payer)
    return say("terminal.screen.headline.nothing_owed", language, span=span, payer=payer, apart=apart)


def _range(found: Summary, how: str, language: Language) -> str:
    """The 80 % range and the error of the median, as far as there are draws enough for them."""
    p10, p90 = (amount(value, language) for value in (found.p10, found.p90))
    if not math.isfinite(found.error_mean):
        return say("terminal.screen.range.one_draw", language)
    unit = money_unit(language, "table").name
    text = say("terminal.screen.range.between", language, how=how, p10=p10, p90=p90, unit=unit)
    if not math.isfinite(found.error_p50):
        rest = say("terminal.screen.range.too_few", language)
        return text + rest
    moved = amount(found.error_p50, language)
    return text + say("terminal.screen.range.median_moves", language, moved=moved, unit=unit)


def _held_anyway(headline: Line, language: Language) -> str:
    """What of the headline goes to titles that would be held anyway."""
    if not headline.decided.any():
        return say("terminal.screen.headline.no_firms", language)
    share = percent(headline.title_deadweight)
    return say("terminal.screen.headline.held_anyway", language, share=share)


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
        say("terminal.screen.notes.quantiles", language, how=how, undefined=UNDEFINED),
        error_words(language),
    ]
    if data.sizes["draw"] < FEW:
        few = f"{data.sizes['draw']:,}"
        lines.append(say("terminal.screen.notes.few_draws", language, few=few))
    if unpriced:
        lines.append(say("terminal.screen.notes.unpriced", language, listed=unpriced))
    lines += _bounds_met(data, language)
    lines.append(say("terminal.screen.notes.more", language, article=_article_command(forecast.scenario.plan)))
    if folder is not None:
        where = say("terminal.screen.notes.tables", language)
        lines.append(f"{where}{folder}/tables")
    return "\n".join(lines)


def _article_command(plan: Plan) -> str:
    """The command that shows an article of the plan; a plan that does not ship lies in a folder that the reader knows."""
    elsewhere = "" if plan.name in shipped_plans() else " --plan FOLDER"
    return f"simulate plan {next((one.article for one in plan.instruments), 1)}{elsewhere}"


def _bounds_met(data: xr.Dataset, language: Language) -> list[str]:
    """In how many draws a figure is held at the bound that keeps it possible: it then says less than it seems to."""
    capped = float((data["anchors_at_cap"] > 0).mean())
    whole = float((data["core_share"] >= 1.0).any(("policy", "year")).mean())
    lines = []
    if capped:
        lines.append(say("terminal.screen.notes.applications_capped", language, capped=capped))
    if whole:
        lines.append(say("terminal.screen.notes.core_held", language, whole=whole))
    return lines
