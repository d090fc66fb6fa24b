"""Whatever a file holds, it is read or refused in our own words; what is read runs, and its books close."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.campaign import campaign
from tests.fuzz.kinds import KINDS

FEW = {"plan": 6, "priors": 8, "scenario": 20, "record": 10, "set": 20, "backtest": 15}
A_WHILE = 5.0  # seconds of the processor: a refusal takes some tenths, and nobody waits longer for one


@pytest.mark.parametrize("name", KINDS)
def test_a_mutant_is_read_or_refused_in_our_words(name: str, tmp_path: Path) -> None:
    report = campaign(KINDS[name], range(FEW.get(name, 30)), tmp_path)
    assert not report.defects, report.defects[0][2]
    assert report.counts["refused"], "no mutant spoils anything"


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_many_mutants_are_read_or_refused_in_our_words(name: str, tmp_path: Path) -> None:
    report = campaign(KINDS[name], range(1000, 1000 + 8 * FEW.get(name, 30)), tmp_path)
    assert not report.defects, report.defects[0][2]
    assert report.slowest < A_WHILE


@pytest.mark.slow
@pytest.mark.parametrize("name", ["scenario", "plan"])
def test_the_books_of_accepted_mutants_close(name: str, tmp_path: Path) -> None:
    report = campaign(KINDS[name], range(2000, 2000 + 4 * FEW[name]), tmp_path, with_runs=True)
    assert not report.defects, report.defects[0][2]
    assert report.counts["accepted"]


@pytest.mark.parametrize("name", KINDS)
def test_a_mutant_is_the_same_whenever_it_is_made(name: str) -> None:
    kind = KINDS[name]
    assert [kind.mutant(number) for number in range(5)] == [kind.mutant(number) for number in range(5)]


@pytest.mark.parametrize("name", [name for name in KINDS if name != "set"])
def test_the_good_files_are_accepted(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    kind.folder(tmp_path)
    good = kind.sources()
    for file, text in good.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    for file in sorted(good)[-2:]:
        kind.read(tmp_path / file)
