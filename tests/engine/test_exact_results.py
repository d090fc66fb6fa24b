"""The exact results of the model's specification, section 8: the engine runs, theory says what must come out.

Tolerances are four Monte Carlo standard errors.  Each test also shows that a setting which breaks the rule falls outside.
"""

from __future__ import annotations

import datetime
import math

import numpy as np
import pytest

from simulate.engine import layout
from simulate.engine.ledger import pay, prorate, split_whole
from simulate.engine.mesa_model import CityModel
from simulate.marginals import Dirichlet, Lognormal, Uniform
from simulate.plan.values import ByYear, Drawn, Known
from tests.engine.cities import Condition, city, results, row

FIRMS = 4000
DRAWS = 10


def near(found: float, expected: float, error: float) -> bool:
    """Within four standard errors."""
    return abs(found - expected) < 4 * error


def ever(years: int, firms: int = FIRMS, draws: int = DRAWS, **changes) -> tuple[float, float]:
    """Share of firms ever transformed at the end, off arm, and its standard error."""
    r = results(city(years=years, counts=(firms, 0, 0), **changes).block(0, draws))
    share = r.ever[:, 0, 0, -1].sum() / r.firms[:, 0, 0, -1].sum()
    return float(share), math.sqrt(share * (1 - share) / (firms * draws))


def test_01_the_first_project_is_geometric():
    share, error = ever(10, project_hazard=0.03)
    assert near(share, 0.25918, error)
    assert not near(ever(10, project_hazard=0.033)[0], 0.25918, error)


def test_02_imitation_follows_the_quarterly_bass_recursion():
    settings = {"project_hazard": 0.03, "stage_success_0": 1.0, "peer_effect": 0.38}
    share, error = ever(10, firms=20_000, draws=6, **settings)
    adopted = 0.0
    for _ in range(40):
        adopted += (1 - adopted) * (1 - math.exp(-(0.03 + 0.38 * adopted) / 4))
    assert adopted == pytest.approx(0.7931, abs=5e-5)
    assert near(share, adopted, 3 * error)  # firms influence each other: the share varies more than a binomial
    assert abs(share - 0.8128) > 10 * error  # the continuous curve is not what a quarterly step gives


def test_03_constant_hazards_move_the_stages_as_a_markov_chain():
    rates = np.array([0.083, 0.14, 0.05])
    shares = Dirichlet((0.75, 0.14, 0.06, 0.05), np.inf)
    expected = np.array([0.75, 0.14, 0.06, 0.05])
    for _ in range(20):
        moved = expected[:3] * (1 - np.exp(-rates / 4))
        expected = expected + np.array([-moved[0], moved[0] - moved[1], moved[1] - moved[2], moved[2]])
    np.testing.assert_allclose(expected, [0.4953, 0.2515, 0.1757, 0.0775], atol=5e-5)
    # one hazard drives projects of every stage: with hazard 1 a project raises stage k with phi_k chosen so that the rate is right
    phi = {f"stage_success_{k}": (1 - math.exp(-rate / 4)) / (1 - math.exp(-0.25)) for k, rate in enumerate(rates)}
    one = city(years=5, counts=(FIRMS, 0, 0), project_hazard=1.0, stage_shares_above_scale=shares, **phi)
    r = results(one.block(0, DRAWS))
    found = r.stages[:, 0, 0, :, -1].sum(axis=0) / r.firms[:, 0, 0, -1].sum()
    np.testing.assert_allclose(found, expected, atol=4 * 0.5 / math.sqrt(FIRMS * DRAWS))


def test_04_gamma_frailty_slows_the_crowd():
    share, error = ever(10, project_hazard=0.1, frailty_shape=4.0)
    assert near(share, 0.5904, 2 * error)
    assert abs(ever(10, project_hazard=0.1)[0] - 0.5904) > 8 * error


