"""How wide a text is on paper and on the screen."""

from __future__ import annotations

import unicodedata


def text_width(text: str) -> int:
    """Width in columns of a fixed font, where a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
