"""Errors carry what the command line prints and the exit code it leaves with."""

from __future__ import annotations

import pickle

import pytest

from simulate.foundation.errors import (
    DifferenceError,
    InputError,
    MachineError,
    Problem,
    ProblemsError,
    SimulateError,
    nearest,
)
from simulate.yamlfile.problems import Problems


def test_each_kind_has_its_exit_code() -> None:
    kinds = (SimulateError, InputError, ProblemsError, MachineError, DifferenceError)
    assert [kind.exit_code for kind in kinds] == [1, 2, 2, 3, 4]


PROBLEM = Problem("a.yaml", 2, 9, "award.amount", "5 came", "money", "5万元", "amount: 5")


def test_a_problem_prints_its_place_expectation_and_suggestion() -> None:
    assert PROBLEM.render() == (
        "a.yaml:2:9: award.amount: 5 came; expected money; did you mean '5万元'?\n"
        "     2 | amount: 5\n"
        "       |         ^"
    )


def test_problems_survive_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(ProblemsError([PROBLEM])))
    assert error.problems == [PROBLEM]
    assert "award.amount" in str(error)


def test_problems_are_sorted_by_place_and_kept_once() -> None:
    problems = Problems()
    for line in (3, 1, 3, 2):
        problems.add(Problem("a.yaml", line, 1, "", "wrong"))
    with pytest.raises(ProblemsError) as caught:
        problems.raise_if_any()
    assert [problem.line for problem in caught.value.problems] == [1, 2, 3]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("gdp_growht", "gdp_growth"),
        ("GDP-growth", "gdp_growth"),
        ("人口", None),
        ("populaton", "population"),
        ("population", None),
        (9, None),
        ("project", None),
        ("population_growth", None),
        ("poplation", "population"),
        ("opulatoin", "population"),
    ],
)
def test_the_nearest_name_is_found(name: object, found: str | None) -> None:
    assert nearest(name, ["gdp_growth", "gdp_2022", "population"]) == found