def test_05_an_award_in_one_year_adds_the_computed_share():
    """An award worth s = 0.3 with kappa = 2 (kappa s = 0.6) for aware firms: of the year's starts, 43.3 % are additional."""
    award = {"base": 0.3 * 500_000, "cost_first": 0.0, "belief": 1.0}
    one = city(
        [row(by_project=True, eligible=Condition(stage=(0,)), values=award, rounds=((12, 31),))], years=1, counts=(20_000, 0, 0),
        announced=datetime.date(2022, 12, 1), structure={"build_quarters": {3: 1.0}}, project_hazard=0.08, award_response=2.0,
        project_cost_share_0=0.0, project_cost_floor=500_000,
    )  # fmt: skip
    r = results(one.block(0, DRAWS))
    on, off = (r.activity[:, arm, layout.FIRMS_WITH_PROJECT, 0, 0].sum() for arm in (1, 0))
    boost = math.exp(2.0 * 0.3)
    expected = 1 - (1 - math.exp(-0.08)) / (1 - math.exp(-0.08 * boost))
    assert expected == pytest.approx(0.4332, abs=5e-5)
    error = math.sqrt(expected * (1 - expected) / on)
    assert near(1 - off / on, expected, error), (1 - off / on, expected)


def standard(**changes):
    """A standard instrument for every firm: each applies (no cost) and passes with pi."""
    values = {"base": 1e6, "cost_first": 0.0, "pass_rate": 0.65, "anchor": 10.0} | changes.pop("values", {})
    return row(values=values, **changes)


def test_06_a_standard_award_is_binomial():
    n, draws = 400, 400
    r = results(city([standard()], years=1, counts=(n, 0, 0)).block(0, draws))
    cost = r.amounts[:, layout.OBLIGATION, 0, 0] / 1e6
    mean, variance = n * 0.65, n * 0.65 * 0.35
    assert near(cost.mean(), mean, math.sqrt(variance / draws))
    assert near(cost.var(ddof=1), variance, variance * math.sqrt(2 / draws))
    assert not near(cost.mean(), n * 0.60, math.sqrt(variance / draws))


def quota(slots: float, **changes):
    """A contest with a known number of places."""
    values = {"success": 0.2, "list_size": float(slots), "list_share": 1.0, "cost_first": 0.0} | changes.pop("values", {})
    return row(mechanism="quota", drawn_as=layout.BINOMIAL, values=values, **changes)


def test_07_a_quota_costs_its_places_or_its_applicants():
    for places, firms in ((25, 300), (500, 300)):
        r = results(city([quota(places)], years=1, counts=(firms, 0, 0)).block(0, 5))
        assert (r.amounts[:, layout.OBLIGATION, 0, 0] == min(places, firms) * 1_000_000).all()


def test_08_places_from_a_national_list():
    """S ~ Binomial(N, share): mean N share, variance N share (1 - share); a random share adds (N^2 - N) Var(share)."""
    size, share, draws = 1000, 0.03, 3000
    fixed = quota(size, values={"list_share": share})
    cost = results(city([fixed], years=1, counts=(600, 0, 0)).block(0, draws)).amounts[:, layout.OBLIGATION, 0, 0] / 1e6
    variance = size * share * (1 - share)
    assert near(cost.mean(), size * share, math.sqrt(variance / draws))
    assert near(cost.var(ddof=1), variance, variance * math.sqrt(2 / draws))
    spread = quota(size, values={"list_share": Drawn(Uniform(0.02, 0.04), None)})
    cost = results(city([spread], years=1, counts=(600, 0, 0)).block(0, draws)).amounts[:, layout.OBLIGATION, 0, 0] / 1e6
    of_share = 0.02**2 / 12
    total = size * share - size * (share**2 + of_share) + size**2 * of_share
    assert near(cost.var(ddof=1), total, 2 * total * math.sqrt(2 / draws))
    assert total > 1.8 * variance


def test_09_a_jackpot_is_won_once():
    draws = 4000
    r = results(city([row(mechanism="jackpot", candidates=1, values={"probability": 0.15})], counts=(20, 0, 0)).block(0, draws))
    won = r.counts[:, 0, layout.RECOGNISED, 0].sum(axis=1)
    assert won.max() == 1
    assert near(won.mean(), 0.3859, math.sqrt(0.3859 * 0.6141 / draws))


