"""What a recognition pays."""

from __future__ import annotations

from typing import Literal

from simulate.plan.fields import AwardValue, Model, Money, ShareOnce, ShareValue, said

AwardKind = Literal["fixed", "up_to", "rate", "provincial", "unspecified", "financing"]


class Award(Model):
    """The sum of one recognition: ``min(cap, X * rate * share)``, where X is ``amount``, or ``base`` of kind ``rate``.

    What is not stated counts as 1, and no cap as no limit. Without X the award is unpriced. ``financing`` is paid out
    in full and recovered in part later.
    """

    kind: AwardKind = said("Form of the award", "奖补方式")
    amount: AwardValue | None = said("The sum, or the ceiling of an award 'up to'", "金额或上限", default=None)
    share: ShareValue | None = said("Share of the ceiling that is paid", "实际兑付占上限比重", default=None)
    rate: ShareValue | None = said("Share of the base that is paid", "补助比例", default=None)
    base: AwardValue | None = said("What the rate applies to", "补助基数", default=None)
    cap: Money | None = said("Ceiling", "上限", default=None)
    recovery: ShareOnce | None = said("Share that is recovered in the end", "最终收回比重", default=None)

    @property
    def priced(self) -> bool:
        """Whether there is a sum to multiply."""
        return self.amount is not None or self.base is not None
