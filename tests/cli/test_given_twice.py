"""An option given twice, of which only the last would count, is refused; so is a part of one."""

from __future__ import annotations

import pytest
import typer

from simulate.cli.main import application
from tests.cli.command import BASELINE, simulate

GROUP = typer.main.get_command(application())


def single_options() -> list[tuple[str, str]]:
    """Every command and option that takes one value."""
    return [
        (name, option.opts[0])
        for name, command in sorted(GROUP.commands.items())  # type: ignore[attr-defined]
        for option in command.params
        if option.param_type_name == "option" and not (option.multiple or option.is_flag or option.count)
    ]


@pytest.mark.parametrize(("command", "option"), single_options())
def test_an_option_of_one_value_is_given_once(command: str, option: str) -> None:
    answer = simulate(command, option, "1", option, "2")
    assert answer.code == 2
    assert f"{option} came 2 times; expected it once" in answer.err


def test_options_that_may_be_repeated_are_known() -> None:
    assert len(single_options()) > 20
    assert ("design", "--target") in single_options()
    assert ("design", "--lever") not in single_options()


def test_a_change_of_one_path_is_given_once() -> None:
    answer = simulate("run", BASELINE, "--set", "macro.gdp_growth=5%", "--set", "macro.gdp_growth=6%")
    assert answer.code == 2
    assert "macro.gdp_growth came twice" in answer.err


@pytest.mark.parametrize(
    ("articles", "words"),
    [("5,5", "article 5 twice"), ("5，５", "article 5 twice"), ("5,99", "articles 99"), ("", "expected numbers"),
     ("5,", "expected numbers"), ("5-9", "expected numbers"), ("²", "expected numbers")],
)  # fmt: skip
def test_articles_are_listed_once_and_exist(small_run, articles: str, words: str) -> None:  # type: ignore[no-untyped-def]
    answer = simulate("budget", small_run[0], "--year", "2025", "--articles", articles)
    assert answer.code == 2
    assert words in answer.err