COST = Lognormal(8e6, 0.8)


def counted(mean: float, **changes):
    """Recipients outside the table of firms, each with a rate of its own cost, capped."""
    values = {"mean": mean, "rate": 0.2, "cap": 3e6} | changes.pop("values", {})
    return row(mechanism="count", outside=True, each=COST, values=values, **changes)


def award_moments() -> tuple[float, float]:
    """E W and E W^2 of min(0.2 C, 3 million) by numerical integration."""
    u = (np.arange(200_000) + 0.5) / 200_000
    award = np.minimum(0.2 * COST.quantile(u), 3e6)
    return float(award.mean()), float((award**2).mean())


def test_10_a_rate_of_cost_with_a_cap():
    mean, square = award_moments()
    assert mean == pytest.approx(1.737e6, rel=1e-3)
    r = results(city([counted(400.0)], years=1, counts=(10, 0, 0)).block(0, 40))
    number, money = r.counts[:, 1, layout.RECOGNISED, 0, 0].sum(), r.amounts[:, layout.OBLIGATION, 0, 0].sum()
    assert near(money / number, mean, math.sqrt((square - mean**2) / number))


def test_11_a_poisson_number_of_such_awards():
    mean, square = award_moments()
    draws, rate = 4000, 5.0
    cost = results(city([counted(rate)], years=1, counts=(10, 0, 0)).block(0, draws)).amounts[:, layout.OBLIGATION, 0, 0].astype(float)
    assert near(cost.mean(), rate * mean, math.sqrt(rate * square / draws))
    assert cost.var(ddof=1) == pytest.approx(rate * square, rel=0.12)


def test_12_lags_move_cash_and_conserve_it():
    one = city([standard(lag=(0.1, 0.7, 0.2)), counted(30.0, identity="x02.1", lag=(0.1, 0.7, 0.2))], counts=(3000, 0, 0))
    r = results(one.block(0, 20))
    np.testing.assert_array_equal(r.due.sum(axis=2), r.amounts[:, layout.OBLIGATION].sum(axis=2))
    owed = r.amounts[:, layout.OBLIGATION, 0].sum(axis=0) / 1e6  # by year: the title is won once
    expected = np.convolve(owed, [0.1, 0.7, 0.2])
    found = r.due[:, 0].sum(axis=0) / 1e6
    np.testing.assert_allclose(found, expected, atol=4 * math.sqrt(owed.sum() * 0.25))
    parts, remainders = np.zeros(3, dtype=np.int64), np.zeros(3)
    split_whole(1001, np.array([0.1, 0.7, 0.2]), parts, remainders)
    assert parts.tolist() == [100, 701, 200]


def pair(**changes):
    """Two independent titles of one group, of 500,000 and 300,000 yuan."""
    together = {"group": "g", "scope": layout.SCOPE_RECIPIENT, **changes}
    return [
        standard(identity="x01.1", values={"base": 5e5, "pass_rate": 0.4}, **together),
        standard(identity="x01.2", values={"base": 3e5, "pass_rate": 0.5}, **together),
    ]


def test_13_the_highest_award_only():
    n, draws = 2000, 60
    r = results(city(pair(), years=1, counts=(n, 0, 0)).block(0, draws))
    owed, saved = (r.amounts[:, kind].sum(axis=(1, 2)) / n for kind in (layout.OBLIGATION, layout.SAVING))
    error = 5e5 / math.sqrt(n * draws)
    assert near(owed.mean(), 5e5 * 0.4 + 3e5 * 0.5 * 0.6, error)
    assert near(saved.mean(), 3e5 * 0.4 * 0.5, error)
    both = results(city(pair(promotion=layout.BOTH), years=1, counts=(n, 0, 0)).block(0, 3))
    assert (both.amounts[:, layout.SAVING] == 0).all()


