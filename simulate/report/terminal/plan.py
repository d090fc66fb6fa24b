"""The plan as encoded, for the terminal: all of it, one article, or one instrument with every figure's source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.text import Text

from simulate.foundation.errors import InputError, nearest
from simulate.foundation.units import whole_number
from simulate.language.catalogue import say
from simulate.language.choice import tell
from simulate.plan.instrument import Instrument
from simulate.plan.plan import Plan
from simulate.plan.reading import Reading
from simulate.plan.target import NotModelled, Target
from simulate.plan.values import Known
from simulate.plan.words import (
    award_words,
    data_words,
    group_words,
    mechanism_words,
    money_argument,
    source_words,
)
from simulate.report.terminal.plan_tables import (
    figure_table,
    instrument_table,
    legend_table,
    note_table,
    reading_table,
    rest_table,
    target_table,
)

Legend = Callable[[Iterable[str]], Iterable[tuple[str, str]]]

RULES = ("eligible", "award_eligible", "award_requires", "once", "stacking")


@dataclass(frozen=True)
class Commands:
    """What the commands that are offered begin and end with: ``run`` runs the plan, ``named`` names it to be shown."""

    run: str = "simulate run baseline"
    named: str = ""


def show_plan(
    plan: Plan, what: str | None = None, language: str | None = None, legend: Legend | None = None,
    commands: Commands = Commands(),
) -> RenderableType:  # fmt: skip
    """The plan for the terminal, at most 100 columns wide.

    Parameters
    ----------
    plan : loaded
    what : an instrument such as ``a05.1``, the number of an article such as ``9``, or None for the whole plan
    language : ``zh`` or ``en``; the plan's own without it
    legend : spells out the ids of figures that sources name: given their words, pairs of an id and what it stands for
    commands : those that reach this plan

    Returns
    -------
    What ``rich`` prints.

    Raises
    ------
    InputError
        The plan has no such instrument or article.
    """
    language = language or plan.language
    if what is None:
        return Group(*_whole(plan, language, commands))
    left_out = [one for one in plan.not_modelled if one.id == what]
    if left_out:
        return rest_table(left_out, language)
    if (number := whole_number(what)) is not None:
        shown, parts = plan.article(number), _article(plan, number, language)
    else:
        shown = (_find(plan, what),)
        parts = _instrument(shown[0], language)
    return Group(*parts, *_sources(shown, language, legend), *_offered(plan, shown, language, commands.run))


def _find(plan: Plan, name: str) -> Instrument:
    known = [one.id for one in plan.instruments]
    if name in known:
        return plan.instrument(name)
    near = nearest(name, known) or nearest(name, [one.id for one in plan.not_modelled])
    hint = tell("error.hint", near=near) if near else ""
    such = f" such as {known[0]}" if known else ""
    raise InputError(tell("error.plan.instrument_or_number_article", name=name, such=such, hint=hint))


def _title(text: str) -> Text:
    return Text(text, style="bold")


def _whole(plan: Plan, language: str, commands: Commands) -> Iterator[RenderableType]:
    yield Text(plan.title.in_language(language), style="bold")
    yield Text(f"{', '.join(plan.document)} · {plan.issued} · {plan.window.start} – {plan.window.end}")
    yield Text()
    yield instrument_table(plan, plan.instruments, language)
    yield Text()
    yield _title(say("plan.show.readings_that_change_numbers", language))
    yield reading_table([one for one in plan.readings if one.kind == "switch"], language)
    yield Text()
    yield _title(say("plan.show.readings_change_no_number", language))
    yield note_table([one for one in plan.readings if one.kind == "note"], language)
    yield from _targets_and_rest(plan, plan.targets, plan.not_modelled, language)
    yield Text()
    for one in plan.instruments[:1]:
        more = ", ".join(f"simulate plan {what}{commands.named}" for what in (one.id, one.article))
        yield Text(say("plan.show.more", language) + more)


def _targets_and_rest(
    plan: Plan, targets: Iterable[Target], rest: Iterable[NotModelled], language: str
) -> Iterator[RenderableType]:
    if targets:
        yield Text()
        yield _title(say("plan.show.targets", language))
        yield target_table(plan, targets, language)
    if rest:
        yield Text()
        yield rest_table(rest, language)


def _article(plan: Plan, number: int, language: str) -> Iterator[RenderableType]:
    instruments = plan.article(number)
    targets = [one for one in plan.targets if one.article == number]
    rest = [one for one in plan.not_modelled if one.article == number]
    if not instruments and not targets and not rest:
        known = ", ".join(map(str, plan.article_numbers()))
        raise InputError(tell("error.plan.article_plan_has_nothing", number=number, known=known))
    name = plan.articles[number].in_language(language) if number in plan.articles else ""
    yield _title(say("plan.show.article", language, number=number, name=name))
    if instruments:
        yield instrument_table(plan, instruments, language)
    for one in instruments:
        yield Text()
        yield Text(f"{one.id}  {one.title.in_language(language)}", style="bold")
        yield from _figures(one, language)
    yield from _targets_and_rest(plan, targets, rest, language)


def _instrument(one: Instrument, language: str) -> Iterator[RenderableType]:
    yield Text(f"{one.id}  {one.title.in_language(language)}", style="bold")
    other = one.title.in_language("en" if language == "zh" else "zh")
    yield Text(f"{other} · {say('plan.show.of_article', language, article=one.article)}")
    how = mechanism_words(one.mechanism.kind, language)
    yield Text(" · ".join([how, award_words(one.award, language), group_words(one.group, language)]))
    yield Text()
    yield from _figures(one, language)


def _figures(one: Instrument, language: str) -> Iterator[RenderableType]:
    """What an instrument states: remark, every figure with its source, and the rules that are no figures."""
    if one.remark:
        yield Text(one.remark.in_language(language))
    if not one.simulated:
        yield Text(say("plan.show.listed_as_unpriced", language))
    elif not one.priced:
        yield Text(say("plan.show.counted_without_money", language))
    yield figure_table(one, language)
    data = one.to_data()
    yield from (Text(f"{key}: {data_words(data[key], language)}") for key in RULES if key in data)


def _sources(shown: Iterable[Instrument], language: str, legend: Legend | None) -> Iterator[RenderableType]:
    """The figures that the sources of some instruments name, spelt out."""
    words = [source_words(source, language) for one in shown for source in one.sources.values()]
    if legend and (entries := list(legend(words))):
        yield Text()
        yield _title(say("plan.show.figures_these_sources_name", language))
        yield legend_table(entries)


def _offered(plan: Plan, shown: Iterable[Instrument], language: str, run: str) -> Iterator[RenderableType]:
    """The commands that try each reading of some instruments, and another amount."""
    touched: dict[str, list[str]] = {}
    for one in shown:
        for reading in plan.readings_of(one.id):
            touched.setdefault(reading.id, []).append(one.id)
    if touched:
        yield Text()
        yield _title(say("plan.show.open_questions", language))
    for reading in sorted(map(plan.reading, touched), key=lambda one: one.number):
        yield from _reading(reading, touched[reading.id], language, run)
    twice = [one for one in shown if one.priced and isinstance(one.award.amount, Known)]
    if twice:
        yield Text()
        yield _title(say("plan.show.twice_the_amount", language))
    for one in twice:
        assert isinstance(one.award.amount, Known)
        yield _command(run, f"instruments.{one.id}.award.amount={money_argument(2 * one.award.amount.value)}")


def _reading(reading: Reading, instruments: list[str], language: str, run: str) -> Iterator[RenderableType]:
    default = reading.alternatives[reading.default].label.in_language(language)
    yield Text(f"{reading.id}  {reading.question.in_language(language)}")
    yield Text(say("plan.show.baseline", language, name=reading.default, label=default))
    settled = reading.settled_by.in_language(language)
    for name, alternative in reading.alternatives.items():
        touched = any(one in alternative.patch or one in reading.concerns for one in instruments)
        if name != reading.default and touched:
            yield Text(f"    {name}: {alternative.label.in_language(language)}")
            yield _command(run, f"readings.{reading.id}={name}")
    yield Text(say("plan.show.settled_by", language, by=settled))


def _command(run: str, setting: str) -> Text:
    return Text(f"      {run} --set {setting}", no_wrap=True, overflow="ignore")
