"""The tables that ``simulate run`` prints; each within 100 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from simulate.forecast.forecast import Forecast
from simulate.forecast.labels import article_name
from simulate.forecast.lines import Line, last_payment_year
from simulate.forecast.summary import Chance, Summary, summarise
from simulate.forecast.targets import TargetYear, simulated_targets
from simulate.foundation.printed import amount, large_percent, percent, small_percent
from simulate.foundation.ratios import UNDEFINED
from simulate.language.catalogue import say
from simulate.language.layout import money_unit
from simulate.language.message import worded
from simulate.language.vocabulary import Language, label
from simulate.language.widths import text_width
from simulate.plan.words import target_words

WIDTH = 100
YEARS_ABREAST = 5
NAME = 9  # columns of a line's name before the years
FEW_DRAWS = 3  # a chance of which fewer draws speak than this is said in words


def frame(*heads: tuple[str, int | None, str]) -> Table:
    """A table without boxes: (heading, width or None for what is left, left, right or name: one line, cut)."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold", width=WIDTH)
    for head, width, side in heads:
        name = side == "name"
        table.add_column(
            head,
            width=width,
            ratio=None if width else 1,
            justify="right" if side == "right" else "left",
            overflow="ellipsis" if name else "fold",
            no_wrap=name,
        )
    return table


def counts(found: Summary) -> str:
    """P10/P50/P90 of a count."""
    return "/".join(f"{value:,.0f}" for value in (found.p10, found.p50, found.p90))


def budget_table(forecast: Forecast, rows: Iterable[list[str]], language: Language) -> Table:
    """One line an article (``article_row``): titles, and obligation of all years by all payers."""
    years = forecast.dataset["year"].values
    owed = f"{label('obligation', language)} {years[0]}-{years[-1]}"
    anyway = say("terminal.tables.anyway_head", language)
    table = frame(
        ("", 3, "right"),
        (say("terminal.tables.article", language, unit=money_unit(language, "table").name), None, "name"),
        (say("terminal.tables.group", language), 3, "left"),
        (say("terminal.tables.titles", language), 12, "right"),
        (f"{owed}\nP10", 10, "right"),
        ("\nP50", 7, "right"),
        ("\nP90", 7, "right"),
        (f"\n{label('mean', language)}", 7, "right"),
        ("\n±", 5, "right"),
        (say("terminal.tables.assumed_head", language), 5, "right"),
        (anyway, 1 + max(map(text_width, anyway.split("\n"))), "right"),
    )
    for row in rows:
        table.add_row(*map(Text, row))
    saving = forecast.dataset["stacking_saving"].sum(("instrument", "year")).values
    if saving.any():
        name = say("terminal.tables.saved_higher_award_only", language)
        table.add_row("", Text(name), "", "", *map(Text, _money(summarise(saving), language)), "", "")
    return table


def article_row(forecast: Forecast, one: Line, language: Language) -> list[str]:
    """An article in the budget table."""
    groups = "".join(sorted({str(group) for group in forecast.dataset["group"].values[list(one.members)]}))
    name = article_name(forecast.dataset, int(one.key), language)
    seen = counts(summarise(one.recognised)) if one.recognised.any() else ""
    if not one.priced:
        return [one.key, name, groups, seen, say("terminal.tables.unpriced", language), *[""] * 6]
    shares = percent(one.assumed_share), percent(one.title_deadweight)
    return [one.key, name, groups, seen, *_money(summarise(one.owed), language), *shares]


def _money(found: Summary, language: Language) -> list[str]:
    """P10, P50, P90, mean and the error of the mean."""
    figures = (found.p10, found.p50, found.p90, found.mean, found.error_mean)
    return [amount(value, language) for value in figures]


def totals_table(forecast: Forecast, totals: Mapping[str, Line], language: Language) -> Table:
    """The headline, and the wider totals that contain it; financing apart, as cash and as cost."""
    table = frame(
        (say("terminal.tables.totals", language, unit=money_unit(language, "table").name), None, "name"),
        ("P10", 8, "right"),
        ("P50", 8, "right"),
        ("P90", 8, "right"),
        (label("mean", language), 8, "right"),
        ("±", 6, "right"),
        (say("terminal.tables.cash_mean", language), 10, "right"),
        (say("terminal.tables.assumed", language), 8, "right"),
    )
    for key, one in totals.items():
        cash = amount(float(one.cash.sum(axis=1).mean()), language)
        if not one.priced:
            table.add_row(say(f"runs.tables.total.{key}", language), say("terminal.tables.unpriced", language))
            continue
        cells = [
            say(f"runs.tables.total.{key}", language),
            *_money(summarise(one.owed), language),
            cash,
            percent(one.assumed_share),
        ]
        table.add_row(*map(Text, cells))
        if key == "financing":
            cost = summarise(one.fiscal_cost.sum(axis=1))
            name = say("terminal.tables.net_of_expected_recovery", language)
            table.add_row(*map(Text, [name, *_money(cost, language), "", ""]))
    return table


