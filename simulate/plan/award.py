"""What a recognition pays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from simulate.plan.columns import Column
from simulate.plan.fields import AwardValue, Model, Money, ShareOnce, ShareValue, one_of, said
from simulate.plan.values import Value

UNLIMITED = 1e15
"""Yuan: no cap."""


@dataclass(frozen=True)
class Form:
    """A form of award: its words, the fields that it can have, and those that it must have."""

    en: str
    zh: str
    fields: tuple[str, ...] = ("amount", "share", "cap")
    needs: tuple[str, ...] = ()


FORMS = {
    "fixed": Form("fixed", "定额", ("amount", "cap"), ("amount",)),
    "up_to": Form("up to", "最高", needs=("amount",)),
    "rate": Form("rate", "按比例", ("base", "rate", "cap"), ("base", "rate")),
    "provincial": Form("by provincial policy", "按省政策"),
    "unspecified": Form("no amount in the text", "未写金额"),
    "financing": Form(
        "financing up to", "市场化支持最高", ("amount", "share", "cap", "recovery"), ("amount", "recovery")
    ),
}
"""Every form of award by the word of a plan."""

BASE = Column("base", "amount of an award", "单项奖补金额")


class Award(Model):
    """The sum of one recognition: ``min(cap, X * rate * share)``, where X is ``amount``, or ``base`` of kind ``rate``.

    What is not stated counts as 1, and no cap as no limit. Without X the award is unpriced. ``financing`` is paid out
    in full and recovered in part later.
    """

    kind: Annotated[str, one_of(FORMS)] = said("Form of the award", "奖补方式")
    amount: Annotated[AwardValue | None, BASE] = said(
        "The sum, or the ceiling of an award 'up to'", "金额或上限", default=None
    )
    share: Annotated[
        ShareValue | None, Column("share", "share of the ceiling that is paid", "实际兑付占上限比重", unstated=1.0)
    ] = said("Share of the ceiling that is paid", "实际兑付占上限比重", default=None)
    rate: Annotated[ShareValue | None, Column("rate", "share that is paid", "补助比例", unstated=1.0)] = said(
        "Share of the base that is paid", "补助比例", default=None
    )
    base: Annotated[AwardValue | None, BASE] = said("What the rate applies to", "补助基数", default=None)
    cap: Annotated[Money | None, Column("cap", "ceiling", "上限", unstated=UNLIMITED)] = said(
        "Ceiling", "上限", default=None
    )
    recovery: Annotated[ShareOnce | None, Column("recovery", "share that is recovered", "收回比重")] = said(
        "Share that is recovered in the end", "最终收回比重", default=None
    )

    @property
    def priced(self) -> bool:
        """Whether there is a sum to multiply: an amount, or what a rate applies to."""
        return self.sum is not None

    @property
    def sum(self) -> Value | None:
        """What is multiplied: the amount, or the base of a rate."""
        return self.amount if self.amount is not None else self.base
