"""The shipped plan says what the official text says, and nothing without a source."""

from __future__ import annotations

import datetime
import json
import math
import subprocess
import sys

import pytest

from simulate.plan.files.checks import round_dates
from simulate.plan.files.figures import instrument_figures
from simulate.plan.files.load import load_plan, plan_from_data, shipped_plans
from simulate.plan.instrument import Instrument
from simulate.plan.plan import Plan
from simulate.plan.values import Known, Parameter, PerRecipient, Product

# Article by article, the sums in the text, in yuan: the amount, or the ceiling where the text says "at most".
STATED = {
    "a04.1": 500_000, "a04.2": 500_000, "a05.1": 10_000_000, "a05.2": 1_000_000, "a05.3": 2_000_000,
    "a06.1": 1_000_000, "a07.2": 2_000_000, "a08.1": 1_000_000, "a08.2": 1_000_000, "a09.1": 1_000_000,
    "a09.3": 500_000, "a09.4": 300_000, "a09.5": 300_000, "a11.1": 10_000_000, "a13.1": 5_000_000, "a15.1": 100_000,
    "a22.1": 3_000_000, "a24.1": 500_000, "a25.1": 300_000, "a25.2": 1_000_000,
}  # fmt: skip
AT_MOST = {"a05.3", "a06.1", "a07.2", "a11.1", "a13.1", "a22.1", "a24.1", "a25.1", "a25.2"}
BY_PROVINCE = {"a09.2", "a10.1", "a19.1", "a21.1", "a22.2"}
WITHOUT_AMOUNT = {"a06.2", "a06.3", "a07.1", "a13.2", "a16.1", "a26.1", "a26.2", "a26.3", "a26.4", "a26.5"}
ENABLING = {
    "a03.1", "a04.3", "a06.4", "a07.3", "a12.1", "a23.1", "a25.3", "a27.1", "a29.1", "a29.2", "a29.3",
}  # fmt: skip


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan("qingdao_2023")


def ids(plan: Plan, group: str) -> set[str]:
    return {one.id for one in plan.instruments if one.group == group}


def test_every_instrument_of_the_text_is_there(plan: Plan) -> None:
    assert ids(plan, "A") == set(STATED)
    assert ids(plan, "B") == BY_PROVINCE
    assert ids(plan, "C") == WITHOUT_AMOUNT
    assert len(plan.instruments) == 35


def test_instruments_stand_in_the_order_of_the_text(plan: Plan) -> None:
    order = [(one.article, int(one.id[4:])) for one in plan.instruments]
    assert order == sorted(order)


def test_what_enables_without_money_is_listed_with_a_reason(plan: Plan) -> None:
    listed = {one.id for one in plan.not_modelled}
    assert listed > ENABLING
    assert {one.article for one in plan.not_modelled if one.id not in ENABLING} == {8, 11, 12, 29}
    assert not listed & {one.id for one in plan.instruments}
    assert all(one.why.zh and one.why.en for one in plan.not_modelled)


@pytest.mark.parametrize(("name", "yuan"), STATED.items())
def test_the_sums_of_the_law_come_back(plan: Plan, name: str, yuan: int) -> None:
    award = plan.instrument(name).award
    amount = Known(award.cap, money=True) if award.cap is not None else award.amount
    assert amount == Known(yuan, money=True)


def test_at_most_is_at_most(plan: Plan) -> None:
    ceilings = {one.id for one in plan.instruments if one.group == "A" and one.award.kind != "fixed"}
    assert ceilings == AT_MOST
    node = plan.instrument("a22.1").award
    assert (node.rate, node.base) == (Known(0.2), Parameter("node_cost"))


def test_amounts_that_the_text_does_not_give_are_not_rated_stated(plan: Plan) -> None:
    for one in plan.instruments:
        for path in ("award.amount", "award.base", "award.share", "award.recovery"):
            source = one.source(path)
            if one.group != "A" or path != "award.amount":
                assert source is None or source.rating != "stated" or getattr(one.award, path[6:]) is None


def test_every_figure_has_a_source(plan: Plan) -> None:
    for one in plan.instruments:
        for path in instrument_figures(one):
            assert one.source(".".join(map(str, path))), (one.id, path)


def test_only_two_instruments_reach_back_before_the_day_of_issue(plan: Plan) -> None:
    early = {one.id for one in plan.instruments if one.window.start < plan.issued}
    assert early == {"a05.1", "a06.1"}
    assert plan.issued == datetime.date(2023, 10, 20)
    assert {one.window.end for one in plan.instruments} == {datetime.date(2025, 12, 31)}


def test_rounds_before_the_window_pay_nothing(plan: Plan) -> None:
    paying = {name: len(round_dates(plan.instrument(name))) for name in ("a05.2", "a07.2", "a11.1", "a06.1", "a09.3")}
    assert paying == {"a05.2": 2, "a07.2": 2, "a11.1": 2, "a06.1": 3, "a09.3": 3}


