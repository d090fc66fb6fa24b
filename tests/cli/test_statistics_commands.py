"""panel and outside: the numbers of the functions, in both languages; mistakes are messages."""

from __future__ import annotations

import numpy as np
import pytest

import simulate as sim
from tests.cli.command import simulate

PANEL = ("panel", "little_giants", "青岛", "2024", "--vintage", "2022-12-31")


def test_panel_prints_the_numbers_of_the_function():
    drawn = sim.panel_forecast("little_giants", "Qingdao", 2024, "2022-12-31")
    found = simulate(*PANEL, "--lang", "en")
    assert found.code == 0
    low, high = np.quantile(drawn, [0.05, 0.95], method="inverted_cdf")
    assert f"median {np.median(drawn):,.0f};" in found.out
    assert f"90 % between {low:,.0f} and {high:,.0f}" in found.out
    assert f"rests on {drawn.attrs['own']} counts" in found.out


def test_outside_prints_the_numbers_of_the_function():
    drawn = sim.outside_view(burden="low", hard_cap="no", of="money")
    found = simulate("outside", "--burden", "low", "--hard-cap", "no", "--of", "money", "--lang", "en")
    assert found.code == 0
    assert f"median {np.median(drawn):.0%};" in found.out
    assert f"{drawn.attrs['matching']} match" in found.out


@pytest.mark.parametrize("words", [PANEL, ("outside", "--of", "money")])
def test_both_speak_chinese(words):
    found = simulate(*words, "--lang", "zh")
    assert found.code == 0
    assert "中位数" in found.out
    assert "median" not in found.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("panel", "litle_giants", "Qingdao", "2024", "--vintage", "2022-12-31"), "did you mean 'little_giants'"),
        (("outside", "--kind", "grnat"), "did you mean 'grant'"),
    ],
)
def test_a_slip_is_answered_with_the_nearest(words, said):
    found = simulate(*words)
    assert found.code == 2
    assert said in found.err
    assert "Traceback" not in found.err