@dataclass(frozen=True)
class CashRow:
    """A line's cash by payment year as printed; ``years`` up to the last in which it pays, empty where unpriced."""

    name: str
    cells: list[str]
    years: int


def cash_row(one: Line, language: Language) -> CashRow:
    """The cash of a line."""
    name = one.key if one.payer is None else say("terminal.tables.headline", language)
    cells = [_cash(summarise(paid), language) for paid in one.cash.T] if one.priced else []
    return CashRow(name, cells, last_payment_year([one]) if one.priced else 0)


def cash_tables(forecast: Forecast, rows: Iterable[CashRow], language: Language) -> Iterator[RenderableType]:
    """Cash by payment year: mean, and below it P10/P50/P90; as many years side by side as fit, at most five."""
    priced = [row for row in rows if row.cells]
    if not priced:
        return
    years = max((row.years for row in priced), default=1)
    names = [int(year) for year in forecast.dataset["payment_year"].values[:years]]
    widest = max((len(part) for row in priced for cell in row.cells[:years] for part in cell.split("\n")), default=1)
    abreast = max(1, min(YEARS_ABREAST, (WIDTH - NAME) // (widest + 1)))
    for first in range(0, years, abreast):
        some = range(first, min(first + abreast, years))
        head = say("terminal.tables.cash", language)
        levels = [(f"{names[place]} {label('mean', language)}\nP10/P50/P90", None, "right") for place in some]
        table = frame((head, NAME - 1, "left"), *levels)
        for row in priced:
            table.add_row(Text(row.name), *(Text(row.cells[place]) for place in some))
        yield table
        if some[-1] + 1 < years:
            yield Text()


def _cash(found: Summary, language: Language) -> str:
    levels = "/".join(amount(value, language).replace(",", "") for value in (found.p10, found.p50, found.p90))
    return f"{amount(found.mean, language)}\n{levels}"


def target_table(forecast: Forecast, language: Language) -> Table:
    """Targets that an output answers, with and without the awards, and the chance to reach each."""
    table = frame(
        (say("terminal.tables.target", language), None, "left"),
        ("", 4, "right"),
        (say("terminal.tables.with_awards", language), 19, "right"),
        (say("terminal.tables.chance", language), 11, "right"),
        (say("terminal.tables.without_awards", language), 19, "right"),
        (say("terminal.tables.chance", language), 11, "right"),
    )
    last = ""
    for one in simulated_targets(forecast):
        colon = say("common.colon", language)
        name = f"{one.target.title.in_language(language)}{colon}{target_words(one.target, language)}"
        year = "" if one.year is None else str(one.year)
        cells = ["" if name == last else name, year, *_arm(one, "on", language), *_arm(one, "off", language)]
        table.add_row(*map(Text, cells))
        last = name
    return table


def _arm(one: TargetYear, policy: str, language: Language) -> list[str]:
    values = one.on if policy == "on" else one.off
    if values is None:
        return ["", ""]
    found, chance = summarise(values), one.chance(policy)
    if not np.isfinite(found.mean):
        return [UNDEFINED, UNDEFINED]
    shares = "/".join(f"{100 * value:.1f}" for value in (found.p10, found.p50, found.p90)) + "%"
    return [
        shares if one.target.unit == "share" else counts(found),
        "" if chance is None else chance_words(chance, language),
    ]


def chance_words(chance: Chance, language: Language) -> str:
    """A chance with its Monte Carlo error; where no draw, or every draw, reaches, with the bound that so many draws give."""
    if chance.never:
        return say("terminal.tables.in_no_draw", language, bound=small_percent(chance.bound))
    if chance.always:
        return say("terminal.tables.every_draw", language, bound=large_percent(1 - chance.bound))
    if chance.share * chance.draws < FEW_DRAWS:
        return f"<{FEW_DRAWS / chance.draws:.1%}"
    return f"{chance.share:.0%} ±{100 * chance.error:.0f}"


def adoption_table(forecast: Forecast, language: Language) -> Table:
    """Coverage and maturity stages at the end of the last year, means of both arms, by segment."""
    data = forecast.dataset.isel(year=-1)
    year = int(data["year"])
    both = say("terminal.tables.with_without", language)
    table = frame(
        (say("terminal.tables.end_of_mean", language, year=year, both=both), None, "left"),
        (label("coverage", language), 16, "right"),
        *((say("terminal.tables.stage", language, stage=stage), 12, "right") for stage in data["stage"].values),
    )
    for place, name in enumerate(worded(data, "segment", language).values):
        one = data.isel(segment=place)
        shares = [one["coverage"], *(one["stage_share"].sel(stage=stage) for stage in data["stage"].values)]
        table.add_row(Text(str(name)), *(Text(_pair(np.asarray(s.transpose("policy", "draw").values))) for s in shares))
    return table


def _pair(values: np.ndarray) -> str:
    on, off = (100 * float(arm.mean()) for arm in values)
    return f"{on:.1f}/{off:.1f}%" if np.isfinite((on, off)).all() else UNDEFINED
