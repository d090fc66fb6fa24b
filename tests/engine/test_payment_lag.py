"""The lag means one thing for every recipient: the chance that an award is paid so many years after recognition."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulate.engine.agents.mesa_model import CityModel
from simulate.engine.inputs import layout
from tests.engine.cities import city, results, row

AMOUNT, LATER = 1_000_001, 0.3
OPEN = {"base": AMOUNT, "cost_first": 0.0, "pass_rate": 0.5, "anchor": 1e9}
ROWS = {
    "firms": row(lag=(1.0 - LATER, LATER), values=OPEN),
    "counted": row(
        mechanism="count", outside_table=True, lag=(1.0 - LATER, LATER), values={"base": AMOUNT, "mean": 40.0}
    ),
}


@pytest.mark.parametrize("recipients", sorted(ROWS))
def test_an_award_is_paid_whole_in_a_year_of_its_own(recipients: str) -> None:
    inputs = city([ROWS[recipients]], years=1, counts=(80, 0, 0)).block(0, 400)
    found = results(inputs)
    due, paid = found.due[:, 0], found.counts[:, layout.ON, layout.PAID, 0, 0]
    assert (due % AMOUNT == 0).all()
    assert (due.sum(axis=1) == AMOUNT * paid).all()
    late, all_paid = due[:, 1].sum() / AMOUNT, paid.sum()
    assert abs(late / all_paid - LATER) < 4 * math.sqrt(LATER * (1 - LATER) / all_paid)
    agents = CityModel(inputs, 7).run()
    assert (agents.due[0, 0] == np.asarray(due[7])).all()
