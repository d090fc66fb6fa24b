"""A share of no firm is not 0 %: it has no value, no spread to explain, and is no target."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulate import api
from simulate.analysis.base.expression import Expression
from simulate.analysis.design.design import design
from simulate.analysis.explain.explain import explain
from simulate.foundation.errors import InputError
from simulate.scenario.scenario import Scenario

NOBODY = "coverage.industry_above_scale.2025"
NONE = ["population.scale=0.02", "population.segments.industry_above_scale.count=0",
        "population.segments.industry_above_scale.entrants_per_year=0"]  # fmt: skip


@pytest.fixture(scope="module")
def nobody(root: Path) -> Scenario:
    """A small city without industry above scale."""
    return api.load_scenario(root / "scenarios" / "baseline.yaml", NONE)


def test_a_share_of_no_firm_has_no_value_and_one_of_the_others_is_theirs(nobody: Scenario) -> None:
    forecast = api.run(nobody, 4, quiet=True)
    assert np.isnan(Expression(NOBODY)(forecast)).all()
    assert np.isnan(Expression(f"{NOBODY}.additional")(forecast)).all()
    small = forecast.dataset["coverage"].sel(policy="on", segment="industry_small", year=2025)
    np.testing.assert_allclose(Expression("coverage.industry.2025")(forecast), small)


def test_what_is_not_defined_is_neither_explained_nor_aimed_at(nobody: Scenario) -> None:
    with pytest.raises(InputError, match=f"output '{NOBODY}': not defined in 1 of 1 futures"):
        explain(nobody, NOBODY)
    for target in (f"{NOBODY} >= 10%", f"{NOBODY} <= 10%"):
        with pytest.raises(InputError, match=f"output '{NOBODY}': not defined in 10 of 10 futures"):
            design(nobody, ["instruments.a09.3.award.amount"], target, draws=10)
