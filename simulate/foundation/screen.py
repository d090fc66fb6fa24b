"""The only maker of rich consoles: nothing unseen but our own colours and movements reaches a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from simulate.foundation.characters import visible


class _Console(Console):
    """Shows what cannot be seen as its escape, before anything is cut to the width of a column."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for one in super().render(renderable, options):
            yield one if one.control else one._replace(text=visible(one.text))


def console(width: int | None = None, *, stderr: bool = False, file: IO[str] | None = None) -> Console:
    """A console for texts as they are: brackets are no markup, words no emoji, numbers bear no colour."""
    plain: dict[str, Any] = {"color_system": None} if file is not None else {}
    return _Console(width=width, stderr=stderr, file=file, highlight=False, markup=False, emoji=False, **plain)
