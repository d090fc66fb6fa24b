"""Every variable and term of the outputs, once: its unit, and whether its years add up.

Column headings, chart labels, NetCDF attributes and the model's documentation all name it by its texts in the catalogues
(``term.cash.label``, ``term.cash.description``), so that one thing never bears two names. Units: ``count``, ``CNY``, ``1`` (a
share), ``year``, or empty where a term has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulate.language.catalogue import say

Language = str
OverYears = Literal["flow", "yearly", "stock", "share", ""]


@dataclass(frozen=True)
class Term:
    """One variable or term.

    ``over_years``: a flow adds up over years; a yearly figure (one that counts a firm anew each year, or by custom stands
    for one year), a stock (at one time) and a share do not. Empty for what is no variable by year.
    """

    name: str
    unit: str = ""
    over_years: OverYears = ""

    @property
    def adds_up(self) -> bool:
        """Whether the years of the variable may be summed."""
        return self.over_years == "flow"


_COUNTS = (
    Term("eligible", "count", "yearly"),
    Term("aware", "count", "yearly"),
    Term("applied", "count", "flow"),
    Term("recognised", "count", "flow"),
    Term("paid", "count", "flow"),
    Term("recognised_anyway", "count", "flow"),
)

_MONEY = (
    Term("entitlement", "CNY", "flow"),
    Term("stacking_saving", "CNY", "flow"),
    Term("obligation", "CNY", "flow"),
    Term("cash", "CNY", "flow"),
    Term("fiscal_cost", "CNY", "flow"),
    Term("unpaid", "CNY", "stock"),
    Term("lapsed", "CNY", "flow"),
    Term("project_anyway", "CNY", "flow"),
    Term("entitlement_anyway", "CNY", "flow"),
    Term("appropriation", "CNY", "flow"),
    Term("execution_rate", "1", "share"),
)

_ADOPTION = (
    Term("projects", "count", "flow"),
    Term("firms_with_project", "count", "yearly"),
    Term("stage_moves", "count", "flow"),
    Term("investment", "CNY", "flow"),
    Term("coverage", "1", "share"),
    Term("stage_share", "1", "share"),
    Term("core_value_added", "CNY", "yearly"),
    Term("core_share", "1", "share"),
    Term("gdp", "CNY", "yearly"),
    Term("firms", "count", "stock"),
    Term("parameter_value"),
    Term("reading_chosen"),
)

_DIMENSIONS = (
    Term("policy"),
    Term("policy_on"),
    Term("policy_off"),
    Term("draw"),
    Term("instrument"),
    Term("article"),
    Term("group"),
    Term("year", "year"),
    Term("payment_year", "year"),
    Term("payer"),
    Term("segment"),
    Term("sector"),
    Term("size"),
    Term("stage"),
    Term("parameter"),
    Term("reading"),
    Term("target"),
)

_VALUES = (
    Term("city"),
    Term("province"),
    Term("district"),
    Term("fund"),
    Term("industry_above_scale"),
    Term("industry_small"),
    Term("digital_core"),
    Term("small"),
    Term("medium"),
    Term("large"),
    Term("group_a"),
    Term("group_b"),
    Term("group_c"),
    Term("stated"),
    Term("observed"),
    Term("derived"),
    Term("prior"),
    Term("recall"),
    Term("assumed"),
    Term("unpriced"),
    Term("standard"),
    Term("quota"),
    Term("ranked"),
    Term("none"),
    Term("jackpot"),
    Term("count"),
)

_STATISTICS = (
    Term("mean"),
    Term("p10"),
    Term("p50"),
    Term("p90"),
    Term("p95"),
    Term("range_80"),
    Term("standard_error"),
    Term("probability", "1"),
    Term("exceedance", "1"),
    Term("assumed_share", "1"),
    Term("deadweight", "1"),
    Term("additional"),
    Term("total"),
    Term("headline", "CNY"),
    Term("source"),
    Term("rating"),
    Term("amount", "CNY"),
    Term("window"),
    Term("not_modelled"),
)

TERMS: dict[str, Term] = {
    term.name: term for term in (*_COUNTS, *_MONEY, *_ADOPTION, *_DIMENSIONS, *_VALUES, *_STATISTICS)
}


def term(name: str) -> Term:
    """Return the term called ``name``; raise ``KeyError`` if the vocabulary has none."""
    return TERMS[name]


def label(name: str, language: Language) -> str:
    """Return the heading of a term: ``label("cash", "en")`` is "cash"."""
    return say(f"term.{term(name).name}.label", language)


def description(name: str, language: Language) -> str:
    """Return the sentence that says what a term means."""
    return say(f"term.{term(name).name}.description", language)
