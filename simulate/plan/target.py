"""What the plan wants to reach, and what of it this model leaves out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulate.plan.fields import Bilingual, Listed, Model, Number, Text, Word

Comparison = Literal["at_least", "about", "strive"]
Over = Literal["each_year", "last_year", "total", "yearly_growth"]


class Simulated(Model):
    """Which output answers a target: ``variable``, summed over the coordinates in ``select``.

    ``over``: every year, the year ``by`` (or the last), the sum over the years, or the mean yearly growth (from
    the year before the first, where the forecast has its value).
    """

    variable: Word
    select: dict[Word, Annotated[tuple[str, ...], Listed]] = Field(default_factory=dict)
    over: Over

    @property
    def expression(self) -> str:
        """The output as ``design`` takes it, without a year: ``projects.industry_above_scale+industry_small``.

        Examples
        --------
        >>> Simulated(variable="recognised", select={"instrument": ["a09.4", "a09.5"]}, over="total").expression
        'recognised.a09.4+a09.5'
        """
        return ".".join([self.variable, *("+".join(names) for names in self.select.values())])


class Target(Model):
    """A quantitative or ordinal aim; ``value`` None where the text gives no number."""

    id: Annotated[str, Field(pattern=r"^t[0-9]{2}\.[0-9]{1,2}$")]
    title: Bilingual
    comparison: Comparison
    value: Number | None = None
    unit: Text
    by: int | None = None
    every_year: bool = False
    simulated: Simulated | None = None
    why_not: Bilingual | None = None

    @property
    def article(self) -> int:
        """Number of the plan's article that sets it: 9 of ``t09.1``."""
        return int(self.id[1:3])


class NotModelled(Model):
    """A passage without award of its own, and why it is left out."""

    id: Annotated[str, Field(pattern=r"^a[0-9]{2}\.[0-9]{1,2}$")]
    title: Bilingual
    why: Bilingual

    @property
    def article(self) -> int:
        """Number of the plan's article that the passage stands in: 12 of ``a12.1``."""
        return int(self.id[1:3])
