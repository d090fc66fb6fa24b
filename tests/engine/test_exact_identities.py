"""Exact results of the model's specification that hold draw by draw, to the yuan or to the bit: numbers 13 (promotion)
and 19 to 22.

The others, which hold on average over many draws, stand in ``test_exact_results``; payment (14) in ``test_ledger``.
"""

from __future__ import annotations

import numpy as np
import pytest

from simulate.engine.agents.mesa_model import CityModel
from simulate.engine.inputs import layout
from simulate.plan.values import ByYear, Known
from tests.engine.cities import Condition, city, results, row


def standard(**changes):
    """A standard instrument for every firm: each applies (no cost) and passes with pi."""
    values = {"base": 1e6, "cost_first": 0.0, "pass_rate": 0.65, "anchor": 10.0} | changes.pop("values", {})
    return row(values=values, **changes)


def quota(slots: float, **changes):
    """A contest with a known number of places."""
    values = {"success": 0.2, "list_size": float(slots), "list_share": 1.0, "cost_first": 0.0} | changes.pop(
        "values", {}
    )
    return row(mechanism="quota", drawn_as=layout.BINOMIAL, values=values, **changes)


def test_a_later_higher_title_is_topped_up():
    low = standard(identity="x01.1", values={"base": 3e5, "pass_rate": 1.0}, rounds=((3, 1),), group="g")
    high = standard(identity="x01.2", values={"base": 5e5, "pass_rate": 1.0}, rounds=((9, 1),), group="g")
    r = results(city([low, high], years=1, counts=(100, 0, 0)).block(0, 2))
    assert (r.amounts[:, layout.OBLIGATION, 0, 0] == 100 * 300_000).all()
    assert (r.amounts[:, layout.OBLIGATION, 1, 0] == 100 * 200_000).all()
    assert (r.amounts[:, layout.SAVING, 1, 0] == 100 * 300_000).all()


LIVELY = {"project_hazard": 0.3, "stage_success_0": 0.6, "stage_success_1": 0.6, "application_response": 0.4}


def factory(amount: float = 5e5, **changes):
    """A project award for firms that have reached stage 1."""
    values = {"base": amount, "pass_rate": 0.65, "anchor": 20.0, "belief": 0.5} | changes.pop("values", {})
    return row(by_project=True, eligible=Condition(stage=(1, 2, 3)), values=values, **changes)


@pytest.mark.parametrize(
    "changes",
    [{"amount": 0.0, "award_response": 4.0}, {"amount": 5e5, "award_response": 0.0, "application_response": 0.0}],
)
def test_without_awards_or_without_response_the_arms_are_one(changes):
    amount = changes.pop("amount")
    r = results(city([factory(amount)], counts=(1500, 0, 0), **(LIVELY | changes)).block(0, 4))
    for name in ("activity", "ever", "stages", "firms", "core_value_added"):
        array = getattr(r, name)
        np.testing.assert_array_equal(array[:, 0], array[:, 1])
    np.testing.assert_array_equal(r.counts[:, 0, : layout.PAID], r.counts[:, 1, : layout.PAID])


def test_awards_never_lower_a_stage():
    inputs = city(
        [factory(5e6, once=layout.NOT_ONCE)], years=6, counts=(400, 0, 0), award_response=4.0, **LIVELY
    ).block(0, 3)
    for draw in range(3):
        model = CityModel(inputs, draw, "on")
        model.run()
        assert model.twin is not None
        pairs = list(zip(model.firms, model.twin.firms, strict=True))
        assert all(mine.stage >= other.stage for mine, other in pairs)
        assert sum(mine.next_project for mine, _ in pairs) > sum(other.next_project for _, other in pairs)


def test_before_the_announcement_awards_change_nothing_and_are_all_deadweight():
    reaching_back = standard(rounds=((7, 14),), values={"cost_first": 3e4, "anchor": 50.0})
    r = results(city([reaching_back], years=1, counts=(2000, 0, 0), **LIVELY).block(0, 6))
    assert r.amounts[:, layout.ENTITLEMENT].sum() > 0
    np.testing.assert_array_equal(r.amounts[:, layout.ENTITLEMENT_DEADWEIGHT], r.amounts[:, layout.ENTITLEMENT])
    np.testing.assert_array_equal(r.counts[:, 0, layout.RECOGNISED], r.counts[:, 1, layout.RECOGNISED])


def test_the_order_of_firms_changes_no_bit():
    one = city([factory(), quota(20, identity="x02.1")], counts=(800, 300, 200), growth_sd=0.25, exit_rate_small=0.05,
               award_response=3.0, frailty_shape=3.0, contest_noise_ratio=1.0, **LIVELY)  # fmt: skip
    inputs = one.block(0, 3)
    order = np.argsort(np.sin(np.arange(inputs.firms.identity.size) * 12.9898))
    shuffled = inputs._replace(firms=type(inputs.firms)(*(array[order] for array in inputs.firms)))
    for mine, other in zip(results(inputs), results(shuffled), strict=True):
        np.testing.assert_array_equal(mine, other)


def test_a_value_by_year_holds_in_its_year():
    moving = standard(values={"pass_rate": ByYear(((2023, Known(0.0)),), Known(1.0))})
    r = results(city([moving], years=2, counts=(100, 0, 0)).block(0, 2))
    assert (r.counts[:, 1, layout.RECOGNISED, 0, 0] == 0).all()
    assert (r.counts[:, 1, layout.RECOGNISED, 0, 1] == 100).all()
