"""Figures of a scenario are called in words, whichever part of it they belong to."""

from __future__ import annotations

import pytest

from simulate.analysis.base.naming import change_title, title_of
from simulate.language.message import Speakable
from simulate.plan.files.load import load_plan

PLAN = load_plan("qingdao_2023")


def both(text: Speakable) -> tuple[str, str]:
    return text.in_language("en"), text.in_language("zh")


@pytest.mark.parametrize(
    ("path", "en", "zh"),
    [
        ("instruments.a09.3.award.amount", "Municipal smart factory: award, amount", "市级智能工厂：奖补·金额"),
        ("instruments.a09.3", "Municipal smart factory", "市级智能工厂"),
        ("instruments.*.window.to", "All instruments: window", "全部政策工具：有效期"),
        ("instruments.a13.1.recovery", "Scenario laboratory: share that is recovered", "场景应用实验室：收回比重"),
        ("appropriations.articles.6.2024", "Appropriation of article 6, 2024", "第6条预算安排（2024年）"),
        ("appropriations.articles.6.later", "Appropriation of article 6, later years", "第6条预算安排（以后年度）"),
        ("horizon.end", "Last simulated year", "模拟末年"),
        ("population.segments.core.count", "Firms", "企业总体"),
        ("unheard.of", "unheard.of", "unheard.of"),
    ],
)
def test_a_path_has_a_name_in_both_languages(path: str, en: str, zh: str) -> None:
    assert both(title_of(PLAN, path)) == (en, zh)


def test_a_parameter_is_called_by_its_meaning_wherever_it_stands() -> None:
    assert both(title_of(PLAN, "claim_rate")) == both(title_of(PLAN, "behaviour.claim_rate"))
    assert both(title_of(PLAN, "stage_shares_small_2"))[1].endswith("：2级")


def test_a_reading_is_called_by_what_it_is_taken_to_mean() -> None:
    assert both(change_title(PLAN, "readings.R14", "grant")) == (
        "Reading R14: A grant for each laboratory",
        "R14解读：每个实验室无偿资助",
    )
    assert both(change_title(PLAN, "readings.R14", "sampled"))[0].startswith("Reading R14: What is market-based")