def test_the_province_pays_what_follows_its_policy(plan: Plan) -> None:
    by_province = {one.id for one in plan.instruments if one.payer == {"province": 1}}
    assert by_province == BY_PROVINCE | {"a05.3", "a07.2"}


def test_the_headline_is_group_a_without_the_laboratories(plan: Plan) -> None:
    assert {one.id for one in plan.instruments if one.headline} == set(STATED) - {"a13.1"}


def test_what_has_no_amount_is_unpriced(plan: Plan) -> None:
    unpriced = {one.id for one in plan.instruments if not one.priced}
    assert unpriced == WITHOUT_AMOUNT - {"a13.2"}
    assert {one.id for one in plan.instruments if not one.simulated} == unpriced - {"a06.2", "a06.3"}


def test_the_anchor_of_workshops_and_lines_is_split_as_their_stocks(plan: Plan) -> None:
    factors = []
    for name in ("a09.4", "a09.5"):
        standard = plan.instrument(name).mechanism.standard
        assert standard is not None
        assert isinstance(standard.anchor, Product)
        assert standard.anchor.value == Parameter("workshop_line_anchor")
        factors.append(standard.anchor.factor)
    assert factors == pytest.approx([146 / 496, 350 / 496], abs=1e-9)


def test_contest_tiers_average_what_their_weights_say(plan: Plan) -> None:
    amount = plan.instrument("a25.1").award.amount
    assert isinstance(amount, PerRecipient)
    assert amount.marginal.mean() == pytest.approx((300_000 + 2 * 200_000 + 3 * 100_000) / 6)


def test_holders_at_the_start_are_the_observed_stocks(plan: Plan) -> None:
    held = {one.id: one.holders.value for one in plan.instruments if isinstance(one.holders, Known)}
    expected = {"a09.3": 52, "a09.4": 146, "a09.5": 350, "a05.2": 8, "a08.2": 3, "a06.2": 220, "a06.1": 150}
    assert held == expected


def test_who_may_win_what(plan: Plan) -> None:
    def conditions(name: str) -> tuple[object, ...]:
        found = plan.instrument(name).eligible
        assert found is not None
        return found.segment, found.size, found.stage, found.min_revenue

    industry, sizes = ("industry_above_scale",), ("small", "medium", "large")
    assert conditions("a09.3") == (industry, sizes, (2, 3), 200_000_000)
    assert conditions("a09.4") == (industry, sizes, (1, 2, 3), 50_000_000)
    assert conditions("a09.5") == (industry, sizes, (1, 2, 3), None)
    assert conditions("a08.2")[1:3] == (("large",), (3,))
    assert conditions("a06.1")[1] == ("small", "medium")
    certified = {one.id for one in plan.instruments if one.award_requires == ("two_integration",)}
    assert certified == {"a09.3", "a09.4", "a09.5"}


def test_claims_are_made_where_the_clause_needs_an_application(plan: Plan) -> None:
    claimed = {one.id for one in plan.instruments if one.claim == Parameter("claim_rate")}
    assert {name[:3] for name in claimed} == {"a04", "a05", "a08", "a09", "a15", "a22", "a25"}
    assert plan.instrument("a06.1").claim == "automatic"


def test_sector_shares_and_leading_sectors(plan: Plan) -> None:
    industry = [one for one in plan.sectors if "industry_above_scale" in one.segments]
    shares = [one.share for one in industry]
    assert len(shares) == 8
    assert math.fsum(shares) == pytest.approx(1, abs=1e-12)
    assert {one.id for one in plan.sectors if one.leading} == {"electronics", "chemicals_petroleum"}


def test_targets_are_those_of_the_text(plan: Plan) -> None:
    values = {one.id: one.value for one in plan.targets}
    assert len(values) == 25
    assert (values["t09.1"], values["t02.2"], values["t20.1"], values["t05.1"]) == (1000, 0.12, 40_000, None)
    assert {one.id for one in plan.targets if one.simulated} == {"t02.1", "t02.2", "t09.1", "t09.2", "t13.2"}


def test_a_plan_comes_back_from_its_data(plan: Plan) -> None:
    again = plan_from_data(json.loads(json.dumps(plan.to_data(), ensure_ascii=False)))
    assert again == plan
    assert again.to_data() == plan.to_data()


def test_an_instrument_comes_back_from_its_data(plan: Plan) -> None:
    for one in plan.instruments:
        assert Instrument.model_validate(one.to_data()) == one


def test_the_repr_says_what_is_in_hand(plan: Plan) -> None:
    words = repr(plan)
    assert "qingdao_2023" in words
    assert "35 instruments (20 A, 5 B, 10 C)" in words
    assert "24 readings (20 change numbers)" in words


def test_the_package_ships_one_plan() -> None:
    assert shipped_plans() == ["qingdao_2023"]


def test_loading_imports_nothing_heavy() -> None:
    heavy = ("numba", "scipy", "matplotlib", "xarray", "pandas", "mesa")
    code = (
        f"import sys; from simulate.plan.files.load import load_plan as load; load('qingdao_2023'); names = {heavy}; "
    )
    code += "print([name for name in names if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
