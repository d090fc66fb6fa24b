"""How an answer prints: sentences and tables within 100 columns, the same in a terminal, a file and a notebook."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from simulate.foundation.characters import visible
from simulate.foundation.screen import console
from simulate.language.layout import MARKS

WIDTH = 100
_PIECES = re.compile(r"\s+|[^\s\u2e80-\uffef]+|.")
"""Blanks, words, and single Chinese characters, between which a line may break."""


def text_of(parts: Iterable[RenderableType | str]) -> str:
    """The parts one under the other, as plain text."""
    out = io.StringIO()
    screen = console(WIDTH, file=out)
    for part in parts:
        if isinstance(part, str):
            out.write(wrapped(visible(part)) + "\n")
        else:
            screen.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def wrapped(text: str, width: int = WIDTH) -> str:
    """Lines of at most ``width`` columns; what follows the first is indented as far as its text."""
    lead = re.match(r"\s*(?:\d+\.\s+)?", text)
    indent = " " * (len(lead[0]) if lead else 0)
    lines, line = list[str](), ""
    for piece in _PIECES.findall(text):
        if cell_len(line + piece.rstrip()) > width and line.strip() and piece not in MARKS.hanging:
            lines.append(line.rstrip())
            line = indent
            if piece.isspace():
                continue
        line += piece
    return "\n".join([*lines, line.rstrip()])


def columns(*heads: tuple[str, int | None]) -> Table:
    """A table without boxes: (heading, width); figures are set right, and text left where the width is None."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), width=WIDTH)
    for head, width in heads:
        table.add_column(
            head, width=width, ratio=None if width else 1, justify="right" if width else "left",
            no_wrap=width is None, overflow="ellipsis" if width is None else "fold",
        )  # fmt: skip
    return table


def fill(table: Table, rows: Iterable[Sequence[str]]) -> Table:
    """The table with its rows, in which brackets are brackets."""
    for row in rows:
        table.add_row(*map(Text, row))
    return table
