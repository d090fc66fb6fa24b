"""Values, awards and targets in the words of a reader."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from simulate.foundation.units import MAX_MONEY, UnitError, format_money_short, parse_money, typed_money
from simulate.language.catalogue import say
from simulate.language.layout import layout
from simulate.plan.award import Award
from simulate.plan.columns import figure_at
from simulate.plan.instrument import Instrument, Source
from simulate.plan.target import Target
from simulate.plan.values import VALUE_TYPES, ByYear, Drawn, Known, Parameter, PerRecipient, Product, Value
from simulate.randomness.marginals import Truncated

Language = str


def mechanism_words(kind: str, language: Language) -> str:
    """The name of a mechanism.

    Parameters
    ----------
    kind : key of the mechanism, such as ``quota``
    language : ``zh`` or ``en``

    Returns
    -------
    A word or two.

    Examples
    --------
    >>> mechanism_words("none", "en")
    'not simulated'
    """
    return say(f"plan.mechanism.{kind}", language)


def rating_words(rating: str, language: Language) -> str:
    """How firm a figure is.

    Parameters
    ----------
    rating : ``stated``, ``observed``, ``prior`` or ``assumed``
    language : ``zh`` or ``en``

    Returns
    -------
    A word.

    Examples
    --------
    >>> rating_words("stated", "en")
    'stated'
    """
    return say(f"plan.rating.{rating}", language)


def value_words(value: Value, language: Language) -> str:
    """A value on one line: money with its unit, a parameter by name, a distribution by its kind and figures.

    Parameters
    ----------
    value : as ``read_value`` reads it
    language : ``zh`` or ``en``

    Returns
    -------
    A line without a full stop.

    Examples
    --------
    >>> value_words(Known(500_000, money=True), "zh"), value_words(Product(Parameter("node_cost"), 0.5), "en")
    ('50万元', 'node_cost × 0.5')
    """
    if isinstance(value, Known):
        return format_money_short(value.value, language) if value.money else f"{value.value:g}"
    if isinstance(value, Parameter):
        return value.name
    if isinstance(value, Product):
        return f"{value_words(value.value, language)} × {value.factor:.4g}"
    if isinstance(value, ByYear):
        years = [f"{year}: {value_words(one, language)}" for year, one in value.years]
        return "; ".join([*years, f"{say('plan.words.later', language)}: {value_words(value.later, language)}"])
    if isinstance(value, PerRecipient):
        return f"{say('plan.words.each', language)} {data_words(value.data, language)}"
    return data_words(value.data, language)


def data_words(data: Any, language: Language) -> str:
    """Pure data on one line, much as it stands in the file.

    Parameters
    ----------
    data : mapping, list, text or number
    language : ``zh`` or ``en``; sums of money are written in it

    Returns
    -------
    A line without a full stop.

    Examples
    --------
    >>> data_words({"triangular": [1, 3, 6]}, "en")
    'triangular (1, 3, 6)'
    """
    if isinstance(data, Mapping):
        pairs = [(_leaf(key, language), value) for key, value in data.items()]
        return ", ".join(f"{key}{_inner(value, language)}" for key, value in pairs)
    if isinstance(data, list):
        return ", ".join(data_words(value, language) for value in data)
    return _leaf(data, language)


def _inner(data: Any, language: Language) -> str:
    if isinstance(data, (Mapping, list)):
        return f" ({data_words(data, language)})"
    return f": {_leaf(data, language)}"


def _leaf(data: Any, language: Language) -> str:
    if isinstance(data, float):
        return f"{data:.4g}"
    try:
        return format_money_short(parse_money(data), language)
    except UnitError:
        return str(data)


def award_words(award: Award, language: Language) -> str:
    """The award on one line: its form, its sum and its ceiling.

    Parameters
    ----------
    award : of an instrument
    language : ``zh`` or ``en``

    Returns
    -------
    A line without a full stop.

    Examples
    --------
    Article 22:

    >>> award_words(Award(kind="rate", rate=0.2, base="node_cost", cap="300万元"), "en")
    '20% × node_cost, at most 3 million yuan'
    """
    kind = say(f"plan.award.{award.kind}", language)
    if award.rate is not None and award.base is not None:
        rate = f"{award.rate.value:.0%}" if isinstance(award.rate, Known) else value_words(award.rate, language)
        kind = f"{rate} × {value_words(award.base, language)}"
    elif award.amount is not None:
        kind = f"{kind}{layout(language).word_gap}{value_words(award.amount, language)}"
    if award.cap is None:
        return kind
    return say("plan.words.at_most", language, award=kind, cap=format_money_short(award.cap, language))


def award_brief(award: Award, language: Language) -> str:
    """The award in a few words: a distribution as its range, or as its ceiling alone.

    Parameters
    ----------
    award : of an instrument
    language : ``zh`` or ``en``

    Returns
    -------
    A line without a full stop.

    Examples
    --------
    >>> award_brief(Award(kind="provincial", amount={"triangular": ["50万元", "100万元", "200万元"]}), "zh")
    '按省政策50万元至200万元'
    """
    if not isinstance(award.amount, (Drawn, PerRecipient)):
        return award_words(award, language)
    kind = say(f"plan.award.{award.kind}", language)
    low, high = award.amount.marginal.support()
    if award.cap is not None:
        return f"{kind}{layout(language).word_gap}{format_money_short(award.cap, language)}"
    if math.isinf(high):
        return kind
    between = (
        f"{format_money_short(low, language)}{say('plan.words.between', language)}{format_money_short(high, language)}"
    )
    return f"{kind}{layout(language).word_gap}{between}"


def cut_words(one: Truncated, language: Language) -> str:
    """The range that a distribution is cut to, and the probability that lay outside.

    Parameters
    ----------
    one : the distribution
    language : ``zh`` or ``en``

    Returns
    -------
    A line without a full stop.
    """
    low, high = one.support()
    share = f"{100 * one.cut:.2g}%" if one.cut >= 1e-4 else say("plan.words.less_than_0_01", language)
    if high >= MAX_MONEY:
        return say("plan.words.at_least_lay_below", language, low=low, share=share)
    return say("plan.words.to_lay_outside", language, low=low, high=high, share=share)


def money_argument(yuan: float) -> str:
    """An amount as it is typed in a command.

    Parameters
    ----------
    yuan : the amount

    Returns
    -------
    Number and unit, without separators.

    Examples
    --------
    >>> parse_money(money_argument(1_000_000))
    1000000
    """
    return typed_money(yuan)


def group_words(group: str, language: Language) -> str:
    """What a group of instruments promises.

    Parameters
    ----------
    group : ``A``, ``B`` or ``C``
    language : ``zh`` or ``en``

    Returns
    -------
    A few words.

    Examples
    --------
    >>> group_words("A", "en")
    'amount stated'
    """
    return say(f"plan.group.{group}", language)


def figure_words(instrument: Instrument, path: str, language: Language) -> str:
    """The figure at a dotted path of an instrument.

    Parameters
    ----------
    instrument : of the plan
    path : dotted, as in the YAML, such as ``award.amount``
    language : ``zh`` or ``en``

    Returns
    -------
    A line without a full stop.

    Examples
    --------
    >>> from simulate.plan.files.load import load_plan
    >>> figure_words(load_plan("qingdao_2023").instrument("a09.3"), "award.amount", "zh")
    '50万元'
    """
    node, _ = figure_at(instrument, path)
    if isinstance(node, VALUE_TYPES):
        return value_words(node, language)
    if isinstance(node, tuple) and node and all(isinstance(one, VALUE_TYPES) for one in node):
        return " + ".join(value_words(one, language) for one in node)
    if path == "scheme" and instrument.granted == (None, None):
        return say("plan.words.standing", language)
    data: Any = instrument.to_data()
    for part in path.split("."):
        data = data[part]
    return data_words(data, language)


def source_words(source: Source, language: Language) -> str:
    """Where a figure comes from, with its note.

    Parameters
    ----------
    source : of a figure
    language : ``zh`` or ``en``

    Returns
    -------
    A line without a full stop.

    Examples
    --------
    >>> source_words(Source(rating="stated", where="article 9"), "en")
    'article 9'
    """
    where = _ARTICLE.sub(lambda found: _articles(found, language), source.where.in_language(language))
    return f"{where}; {source.note.in_language(language)}" if source.note else where


_ARTICLE = re.compile(r"(articles?) ([\d-]+)")


def _articles(found: re.Match[str], language: Language) -> str:
    return say(f"plan.words.{found[1]}", language, number=found[2])


def target_words(target: Target, language: Language) -> str:
    """The aim as a comparison.

    Parameters
    ----------
    target : of the plan; its value is a share, or counts what ``unit`` names
    language : ``zh`` or ``en``

    Returns
    -------
    A line without a full stop.

    Examples
    --------
    Article 9:

    >>> from simulate.plan.files.load import load_plan
    >>> [target_words(one, "en") for one in load_plan("qingdao_2023").targets if one.article == 9]
    ['at least 1,000 projects a year', 'at least 100% by 2025']
    """
    share = target.unit == "share"
    value = "" if target.value is None else f"{target.value:.0%}" if share else f"{target.value:,.0f}"
    unit = "" if target.value is None or share else target.unit
    comparison = say(f"plan.comparison.{target.comparison}", language)
    goal = say("plan.target.goal", language, comparison=comparison, value=value, unit=unit)
    goal = " ".join(goal.split())
    if target.every_year:
        goal = say("plan.target.every_year", language, goal=goal)
    return say("plan.target.by", language, goal=goal, year=target.by) if target.by else goal