def test_13b_a_later_higher_title_is_topped_up():
    low = standard(identity="x01.1", values={"base": 3e5, "pass_rate": 1.0}, rounds=((3, 1),), group="g")
    high = standard(identity="x01.2", values={"base": 5e5, "pass_rate": 1.0}, rounds=((9, 1),), group="g")
    r = results(city([low, high], years=1, counts=(100, 0, 0)).block(0, 2))
    assert (r.amounts[:, layout.OBLIGATION, 0, 0] == 100 * 300_000).all()
    assert (r.amounts[:, layout.OBLIGATION, 1, 0] == 100 * 200_000).all()
    assert (r.amounts[:, layout.SAVING, 1, 0] == 100 * 300_000).all()


def test_14_proration_pays_exactly_the_lesser():
    for due, limit in (([100, 250, 33], 200), ([100, 250, 33], 1000), ([7, 7, 7], 20), ([0, 0], 5), ([10**9, 3], 10**9)):
        paid = np.zeros(len(due), dtype=np.int64)
        prorate(np.array(due), limit, paid)
        assert paid.sum() == min(limit, sum(due))
        assert (paid <= due).all()
    paid = np.zeros(3, dtype=np.int64)
    prorate(np.array([10, 10, 10]), 20, paid)
    assert paid.tolist() == [7, 7, 6], "leftover yuan go in id order"


def test_14b_rollover_and_lapse_close_the_books():
    due = np.array([[500, 300, 0, 0], [100, 0, 50, 0]], dtype=np.int64)
    payer, recovery, article = np.array([[1.0, 0.0], [0.5, 0.5]]), np.zeros(2), np.array([0, 0])
    limit = np.array([[200, 200, -1, -1]], dtype=np.int64)
    for lapses in (False, True):
        paid = np.zeros((4, 2, 4, 2), dtype=np.int64)
        pay(due, payer, recovery, article, limit, 0, lapses, paid)
        closed = paid[layout.CASH].sum() + paid[layout.LAPSED].sum() + paid[layout.UNPAID, :, -1].sum()
        assert closed == due.sum()
        assert paid[layout.CASH, :, 0, 0].sum() == 200
        assert paid[layout.CASH, 1, 0, 1] == 50, "the other payer is not bound"


def test_15_awareness_application_and_passing_thin_independently():
    n, draws = 2000, 60
    aware, pi, wanted = 0.6, 0.65, 200.0
    one = standard(values={"cost_first": 3e4, "anchor": wanted, "pass_rate": pi})
    r = results(city([one], years=1, counts=(n, 0, 0), awareness_small=aware, awareness_medium=aware, awareness_large=aware).block(0, draws))
    known, applied, won = (r.counts[:, 0, kind, 0, 0].sum() for kind in (layout.AWARE, layout.APPLIED, layout.RECOGNISED))
    assert near(known / (n * draws), aware, math.sqrt(aware * (1 - aware) / (n * draws)))
    assert near(applied / known, wanted / pi / (aware * n), 2 * math.sqrt(0.25 / known))
    assert near(won / draws, wanted, math.sqrt(wanted / draws))


def test_16_growth_adds_its_variance_every_year():
    """Var(ln x_t) = Var_0 + t sigma^2: seen through the share of firms that stay above a revenue threshold."""
    years, sigma = 4, 0.25
    one = city(years=years, counts=(3000, 0, 0), growth_sd=sigma, growth_size_exponent=0.0)
    model = CityModel(one.block(0, 1), 0, "off")
    before = np.array([firm.log_revenue for firm in model.firms])
    model.run()
    change = np.array([firm.log_revenue for firm in model.firms]) - before
    expected = years * sigma**2
    kurtosis = 3 + 3 / years  # a sum of Laplace shocks
    assert near(change.var(ddof=1), expected, expected * math.sqrt((kurtosis - 1) / change.size))
    assert near(change.mean(), 0.0, math.sqrt(expected / change.size))


