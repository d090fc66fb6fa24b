"""Who can win a title or an award, and who carries an attribute."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, WithJsonSchema

from simulate.plan.fields import Growth, Listed, Model, Money, Word, every

SegmentName = Literal["industry_above_scale", "industry_small", "digital_core"]
SizeName = Literal["small", "medium", "large"]
Stage = Annotated[int, Field(ge=0, le=3)]

SEGMENTS: tuple[SegmentName, ...] = get_args(SegmentName)
SIZES: tuple[SizeName, ...] = get_args(SizeName)
STAGES = (0, 1, 2, 3)

Segments = Annotated[tuple[SegmentName, ...], Listed, Field(min_length=1), *every(SEGMENTS, {"enum": list(SEGMENTS)})]
Sizes = Annotated[tuple[SizeName, ...], Listed, Field(min_length=1), *every(SIZES, {"enum": list(SIZES)})]
Stages = Annotated[tuple[Stage, ...], Listed, Field(min_length=1), *every(STAGES, {"enum": list(STAGES)})]
Sectors = Annotated[
    tuple[Word, ...] | None,
    BeforeValidator(lambda data: None if data == "any" else tuple(data) if isinstance(data, list) and data else data),
    WithJsonSchema({"anyOf": [{"const": "any"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
Words = Annotated[tuple[Word, ...], Listed]


class Conditions(Model):
    """What a firm must be: all that is stated must hold. Lists are alternatives; what is not stated admits every firm.

    ``sector`` None admits every sector. ``holds`` names attributes of the plan, all of which the firm must have.
    """

    segment: Segments = SEGMENTS
    size: Sizes = SIZES
    stage: Stages = STAGES
    sector: Sectors = None
    min_revenue: Money | None = None
    min_growth: Growth | None = None
    holds: Words = ()
