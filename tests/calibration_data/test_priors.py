"""Every declared parameter has a prior that says what its source says, and bad files are refused with positions."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.behaviour.parameters import DECLARATIONS, NAMES
from simulate.foundation.errors import ProblemsError
from simulate.randomness.marginals import (
    Beta,
    BetaRange,
    Constant,
    Dirichlet,
    Lognormal,
    LogUniform,
    Triangular,
    Uniform,
)
from simulate.scenario.files.priors import PRIORS_FILE, Prior, load_priors

ISSUED = datetime.date(2023, 10, 20)

# Low, central and high as the sources give them: triangular min, mode, max; beta mean and 5-95 %; lognormal median and
# 5-95 %. Money in yuan.
PUBLISHED = {
    "project_hazard": (0.07, 0.13, 0.25),
    "peer_effect": (0, 0.05, 0.20),
    "stage_success_0": (0.30, 0.55, 0.85),
    "stage_success_1": (0.50, 0.70, 0.95),
    "stage_success_2": (0.0, 0.20, 0.45),
    "size_gradient": (0.2, 0.33, 0.45),
    "leading_sector_shift": (-0.5, 0, 0.95),
    "award_response": (0, 2, 6),
    "award_response_large_ratio": (0, 0.3, 1),
    "renewal_belief": (0.5, 0.75, 0.95),
    "firm_discount_rate": (0.06, 0.12, 0.2),
    "award_haircut": (0, 0.08, 0.3),
    "project_cost_share_0": (0.003, 0.01, 0.03),
    "project_cost_share_1": (0.01, 0.03, 0.06),
    "project_cost_share_2": (0.03, 0.08, 0.15),
    "project_cost_floor": (2e5, 5e5, 1.5e6),
    "awareness_large": (0.85, 0.95, 1),
    "awareness_medium": (0.65, 0.85, 0.95),
    "awareness_small": (0.35, 0.6, 0.8),
    "awareness_below_scale": (0.1, 0.25, 0.45),
    "claim_rate": (0.7, 0.9, 0.99),
    "application_response": (0, 0.3, 0.8),
    "application_cost_standard": (1e4, 3e4, 1e5),
    "application_cost_national": (3e4, 8e4, 2e5),
    "assessment_fee_dcmm": (1e5, 2e5, 3.5e5),
    "node_cost": (3e6, 8e6, 2e7),
    "pass_rate_standard": (0.45, 0.65, 0.85),
    "success_rate_national": (0.1, 0.25, 0.45),
    "little_giant_share": (0.008, 0.0115, 0.016),
    "fiveg_factory_share": (0.007, 0.018, 0.035),
    "dual_cross_2023": (0.1, 0.5, 0.9),
    "platform_arrivals": (0, 2, 5),
    "smart_factory_anchor": (6, 9, 14),
    "workshop_line_anchor": (30, 56, 83),
    "two_integration_share": (0.2, 0.5, 0.9),
    "node_anchor": (0, 1, 2.5),
    "dcmm_anchor": (8, 20, 45),
    "contest_noise_ratio": (0.5, 1, 2),
    "contest_size_weight": (0, 0.3, 0.8),
    "farm_count": (0.5, 2, 6),
    "little_giant_award_share": (0.5, 0.9, 1),
    "recovery": (0.4, 0.7, 0.95),
    "industry_growth": (0.03, 0.07, 0.12),
    "entrant_transformed": (0.75, 0.9, 0.98),
    "small_revenue_median": (3e6, 6e6, 1.2e7),
    "core_revenue_median": (8e6, 2e7, 5e7),
    "growth_sd": (0.15, 0.25, 0.4),
    "exit_rate_small": (0.04, 0.07, 0.12),
    "revenue_drift": (0, 0.04, 0.08),
    "stage_rank_correlation": (0.3, 0.5, 0.7),
    "coverage_start": (0.78, 0.84, 0.88),
    "local_spend_share": (0.1, 0.3, 0.5),
    "value_added_ratio": (0.2, 0.3, 0.45),
}

FIXED = {
    "intensity_cap": 0.5, "title_window_quarters": 8, "above_scale_median": 6e7, "busy_share_start": 0.155,
    "exit_rate_medium": 0.04, "exit_rate_large": 0.015, "productivity_gain_1": 0, "productivity_gain_2": 0,
    "productivity_gain_3": 0,
}  # fmt: skip


@pytest.fixture(scope="module")
def priors() -> dict[str, Prior]:
    return load_priors()


def test_every_declared_parameter_has_a_prior_with_a_source_or_the_word_assumed(priors: dict[str, Prior]) -> None:
    assert tuple(priors) == NAMES
    for prior in priors.values():
        evidence = prior.evidence
        assert evidence.sources or evidence.rating in ("assumed", "recall"), prior.name
        assert evidence.sources or evidence.note or evidence.quality == "D", prior.name


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_prior_says_what_its_source_says(name: str, priors: dict[str, Prior]) -> None:
    marginal, (low, central, high) = priors[name].value, PUBLISHED[name]
    marginal = getattr(marginal, "inner", marginal)
    p05, median, p95 = marginal.quantile(np.array([0.05, 0.5, 0.95]))  # type: ignore[union-attr]
    if isinstance(marginal, Triangular):
        assert (marginal.low, marginal.mode, marginal.high) == pytest.approx((low, central, high))
        assert low < p05 < p95 < high
    elif isinstance(marginal, Lognormal):
        assert median == pytest.approx(central)
        assert p95 / p05 == pytest.approx(high / low)
        assert (p05, p95) == pytest.approx((low, high), rel=0.25)
    else:
        assert isinstance(marginal, (Beta, BetaRange))
        assert marginal.mean() == central
        assert (p05, p95) == pytest.approx((low, high), abs=0.065)
        assert p95 - p05 == pytest.approx(high - low, abs=0.065)


def test_fixed_parameters_are_fixed(priors: dict[str, Prior]) -> None:
    assert {name: priors[name].value for name in FIXED} == {name: Constant(value) for name, value in FIXED.items()}


def test_the_other_distributions_are_those_of_the_sources(priors: dict[str, Prior]) -> None:
    assert priors["frailty_shape"].value == LogUniform(1.5, 10)
    assert priors["frailty_shape"].value.quantile(np.array([0.5])) == pytest.approx(4, rel=0.04)
    assert priors["tail_exponent"].value == Uniform(1.0, 1.3)
    assert priors["realised_share"].value == Beta(0.6667, 6)
    assert priors["little_giant_list"].value == {"2023": Constant(3673), "later": Uniform(2500, 4400)}
    assert priors["fiveg_factory_list"].value == {"2023": Constant(300), "later": Uniform(250, 700)}
    assert priors["stage_shares_above_scale"].value == Dirichlet((0.63, 0.21, 0.12, 0.04), 40)


def test_the_core_share_follows_from_the_plan(priors: dict[str, Prior]) -> None:
    shares = priors["core_share_2022"].value.support()  # type: ignore[union-attr]
    computed = [0.12 / (1.13 / (1 + growth)) ** 3 for growth in (0.045, 0.065)]
    assert shares == pytest.approx(computed, abs=0.0015)


@pytest.mark.parametrize("one", DECLARATIONS, ids=lambda one: one.name)
def test_values_drawn_from_a_prior_stay_in_the_admissible_range(one, priors: dict[str, Prior]) -> None:  # type: ignore[no-untyped-def]
    value = priors[one.name].value
    for marginal in value.values() if isinstance(value, dict) else [value]:
        u = np.array([1e-6, 0.5, 1 - 1e-6])
        drawn = marginal.quantile(np.tile(u[:, None], 4) if isinstance(marginal, Dirichlet) else u)
        assert (drawn >= one.low).all()
        assert (drawn <= one.high).all()


def test_a_vintage_takes_the_version_known_on_its_day(priors: dict[str, Prior]) -> None:
    then = load_priors(vintage=ISSUED)
    assert then["coverage_start"].value == Triangular(0.65, 0.82, 0.92)
    assert priors["coverage_start"].value == Triangular(0.78, 0.84, 0.88)
    changed = {name for name in NAMES if then[name].value != priors[name].value}
    text = PRIORS_FILE.with_name("README.md").read_text(encoding="utf-8")
    table = re.search(r"\| parameter \| today rests on.*?\n\n", text, re.DOTALL)
    assert table is not None
    for name in changed:
        short = re.sub(r"(project_cost_share|fiveg_factory)", "", name)
        assert f"`{name}`" in table[0] or f"`{short}`" in table[0], f"{name} is not in the README's table"
    assert len(changed) == 8


def test_on_the_day_of_issue_no_prior_rests_on_later_knowledge() -> None:
    assert [name for name, prior in load_priors(vintage=ISSUED).items() if prior.later_knowledge] == []


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2030, 1, 1)))
def test_a_vintage_never_uses_later_knowledge_silently(day: datetime.date) -> None:
    for prior in load_priors(vintage=day).values():
        assert prior.later_knowledge == (prior.evidence.known_at > day)


def test_before_anything_was_known_the_earliest_version_stands_in_and_says_so() -> None:
    prior = load_priors(vintage=datetime.date(2001, 1, 1))["coverage_start"]
    assert prior.later_knowledge
    assert prior.evidence.known_at == ISSUED


def test_gains_are_zero_in_the_baseline_and_documented_beside(priors: dict[str, Prior]) -> None:
    alternatives = [priors[f"productivity_gain_{n}"].alternative for n in (1, 2, 3)]
    assert alternatives == [Triangular(0, 0.02, 0.08), Triangular(0, 0.03, 0.10), Triangular(0, 0.05, 0.15)]


Corrupt = Callable[[str], str]


def swap(old: str, new: str) -> Corrupt:
    def apply(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return apply


BROKEN: dict[str, tuple[Corrupt, str]] = {
    "misspelt parameter": (swap("  claim_rate:", "  claim_rat:"), "did you mean 'claim_rate'?"),
    "misspelt key": (swap("rating: derived", "ratng: derived"), "did you mean 'rating'?"),
    "missing unit": (swap("    unit: 1/year\n", ""), "the key 'unit' is missing"),
    "other unit": (swap("unit: 1/year", "unit: 1/month"), "'1/year', as declared"),
    "other number": (swap("id: PJ01", "id: PJ99"), "'PJ01', as declared"),
    "money without unit": (swap("[20万元, 50万元, 150万元]", "[20, 50万元, 150万元]"), "20 has no unit"),
    "out of range": (swap("[0.75, 0.90, 0.98]", "[0.75, 0.90, 1.98]"), "1.98"),
    "unknown distribution": (swap("{triangular: [0, 2, 6]}", "{triangluar: [0, 2, 6]}"), "did you mean 'triangular'?"),
    "unknown rating": (swap("rating: assumed", "rating: asumed"), "did you mean 'assumed'?"),
    "unknown quality": (swap("quality: C", "quality: E"), "one of A, B, C, D"),
    "impossible day": (swap("known_at: 2023-06-07", "known_at: 2023-06-31"), "does not exist"),
    "no later years": (swap("{2023: 3673, later: {uniform: [2500, 4400]}}", "{2023: 3673}"), "after the last"),
    "source without title": (swap("{title: \"0.72\", ", "{titel: \"0.72\", "), "did you mean 'title'?"),
    "too few shares": (swap("[0.80, 0.14, 0.05, 0.01]", "[0.80, 0.15, 0.05]"), "4 shares"),
    "same day twice": (swap("    - known_at: 2023-06-07\n", "    - known_at: 2024-11-07\n"), "one version a day"),
    "unknown format": (swap("format: 1", "format: 2"), "unknown format 2"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_bad_prior_is_refused_where_it_stands(case: str, tmp_path: Path) -> None:
    corrupt, expected = BROKEN[case]
    good = PRIORS_FILE.read_text(encoding="utf-8")
    bad = corrupt(good)
    path = tmp_path / "priors.yaml"
    path.write_text(bad, encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        load_priors(path)
    places = zip(good.split("\n"), bad.split("\n"), strict=False)
    first = next(n for n, (before, after) in enumerate(places, 1) if before != after)
    told = [problem.headline() for problem in caught.value.problems]
    assert any(expected in one for one in told), told
    assert all(problem.line > 0 and problem.column > 0 for problem in caught.value.problems)
    if "missing" not in case:
        assert first in [problem.line for problem in caught.value.problems]


def test_a_derived_prior_needs_a_source(tmp_path: Path) -> None:
    text = PRIORS_FILE.read_text(encoding="utf-8")
    bad = re.sub(r"(id: PX13.*?)    sources:\n    - [^\n]*\n", r"\1", text, count=1, flags=re.DOTALL)
    assert bad != text
    (tmp_path / "priors.yaml").write_text(bad, encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"busy_share_start: rated derived without a source"):
        load_priors(tmp_path / "priors.yaml")


def test_all_problems_come_in_one_pass(tmp_path: Path) -> None:
    bad = PRIORS_FILE.read_text(encoding="utf-8")
    for case in ("misspelt parameter", "other unit", "out of range", "impossible day"):
        bad = BROKEN[case][0](bad)
    (tmp_path / "priors.yaml").write_text(bad, encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        load_priors(tmp_path / "priors.yaml")
    told = "\n".join(problem.headline() for problem in caught.value.problems)
    for case in ("misspelt parameter", "other unit", "out of range", "impossible day"):
        assert BROKEN[case][1] in told
