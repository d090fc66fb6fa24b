"""Parameters and terms are declared once, in both languages."""

from __future__ import annotations

import pytest

from simulate.behaviour.parameters import COLUMNS, DECLARATIONS, NAMES, declaration
from simulate.language import vocabulary

FORECAST = [
    "eligible",
    "aware",
    "applied",
    "recognised",
    "paid",
    "recognised_anyway",
    "entitlement_anyway",
    "project_anyway",
    "entitlement",
    "stacking_saving",
    "obligation",
    "cash",
    "fiscal_cost",
    "unpaid",
    "lapsed",
    "projects",
    "firms_with_project",
    "stage_moves",
    "investment",
    "coverage",
    "stage_share",
    "core_value_added",
    "core_share",
    "parameter_value",
    "reading_chosen",
]
DIMENSIONS = [
    "policy",
    "draw",
    "instrument",
    "year",
    "payment_year",
    "payer",
    "segment",
    "stage",
    "parameter",
    "reading",
    "article",
    "group",
]


def test_every_parameter_is_declared_once_with_a_range_and_both_languages() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert len(set(COLUMNS)) == len(COLUMNS)
    for one in DECLARATIONS:
        assert one.low < one.high, one.name
        assert one.meaning("en").isascii()
        assert not one.meaning("zh").isascii(), one.name
        assert one.name.isidentifier()


def test_a_vector_is_stored_one_column_a_component() -> None:
    assert declaration("stage_shares_small").columns == tuple(f"stage_shares_small_{n}" for n in range(4))
    assert declaration("claim_rate").columns == ("claim_rate",)


def test_an_undeclared_name_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        declaration("claim_rates")


@pytest.mark.parametrize("name", [*FORECAST, *DIMENSIONS])
def test_every_variable_and_dimension_of_the_forecast_has_a_term(name: str) -> None:
    assert vocabulary.term(name).name == name


def test_no_two_variables_share_a_label() -> None:
    for language in ("en", "zh"):
        labels = [vocabulary.label(name, language) for name in FORECAST]
        assert len(set(labels)) == len(labels)


def test_terms_speak_both_languages() -> None:
    for one in vocabulary.TERMS.values():
        assert vocabulary.label(one.name, "en").isascii(), one.name
        assert any(not char.isascii() for char in vocabulary.label(one.name, "zh")), one.name
        assert vocabulary.description(one.name, "en").isascii(), one.name
        assert vocabulary.description(one.name, "zh"), one.name


def test_the_fixed_terms_are_those_of_the_design() -> None:
    fixed = {
        "recognised": "认定", "entitlement": "应享金额", "stacking_saving": "就高不重复核减", "obligation": "应兑付",
        "cash": "实际支出", "fiscal_cost": "财政成本", "payer": "资金来源", "appropriation": "预算安排",
        "execution_rate": "执行率", "deadweight": "无奖励也会做", "policy_on": "有奖补", "policy_off": "无奖补",
    }  # fmt: skip
    assert {name: vocabulary.label(name, "zh") for name in fixed} == fixed
    assert "九成把握不超过" in vocabulary.label("p90", "zh")
