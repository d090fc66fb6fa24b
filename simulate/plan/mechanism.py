"""How recognitions come about: every mechanism once, chosen in a plan by the key that is there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from simulate.foundation.errors import nearest
from simulate.plan.columns import Column, models_in
from simulate.plan.fields import CountOnce, ListValue, Model, PlacesValue, ShareOnce, ShareValue, refusal, said


class OneOf(Model):
    """A mapping with exactly one key, which tells its kind."""

    @model_validator(mode="before")
    @classmethod
    def _one_key(cls, data: Any) -> Any:
        names = [one.alias or name for name, one in cls.model_fields.items()]
        expected = f"exactly one of {', '.join(names)}"
        if isinstance(data, str):
            near = nearest(data, names)
            raise refusal(f"the word '{data}' came", expected, f"{near}: ..." if near else "")
        if isinstance(data, Mapping) and len(data) != 1:
            came = f"the keys {', '.join(map(str, data))}" if data else "an empty mapping"
            raise refusal(came, expected)
        return data

    @property
    def kind(self) -> str:
        """The key that is there."""
        return next(name for name in type(self).model_fields if getattr(self, name) is not None)


class Binomial(Model):
    """Places out of a list of ``size`` names, each the city's with probability ``share``."""

    size: Annotated[ListValue, Column("list_size", "length of the list", "名录总数")] = said(
        "Length of the list", "名录总数", alias="list"
    )
    share: Annotated[ShareValue, Column("list_share", "the city's share of the list", "本市占名录比重")] = said(
        "The city's share of it", "本市占比"
    )


class Places(OneOf):
    """A number of places, slots or recipients a year, split over the rounds of the year.

    ``poisson`` and ``binomial`` are chance anew each year; ``rounded`` is the value itself (of the draw, where it is
    uncertain) in whole places.
    """

    poisson: Annotated[PlacesValue | None, Column("mean", "expected number a year", "每年数量的期望值")] = said(
        "Poisson with this mean", "泊松分布，均值", default=None
    )
    binomial: Binomial | None = said("Places on a list", "名录中的名额", default=None)
    rounded: Annotated[PlacesValue | None, Column("count", "number of recipients a year", "每年受奖数")] = said(
        "A number, rounded to whole places", "数值取整", default=None
    )


Recipients = Literal["firms", "others", "any"]


class Way(Model):
    """One way of granting titles: its keys, and what the rest of the program must know of it.

    Attributes
    ----------
    en, zh: how a reader calls it, in a word or two.
    applied: firms apply, at a cost and with a chance that they reckon with.
    recipients: who can win: firms of the table, others, or any.
    most: recognitions of a year at most, where no places limit them.
    """

    en: ClassVar[str]
    zh: ClassVar[str]
    applied: ClassVar[bool] = False
    recipients: ClassVar[Recipients] = "any"
    most: ClassVar[float] = math.inf


class Standard(Way):
    """Every applicant that meets the standard wins."""

    en, zh, applied, recipients = "standard", "达标", True, "firms"
    pass_rate: Annotated[ShareValue, Column("pass_rate", "share of applicants that pass", "通过率")] = said(
        "An applicant passes", "通过率", alias="pass"
    )
    anchor: Annotated[CountOnce, Column("anchor", "titles of the first round", "首轮认定数", of_firms=True)] = said(
        "Expected recognitions of the first round without award; above 0", "无奖补时首轮期望认定数（大于零）"
    )


class Quota(Way):
    """The best applicants win the slots. ``success``: prior success rate, which with the slots of the first round that has any
    gives the applicants. A round without slots takes no applications.
    """

    en, zh, applied, recipients = "quota", "限额", True, "firms"
    slots: Places = said("Slots a year", "每年名额")
    success: Annotated[ShareOnce, Column("success", "success rate of applicants", "申报成功率")] = said(
        "Prior success rate of applicants", "申报者先验成功率"
    )


class Ranked(Way):
    """Places held among the best of a list; inside the table of firms the best eligible firms hold them."""

    en, zh = "ranking", "排名"
    places: Places = said("Places held a year", "每年入围数")


class Jackpot(Way):
    """One of a few named candidates may win. ``probability``: that in a year one of those not yet recognised does."""

    en, zh, recipients, most = "rare event", "偶发", "firms", 1
    candidates: int = Field(ge=1, le=100, description="候选数 / Candidates")
    probability: Annotated[ShareValue, Column("probability", "probability in a year", "每年的概率")] = said(
        "One not yet recognised wins in a year", "每年有一家未认定候选入选的概率"
    )


class Count(Way):
    """Recipients outside the table of firms."""

    en, zh, recipients = "count", "计数", "others"
    yearly: Places = said("Recipients a year", "每年受奖数")


class Nothing(Way):
    """No titles are counted and no money: the text promises something that has no number."""

    en, zh = "not simulated", "不模拟"


class Mechanism(OneOf):
    """How a title is granted, by the one key stated: to all who pass, to the best, by rank, by chance, or as a count."""

    standard: Standard | None = said("Absolute standard", "达标即认定", default=None)
    quota: Quota | None = said("Rationed slots", "限额评选", default=None)
    ranked: Ranked | None = said("Places among the province's best", "排名入围", default=None)
    jackpot: Jackpot | None = said("Rare event among few candidates", "少数候选的偶发入选", default=None)
    count: Count | None = said("A count of recipients", "受奖数量", default=None)
    none: Nothing | None = said("Not simulated", "不模拟", default=None)

    @property
    def way(self) -> Way:
        """What stands under the key."""
        way: Way = getattr(self, self.kind)
        return way

    @property
    def places(self) -> Places | None:
        """Slots, places or recipients a year, where the mechanism draws them."""
        return next((one for _, one in self.way if isinstance(one, Places)), None)


WAYS: dict[str, type[Way]] = {
    name: way
    for name, field in Mechanism.model_fields.items()
    for way in models_in(field.annotation)
    if issubclass(way, Way)
}
"""Every mechanism by its key in a plan; the engines branch on its place here (``mechanism_code``)."""


def mechanism_code(kind: str) -> int:
    """The number of a mechanism in the engines' arrays; raises ``ValueError`` for a word that is none."""
    return list(WAYS).index(kind)
