"""A sentence that can be read in more than one way."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from simulate.plan.fields import Bilingual, Listed, Model, Share

Patch = dict[str, dict[str, Any]]
"""Instrument id -> dotted path -> data that replaces what stands there."""


class Alternative(Model):
    """One way to read it. The default has no patch: the instruments are written as it reads."""

    label: Bilingual
    weight: Share
    patch: Patch = Field(default_factory=dict)


class Reading(Model):
    """An open question. ``switch`` changes numbers; ``note`` does not, and ``why`` says why."""

    id: Annotated[str, Field(pattern=r"^R[0-9]{1,4}$")]
    kind: Literal["switch", "note"]
    question: Bilingual
    settled_by: Bilingual
    default: str
    alternatives: dict[str, Alternative]
    concerns: Annotated[tuple[str, ...], Listed] = ()
    why: Bilingual | None = None

    @property
    def instruments(self) -> tuple[str, ...]:
        """Ids of the instruments that it touches: changed by an alternative, or concerned; sorted."""
        patched = {one for each in self.alternatives.values() for one in each.patch}
        return tuple(sorted(patched.union(self.concerns)))

    @property
    def number(self) -> int:
        """Its place among the readings: 10 of ``R10``."""
        return int(self.id[1:])
