"""How wide a text is on paper and on the screen."""

from __future__ import annotations

import re
import unicodedata

from simulate.language.layout import MARKS


def text_width(text: str) -> int:
    """Width in columns of a fixed font, where a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


PIECE = re.compile(rf"[{MARKS.opening}]*(?:[\x21-\x7e\u00a0-\u024f–—]+|.)[{MARKS.closing}]*\s*", re.DOTALL)
"""A Latin word or one other character, with the closing marks and the space after it."""


def wrapped(text: str, columns: int) -> list[str]:
    """Lines of at most so many columns: Latin words stay whole, no mark stands at the wrong end of one."""
    lines, line = [], ""
    for piece in PIECE.findall(text):
        if line and text_width((line + piece).rstrip()) > columns:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines
