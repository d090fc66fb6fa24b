"""On random cities: both engines give equal integers, blocks and the order of firms change nothing, the books close."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.engine.agents.mesa_model import CityModel
from simulate.engine.inputs import layout
from simulate.engine.inputs.city import City
from simulate.engine.inputs.layout import Inputs, Results
from simulate.engine.ledger import Claims, PaymentLimits, pay_draws
from tests.engine.cities import results
from tests.engine.random_cities import cities


def assert_same(found: Results, expected: Results) -> None:
    """Every array, bit for bit."""
    for name in Results._fields:
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name), err_msg=name)


def draw_of(found: Results, first: int, count: int) -> Results:
    """Some draws of a block."""
    return Results(*(array[first : first + count] for array in found))


def assert_engines_agree(city: City, first: int, count: int) -> None:
    """Compiled and Mesa engine on a block."""
    inputs = city.block(first, count)
    compiled = results(inputs)
    for draw in range(count):
        assert_same(CityModel(inputs, draw, "on").run(), draw_of(compiled, draw, 1))


def shuffled(inputs: Inputs, order: np.ndarray) -> Inputs:
    """The same firms in another order, each with its id."""
    return inputs._replace(firms=type(inputs.firms)(*(array[order] for array in inputs.firms)))


@settings(max_examples=40)
@given(cities(), st.integers(0, 1000))
def test_both_engines_give_equal_integers(city: City, first: int) -> None:
    assert_engines_agree(city, first, 1)


@pytest.mark.slow
@settings(max_examples=300)
@given(cities(), st.integers(0, 1000))
def test_both_engines_give_equal_integers_on_many_cities(city: City, first: int) -> None:
    assert_engines_agree(city, first, 2)


@settings(max_examples=25)
@given(cities(), st.randoms(use_true_random=False))
def test_the_order_of_firms_changes_no_bit(city: City, chance: object) -> None:
    inputs = city.block(0, 2)
    order = np.arange(inputs.firms.identity.size)
    chance.shuffle(order)  # type: ignore[attr-defined]
    assert_same(results(shuffled(inputs, order)), results(inputs))


@settings(max_examples=15)
@given(cities(), st.sampled_from([1, 7, 64]), st.integers(0, 500))
def test_a_draw_is_the_same_in_a_block_of_any_size(city: City, size: int, first: int) -> None:
    whole = results(city.block(first, 70))
    for begin in range(0, 70, size):
        count = min(size, 70 - begin)
        assert_same(results(city.block(first + begin, count)), draw_of(whole, begin, count))
        if begin > 6 * size:
            break


@settings(max_examples=60)
@given(cities())
def test_the_books_close_in_every_draw(city: City) -> None:
    found = results(city.block(0, 4))
    entitlement, saving, obligation, anyway, entitled_anyway, project_anyway = np.moveaxis(found.amounts, 1, 0)
    np.testing.assert_array_equal(obligation, entitlement - saving)
    assert (saving >= 0).all()
    assert (obligation >= 0).all()
    np.testing.assert_array_equal(found.due.sum(axis=2), obligation.sum(axis=2))
    assert (entitled_anyway <= entitlement).all()
    assert (project_anyway <= entitlement).all()
    recognised, paid = found.counts[:, layout.ON, layout.RECOGNISED], found.counts[:, layout.ON, layout.PAID]
    assert (anyway <= recognised).all()
    assert (paid <= recognised).all()
    np.testing.assert_array_equal(paid > 0, obligation > 0)
    outside = city.instruments.outside_table[city.block(0, 4).draws.row]
    aware, applied = found.counts[:, :, layout.AWARE], found.counts[:, :, layout.APPLIED]
    inside = np.broadcast_to(~outside[:, None, :, None], aware.shape)
    assert (applied <= aware)[inside].all()
    assert (aware <= found.counts[:, :, layout.ELIGIBLE])[inside].all()
    assert (found.counts[:, :, layout.RECOGNISED] <= applied)[inside].all()
    assert not found.notes[:, layout.ROOM_EXCEEDED].any()


@settings(max_examples=60)
@given(cities())
def test_firms_stages_and_projects_add_up(city: City) -> None:
    found = results(city.block(0, 4))
    np.testing.assert_array_equal(found.stages.sum(axis=3), found.firms)
    assert (found.ever <= found.firms).all()
    assert (found.stages[:, :, :, 1:].sum(axis=3) <= found.ever).all(), "who has risen is transformed"
    projects, firms, moves, invested = np.moveaxis(found.activity, 2, 0)
    assert (firms <= projects).all()
    assert (invested >= projects * 500_000).all(), "no project costs less than the floor"
    assert ((projects > 0) == (invested > 0)).all()
    assert (moves >= 0).all()


@settings(max_examples=40)
@given(cities())
def test_before_the_announcement_both_arms_are_one(city: City) -> None:
    found = results(city.block(0, 3))
    years = city.spec.calendar.announcement // 4
    for name in ("activity", "firms", "ever", "stages", "core_value_added"):
        array = getattr(found, name)[..., :years]
        np.testing.assert_array_equal(array[:, layout.ON], array[:, layout.OFF])
    counts = found.counts[:, :, : layout.PAID, :, :years]
    np.testing.assert_array_equal(counts[:, layout.ON], counts[:, layout.OFF])
    recognised, anyway = found.counts[:, layout.ON, layout.RECOGNISED], found.amounts[:, layout.RECOGNISED_DEADWEIGHT]
    np.testing.assert_array_equal(recognised[..., :years], anyway[..., :years])
    entitlement = found.amounts[:, layout.ENTITLEMENT, :, :years]
    np.testing.assert_array_equal(found.amounts[:, layout.ENTITLEMENT_DEADWEIGHT, :, :years], entitlement)
    np.testing.assert_array_equal(found.amounts[:, layout.PROJECT_DEADWEIGHT, :, :years], entitlement)


budgets = st.lists(st.sampled_from([-1, 0, 10**5, 10**6, 2 * 10**7]), min_size=12, max_size=12)


@settings(max_examples=40)
@given(cities(), budgets, st.booleans(), st.floats(0.0, 1.0), st.integers(0, 1))
def test_cash_closes_against_obligations(
    city: City, limits: list[int], lapses: bool, recovery: float, budget_payer: int
) -> None:
    inputs = city.block(0, 1)
    found = results(inputs)
    due, rows = found.due[0], inputs.draws.row[0]
    years = due.shape[1]
    article = np.arange(due.shape[0]) % 2
    limit = np.array((limits * 3)[: 2 * years], dtype=np.int64).reshape(2, years)
    payer = inputs.instruments.payer[rows]
    paid = np.zeros((4, 1, due.shape[0], years, payer.shape[1]), dtype=np.int64)
    shares = np.full((1, due.shape[0]), recovery)
    pay_draws(Claims(due[None], payer[None], shares), PaymentLimits(article, limit, budget_payer, lapses), paid)
    cash, cost, unpaid, lapsed = paid[:, 0]
    closed = cash.sum(axis=(1, 2)) + lapsed.sum(axis=(1, 2)) + unpaid[:, -1].sum(axis=1)
    np.testing.assert_array_equal(closed, found.amounts[0, layout.OBLIGATION].sum(axis=1))
    for place in range(2):
        bound = limit[place] >= 0
        of_city = cash[article == place, :, budget_payer].sum(axis=0)
        assert (of_city[bound] <= limit[place][bound]).all()
    others = cash[:, :, 1 - budget_payer]
    assert not unpaid[:, :, 1 - budget_payer].any(), "an appropriation binds one payer only"
    assert (np.abs(others - due * payer[:, [1 - budget_payer]]) <= 1).all()
    assert (np.abs(cost - cash * (1 - recovery)) <= 1).all()
    assert not (unpaid if lapses else lapsed).any()
