"""What the figures of an instrument are called, part by part of their dotted paths."""

from __future__ import annotations

from simulate.plan.instrument import COLUMNS
from simulate.plan.mechanism import WAYS
from simulate.plan.words import pick

FIGURES = {
    "eligible": ("conditions", "申报条件"), "award_eligible": ("conditions of the award", "奖补条件"),
    "mechanism": ("recognition", "认定"), "application": ("application", "申报"), "award": ("award", "奖补"),
    "holders": ("titles held at the start", "期初已认定"), "lag": ("payment lag", "兑付滞后"), "payer": ("payers", "资金来源"),
    "claim": ("claiming", "申请兑付"), "window": ("window", "有效期"), "round": ("round", "申报轮次"),
    "scheme": ("scheme of the title", "称号授予期限"), "slots": ("places", "名额"), "poisson": ("expected number", "期望数"),
    "binomial": ("share of a list", "占名单比重"), "list": ("length of the list", "名单总数"), "share": ("share", "比重"),
    "success": ("chance of success", "成功率"), "pass": ("chance of passing", "通过率"),
    "anchor": ("number without awards", "无奖补时数量"), "cost": ("cost", "成本"), "belief": ("belief in success", "预期成功率"),
    "amount": ("amount", "金额"), "base": ("base", "基数"), "rate": ("rate", "比例"), "cap": ("cap", "上限"),
    "stage": ("stage", "等级"), "size": ("size", "规模"), "segment": ("firms", "企业类别"), "sector": ("sector", "行业"),
    "probability": ("probability", "概率"), "candidates": ("candidates", "候选数"), "yearly": ("number a year", "年均数量"),
    "places": ("places", "名次"),
}  # fmt: skip
"""Short names of keys; a number or a mechanism without one is called as it declares itself."""

_NAMES = {
    **{name: (one.en, one.zh) for name, (_, one) in COLUMNS.items()},
    **{name: (one.en, one.zh) for name, one in WAYS.items()},
    **FIGURES,
}


def path_words(path: str, language: str) -> str:
    """A figure's dotted path in words.

    Parameters
    ----------
    path : such as ``mechanism.quota.slots``
    language : ``zh`` or ``en``

    Returns
    -------
    The named parts in a row; empty where no part has a name.

    Examples
    --------
    >>> path_words("mechanism.quota.slots", "zh")
    '认定·限额·名额'
    """
    return pick((", ", "·"), language).join(pick(_NAMES[part], language) for part in path.split(".") if part in _NAMES)


def figure_name(path: str, language: str) -> str:
    """A figure's dotted path in words, the path behind it.

    Parameters
    ----------
    path : such as ``mechanism.quota.slots``
    language : ``zh`` or ``en``

    Returns
    -------
    Words and path; the path alone where no part has a name.

    Examples
    --------
    >>> figure_name("mechanism.quota.slots", "en")
    'recognition, quota, places (mechanism.quota.slots)'
    """
    words = path_words(path, language)
    return f"{words} ({path})" if words else path
