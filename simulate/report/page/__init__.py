"""The page, and the memo for pasting."""

from __future__ import annotations

from simulate.report.page.memo import memo_text
from simulate.report.page.write import page_text

__all__ = ["memo_text", "page_text"]
