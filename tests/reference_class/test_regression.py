"""The regression against known answers: data of known effects, cases with an exact posterior, censoring, leaving out."""

from __future__ import annotations

import numpy as np
import pytest

from simulate.reference_class.regression import COLLAPSED, MEAN_SD, STANDING, Sample, rows_of, sample
from tests.reference_class.made import BURDEN, made, programme


def learned(programmes, used=None, chains=8, kept=100) -> Sample:
    rows = rows_of(programmes)
    masks = (
        np.ones((chains, len(rows.ratio)), dtype=bool) if used is None else np.broadcast_to(used, (chains, len(used)))
    )
    return sample(rows, masks, burn=60, kept=kept)


def contrast(programmes, found: Sample, high: str, low: str) -> np.ndarray:
    columns = rows_of(programmes).columns
    one, other = columns.index(("burden", high)), columns.index(("burden", low))
    return (found.effects[..., one] - found.effects[..., other]).ravel()


def test_effects_and_spread_that_made_the_data_are_found_again():
    """The contrast of two burdens is all but that of their means, and as uncertain: 0.5 sqrt(2 / 50)."""
    programmes = made(150, seed=1)
    found = learned(programmes)
    difference = contrast(programmes, found, "high", "low")
    high, low = (
        np.mean([np.log(one.ratios["money"]) for one in programmes if one.words["burden"] == word])
        for word in ("high", "low")
    )
    assert difference.mean() == pytest.approx(high - low, abs=0.06)
    assert difference.std() == pytest.approx(0.1, abs=0.02)
    total = np.sqrt(found.residual_sd**2 + found.family_sd**2)
    assert total.mean() == pytest.approx(0.5, abs=0.08)
    assert found.collapsed.mean() < 0.08


def test_the_share_that_collapses_is_found_again():
    found = learned(made(150, seed=2, collapsed=0.25))
    assert found.collapsed.mean() == pytest.approx(0.25, abs=0.08)
    assert found.collapse.mean() == pytest.approx(2.5, abs=0.6)


def test_demand_behind_a_cap_is_not_taken_for_the_cap():
    """Half of the low-burden programmes reach their cap: their mean demand lies above it, as it did in the data."""
    programmes = made(150, seed=3, capped=True)
    rows = rows_of(programmes)
    found = learned(programmes)
    low = np.array([one.words["burden"] == "low" for one in programmes])
    assert 0.5 < rows.censored[low].mean() < 0.9
    centre = (found.effects @ rows.design.T)[..., low].mean(axis=-1)
    assert rows.ratio[low].mean() < 0.0 < np.quantile(centre, 0.05)
    assert centre.mean() == pytest.approx(-0.3 + BURDEN["low"], abs=3 * centre.std())


def test_without_a_row_the_posterior_is_the_prior():
    programmes = made(30, seed=4)
    found = learned(programmes, used=np.zeros(30, dtype=bool), chains=32, kept=200)
    money = rows_of(programmes).columns.index(("measure", "money"))
    assert found.effects[..., money].std() == pytest.approx(MEAN_SD, rel=0.06)
    assert found.collapsed.mean() == pytest.approx(COLLAPSED / (COLLAPSED + STANDING), rel=0.06)


def test_a_row_that_a_chain_leaves_out_does_not_reach_it():
    programmes = made(30, seed=5)
    changed = (*programmes[:-1], programme("made29", {"money": 50.0}, burden="high", hard_cap="no"))
    used = np.array([True] * 29 + [False])
    one, other = (learned(each, used, chains=2, kept=10) for each in (programmes, changed))
    assert np.array_equal(one.effects, other.effects)
    assert not np.array_equal(one.effects, learned(changed, chains=2, kept=10).effects)


def test_programmes_of_one_family_share_its_effect():
    """Ten windows of one programme that doubled tell less of others than ten programmes that did."""
    others = [programme(f"other{index}", {"money": 1.0}, hard_cap="no") for index in range(10)]
    windows = [programme(f"window{index}", {"money": 2.0}, family="one", hard_cap="no") for index in range(10)]
    apart = [programme(f"window{index}", {"money": 2.0}, hard_cap="no") for index in range(10)]

    def middle(rest):
        found = learned([*others, *rest])
        rows = rows_of([*others, *rest])
        common = np.array([term != "family" for term, _ in rows.columns])
        return (found.effects[..., common] @ rows.design[0][common]).mean()

    assert middle(windows) < 0.6 * middle(apart)
