"""A year is read the same wherever it stands, in ASCII or full-width digits, and in no other way."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

import pytest

from simulate.foundation.errors import ProblemsError
from simulate.foundation.units import UnitError
from simulate.foundation.years import parse_year, read_years
from simulate.plan.values import MONEY, SHARE, ByYear, Known, PlanValueError, read_value
from simulate.randomness.marginals import Constant
from simulate.scenario.actuals import load_actual_table
from simulate.scenario.observed import load_facts
from simulate.scenario.resolve import load_scenario

ROOT = "format: 1\ntitle: {zh: 甲, en: A}\nplan: qingdao_2023\n"
ODD = ("02024", "٢٠٢٤", "²⁰²⁴", "２０２４년", "+2024", "2024.0", "0x7E8", "24", "20 24", "")


@pytest.mark.parametrize("written", [2024, "2024", "２０２４", " 2024 "])
def test_full_width_digits_are_read_as_their_ascii_forms(written: object) -> None:
    assert parse_year(written) == 2024


@pytest.mark.parametrize("written", [*ODD, True, 2024.0, None, 1899, 2201])
def test_nothing_else_is_a_year(written: object) -> None:
    with pytest.raises(UnitError):
        parse_year(written)


def test_a_year_that_stands_twice_is_refused() -> None:
    refused: list[Hashable] = []
    found = read_years({2024: 1, "２０２４": 2, "later": 3}, lambda key, *_: refused.append(key))
    assert refused == ["２０２４"]
    assert list(found) == [2024, "later"]


def problem(folder: Path, text: str) -> str:
    (folder / "s.yaml").write_text(ROOT + text + "\n")
    with pytest.raises(ProblemsError) as caught:
        load_scenario(folder / "s.yaml")
    return "\n".join(one.headline().replace(f"{folder}/", "") for one in caught.value.problems)


def test_a_full_width_year_counts_in_a_scenario_its_limits_and_its_patches(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(
        ROOT
        + "behaviour: {claim_rate: {by_year: {２０２４: 0.2, later: 0.8}}}\n"
        + "appropriations: {articles: {９: {２０２４: 1元, later: 2000万元}}}\n"
        + "instruments: {a09.3: {award.amount: {by_year: {２０２４: 1元, later: 2元}}}}\n"
    )
    found = load_scenario(tmp_path / "s.yaml")
    assert found.parameters["claim_rate"] == {"2024": Constant(0.2), "later": Constant(0.8)}
    assert found.appropriations.limits == {9: {"2024": 1, "later": 20_000_000}}
    amount = found.plan.instrument("a09.3").award.amount
    assert isinstance(amount, ByYear)
    assert amount.at(2024) == Known(1, money=True)


def test_a_child_and_a_change_from_outside_meet_the_year_of_the_parent(tmp_path: Path) -> None:
    (tmp_path / "root.yaml").write_text(ROOT + "appropriations: {articles: {9: {２０２４: 1元, later: 2元}}}\n")
    (tmp_path / "s.yaml").write_text("extends: root.yaml\n")
    found = load_scenario(tmp_path / "s.yaml", ["appropriations.articles.9.2024=7元"])
    assert found.appropriations.limits == {9: {"2024": 7, "later": 2}}
    found = load_scenario(tmp_path / "s.yaml", ["appropriations.articles.9.２０２５=7元"])
    assert found.appropriations.limits == {9: {"2024": 1, "2025": 7, "later": 2}}


@pytest.mark.parametrize("year", ["02024", "٢٠٢٤", "²⁰²⁴", "+2024", "2024.0", "2022", "2041"])
def test_other_spellings_are_refused_at_their_line(tmp_path: Path, year: str) -> None:
    limit = problem(tmp_path, f"appropriations: {{articles: {{9: {{{year}: 1元, later: 2元}}}}}}")
    assert limit.startswith(
        f"s.yaml:4:33: appropriations.articles.9.{year}: unknown year '{year}'; expected a year from 2023"
    )
    value = problem(tmp_path, f"behaviour: {{claim_rate: {{by_year: {{{year}: 1, later: 1}}}}}}")
    assert value.startswith(f"s.yaml:4:36: behaviour.claim_rate.by_year.{year}: unknown year '{year}'")
    patch = problem(tmp_path, f"instruments: {{a09.3: {{claim: {{by_year: {{{year}: 1, later: 1}}}}}}}}")
    assert patch.startswith(f"s.yaml:4:41: instruments.a09.3.claim.by_year.{year}: unknown year '{year}'")


def test_one_year_in_two_spellings_is_refused(tmp_path: Path) -> None:
    assert "the year 2024 stands twice" in problem(
        tmp_path, "behaviour: {claim_rate: {by_year: {2024: 1, ２０２４: 0, later: 1}}}"
    )
    with pytest.raises(PlanValueError, match="the year 2024 stands twice"):
        read_value({"by_year": {2024: "1元", "２０２４": "2元", "later": "3元"}}, MONEY)
    with pytest.raises(PlanValueError, match="unknown year"):
        read_value({"by_year": {"٢٠٢٤": 1, "later": 1}}, SHARE)
    assert "the article 9 stands twice" in problem(
        tmp_path, "appropriations: {articles: {9: {later: 1元}, ９: {later: 2元}}}"
    )


@pytest.mark.parametrize("year", ["02024", "٢٠٢٤", "2022", "２０３０"])
def test_a_table_reads_years_as_a_scenario_does(tmp_path: Path, year: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text("instrument,year,count\na,２０２４,3\n")
    assert load_facts(path, ["a"], range(2023, 2026))[0].year == 2024
    assert load_actual_table(path, ["a"], range(2023, 2026), range(2023, 2030))[0].year == 2024
    path.write_text(f"instrument,year,count\na,{year},3\n")
    with pytest.raises(ProblemsError, match=r"t\.csv:2:3: line 2\.year: .* came; expected a year from 2023 to 2025"):
        load_facts(path, ["a"], range(2023, 2026))