def test_17_exit_then_entry_follow_the_linear_recursion():
    rates = {f"exit_rate_{size}": 0.06 for size in ("small", "medium", "large")}
    r = results(city(years=10, counts=(4800, 0, 0), entrants=(300.0, 0.0, 0.0), **rates).block(0, 40))
    firms = r.firms[:, 0, 0, -1].astype(float)
    expected = 300 / 0.06 + (4800 - 300 / 0.06) * 0.94**10
    assert expected == pytest.approx(4892, abs=1)
    assert near(firms.mean(), expected, firms.std(ddof=1) / math.sqrt(40))


def test_18_equal_scores_win_with_equal_chance_and_size_wins_without_noise():
    n, places, draws = 200, 50, 40
    even = city([quota(places)], years=1, counts=(n, 0, 0), contest_noise_ratio=1.0, frailty_shape=50.0)
    wins = np.zeros(n)
    inputs = even.block(0, draws)
    for draw in range(draws):
        model = CityModel(inputs, draw, "off")
        model.run()
        won = {entry.firm.identity for entry in model.treasury.book}
        wins += [firm.identity in won for firm in model.firms]
    share = places / n
    assert near(float(((wins / draws - share) ** 2).mean()), share * (1 - share) / draws, 2 * share * (1 - share) / draws * math.sqrt(2 / n))
    by_size = CityModel(city([quota(places)], years=1, counts=(n, 0, 0), contest_size_weight=1.0).block(0, 1), 0, "off")
    by_size.run()
    largest = {firm.identity for firm in sorted(by_size.firms, key=lambda firm: -firm.log_revenue)[:places]}
    assert {entry.firm.identity for entry in by_size.treasury.book} == largest


LIVELY = {"project_hazard": 0.3, "stage_success_0": 0.6, "stage_success_1": 0.6, "application_response": 0.4}


def factory(amount: float = 5e5, **changes):
    """A project award for firms that have reached stage 1."""
    values = {"base": amount, "pass_rate": 0.65, "anchor": 20.0, "belief": 0.5} | changes.pop("values", {})
    return row(by_project=True, eligible=Condition(stage=(1, 2, 3)), values=values, **changes)


@pytest.mark.parametrize("changes", [{"amount": 0.0, "award_response": 4.0}, {"amount": 5e5, "award_response": 0.0, "application_response": 0.0}])
def test_19_without_awards_or_without_response_the_arms_are_one(changes):
    amount = changes.pop("amount")
    r = results(city([factory(amount)], counts=(1500, 0, 0), **(LIVELY | changes)).block(0, 4))
    for name in ("activity", "ever", "stages", "firms", "core_value_added"):
        array = getattr(r, name)
        np.testing.assert_array_equal(array[:, 0], array[:, 1])
    np.testing.assert_array_equal(r.counts[:, 0, : layout.PAID], r.counts[:, 1, : layout.PAID])


def test_20_awards_never_lower_a_stage():
    inputs = city([factory(5e6, once=layout.NOT_ONCE)], years=6, counts=(400, 0, 0), award_response=4.0, **LIVELY).block(0, 3)
    for draw in range(3):
        model = CityModel(inputs, draw, "on")
        model.run()
        assert model.twin is not None
        pairs = list(zip(model.firms, model.twin.firms, strict=True))
        assert all(mine.stage >= other.stage for mine, other in pairs)
        assert sum(mine.next_project for mine, _ in pairs) > sum(other.next_project for _, other in pairs)


def test_21_before_the_announcement_awards_change_nothing_and_are_all_deadweight():
    reaching_back = standard(rounds=((7, 14),), values={"cost_first": 3e4, "anchor": 50.0})
    r = results(city([reaching_back], years=1, counts=(2000, 0, 0), **LIVELY).block(0, 6))
    assert r.amounts[:, layout.ENTITLEMENT].sum() > 0
    np.testing.assert_array_equal(r.amounts[:, layout.ENTITLEMENT_ANYWAY], r.amounts[:, layout.ENTITLEMENT])
    np.testing.assert_array_equal(r.counts[:, 0, layout.RECOGNISED], r.counts[:, 1, layout.RECOGNISED])


def test_22_the_order_of_firms_changes_no_bit():
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
