"""The plan as encoded, for the terminal: all of it, one article, or one instrument with every figure's source."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from simulate.errors import InputError, nearest
from simulate.plan.figures import instrument_figures
from simulate.plan.instrument import Instrument
from simulate.plan.plan import Plan
from simulate.plan.reading import Reading
from simulate.plan.target import NotModelled, Simulated, Target
from simulate.plan.values import Known
from simulate.plan.words import (
    award_words,
    data_words,
    figure_words,
    mechanism_words,
    pick,
    rating_words,
    source_words,
    target_words,
)
from simulate.units import format_money_short
from simulate.vocabulary import TERMS

WIDTH = 100
SCENARIO = "scenarios/baseline.yaml"


def show_plan(plan: Plan, what: str | None = None, language: str | None = None) -> RenderableType:
    """``what`` None: the whole plan; ``a05.1``: an instrument; ``9``: an article. At most ``WIDTH`` columns wide.

    Raises InputError where the plan has no such instrument or article.
    """
    language = language or plan.language
    if what is None:
        return _whole(plan, language)
    if what.isdigit():
        return _article(plan, int(what), language)
    left_out = next((one for one in plan.not_modelled if one.id == what), None)
    if left_out is not None:
        return _not_modelled([left_out], language)
    return _instrument(plan, _find(plan, what), language)


def _find(plan: Plan, name: str) -> Instrument:
    known = [one.id for one in plan.instruments]
    if name in known:
        return plan.instrument(name)
    near = nearest(name, [*known, *(one.id for one in plan.not_modelled)])
    hint = f"; did you mean '{near}'?" if near else ""
    raise InputError(f"'{name}': expected an instrument such as a05.1, or the number of an article{hint}")


def _title(words: str) -> Text:
    return Text(words, style="bold")


def _table(*columns: tuple[str, int | None]) -> Table:
    """A table of fixed or flexible columns; an id never wraps."""
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim", width=WIDTH, pad_edge=False)
    for name, width in columns:
        table.add_column(name, width=width, ratio=None if width else 1, overflow="fold")
    return table


def _row(table: Table, *cells: str) -> None:
    table.add_row(*(Text(cell) for cell in cells))


def _whole(plan: Plan, language: str) -> RenderableType:
    switches = [one for one in plan.readings if one.kind == "switch"]
    notes = [one for one in plan.readings if one.kind == "note"]
    parts: list[RenderableType] = [
        _title(plan.title.in_language(language)),
        Text(f"{', '.join(plan.document)} · {plan.issued} · {plan.window.start} – {plan.window.end}"),
        Text(),
        _instruments(plan, plan.instruments, language),
        Text(),
        _title(pick(("Readings that change numbers", "影响数值的读法"), language)),
        _readings(switches, language),
        Text(),
        _title(pick(("Readings that change no number", "不影响数值的读法"), language)),
        _notes(notes, language),
        Text(),
        *_targets_and_rest(plan, plan.targets, plan.not_modelled, language),
        Text(),
        Text(
            pick(("More: simulate plan a05.1, simulate plan 9", "详情：simulate plan a05.1、simulate plan 9"), language)
        ),
    ]
    return Group(*parts)


def _targets_and_rest(
    plan: Plan, targets: Iterable[Target], rest: Iterable[NotModelled], language: str
) -> Iterable[RenderableType]:
    targets, rest = list(targets), list(rest)
    if targets:
        yield _title(pick(("Targets", "目标"), language))
        yield _targets(plan, targets, language)
    if rest:
        yield Text()
        yield _not_modelled(rest, language)


def _article(plan: Plan, number: int, language: str) -> RenderableType:
    instruments = plan.article(number)
    targets = [one for one in plan.targets if one.article == number]
    rest = [one for one in plan.not_modelled if one.article == number]
    if not instruments and not targets and not rest:
        articles = sorted({one.article for one in (*plan.instruments, *plan.targets, *plan.not_modelled)})
        raise InputError(
            f"article {number}: the plan has nothing there; expected one of {', '.join(map(str, articles))}"
        )
    parts: list[RenderableType] = [_title(pick((f"Article {number}", f"第{number}条"), language))]
    if instruments:
        parts.append(_instruments(plan, instruments, language))
        found = {one.id: one for each in instruments for one in plan.readings_of(each.id)}
        ordered = sorted(found.values(), key=lambda one: one.number)
        if ordered:
            parts += [Text(), _title(pick(("Readings", "读法"), language)), _readings(ordered, language)]
    parts += [Text(), *_targets_and_rest(plan, targets, rest, language)]
    return Group(*parts)


def _instruments(plan: Plan, instruments: Iterable[Instrument], language: str) -> Table:
    heads = (("", "Instrument", "How", "Award", "Payer", "Readings"), ("", "政策工具", "认定", "奖补", "资金", "读法"))
    names = heads[1] if language == "zh" else heads[0]
    table = _table(*zip(names, (5, None, 13, 23, 9, 11), strict=True))
    group = ""
    for one in sorted(instruments, key=lambda each: (each.group, each.order)):
        if one.group != group:
            group = one.group
            _row(table, group, _group_words(group, language))
        payers = "/".join(plan.payers[name].in_language(language) for name in one.payer)
        readings = " ".join(each.id for each in plan.readings_of(one.id))
        title = one.title.in_language(language)
        mechanism = mechanism_words(one.mechanism.kind, language)
        _row(table, one.id, title, mechanism, award_words(one.award, language), payers, readings)
    return table


def _group_words(group: str, language: str) -> str:
    words = {
        "A": ("amount stated", "写明金额"),
        "B": ("by provincial policy, no number", "按省政策，未写金额"),
        "C": ("promised without amount", "承诺支持，未写金额"),
    }
    return pick(words[group], language)


def _readings(readings: Iterable[Reading], language: str) -> Table:
    names = pick(("Question", "问题"), language), pick(("Alternatives, * default", "各读法，*为基准"), language)
    table = _table(("", 4), (names[0], 44), (names[1], None))
    for one in readings:
        choices = [f"{'*' if name == one.default else ''}{name}" for name in one.alternatives]
        _row(table, one.id, one.question.in_language(language), " · ".join(choices))
    return table


def _notes(readings: Iterable[Reading], language: str) -> Table:
    table = _table(("", 4), (pick(("Question", "问题"), language), 44), (pick(("Why", "原因"), language), None))
    for one in readings:
        _row(table, one.id, one.question.in_language(language), one.why.in_language(language) if one.why else "")
    return table


def _targets(plan: Plan, targets: Iterable[Target], language: str) -> Table:
    heads = (
        pick(("Target", "目标"), language),
        pick(("Value", "数值"), language),
        pick(("Output", "对应输出"), language),
    )
    table = _table(("", 6), (heads[0], 36), (heads[1], 22), (heads[2], None))
    for one in targets:
        why = one.why_not.in_language(language) if one.why_not else ""
        answer = _answer(plan, one.simulated, language) if one.simulated else why
        _row(table, one.id, one.title.in_language(language), target_words(one, language), answer)
    return table


def _answer(plan: Plan, simulated: Simulated, language: str) -> str:
    """The output that answers a target, with the coordinates it is summed over."""
    titles = {name: title.in_language(language) for name, title in plan.segments.items()}
    names = [titles.get(name, name) for names in simulated.select.values() for name in names]
    label = TERMS[simulated.variable].en if language == "en" else TERMS[simulated.variable].zh
    return f"{label}: {', '.join(names)}" if names else label


def _not_modelled(rest: Iterable[NotModelled], language: str) -> Table:
    heads = pick(("Not modelled", "未模拟"), language), pick(("Why", "原因"), language)
    table = _table(("", 6), (heads[0], 44), (heads[1], None))
    for one in rest:
        _row(table, one.id, one.title.in_language(language), one.why.in_language(language))
    return table


def _instrument(plan: Plan, one: Instrument, language: str) -> RenderableType:
    head = Text.assemble((one.id, "bold"), "  ", (one.title.in_language(language), "bold"))
    other = one.title.in_language("en" if language == "zh" else "zh")
    words = [mechanism_words(one.mechanism.kind, language), award_words(one.award, language)]
    parts: list[RenderableType] = [
        head,
        Text(f"{other} · {pick((f'article {one.article}', f'第{one.article}条'), language)}"),
        Text(" · ".join([*words, _group_words(one.group, language)])),
        *([Text(one.remark.in_language(language))] if one.remark else []),
        Text(),
        _figures(one, language),
        Text(),
        *_rules(one, language),
        *_commands(plan, one, language),
    ]
    return Group(*parts)


def _figures(one: Instrument, language: str) -> Table:
    """Every figure with its rating and source."""
    names = ("Figure", "Value", "Rating", "Source") if language == "en" else ("参数", "数值", "依据", "出处")
    table = _table((names[0], 34), (names[1], 28), (names[2], 8), (names[3], None))
    for path in (".".join(map(str, parts)) for parts in instrument_figures(one)):
        source = one.source(path)
        rating = rating_words(source.rating, language) if source else ""
        where = source_words(source, language) if source else ""
        _row(table, path, figure_words(one, path, language), rating, where)
    return table


def _rules(one: Instrument, language: str) -> Iterable[RenderableType]:
    """What an instrument states that is no figure."""
    data = one.to_data()
    rules = {
        key: data[key] for key in ("eligible", "award_eligible", "award_requires", "once", "stacking") if key in data
    }
    for key, value in rules.items():
        yield Text(f"{key}: {data_words(value, language)}")
    if rules:
        yield Text()
    if not one.priced:
        yield Text(pick(("Counted without money.", "只计数，不计资金。"), language) if one.simulated else
                   pick(("Listed as unpriced: no count and no money.", "列为未定价：不计数，不计资金。"), language))  # fmt: skip


def _commands(plan: Plan, one: Instrument, language: str) -> Iterable[RenderableType]:
    readings = plan.readings_of(one.id)
    if readings:
        yield _title(
            pick(("Open questions, and the command that tries each reading", "待解释问题及试算命令"), language)
        )
    for reading in readings:
        default = reading.alternatives[reading.default]
        yield Text(f"{reading.id}  {reading.question.in_language(language)}")
        yield Text(
            f"    {pick(('baseline', '基准'), language)} {reading.default}: {default.label.in_language(language)}"
        )
        for name, alternative in reading.alternatives.items():
            if name != reading.default and (one.id in alternative.patch or one.id in reading.concerns):
                yield Text(f"    {name}: {alternative.label.in_language(language)}")
                yield Text(f"      simulate run {SCENARIO} --set readings.{reading.id}={name}", no_wrap=True)
    if one.priced and isinstance(one.award.amount, Known):
        twice = format_money_short(2 * one.award.amount.value, "zh").replace(" ", "").replace(",", "")
        yield _title(pick(("Twice the amount", "金额加倍"), language))
        yield Text(f"      simulate run {SCENARIO} --set instruments.{one.id}.award.amount={twice}", no_wrap=True)
