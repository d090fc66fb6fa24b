"""How recognitions come about: one of six mechanisms, chosen by the key that is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from pydantic import Field, model_validator

from simulate.foundation.errors import nearest
from simulate.plan.fields import CountOnce, ListValue, Model, PlacesValue, ShareOnce, ShareValue, refusal, said

MechanismKind = Literal["standard", "quota", "ranked", "jackpot", "count", "none"]
PlacesKind = Literal["poisson", "binomial", "rounded"]


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

    def _key(self) -> str:
        return next(name for name in type(self).model_fields if getattr(self, name) is not None)


class Binomial(Model):
    """Places out of a list of ``size`` names, each the city's with probability ``share``."""

    size: ListValue = said("Length of the list", "名录总数", alias="list")
    share: ShareValue = said("The city's share of it", "本市占比")


class Places(OneOf):
    """A number of places, slots or recipients a year, split over the rounds of the year.

    ``poisson`` and ``binomial`` are chance anew each year; ``rounded`` is the value itself (of the draw, where it is
    uncertain) in whole places.
    """

    poisson: PlacesValue | None = said("Poisson with this mean", "泊松分布，均值", default=None)
    binomial: Binomial | None = said("Places on a list", "名录中的名额", default=None)
    rounded: PlacesValue | None = said("A number, rounded to whole places", "数值取整", default=None)

    @property
    def kind(self) -> PlacesKind:
        """The key that is there."""
        return next(kind for kind in get_args(PlacesKind) if kind == self._key())


class Standard(Model):
    """Every applicant that meets the standard wins."""

    pass_rate: ShareValue = said("An applicant passes", "通过率", alias="pass")
    anchor: CountOnce = said(
        "Expected recognitions of the first round without award; above 0", "无奖补时首轮期望认定数（大于零）"
    )


class Quota(Model):
    """The best applicants win the slots. ``success``: prior success rate, which with the slots of the first round that has any
    gives the applicants. A round without slots takes no applications.
    """

    slots: Places = said("Slots a year", "每年名额")
    success: ShareOnce = said("Prior success rate of applicants", "申报者先验成功率")


class Ranked(Model):
    """Places held among the best of a list; inside the table of firms the best eligible firms hold them."""

    places: Places = said("Places held a year", "每年入围数")


class Jackpot(Model):
    """One of a few named candidates may win. ``probability``: that in a year one of those not yet recognised does."""

    candidates: int = Field(ge=1, le=100, description="候选数 / Candidates")
    probability: ShareValue = said("One not yet recognised wins in a year", "每年有一家未认定候选入选的概率")


class Count(Model):
    """Recipients outside the table of firms."""

    yearly: Places = said("Recipients a year", "每年受奖数")


class Nothing(Model):
    """No titles are counted and no money: the text promises something that has no number."""


class Mechanism(OneOf):
    """How a title is granted, by the one key stated: to all who pass, to the best, by rank, by chance, or as a count."""

    standard: Standard | None = said("Absolute standard", "达标即认定", default=None)
    quota: Quota | None = said("Rationed slots", "限额评选", default=None)
    ranked: Ranked | None = said("Places among the province's best", "排名入围", default=None)
    jackpot: Jackpot | None = said("Rare event among few candidates", "少数候选的偶发入选", default=None)
    count: Count | None = said("A count of recipients", "受奖数量", default=None)
    none: Nothing | None = said("Not simulated", "不模拟", default=None)

    @property
    def kind(self) -> MechanismKind:
        """The key that is there."""
        return next(kind for kind in get_args(MechanismKind) if kind == self._key())

    @property
    def places(self) -> Places | None:
        """Slots, places or recipients a year, where the mechanism draws them."""
        if self.quota:
            return self.quota.slots
        if self.ranked:
            return self.ranked.places
        return self.count.yearly if self.count else None
