"""The reference class that ships is read whole; mistakes are refused at their cell."""

from __future__ import annotations

import shutil

import pytest

from simulate.foundation.errors import ProblemsError
from simulate.reference_class.programmes import PROGRAMMES_FILE, load_programmes, shipped_programmes


def test_what_speaks_has_come_to_its_end_and_is_not_only_remembered():
    speaking = [one for one in shipped_programmes() if one.counts]
    assert len(speaking) >= 75
    assert sum("money" in one.ratios for one in speaking) >= 60
    assert sum("recipients" in one.ratios for one in speaking) >= 35
    assert len({one.family for one in speaking}) >= 70


def test_a_cap_that_was_reached_and_not_raised_hides_the_demand():
    one = {each.id: each for each in shipped_programmes()}
    assert one["us_rrf"].spent_out("money")
    assert not one["eu_cosme_lgf"].spent_out("money")  # its cap was raised
    assert not one["uk_kickstart"].spent_out("money")  # it spent two thirds
    assert not one["uk_eotho"].spent_out("money")  # it had no cap


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",voucher,lottery,high,yes", ",vouchers,lottery,high,yes", "did you mean 'voucher'"),
        (",0.3500,", ",0.4500,", "7000 / 20000 = 0.35"),
        ("uk_htg_management,Help", "uk_growth_vouchers,Help", "stands twice"),
        (",20000,7000,0.3500,", ",20000,,0.3500,", "a ratio without its figures"),
        (",20000,7000,0.3500,", ",20000,-7000,0.3500,", "a number above 0, or nothing"),
    ],
)
def test_a_mistake_is_refused_at_its_cell(tmp_path, old, new, said):
    path = tmp_path / "programmes.csv"
    shutil.copy(PROGRAMMES_FILE, path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProblemsError, match=said):
        load_programmes(path)
