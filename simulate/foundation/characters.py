"""Characters that cannot be seen: refused in what is read, escaped in what is printed.

Control characters move the cursor, colour or rewrite a terminal; marks of writing direction show a text in another
order than it has; characters without width make two names look alike.
"""

from __future__ import annotations

import re
from typing import Any

UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""Controls but tab and line feed, line and paragraph separators, marks of direction and of no width, halves of pairs."""

_LONG = 400  # characters of a word that was written, as a message repeats it


def code_point(char: str) -> str:
    """``U+202E``: how a message names a character that cannot be shown."""
    return f"U+{ord(char):04X}"


def visible(text: str) -> str:
    """``text`` with its unseen characters as escapes, as Python writes them; nothing else changes."""
    return UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def one_line(text: str) -> str:
    """As ``visible``, on one line, the middle of a very long text left out."""
    if len(text) > _LONG:
        text = f"{text[: _LONG // 2]} ... {text[-_LONG // 2 :]}"
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def for_spreadsheet(value: Any) -> Any:
    """What cannot be seen in a text as its escape; what a spreadsheet would take for a formula is made a text again."""
    if not isinstance(value, str):
        return value
    risky = value[:1] in ("=", "+", "-", "@") and not _numeric(value)
    return f"'{visible(value)}" if risky else visible(value)


def _numeric(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
