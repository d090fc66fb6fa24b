"""The plan as encoded, for the terminal: all of it, one article, or one instrument with every figure's source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from simulate.errors import InputError, nearest
from simulate.plan.instrument import Instrument
from simulate.plan.plan import Plan
from simulate.plan.reading import Reading
from simulate.plan.tables import figure_table, instrument_table, note_table, reading_table, rest_table, target_table
from simulate.plan.target import NotModelled, Target
from simulate.plan.values import Known
from simulate.plan.words import award_words, data_words, group_words, mechanism_words, money_argument, pick

SCENARIO = "scenarios/baseline.yaml"
RULES = ("eligible", "award_eligible", "award_requires", "once", "stacking")


def show_plan(plan: Plan, what: str | None = None, language: str | None = None) -> RenderableType:
    """``what`` None: the whole plan; ``a05.1``: an instrument; ``9``: an article. At most 100 columns wide.

    Raises InputError where the plan has no such instrument or article.
    """
    language = language or plan.language
    if what is None:
        return Group(*_whole(plan, language))
    if what.isdigit():
        return Group(*_article(plan, int(what), language))
    left_out = [one for one in plan.not_modelled if one.id == what]
    if left_out:
        return rest_table(left_out, language)
    return Group(*_instrument(plan, _find(plan, what), language))


def _find(plan: Plan, name: str) -> Instrument:
    known = [one.id for one in plan.instruments]
    if name in known:
        return plan.instrument(name)
    near = nearest(name, known) or nearest(name, [one.id for one in plan.not_modelled])
    hint = f"; did you mean '{near}'?" if near else ""
    raise InputError(f"'{name}': expected an instrument such as a05.1, or the number of an article{hint}")


def _title(english: str, chinese: str, language: str) -> Text:
    return Text(pick((english, chinese), language), style="bold")


def _whole(plan: Plan, language: str) -> Iterator[RenderableType]:
    yield Text(plan.title.in_language(language), style="bold")
    yield Text(f"{', '.join(plan.document)} · {plan.issued} · {plan.window.start} – {plan.window.end}")
    yield Text()
    yield instrument_table(plan, plan.instruments, language)
    yield Text()
    yield _title("Readings that change numbers", "影响数值的读法", language)
    yield reading_table([one for one in plan.readings if one.kind == "switch"], language)
    yield Text()
    yield _title("Readings that change no number", "不影响数值的读法", language)
    yield note_table([one for one in plan.readings if one.kind == "note"], language)
    yield from _targets_and_rest(plan, plan.targets, plan.not_modelled, language)
    yield Text()
    yield Text(pick(("More: ", "详情："), language) + "simulate plan a05.1, simulate plan 9")


def _targets_and_rest(
    plan: Plan, targets: Iterable[Target], rest: Iterable[NotModelled], language: str
) -> Iterator[RenderableType]:
    if targets:
        yield Text()
        yield _title("Targets", "目标", language)
        yield target_table(plan, targets, language)
    if rest:
        yield Text()
        yield rest_table(rest, language)


def _article(plan: Plan, number: int, language: str) -> Iterator[RenderableType]:
    instruments = plan.article(number)
    targets = [one for one in plan.targets if one.article == number]
    rest = [one for one in plan.not_modelled if one.article == number]
    if not instruments and not targets and not rest:
        raise InputError(f"article {number}: the plan has nothing there; expected one of {_articles(plan)}")
    yield _title(f"Article {number}", f"第{number}条", language)
    if instruments:
        yield instrument_table(plan, instruments, language)
    readings = {one.id: one for each in instruments for one in plan.readings_of(each.id)}
    if readings:
        yield Text()
        yield _title("Readings", "读法", language)
        yield reading_table(sorted(readings.values(), key=lambda one: one.number), language)
    yield from _targets_and_rest(plan, targets, rest, language)


def _articles(plan: Plan) -> str:
    numbers = {one.article for one in plan.instruments} | {one.article for one in plan.targets}
    return ", ".join(str(number) for number in sorted(numbers | {one.article for one in plan.not_modelled}))


def _instrument(plan: Plan, one: Instrument, language: str) -> Iterator[RenderableType]:
    yield Text(f"{one.id}  {one.title.in_language(language)}", style="bold")
    other = one.title.in_language("en" if language == "zh" else "zh")
    yield Text(f"{other} · {pick((f'article {one.article}', f'第{one.article}条'), language)}")
    how = mechanism_words(one.mechanism.kind, language)
    yield Text(" · ".join([how, award_words(one.award, language), group_words(one.group, language)]))
    if one.remark:
        yield Text(one.remark.in_language(language))
    if not one.simulated:
        yield Text(pick(("Listed as unpriced: no count and no money.", "列为未定价：不计数，不计资金。"), language))
    elif not one.priced:
        yield Text(pick(("Counted without money.", "只计数，不计资金。"), language))
    yield Text()
    yield figure_table(one, language)
    yield Text()
    data = one.to_data()
    yield from (Text(f"{key}: {data_words(data[key], language)}") for key in RULES if key in data)
    yield from _commands(plan, one, language)


def _commands(plan: Plan, one: Instrument, language: str) -> Iterator[RenderableType]:
    """The commands that try each reading, and another amount."""
    readings = plan.readings_of(one.id)
    if readings:
        yield Text()
        yield _title("Open questions, and the command that tries each reading", "待解释问题及试算命令", language)
    for reading in readings:
        yield from _reading(reading, one.id, language)
    if one.priced and isinstance(one.award.amount, Known):
        yield Text()
        yield _title("Twice the amount", "金额加倍", language)
        twice = money_argument(2 * one.award.amount.value)
        yield _command(f"instruments.{one.id}.award.amount={twice}")


def _reading(reading: Reading, instrument: str, language: str) -> Iterator[RenderableType]:
    default = reading.alternatives[reading.default].label.in_language(language)
    yield Text(f"{reading.id}  {reading.question.in_language(language)}")
    yield Text(f"    {pick(('baseline', '基准'), language)} {reading.default}: {default}")
    settled = reading.settled_by.in_language(language)
    for name, alternative in reading.alternatives.items():
        touched = instrument in alternative.patch or instrument in reading.concerns
        if name != reading.default and touched:
            yield Text(f"    {name}: {alternative.label.in_language(language)}")
            yield _command(f"readings.{reading.id}={name}")
    yield Text(f"    {pick(('settled by', '解释单位'), language)}: {settled}")


def _command(setting: str) -> Text:
    return Text(f"      simulate run {SCENARIO} --set {setting}", no_wrap=True)
