"""Values, awards and targets in the words of a reader."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from simulate.foundation.units import MAX_MONEY, UnitError, format_money_short, parse_money
from simulate.plan.award import FORMS, Award
from simulate.plan.columns import figure_at
from simulate.plan.instrument import Instrument, Source
from simulate.plan.mechanism import WAYS
from simulate.plan.target import Target
from simulate.plan.values import VALUE_TYPES, ByYear, Drawn, Known, Parameter, PerRecipient, Product, Value
from simulate.randomness.marginals import Truncated

Language = str

_RATINGS = {
    "stated": ("stated", "原文"), "observed": ("observed", "观测"),
    "prior": ("prior", "先验"), "assumed": ("assumed", "假设"),
}  # fmt: skip

_GROUPS = {
    "A": ("amount stated", "写明金额"), "B": ("by provincial policy, no number", "按省政策，未写金额"),
    "C": ("promised without amount", "承诺支持，未写金额"),
}  # fmt: skip

_COMPARISONS = {"at_least": ("at least", "不低于"), "about": ("about", "约"), "strive": ("strive for it", "争取")}


def pick(pair: tuple[str, str], language: Language) -> str:
    """The words of one language.

    Parameters
    ----------
    pair : (English, Chinese)
    language : ``zh``, or any other for English

    Returns
    -------
    One of the two.

    Examples
    --------
    >>> pick(("City", "市级财政"), "zh")
    '市级财政'
    """
    return pair[1] if language == "zh" else pair[0]


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
    return pick((WAYS[kind].en, WAYS[kind].zh), language)


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
    >>> rating_words("stated", "zh")
    '原文'
    """
    return pick(_RATINGS[rating], language)


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
        return "; ".join([*years, f"{pick(('later', '以后'), language)}: {value_words(value.later, language)}"])
    if isinstance(value, PerRecipient):
        return f"{pick(('each', '各'), language)} {data_words(value.data, language)}"
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
    kind = _form(award, language)
    if award.rate is not None and award.base is not None:
        rate = f"{award.rate.value:.0%}" if isinstance(award.rate, Known) else value_words(award.rate, language)
        kind = f"{rate} × {value_words(award.base, language)}"
    elif award.amount is not None:
        kind = f"{kind}{_gap(language)}{value_words(award.amount, language)}"
    if award.cap is None:
        return kind
    return f"{kind}{pick((', at most ', '，不超过'), language)}{format_money_short(award.cap, language)}"


def _form(award: Award, language: Language) -> str:
    """The form of an award."""
    form = FORMS[award.kind]
    return pick((form.en, form.zh), language)


def _gap(language: Language) -> str:
    """What stands between a word and a sum."""
    return pick((" ", ""), language)


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
    kind = _form(award, language)
    low, high = award.amount.marginal.support()
    if award.cap is not None:
        return f"{kind}{_gap(language)}{format_money_short(award.cap, language)}"
    if math.isinf(high):
        return kind
    between = f"{format_money_short(low, language)}{pick((' – ', '至'), language)}{format_money_short(high, language)}"
    return f"{kind}{_gap(language)}{between}"


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
    share = f"{100 * one.cut:.2g}%" if one.cut >= 1e-4 else pick(("less than 0.01%", "不足0.01%"), language)
    if high >= MAX_MONEY:
        return pick((f"at least {low:,g} ({share} lay below)", f"{low:,g}以上（此外概率{share}）"), language)
    return pick((f"{low:,g} to {high:,g} ({share} lay outside)", f"{low:,g}至{high:,g}（此外概率{share}）"), language)


def money_argument(yuan: float) -> str:
    """An amount of yuan as it is typed in a command.

    Examples
    --------
    >>> money_argument(1_000_000)
    '100万元'
    """
    return format_money_short(yuan, "zh").replace(",", "")


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
    return pick(_GROUPS[group], language)


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
        return pick(("standing", "长期开展"), language)
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
    >>> source_words(Source(rating="stated", where="article 9"), "zh")
    '第9条'
    """
    where = source.where.in_language(language)
    if language == "zh":
        where = _ARTICLE.sub(r"第\1条", where)
    return f"{where}; {source.note.in_language(language)}" if source.note else where


_ARTICLE = re.compile(r"articles? ([\d-]+)")


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
    comparison, share = pick(_COMPARISONS[target.comparison], language), target.unit == "share"
    value = "" if target.value is None else f"{target.value:.0%}" if share else f"{target.value:,.0f}"
    if language == "zh":
        year = f"{target.by}年" if target.by else ""
        return f"{year}{'每年' if target.every_year else ''}{comparison}{value}"
    words = [comparison, value, "" if target.value is None or share else target.unit]
    words += ["a year" if target.every_year else "", f"by {target.by}" if target.by else ""]
    return " ".join(word for word in words if word)
