"""A sentence that can be read in more than one way."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from simulate.plan.fields import Bilingual, Listed, Model, Share, said

Patch = dict[str, dict[str, Any]]
"""Instrument id -> dotted path -> data that replaces what stands there."""


class Alternative(Model):
    """One way to read it. The default has no patch: the instruments are written as it reads."""

    label: Bilingual = said("What it says", "含义")
    weight: Share = said("Weight when readings are sampled", "抽样权重")
    patch: Patch = said("Changes of instruments", "对政策工具的修改", default_factory=dict)


class Reading(Model):
    """An open question. ``switch`` changes numbers; ``note`` does not, and ``why`` says why."""

    id: Annotated[str, Field(pattern=r"^R[0-9]{1,4}$")] = said("Number, as R10", "编号，如R10")
    kind: Literal["switch", "note"] = said("Whether it changes numbers", "是否影响数值")
    question: Bilingual = said("The question", "问题")
    settled_by: Bilingual = said("Who can settle it", "由谁解释")
    default: str = said("The alternative of the baseline", "基准读法")
    alternatives: dict[str, Alternative] = said("Ways to read it", "各种读法")
    concerns: Annotated[tuple[str, ...], Listed] = said(
        "Further instruments it touches without changing their entry", "未直接修改但受影响的政策工具", default=()
    )
    why: Bilingual | None = said("Why no number changes", "为何不影响数值", default=None)

    @property
    def instruments(self) -> tuple[str, ...]:
        """Ids of the instruments that it touches: changed by an alternative, or concerned; sorted."""
        patched = {one for each in self.alternatives.values() for one in each.patch}
        return tuple(sorted(patched.union(self.concerns)))

    @property
    def number(self) -> int:
        """Its place among the readings: 10 of ``R10``."""
        return int(self.id[1:])
