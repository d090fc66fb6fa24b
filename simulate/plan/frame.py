"""The frame of a plan (``plan.yaml``): who pays, which firms there are, and what every instrument has by default."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from simulate.plan.conditions import SEGMENTS, SIZES, Segments, Sizes
from simulate.plan.fields import (
    Bilingual,
    Day,
    DriftOnce,
    Listed,
    Model,
    Share,
    ShareOnce,
    Text,
    Word,
    integer_keys,
)
from simulate.plan.instrument import ClaimField, Instrument, Lag, Payers, Source, Window
from simulate.plan.reading import Reading
from simulate.plan.target import NotModelled, Target


class Sector(Model):
    """A sector of the firms of ``segments``; ``share`` is of the firms of each of them."""

    id: Word
    title: Bilingual
    segments: Segments = SEGMENTS[:2]
    share: Share
    drift: DriftOnce | None = None
    leading: bool = False


class AttributeRule(Model):
    """Firms of these segments and sizes carry the attribute with probability ``share``."""

    segment: Segments = SEGMENTS
    size: Sizes = SIZES
    share: ShareOnce


class Attribute(Model):
    """Something a firm holds or not, drawn once a firm: the first rule that fits it gives the probability, else 0."""

    title: Bilingual
    rules: Annotated[tuple[AttributeRule, ...], Listed, Field(min_length=1)]


class Defaults(Model):
    """What an instrument has where its own entry is silent (its window is the plan's)."""

    payer: Payers
    lag: Lag
    claim: ClaimField
    sources: dict[str, Source]


class Frame(Model):
    """Everything of a plan but its instruments and readings."""

    title: Bilingual
    document: Annotated[tuple[Text, ...], Listed, Field(min_length=1)]
    issued: Day
    window: Window
    currency: Literal["CNY"]
    language: Literal["zh", "en"]
    payers: Annotated[dict[Word, Bilingual], Field(min_length=1)]
    budget_choice: Word | None = Field(alias="budget_payer", default=None)
    articles: Annotated[dict[int, Bilingual], BeforeValidator(integer_keys)] = Field(default_factory=dict)
    segments: Annotated[dict[str, Bilingual], Field(min_length=3)]
    sectors: Annotated[tuple[Sector, ...], Listed, Field(min_length=1)]
    attributes: dict[Word, Attribute] = Field(default_factory=dict)
    defaults: Defaults
    targets: Annotated[tuple[Target, ...], Listed] = ()
    not_modelled: Annotated[tuple[NotModelled, ...], Listed] = ()
    sources: dict[str, Source]

    @property
    def budget_payer(self) -> str:
        """The payer whose budget it is: as the plan says, else the first of its payers."""
        return self.budget_choice or next(iter(self.payers))


class ReadingsFile(Model):
    """What ``readings.yaml`` holds: the open questions of meaning, and the sources of their weights."""

    readings: Annotated[tuple[Reading, ...], Listed]
    sources: dict[str, Source]


class ArticleFile(Model):
    """What a file ``artNN_topic.yaml`` holds: the instruments of one article."""

    instruments: Annotated[tuple[Instrument, ...], Listed]
