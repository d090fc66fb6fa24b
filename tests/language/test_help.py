"""Every command and every parameter has its help in the catalogues, in all languages, and none in its declaration."""

from __future__ import annotations

import pytest
import typer.main

from simulate.cli.helping import with_help
from simulate.cli.main import application
from simulate.language.catalogue import languages
from simulate.language.choice import chosen, speak


def parameters(language: str) -> dict[str, str | None]:
    bare = typer.main.get_command(application())
    assert not any(getattr(one, "help", None) for command in bare.commands.values() for one in command.params)
    speak(language)
    try:
        group = with_help(bare, "simulate")
    finally:
        speak("en")
    told = {name: command.help for name, command in group.commands.items()}
    told |= {
        f"{name} {one.name}": one.help
        for name, command in group.commands.items()
        for one in command.params
        if not getattr(one, "hidden", False)
    }
    return told


@pytest.mark.parametrize("language", languages())
def test_every_command_and_parameter_is_described(language: str) -> None:
    told = parameters(language)
    assert [name for name, text in told.items() if not text] == []
    if language == "zh":
        assert [name for name, text in told.items() if (text or "").isascii()] == []


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        (["plan", "9", "--lang", "zh"], {"SIMULATE_LANG": "en"}, "zh"),
        (["plan", "--lang=zh"], {}, "zh"),
        (["plan"], {"SIMULATE_LANG": "zh", "LANG": "en_US.UTF-8"}, "zh"),
        (["plan"], {"LANG": "zh_CN.UTF-8"}, "zh"),
        (["plan"], {"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        (["plan"], {"LANG": "fr_FR.UTF-8"}, "en"),
        (["plan"], {}, "en"),
    ],
)
def test_the_language_of_messages_is_asked_for(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert chosen(arguments, environment) == language
