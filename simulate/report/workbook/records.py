"""What the figures rest on: assumptions with their sources, readings, and the draws in numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from simulate.analysis.base.citations import cited, references
from simulate.analysis.base.naming import figure_title
from simulate.behaviour.parameters import DECLARED
from simulate.forecast.labels import ASSUMED, readings_words
from simulate.forecast.summary import mean_error
from simulate.plan.files.figure_names import figure_name
from simulate.plan.files.figures import instrument_figures
from simulate.plan.instrument import Source
from simulate.plan.words import cut_words, data_words, figure_words, rating_words, source_words
from simulate.report.base import views
from simulate.report.base.words import error_words, own_figures, spoken, unit_words
from simulate.report.workbook.book import A3, Book, Sheet

MANY = 10_000
"""Parameters as large as this are shown without decimals."""


def assumptions(book: Book) -> list[list[str]]:
    """Every figure of the plan that is not stated or observed: id, instrument, figure, value, rating, source."""
    language = book.language
    rows = []
    scenario = book.forecast.scenario
    known, plan = references(language, scenario.calibration), scenario.plan
    number = plan.document[0]
    named = number if number.isascii() else book.say("workbook.records.document", number=number, issued=plan.issued)
    for one in plan.instruments:
        for parts in instrument_figures(one):
            path = ".".join(map(str, parts))
            source = one.source(path)
            if source is not None and source.rating in ASSUMED:
                rows.append(
                    [
                        one.id,
                        one.title.in_language(language),
                        figure_name(path, language),
                        spoken(figure_words(one, path, language), language),
                        rating_words(source.rating, language),
                        _source(source, language, known).replace(number, named),
                    ]
                )
    return rows


def _source(source: Source, language: str, known: Mapping[str, str]) -> str:
    """Where a figure comes from, with what the ids of priors and observations stand for."""
    said = source_words(source, language)
    return "\n".join([said, *(f"{name}: {known[name]}" for name in cited([said]) if name in known)])


def write_assumptions(book: Book) -> None:
    """Assumed figures of instruments, what the scenario changes, and the sampled parameters with their spread."""
    title = book.say("common.assumptions")
    note = book.say("workbook.records.assumptions_note")
    sheet = book.sheet(
        title,
        book.say("workbook.records.assumptions_and_their_sources"),
        note,
        paper=A3,
        widths=[9, 30, 30, 34, 8, 100],
    )
    sheet.head(
        [
            book.say("common.id"),
            book.say("common.instrument"),
            book.say("workbook.records.figure"),
            book.say("workbook.records.value"),
            book.say("workbook.records.rating"),
            book.say("workbook.records.source"),
        ],
        freeze=2,
    )
    for row in assumptions(book):
        sheet.line(row, ["text"] * 6)
    _changes(book, sheet)
    _parameters(book)


def _changes(book: Book, sheet: Sheet) -> None:
    """What the scenario states itself: which figure, its value, and the line, where the file is at hand."""
    scenario = book.forecast.scenario
    if scenario.own_figures:
        words = own_figures(scenario.own_figures, book.language)
        sheet.line([None, book.say("workbook.records.changed_by_the_scenario"), words], ["text"] * 3)
    for path, value, at in scenario.changes():
        words = figure_title(scenario.plan, path, book.language)
        reading = scenario.plan.reading(path.split(".")[1]) if path.startswith("readings.R") else None
        chosen = reading.alternatives.get(str(value)) if reading else None
        said = data_words(value, book.language) if chosen is None else chosen.label.in_language(book.language)
        where = f"{Path(str(at.file)).name}:{at.line}" if at.line else str(book.data.attrs["scenario"])
        sheet.line(
            [
                None,
                book.say("workbook.records.changed_by_the_scenario"),
                f"{words} ({path})",
                spoken(said, book.language),
                book.say("workbook.records.scenario"),
                where,
            ],
            ["text"] * 6,
        )


def _parameters(book: Book) -> None:
    plan = book.forecast.scenario.plan
    title = book.say("workbook.records.parameters")
    sheet = book.sheet(
        title,
        book.say("workbook.records.sampled_parameters"),
        book.say("workbook.records.quantiles_over_the_draws"),
        widths=[34, 60, 14, 16, 16, 16, 16, 40],
    )
    sheet.head(
        [
            book.say("workbook.records.name"),
            book.say("workbook.records.meaning"),
            book.say("workbook.records.unit"),
            book.say("common.mean"),
            "P10",
            "P50",
            "P90",
            book.say("workbook.records.cut_to_its_range"),
        ],
        freeze=1,
    )
    cut = book.forecast.scenario.truncated()
    values = book.data["parameter_value"].transpose("parameter", "draw").values
    for name, row in zip(book.data["parameter"].values, values, strict=True):
        one = DECLARED.get(str(name).rsplit(".", 1)[0] if str(name)[-4:].isdigit() else str(name))
        unit = None if one is None else unit_words(one.unit, book.language)
        usable = row[np.isfinite(row)]
        levels = [views.mean(usable), *views.quantiles(usable)] if usable.size else [None] * 4
        words = figure_title(plan, str(name), book.language)
        look = "count" if usable.size and np.abs(usable).max() >= MANY else "number"
        found = cut.pop(f"behaviour.{name}", None)
        said = None if found is None else cut_words(found, book.language)
        sheet.line([str(name), words, unit, *levels, said], ["text"] * 3 + [look] * 4 + ["text"])
    for path, found in cut.items():
        sheet.line([path, *[None] * 6, cut_words(found, book.language)], ["text"] * 3 + ["number"] * 4 + ["text"])


def write_readings(book: Book) -> None:
    """Each open sentence, what this run takes it to mean, and the other ways to read it."""
    title = book.say("workbook.records.readings")
    note = book.say("workbook.records.readings_note")
    sheet = book.sheet(title, book.say("common.readings_assumed"), note, paper=A3, widths=[8, 46, 40, 56, 34, 40])
    sheet.head(
        [
            book.say("common.id"),
            book.say("common.question"),
            book.say("common.taken_as"),
            book.say("workbook.records.alternatives_share_of_draws"),
            book.say("common.who_can_settle_it"),
            book.say("workbook.records.effect"),
        ],
        freeze=1,
    )
    language = book.language
    for place, one in enumerate(book.forecast.scenario.plan.readings):
        chosen = book.data["reading_chosen"].isel(reading=place).values
        words = [
            f"{alternative.label.in_language(language)} ({(chosen == rank).mean():.0%})"
            for rank, alternative in enumerate(one.alternatives.values())
        ]
        most = int(np.bincount(chosen.astype(int)).argmax())
        rest = book.say("common.semicolon").join(word for rank, word in enumerate(words) if rank != most)
        effect = one.why.in_language(language) if one.why else " ".join(one.instruments)
        sheet.line(
            [
                one.id,
                one.question.in_language(language),
                words[most],
                rest or None,
                one.settled_by.in_language(language),
                effect,
            ],
            ["text"] * 6,
        )


def write_draws(book: Book) -> None:
    """Totals over all years: mean, spread, Monte Carlo error and quantiles."""
    data = book.data
    title = book.say("workbook.records.draws_summary")
    how, own = readings_words(book.forecast.scenario, book.language), views.budget_words(data, book.language)
    note = book.say("workbook.records.draws_note", unit=book.unit, own=own, how=how)
    sheet = book.sheet(title, title, note, widths=[46, *[12] * 10])
    sheet.text(error_words(book.language))
    levels = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
    sheet.head(
        [
            book.say("workbook.records.quantity"),
            book.say("common.mean"),
            book.say("workbook.records.standard_deviation"),
            book.say("workbook.records.monte_carlo_error"),
            *(f"P{level * 100:.0f}" for level in levels),
        ],
        freeze=1,
    )
    top = views.headline(data)
    payer = views.budget_words(top, book.language)
    rows = [
        (
            book.say("workbook.records.headline_obligation") + f", {payer}",
            views.obligation(top, views.budget_payer(top)).sum("year").values,
        ),
        (
            book.say("workbook.records.headline_cash") + f", {payer}",
            views.cash(top, views.budget_payer(top)).sum("payment_year").values,
        ),
    ]
    for name, where in views.groups(data).items():
        rows.append(
            (views.group_title(name, book.language), views.obligation(views.chosen(data, where)).sum("year").values)
        )
    rows += [
        (views.article_title(one, book.language), views.obligation(views.of_article(data, one)).sum("year").values)
        for one in views.articles(data)
    ]
    for name, values in rows:
        spread = float(np.std(values, ddof=1)) if len(values) > 1 else math.nan
        found = [views.mean(values), spread, mean_error(values), *views.quantiles(values, levels)]
        sheet.line([name, *(value / book.scale for value in found)], ["text", *["money"] * 10])
    sheet.row += 1
    names = {
        "scenario": book.say("workbook.records.scenario"),
        "plan": book.say("workbook.records.plan"),
        "seed": book.say("common.seed"),
        "draws": book.say("common.draws"),
        "observed": book.say("workbook.records.observed_facts"),
        "draws_simulated": book.say("workbook.records.draws_simulated"),
        "effective_sample_size": book.say("workbook.records.effective_sample_size"),
        "run_key": book.say("common.content_hash_run_key"),
        "rule_hash": book.say("common.hash_of_the_rules"),
        "generator": book.say("common.generator_of_random_numbers"),
        "version": book.say("common.version"),
    }
    for key, words in names.items():
        if key in data.attrs:
            sheet.put(0, words)
            sheet.page.merge_range(sheet.row, 1, sheet.row, 6, str(data.attrs[key]), book.look("text"))
            sheet.row += 1
