"""What the figures rest on: assumptions with their sources, readings, and the draws in numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from simulate.analysis.base.naming import figure_title
from simulate.behaviour.parameters import DECLARED
from simulate.calibration.citations import cited, references
from simulate.forecast.labels import readings_words
from simulate.forecast.summary import mean_error
from simulate.plan.files.figure_names import figure_name
from simulate.plan.files.figures import instrument_figures
from simulate.plan.instrument import Source
from simulate.plan.words import cut_words, data_words, figure_words, pick, rating_words, source_words
from simulate.report.base import views
from simulate.report.base.words import ERROR_WORDS, UNITS, document, own_figures, spoken
from simulate.report.workbook.book import A3, Book, Sheet

FIRM = ("assumed", "prior")
MANY = 10_000
"""Parameters as large as this are shown without decimals."""


def assumptions(book: Book) -> list[list[str]]:
    """Every figure of the plan that is not stated or observed: id, instrument, figure, value, rating, source."""
    language = book.language
    rows = []
    scenario = book.forecast.scenario
    known, plan = references(language, scenario.calibration), scenario.plan
    number = document(plan, language).removeprefix("Plan ")
    for one in plan.instruments:
        for parts in instrument_figures(one):
            path = ".".join(map(str, parts))
            source = one.source(path)
            if source is not None and source.rating in FIRM:
                rows.append(
                    [
                        one.id,
                        one.title.in_language(language),
                        figure_name(path, language),
                        spoken(figure_words(one, path, language), language),
                        rating_words(source.rating, language),
                        _source(source, language, known).replace(plan.document[0], number),
                    ]
                )
    return rows


def _source(source: Source, language: str, known: Mapping[str, str]) -> str:
    """Where a figure comes from, with what the ids of priors and observations stand for."""
    said = source_words(source, language)
    return "\n".join([said, *(f"{name}: {known[name]}" for name in cited([said]) if name in known)])


def write_assumptions(book: Book) -> None:
    """Assumed figures of instruments, what the scenario changes, and the sampled parameters with their spread."""
    title = book.say("Assumptions", "假设")
    note = book.say(
        "Figures that the plan's text does not state and that nobody published.", "方案原文未写明、亦无公开数据的数值。"
    )
    sheet = book.sheet(
        title, book.say("Assumptions and their sources", "假设及其依据"), note, paper=A3, widths=[9, 30, 30, 34, 8, 100]
    )
    sheet.head(
        [
            book.say("Id", "编号"),
            book.say("Instrument", "政策工具"),
            book.say("Figure", "参数"),
            book.say("Value", "数值"),
            book.say("Rating", "依据"),
            book.say("Source", "出处"),
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
        sheet.line([None, book.say("changed by the scenario", "情景修改"), words], ["text"] * 3)
    for path, value, at in scenario.changes():
        words = figure_title(scenario.plan, path, book.language)
        reading = scenario.plan.reading(path.split(".")[1]) if path.startswith("readings.R") else None
        chosen = reading.alternatives.get(str(value)) if reading else None
        said = data_words(value, book.language) if chosen is None else chosen.label.in_language(book.language)
        where = f"{Path(str(at.file)).name}:{at.line}" if at.line else str(book.data.attrs["scenario"])
        sheet.line(
            [
                None,
                book.say("changed by the scenario", "情景修改"),
                f"{words} ({path})",
                spoken(said, book.language),
                book.say("scenario", "情景"),
                where,
            ],
            ["text"] * 6,
        )


def _parameters(book: Book) -> None:
    plan = book.forecast.scenario.plan
    title = book.say("Parameters", "参数")
    sheet = book.sheet(
        title,
        book.say("Sampled parameters", "抽样参数"),
        book.say("Quantiles over the draws", "各次抽样取值的分位数"),
        widths=[34, 60, 14, 16, 16, 16, 16, 40],
    )
    sheet.head(
        [
            book.say("Name", "名称"),
            book.say("Meaning", "含义"),
            book.say("Unit", "单位"),
            book.say("mean", "均值"),
            "P10",
            "P50",
            "P90",
            book.say("Cut to its range", "截断范围"),
        ],
        freeze=1,
    )
    cut = book.forecast.scenario.truncated()
    values = book.data["parameter_value"].transpose("parameter", "draw").values
    for name, row in zip(book.data["parameter"].values, values, strict=True):
        one = DECLARED.get(str(name).rsplit(".", 1)[0] if str(name)[-4:].isdigit() else str(name))
        unit = None if one is None else pick(UNITS.get(one.unit, (one.unit, one.unit)), book.language)
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
    title = book.say("Readings", "条文解读")
    note = book.say(
        "What this run takes each open sentence to mean; shares are shares of the draws.",
        "方案中可作不同理解的语句，本次所取解读及其他可能；比重为抽样比重。",
    )
    sheet = book.sheet(
        title, book.say("Readings assumed", "所取条文解读"), note, paper=A3, widths=[8, 46, 40, 56, 34, 40]
    )
    sheet.head(
        [
            book.say("Id", "编号"),
            book.say("Question", "问题"),
            book.say("Taken as", "本次所取"),
            book.say("Alternatives (share of draws)", "其他解读（抽样比重）"),
            book.say("Who can settle it", "由谁明确"),
            book.say("Effect", "影响"),
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
        rest = book.say("; ", "；").join(word for rank, word in enumerate(words) if rank != most)
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
    title = book.say("Draws summary", "抽样摘要")
    how, own = readings_words(book.forecast.scenario, book.language), views.budget_words(data, book.language)
    note = book.say(
        f"Unit: {book.unit} over all years, by recognition year unless cash is said, all payers unless {own} is; {how}.",
        f"单位：{book.unit}，各年合计；除注明实际支出外按认定年度，除注明{own}外为全部资金来源；{how}。",
    )
    sheet = book.sheet(title, title, note, widths=[46, *[12] * 10])
    sheet.text(pick(ERROR_WORDS, book.language))
    levels = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
    sheet.head(
        [
            book.say("Quantity", "项目"),
            book.say("mean", "均值"),
            book.say("standard deviation", "标准差"),
            book.say("Monte Carlo error of the mean", "均值的模拟误差"),
            *(f"P{level * 100:.0f}" for level in levels),
        ],
        freeze=1,
    )
    top = views.headline(data)
    payer = views.budget_words(top, book.language)
    rows = [
        (
            book.say("Headline obligation", "主口径应兑付") + f", {payer}",
            views.obligation(top, views.budget_payer(top)).sum("year").values,
        ),
        (
            book.say("Headline cash", "主口径实际支出") + f", {payer}",
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
        "scenario": book.say("scenario", "情景"),
        "plan": book.say("plan", "方案"),
        "seed": book.say("seed", "随机种子"),
        "draws": book.say("draws", "抽样次数"),
        "observed": book.say("observed facts that every draw agrees with", "各次抽样均符合的观测事实"),
        "draws_simulated": book.say("draws simulated before observing", "筛选前抽样次数"),
        "effective_sample_size": book.say("effective sample size", "有效样本量"),
        "run_key": book.say("content hash (run key)", "内容哈希（run key）"),
        "rule_hash": book.say("hash of the rules", "规则哈希"),
        "generator": book.say("generator of random numbers", "随机数生成器"),
        "version": book.say("version", "版本"),
    }
    for key, words in names.items():
        if key in data.attrs:
            sheet.put(0, words)
            sheet.page.merge_range(sheet.row, 1, sheet.row, 6, str(data.attrs[key]), book.look("text"))
            sheet.row += 1
