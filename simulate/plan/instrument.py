"""One instrument: one sentence of the plan that promises money, as data."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema

from simulate.behaviour.limits import COSTS
from simulate.foundation.units import describe
from simulate.language.choice import tell
from simulate.plan.award import Award
from simulate.plan.columns import Column, marks
from simulate.plan.conditions import Conditions, Words
from simulate.plan.fields import (
    Bilingual,
    Day,
    Listed,
    Model,
    MoneyValue,
    RoundDays,
    Said,
    Share,
    Text,
    WholeOnce,
    Word,
    integer_keys,
    refusal,
)
from simulate.plan.mechanism import Mechanism
from simulate.plan.values import SHARE, PlanValueError, Value, read_value

Group = Literal["A", "B", "C"]
Recipient = Literal[
    "firm", "park", "laboratory", "farm", "centre", "business_district", "community", "data_centre", "node",
    "contest_winner", "person",
]  # fmt: skip
Channel = Literal["project", "application", "none"]
Once = Literal["per_firm", "per_project", "per_year", "no"]
Rating = Literal["stated", "observed", "prior", "assumed"]

AUTOMATIC: Literal["automatic"] = "automatic"
Claim = Value | Literal["automatic"]


def _read_claim(data: Any) -> Claim:
    if data == AUTOMATIC:
        return AUTOMATIC
    try:
        return read_value(data, SHARE)
    except PlanValueError as problem:
        expected = tell("error.value.the_word_automatic_or", expected=problem.expected)
        raise refusal(problem.message, expected, problem.suggestion, problem.path, problem.on_key) from None


ClaimField = Annotated[
    Claim,
    SHARE,
    PlainValidator(_read_claim),
    PlainSerializer(lambda claim: claim if isinstance(claim, str) else claim.to_data()),
    WithJsonSchema({"type": ["string", "number", "object"], "examples": ["claim_rate", "automatic"]}),
]
Lag = Annotated[dict[Annotated[int, Field(ge=0, le=20)], Share], BeforeValidator(integer_keys), Field(min_length=1)]
Payers = Annotated[dict[Word, Share], Field(min_length=1)]


class Source(Model):
    """Where a figure comes from.

    ``stated`` in the plan's text, ``observed`` in published figures, ``prior`` in the table of priors, or ``assumed``.
    """

    rating: Rating
    where: Said
    note: Said | None = None


class Window(Model):
    """The days of recognition that are paid, both included."""

    start: Day = Field(alias="from")
    end: Day = Field(alias="to")

    def holds(self, day: datetime.date) -> bool:
        """Whether a recognition is paid: both ends of the window count.

        Parameters
        ----------
        day : of the recognition

        Returns
        -------
        Whether it lies inside.

        Examples
        --------
        >>> window = Window.model_validate({"from": "2023-10-20", "to": "2025-12-31"})
        >>> [window.holds(datetime.date(*day)) for day in ((2023, 10, 19), (2023, 10, 20), (2025, 12, 31))]
        [False, True, True]
        """
        return self.start <= day <= self.end


class Scheme(Model):
    """The days on which the title itself is granted, both included; one that is not stated is no limit."""

    start: Day | None = Field(alias="from", default=None)
    end: Day | None = Field(alias="to", default=None)

    def to_data(self) -> dict[str, str]:
        """The days that are stated: none where it is standing."""
        days = {"from": self.start, "to": self.end}
        return {key: day.isoformat() for key, day in days.items() if day is not None}


STANDING = "standing"


def _read_scheme(data: Any) -> Any:
    if data == STANDING:
        return {}
    if not isinstance(data, (Mapping, Scheme)):
        raise refusal(
            tell("error.value.came", value=describe(data)), tell("error.value.word_or_days_such", standing=STANDING)
        )
    return data


SchemeField = Annotated[
    Scheme,
    BeforeValidator(_read_scheme),
    PlainSerializer(Scheme.to_data),
    WithJsonSchema({"anyOf": [{"const": STANDING}, {"$ref": "#/$defs/Window"}], "examples": [STANDING]}),
]


class Application(Model):
    """What applying costs (the entries are summed) and the success that firms expect before the first round."""

    cost: Annotated[
        tuple[MoneyValue, ...],
        Listed,
        Field(min_length=1, max_length=COSTS),
        Column("cost_first"),
        Column("cost_second"),
    ]
    belief: Annotated[Share, Column("belief")]


class Stacking(Model):
    """The rule of the highest award only, among instruments of one ``group``.

    ``scope``: an award is set against the others of the same project, or of the same recipient. ``promotion``: a later
    and higher award pays the difference, or in full.
    """

    group: Word
    scope: Literal["project", "recipient"]
    promotion: Literal["top_up", "both"]


class Instrument(Model):
    """One instrument of the plan. ``rounds`` are (month, day) of every year; money is in yuan."""

    id: Annotated[str, Field(pattern=r"^a[0-9]{2}\.[0-9]{1,2}$")]
    group: Group
    title: Bilingual
    recipient: Recipient
    channel: Channel
    eligible: Conditions | None = None
    award_eligible: Conditions | None = None
    award_requires: Words = ()
    mechanism: Mechanism
    application: Application | None = None
    award: Award
    claim: Annotated[ClaimField, Column("claim", unstated=1.0)]
    window: Window
    scheme: SchemeField | None = None
    rounds: RoundDays = Field(alias="round", default=())
    once: Once = "no"
    holders: Annotated[WholeOnce | None, Column("holders", of_firms=True)] = None
    stacking: Stacking | None = None
    payer: Payers
    lag: Lag
    sources: dict[str, Source]
    remark: Bilingual | None = None
    headline_choice: bool | None = Field(alias="headline", default=None)
    department: Text | None = None
    budget_code: Text | None = None

    @property
    def article(self) -> int:
        """Number of the plan's article that promises it: 9 of ``a09.3``."""
        return int(self.id[1:3])

    @property
    def order(self) -> tuple[int, int]:
        """Article and number in it: (9, 3) of ``a09.3``, the order of the text."""
        return self.article, int(self.id[4:])

    @property
    def headline(self) -> bool:
        """Whether its obligation counts in the headline: as it says itself, else group A without financing."""
        if self.headline_choice is not None:
            return self.headline_choice
        return self.group == "A" and self.award.kind != "financing"

    @property
    def simulated(self) -> bool:
        """Whether titles are counted: it has a mechanism other than ``none``."""
        return self.mechanism.kind != "none"

    @property
    def priced(self) -> bool:
        """Whether money is counted: it is simulated and has a sum."""
        return self.simulated and self.award.priced

    @property
    def granted(self) -> tuple[datetime.date | None, datetime.date | None]:
        """First and last day on which the title is granted, None without limit: its scheme's, or the award's window."""
        if self.scheme is not None:
            return self.scheme.start, self.scheme.end
        return self.window.start, self.window.end

    @property
    def outside(self) -> bool:
        """Whether its recipients are not in the table of firms."""
        return self.recipient != "firm" or self.mechanism.way.recipients == "others"

    def to_data(self) -> dict[str, Any]:
        """The instrument as pure data (dict, list, str, numbers), which ``apply_patches`` and ``load`` read again."""
        return plain(self)

    def source(self, path: str) -> Source | None:
        """The source that covers a figure: its own, or that of the nearest part above it.

        Parameters
        ----------
        path : dotted, as in the YAML, such as ``award.amount``

        Returns
        -------
        The source; None where nothing covers it.

        Examples
        --------
        >>> from simulate.plan.files.load import load_plan
        >>> factory = load_plan("qingdao_2023").instrument("a09.3")
        >>> factory.source("award.amount").where.en
        'article 9'
        >>> factory.source("remark") is None
        True
        """
        parts = path.split(".")
        for length in range(len(parts), 0, -1):
            found = self.sources.get(".".join(parts[:length]))
            if found:
                return found
        return None


def plain(model: BaseModel) -> dict[str, Any]:
    """A model as pure data, by the names that files use, without what is not stated.

    Parameters
    ----------
    model : a part of a plan

    Returns
    -------
    Mappings, lists, texts and numbers, as YAML and JSON hold them.
    """
    return dict(_lists(model.model_dump(by_alias=True, exclude_unset=True, exclude_none=True)))


def _lists(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _lists(value) for key, value in data.items()}
    return [_lists(value) for value in data] if isinstance(data, (list, tuple)) else data


def by_text(instruments: Iterator[Instrument] | list[Instrument]) -> tuple[Instrument, ...]:
    """Instruments in the order of the text: by article, and by number within it.

    Parameters
    ----------
    instruments : in any order

    Returns
    -------
    The same in order.
    """
    return tuple(sorted(instruments, key=lambda one: one.order))


COLUMNS: dict[str, tuple[str, Column]] = {
    mark.name: (key, mark)
    for key in ("award", "claim", "mechanism", "application", "holders")
    for mark in marks(Instrument.model_fields[key])
}
"""Every number of an instrument that the engines read, in their order, each with the key that states it."""
