"""The help of every command, from the catalogues: ``cli.help.<command>.about``, ``cli.help.<command>.<parameter>``.

What several commands call alike and mean alike is said once, in ``cli.help.any.<parameter>``.
"""

from __future__ import annotations

from typing import Any

from simulate.language.catalogue import has
from simulate.language.choice import spoken, tell
from simulate.language.layout import layout
from simulate.language.widths import wrapped

WIDTH = 78
"""Columns of a paragraph of help."""


def with_help(group: Any, name: str) -> Any:
    """Return a group with the help of its commands and of all their parameters, in the language of messages."""
    _describe(group, name)
    for command, found in group.commands.items():
        _describe(found, command)
    return group


def _describe(command: Any, name: str) -> None:
    """Give a command and its parameters their help."""
    about = tell(f"cli.help.{name}.about")
    command.help = _set(about)
    command.short_help = about.partition("\n")[0] if layout(spoken()).break_anywhere else None
    for parameter in command.params:
        keys = (f"cli.help.{name}.{parameter.name}", f"cli.help.any.{parameter.name}")
        parameter.help = next((tell(key) for key in keys if has(key)), getattr(parameter, "help", None))


def _set(text: str) -> str:
    """Paragraphs as the formatter takes them: broken here where it could not break them, since it breaks between words."""
    if not layout(spoken()).break_anywhere:
        return text
    lines = ["\n".join(wrapped(line, WIDTH)) for line in text.split("\n")]
    return "\n\n".join(f"\b\n{part}" for part in "\n".join(lines).split("\n\n"))
