"""A patch replaces what stands at its path, is checked like the plan itself, and says so in the source."""

from __future__ import annotations

from collections.abc import Hashable

import pytest

from simulate.foundation.errors import ProblemsError
from simulate.plan.files.load import load_plan
from simulate.plan.files.patches import apply_patches
from simulate.plan.values import ByYear, Known
from simulate.yamlfile.merge import Provenance

PLAN = load_plan("qingdao_2023")


def test_a_patched_amount_is_the_new_amount_and_rated_assumed() -> None:
    changed = apply_patches(PLAN, {"a09.3": {"award.amount": "100万元"}}).instrument("a09.3")
    assert changed.award.amount == Known(1_000_000, money=True)
    source = changed.source("award.amount")
    assert source is not None
    assert (source.rating, source.where.en) == ("assumed", "scenario")
    kind = changed.source("application.cost")
    assert kind is not None
    assert kind.rating == "prior"


def test_nothing_else_changes() -> None:
    changed = apply_patches(PLAN, {"a09.3": {"award.amount": "100万元"}})
    rest = [one for one in changed.instruments if one.id != "a09.3"]
    assert rest == [one for one in PLAN.instruments if one.id != "a09.3"]
    assert changed.readings == PLAN.readings


def test_an_unpriced_title_can_be_given_an_amount() -> None:
    changed = apply_patches(PLAN, {"a06.2": {"award.amount": "20万元"}}).instrument("a06.2")
    assert changed.priced
    assert not PLAN.instrument("a06.2").priced


def test_one_year_of_a_yearly_value_can_be_changed() -> None:
    changed = apply_patches(PLAN, {"a05.1": {"mechanism.jackpot.probability.by_year.2025": 0.3}}).instrument("a05.1")
    jackpot = changed.mechanism.jackpot
    assert jackpot is not None
    assert isinstance(jackpot.probability, ByYear)
    assert jackpot.probability.at(2025) == Known(0.3)
    assert jackpot.probability.at(2024) == Known(0.01)


def test_nothing_at_a_path_takes_it_away() -> None:
    assert apply_patches(PLAN, {"a09.3": {"stacking": None}}).instrument("a09.3").stacking is None


def test_an_empty_patch_changes_nothing() -> None:
    assert apply_patches(PLAN, {}) == PLAN


@pytest.mark.parametrize(
    ("patches", "message"),
    [
        ({"a9.3": {"award.amount": "1元"}}, "instruments.a9.3: unknown instrument 'a9.3'.*did you mean 'a09.3'"),
        ({"a09.3": {"award.amuont": "1元"}}, "a09.3.award.amuont: unknown key 'amuont'.*did you mean 'amount'"),
        ({"a09.3": {"award.amount": 50}}, "a09.3.award.amount: amount 50 has no unit"),
        ({"a09.3": {"award.amount.x": 50}}, "a09.3.award.amount: 'award.amount' is one value"),
        ({"a09.3": {"lag": {0: 0.5}}}, "a09.3.lag: the weights of the lag sum to 0.5"),
        ({"a09.3": {"payer": {"cty": 1}}}, "a09.3.payer.cty: unknown payer 'cty'.*did you mean 'city'"),
        ({"a13.1": {"award.kind": "fixed"}}, "a13.1.award.share: 'share' in an award of kind fixed"),
        ({"a09.3": {"round": "02-30"}}, "a09.3.round: the day '02-30' does not exist"),
        ({"a09.3": {"window.to": "2022-01-01"}}, "a09.3.window.to: the window ends on 2022-01-01"),
        ({"a09.3": {"mechanism": {"standrd": {}}}}, "a09.3.mechanism.standrd: unknown key.*did you mean 'standard'"),
        ({"a09.3": {"mechanism.standard.pass": "pass_rate_standrad"}}, "did you mean 'pass_rate_standard'"),
    ],
)
def test_a_patch_that_does_not_fit_is_refused_at_its_path(patches: dict[str, dict[str, object]], message: str) -> None:
    with pytest.raises(ProblemsError, match=message):
        apply_patches(PLAN, patches)


def test_all_mistakes_are_reported_at_once_where_the_patches_stand() -> None:
    def place(instrument: str, key: str, inner: tuple[Hashable, ...], on_key: bool) -> Provenance:
        return Provenance("mine.yaml", {"a09.3": 3, "a09.4": 7}[instrument], len(inner) + 1)

    patches = {"a09.3": {"award.amount": {"uniform": ["1元"]}}, "a09.4": {"lag": {0: 0.5}, "round": "13-01"}}
    with pytest.raises(ProblemsError) as caught:
        apply_patches(PLAN, patches, place=place)
    found = [(one.file, one.line, one.column, one.path) for one in caught.value.problems]
    assert found == [
        ("mine.yaml", 3, 2, "instruments.a09.3.award.amount.uniform"),
        ("mine.yaml", 7, 1, "instruments.a09.4.round"),
    ]
