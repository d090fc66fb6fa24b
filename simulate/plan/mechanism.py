"""How recognitions come about: every mechanism once, chosen in a plan by the key that is there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from simulate.foundation.errors import nearest
from simulate.language.choice import tell
from simulate.plan.columns import Column, models_in
from simulate.plan.fields import CountOnce, ListValue, Model, PlacesValue, ShareOnce, ShareValue, refusal


class OneOf(Model):
    """A mapping with exactly one key, which tells its kind."""

    @model_validator(mode="before")
    @classmethod
    def _one_key(cls, data: Any) -> Any:
        names = [one.alias or name for name, one in cls.model_fields.items()]
        expected = tell("error.value.exactly_one_of", names=", ".join(names))
        if isinstance(data, str):
            near = nearest(data, names)
            raise refusal(tell("error.value.the_word_came", data=data), expected, f"{near}: ..." if near else "")
        if isinstance(data, Mapping) and len(data) != 1:
            came = (
                tell("error.value.the_keys", name=", ".join(map(str, data)))
                if data
                else tell("error.value.an_empty_mapping")
            )
            raise refusal(came, expected)
        return data

    @property
    def kind(self) -> str:
        """The key that is there."""
        return next(name for name in type(self).model_fields if getattr(self, name) is not None)


class Binomial(Model):
    """Places out of a list of ``size`` names, each the city's with probability ``share``."""

    size: Annotated[ListValue, Column("list_size")] = Field(alias="list")
    share: Annotated[ShareValue, Column("list_share")]


class Places(OneOf):
    """A number of places, slots or recipients a year, split over the rounds of the year.

    ``poisson`` and ``binomial`` are chance anew each year; ``rounded`` is the value itself (of the draw, where it is
    uncertain) in whole places.
    """

    poisson: Annotated[PlacesValue | None, Column("mean")] = None
    binomial: Binomial | None = None
    rounded: Annotated[PlacesValue | None, Column("count")] = None


Recipients = Literal["firms", "others", "any"]


class Way(Model):
    """One way of granting titles: its keys, and what the rest of the program must know of it.

    Attributes
    ----------
    applied: firms apply, at a cost and with a chance that they reckon with.
    recipients: who can win: firms of the table, others, or any.
    most: recognitions of a year at most, where no places limit them.
    """

    applied: ClassVar[bool] = False
    recipients: ClassVar[Recipients] = "any"
    most: ClassVar[float] = math.inf


class Standard(Way):
    """Every applicant that meets the standard wins."""

    applied, recipients = True, "firms"
    pass_rate: Annotated[ShareValue, Column("pass_rate")] = Field(alias="pass")
    anchor: Annotated[CountOnce, Column("anchor", of_firms=True)]


class Quota(Way):
    """The best applicants win the slots. ``success``: prior success rate, which with the slots of the first round that has any
    gives the applicants. A round without slots takes no applications.
    """

    applied, recipients = True, "firms"
    slots: Places
    success: Annotated[ShareOnce, Column("success")]


class Ranked(Way):
    """Places held among the best of a list; inside the table of firms the best eligible firms hold them."""

    places: Places


class Jackpot(Way):
    """One of a few named candidates may win. ``probability``: that in a year one of those not yet recognised does."""

    recipients, most = "firms", 1
    candidates: int = Field(ge=1, le=100)
    probability: Annotated[ShareValue, Column("probability")]


class Count(Way):
    """Recipients outside the table of firms."""

    recipients = "others"
    yearly: Places


class Nothing(Way):
    """No titles are counted and no money: the text promises something that has no number."""


class Mechanism(OneOf):
    """How a title is granted, by the one key stated: to all who pass, to the best, by rank, by chance, or as a count."""

    standard: Standard | None = None
    quota: Quota | None = None
    ranked: Ranked | None = None
    jackpot: Jackpot | None = None
    count: Count | None = None
    none: Nothing | None = None

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
