"""Who can win a title or an award, and who carries an attribute."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, WithJsonSchema

from simulate.plan.fields import Growth, Listed, Model, Money, Word, every, said

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

    segment: Segments = said("Segments of firms", "企业类别", default=SEGMENTS)
    size: Sizes = said("Sizes", "企业规模", default=SIZES)
    stage: Stages = said("Maturity stages", "数字化成熟度等级", default=STAGES)
    sector: Sectors = said("Sectors of the plan", "行业", default=None)
    min_revenue: Money | None = said("Least yearly revenue", "最低年营业收入", default=None)
    min_growth: Growth | None = said(
        "Least growth of revenue over the year; a firm in its first year has none and does not pass",
        "最低年营业收入增速（首年企业无增速，视为不符合）",
        default=None,
    )
    holds: Words = said("Attributes that the firm must have", "须具备的属性", default=())
