"""The tables of ``simulate plan``: at most ``WIDTH`` columns, texts taken literally, ids never broken."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from simulate.language.catalogue import say
from simulate.language.vocabulary import label
from simulate.plan.files.figures import instrument_figures
from simulate.plan.instrument import Instrument
from simulate.plan.plan import Plan
from simulate.plan.reading import Reading
from simulate.plan.target import NotModelled, Simulated, Target
from simulate.plan.words import (
    award_brief,
    figure_words,
    group_words,
    mechanism_words,
    rating_words,
    source_words,
    target_words,
)

WIDTH = 100


def _table(heads: tuple[str, ...], widths: tuple[int | None, ...], language: str) -> Table:
    """An empty table; ``heads`` name the columns (``plan.tables.<head>``), a width of None is flexible."""
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim", width=WIDTH, pad_edge=False)
    for head, width in zip(heads, widths, strict=True):
        name = say(f"plan.tables.{head}", language) if head else ""
        table.add_column(name, width=width, ratio=None if width else 1, overflow="fold")
    return table


def _row(table: Table, *cells: str) -> None:
    table.add_row(*(Text(cell) for cell in cells))


def instrument_table(plan: Plan, instruments: Iterable[Instrument], language: str) -> Table:
    """Instruments by group, with how they are won, what they pay, and which readings touch them.

    Parameters
    ----------
    plan : names payers and readings
    instruments : those that are shown
    language : ``zh`` or ``en``

    Returns
    -------
    A table of ``WIDTH`` columns.
    """
    heads = ("", "instrument", "how", "award", "payer", "readings")
    table = _table(heads, (5, None, 13, 24, 8, 11), language)
    group = ""
    for one in sorted(instruments, key=lambda each: (each.group, each.order)):
        if one.group != group:
            group = one.group
            _row(table, group, group_words(group, language))
        payers = "/".join(plan.payers[name].in_language(language) for name in one.payer)
        readings = " ".join(each.id for each in plan.readings_of(one.id))
        mechanism = mechanism_words(one.mechanism.kind, language)
        award = award_brief(one.award, language)
        _row(table, one.id, one.title.in_language(language), mechanism, award, payers, readings)
    return table


def reading_table(readings: Iterable[Reading], language: str) -> Table:
    """Questions with the names of their alternatives, the baseline's marked.

    Parameters
    ----------
    readings : those that are shown
    language : ``zh`` or ``en``

    Returns
    -------
    A table of ``WIDTH`` columns.
    """
    table = _table(("", "question", "alternatives"), (4, 44, None), language)
    for one in readings:
        choices = [f"{'*' if name == one.default else ''}{name}" for name in one.alternatives]
        _row(table, one.id, one.question.in_language(language), " · ".join(choices))
    return table


def note_table(readings: Iterable[Reading], language: str) -> Table:
    """Questions that change no number, and why.

    Parameters
    ----------
    readings : those that are shown
    language : ``zh`` or ``en``

    Returns
    -------
    A table of ``WIDTH`` columns.
    """
    table = _table(("", "question", "why"), (4, 44, None), language)
    for one in readings:
        _row(table, one.id, one.question.in_language(language), one.why.in_language(language) if one.why else "")
    return table


def target_table(plan: Plan, targets: Iterable[Target], language: str) -> Table:
    """Targets with the output that answers each, or why none does.

    Parameters
    ----------
    plan : names the segments
    targets : those that are shown
    language : ``zh`` or ``en``

    Returns
    -------
    A table of ``WIDTH`` columns.
    """
    table = _table(("", "target", "value", "output"), (6, 36, 22, None), language)
    for one in targets:
        answer = _answer(plan, one.simulated, language) if one.simulated else ""
        why = one.why_not.in_language(language) if one.why_not else ""
        _row(table, one.id, one.title.in_language(language), target_words(one, language), answer or why)
    return table


def _answer(plan: Plan, simulated: Simulated, language: str) -> str:
    """The output that answers a target, with the coordinates it is summed over."""
    titles = {name: title.in_language(language) for name, title in plan.segments.items()}
    names = [titles.get(name, name) for names in simulated.select.values() for name in names]
    output = label(simulated.variable, language)
    return f"{output}: {', '.join(names)}" if names else output


def rest_table(rest: Iterable[NotModelled], language: str) -> Table:
    """What is left out of the model, and why.

    Parameters
    ----------
    rest : those passages that are shown
    language : ``zh`` or ``en``

    Returns
    -------
    A table of ``WIDTH`` columns.
    """
    table = _table(("", "not_modelled", "why"), (6, 44, None), language)
    for one in rest:
        _row(table, one.id, one.title.in_language(language), one.why.in_language(language))
    return table


def figure_table(one: Instrument, language: str) -> Table:
    """Every figure of an instrument with its rating and source.

    Parameters
    ----------
    one : the instrument
    language : ``zh`` or ``en``

    Returns
    -------
    A table of ``WIDTH`` columns.
    """
    table = _table(("figure", "value", "rating", "source"), (38, 26, 8, None), language)
    for path in (".".join(map(str, parts)) for parts in instrument_figures(one)):
        source = one.source(path)
        rating, where = (rating_words(source.rating, language), source_words(source, language)) if source else ("", "")
        _row(table, path, figure_words(one, path, language), rating, where)
    return table


def legend_table(entries: Iterable[tuple[str, str]]) -> Table:
    """Ids of figures with what they stand for."""
    table = Table(box=None, padding=(0, 1, 0, 0), show_header=False, width=WIDTH, pad_edge=False)
    table.add_column(width=5)
    table.add_column(ratio=1, overflow="fold")
    for name, meaning in entries:
        _row(table, name, meaning)
    return table
