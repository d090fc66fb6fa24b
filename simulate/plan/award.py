"""What a recognition pays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from simulate.plan.columns import Column
from simulate.plan.fields import AwardValue, Model, Money, ShareOnce, ShareValue, one_of
from simulate.plan.values import Value

UNLIMITED = 1e15
"""Yuan: no cap."""


@dataclass(frozen=True)
class Form:
    """A form of award: the fields that it can have, and those that it must have."""

    fields: tuple[str, ...] = ("amount", "share", "cap")
    needs: tuple[str, ...] = ()


FORMS = {
    "fixed": Form(("amount", "cap"), ("amount",)),
    "up_to": Form(needs=("amount",)),
    "rate": Form(("base", "rate", "cap"), ("base", "rate")),
    "provincial": Form(),
    "unspecified": Form(),
    "financing": Form(("amount", "share", "cap", "recovery"), ("amount", "recovery")),
}
"""Every form of award by the word of a plan."""

BASE = Column("base")


class Award(Model):
    """The sum of one recognition: ``min(cap, X * rate * share)``, where X is ``amount``, or ``base`` of kind ``rate``.

    What is not stated counts as 1, and no cap as no limit. Without X the award is unpriced. ``financing`` is paid out
    in full and recovered in part later.
    """

    kind: Annotated[str, one_of(FORMS)]
    amount: Annotated[AwardValue | None, BASE] = None
    share: Annotated[ShareValue | None, Column("share", unstated=1.0)] = None
    rate: Annotated[ShareValue | None, Column("rate", unstated=1.0)] = None
    base: Annotated[AwardValue | None, BASE] = None
    cap: Annotated[Money | None, Column("cap", unstated=UNLIMITED)] = None
    recovery: Annotated[ShareOnce | None, Column("recovery")] = None

    @property
    def priced(self) -> bool:
        """Whether there is a sum to multiply: an amount, or what a rate applies to."""
        return self.sum is not None

    @property
    def sum(self) -> Value | None:
        """What is multiplied: the amount, or the base of a rate."""
        return self.amount if self.amount is not None else self.base
