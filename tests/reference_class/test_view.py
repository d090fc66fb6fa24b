"""The outside view: what it says, what it refuses, and how it fares on families that it has not seen."""

from __future__ import annotations

import csv

import numpy as np
import pytest

import simulate as sim
from simulate.foundation.errors import InputError
from simulate.place.evidence import CALIBRATION
from simulate.reference_class.leave_out import leave_families_out
from simulate.reference_class.programmes import MEASURES, shipped_programmes
from simulate.reference_class.regression import rows_of
from simulate.reference_class.view import matching, outside_view
from tests.reference_class.made import made, programme


def test_the_same_seed_gives_the_same_draws_and_few_are_the_first_of_many():
    many = outside_view(kind="grant", draws=300, seed=5)
    assert np.array_equal(many[:100], outside_view(kind="grant", draws=100, seed=5))
    assert not np.array_equal(many, outside_view(kind="grant", draws=300, seed=6))
    assert float(many.min()) > 0.0


def test_a_burden_lowers_what_comes_true_and_a_cap_cuts_what_exceeds_it():
    low, high = (outside_view(burden=word, hard_cap="no", of="money") for word in ("low", "high"))
    assert float(low.median()) > 1.5 * float(high.median())
    capped = outside_view(burden="low", hard_cap=True, of="money")
    assert float((capped > 1.1).mean()) < 0.7 * float((low > 1.1).mean())
    assert float(((capped > 0.95) & (capped < 1.03)).mean()) > 0.15


def test_only_outcomes_known_on_the_day_speak():
    before = outside_view(vintage="2018-12-31", draws=50)
    known = [one for one in shipped_programmes() if one.counts and str(one.known_at) <= "2018-12-31"]
    assert before.attrs["programmes"] == len(known) < outside_view(draws=50).attrs["programmes"]
    alone = outside_view(programmes=tuple(known), draws=50)
    assert np.array_equal(before, alone)


def test_programmes_that_match_most_speak_where_few_match_all():
    programmes = [programme(f"a{i}", {"money": 1.0}, kind="loan", burden="low") for i in range(6)]
    programmes += [programme("b", {"money": 1.0}, kind="loan", burden="high")]
    assert len(matching(programmes, {"kind": "loan", "burden": "low"})) == 6
    assert len(matching(programmes, {"kind": "loan", "burden": "high"})) == 7
    assert len(matching(programmes, {})) == 7


def test_a_tight_reference_class_gives_a_tight_view():
    narrow = outside_view(programmes=made(60, seed=6, sd=0.1), burden="medium", hard_cap="no", of="money")
    wide = outside_view(programmes=made(60, seed=6, sd=0.8), burden="medium", hard_cap="no", of="money")
    assert float(narrow.median()) == pytest.approx(np.exp(-0.3), rel=0.15)
    assert float(np.log(narrow).std()) < float(np.log(wide).std())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"kind": "grants"}, "kind: 'grants' came; expected one of voucher, grant.*did you mean 'grant'"),
        ({"burden": "hihg"}, "burden: .*did you mean 'high'"),
        ({"hard_cap": "maybe"}, "hard_cap: 'maybe' came; expected one of yes, no"),
        ({"of": "heads"}, "of: 'heads' came; expected one of recipients, money"),
        ({"draws": -1}, "draws: -1 came"),
        ({"vintage": "1950-01-01"}, "vintage: 0 outcomes were known"),
    ],
)
def test_words_that_there_are_not_are_refused(options, said):
    with pytest.raises(InputError, match=said):
        sim.outside_view(**options)


def written() -> list[dict[str, str]]:
    with (CALIBRATION / "programme_scores.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_scores_that_ship_are_of_every_ratio_that_speaks():
    rows = written()
    expected = rows_of(shipped_programmes())
    assert [(row["id"], row["of"]) for row in rows] == [
        (one.id, MEASURES[measure]) for one, measure in zip(expected.programmes, expected.measure, strict=True)
    ]
    assert np.allclose([float(row["actual"]) for row in rows], np.exp(expected.ratio), rtol=1e-5)


@pytest.mark.slow
def test_intervals_hold_on_families_left_out_and_the_scores_are_those_that_ship(capsys):
    found = leave_families_out()
    assert np.allclose([one.crps for one in found.outcomes], [float(row["crps"]) for row in written()], rtol=0.01)
    with capsys.disabled():
        print(found.text())
    for measure in MEASURES:
        outcomes = found.of(measure)
        assert all(each.within for each in found.coverage(measure) if each.level > 0.5)
        assert np.mean([one.crps for one in outcomes]) < np.mean([one.crps_announced for one in outcomes])
