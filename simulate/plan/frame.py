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
    said,
)
from simulate.plan.instrument import ClaimField, Instrument, Lag, Payers, Source, Window
from simulate.plan.reading import Reading
from simulate.plan.target import NotModelled, Target


class Sector(Model):
    """A sector of the firms of ``segments``; ``share`` is of the firms of each of them."""

    id: Word = said("Name in conditions and outputs", "代码")
    title: Bilingual = said("Name", "名称")
    segments: Segments = said("Segments it belongs to", "所属企业类别", default=SEGMENTS[:2])
    share: Share = said("Share of the segment's firms", "占该类企业比重")
    drift: DriftOnce | None = said("Yearly drift of log revenue", "营业收入对数年漂移", default=None)
    leading: bool = said("Ahead in digital maturity", "数字化领先行业", default=False)


class AttributeRule(Model):
    """Firms of these segments and sizes carry the attribute with probability ``share``."""

    segment: Segments = said("Segments", "企业类别", default=SEGMENTS)
    size: Sizes = said("Sizes", "规模", default=SIZES)
    share: ShareOnce = said("Share of firms", "占比")


class Attribute(Model):
    """Something a firm holds or not, drawn once a firm: the first rule that fits it gives the probability, else 0."""

    title: Bilingual = said("Name", "名称")
    rules: Annotated[tuple[AttributeRule, ...], Listed, Field(min_length=1)] = said("Rules, first that fits", "规则")


class Defaults(Model):
    """What an instrument has where its own entry is silent (its window is the plan's)."""

    payer: Payers = said("Shares of the payers", "资金分担")
    lag: Lag = said("Chance that an award is paid so many years after recognition", "每笔奖补在认定后第几年支付的概率")
    claim: ClaimField = said("Chance that an award is claimed, or automatic", "申请兑付概率，或automatic")
    sources: dict[str, Source] = said("Where these come from", "数据来源")


class Frame(Model):
    """Everything of a plan but its instruments and readings."""

    title: Bilingual = said("Title", "标题")
    document: Annotated[tuple[Text, ...], Listed, Field(min_length=1)] = said("Document numbers", "文号")
    issued: Day = said("Day of issue, when firms learn of it", "印发日期")
    window: Window = said("Recognitions that are paid", "有效期")
    currency: Literal["CNY"] = said("Currency", "币种")
    language: Literal["zh", "en"] = said("Language of the reports", "报告语言")
    payers: Annotated[dict[Word, Bilingual], Field(min_length=1)] = said("Who pays", "资金来源")
    budget_choice: Word | None = said(
        "Payer whose budget it is: its share makes the headline, and appropriations bind it; by default the first payer",
        "本级预算对应的资金来源：主口径和预算安排均指该来源；缺省为第一个资金来源",
        alias="budget_payer",
        default=None,
    )
    articles: Annotated[dict[int, Bilingual], BeforeValidator(integer_keys)] = said(
        "Short titles of the articles", "各条简称", default_factory=dict
    )
    segments: Annotated[dict[str, Bilingual], Field(min_length=3)] = said("Segments of firms", "企业类别")
    sectors: Annotated[tuple[Sector, ...], Listed, Field(min_length=1)] = said("Sectors", "行业")
    attributes: dict[Word, Attribute] = said("Attributes of firms", "企业属性", default_factory=dict)
    defaults: Defaults = said("What instruments have by default", "默认值")
    targets: Annotated[tuple[Target, ...], Listed] = said("Targets", "目标", default=())
    not_modelled: Annotated[tuple[NotModelled, ...], Listed] = said(
        "What is left out and why", "未模拟内容", default=()
    )
    sources: dict[str, Source] = said("Where the figures of this file come from", "数据来源")

    @property
    def budget_payer(self) -> str:
        """The payer whose budget it is: as the plan says, else the first of its payers."""
        return self.budget_choice or next(iter(self.payers))


class ReadingsFile(Model):
    """What ``readings.yaml`` holds: the open questions of meaning, and the sources of their weights."""

    readings: Annotated[tuple[Reading, ...], Listed] = said("Open questions of meaning", "待解释问题")
    sources: dict[str, Source] = said("Where the weights come from", "数据来源")


class ArticleFile(Model):
    """What a file ``artNN_topic.yaml`` holds: the instruments of one article."""

    instruments: Annotated[tuple[Instrument, ...], Listed] = said("Instruments in the order of the text", "政策工具")
