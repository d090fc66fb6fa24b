"""The project's own font on the site, cut to the Chinese characters that its pages show."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from simulate.report.base.style import FONT
from simulate.report.base.webfont import font_face

CHINESE = re.compile("[\u2e80-\uffef]")
MONO = "Simulate Mono SC"
"""The same characters, as wide as two letters of a fixed pitch: columns of what commands print stay columns."""


def write_fonts(app: Any, error: Exception | None) -> None:
    """Write ``fonts.css``, which every page asks for, once the pages are there."""
    folder = Path(app.outdir)
    if error is not None or app.builder.name != "html":
        return
    pages = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html")))
    face = font_face("".join(sorted(set(CHINESE.findall(pages)))))
    fixed = face.replace(f'"{FONT}"', f'"{MONO}"').replace("src:", "size-adjust: 120%; src:")
    (folder / "_static" / "fonts.css").write_text(f"{face}\n{fixed}\n", encoding="utf-8")
