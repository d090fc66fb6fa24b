"""Our font in a page: only the characters that the page shows, so that Chinese is drawn where no Chinese font is."""

from __future__ import annotations

import base64
import io

from fontTools import subset
from fontTools.ttLib import TTFont

from simulate.report.base.style import FONT, FONT_FILE

RANGE = "U+2E80-FFEF"
"""Chinese characters and their marks. A font of known range may stand before the Latin ones of a list, and a browser that
waits for it lays the text out again when it is there; one that stands behind them leaves boxes.
"""


def font_face(text: str) -> str:
    """A ``@font-face`` rule that carries the characters of ``text`` in itself, for those in ``RANGE``; the same text gives the
    same bytes.
    """
    options = subset.Options()
    options.layout_features, options.name_IDs = [], [1, 2]
    options.hinting, options.notdef_outline = False, True
    font = TTFont(FONT_FILE, recalcTimestamp=False)
    chosen = subset.Subsetter(options)
    chosen.populate(text=text)
    chosen.subset(font)
    font.flavor = "woff"
    out = io.BytesIO()
    font.save(out, reorderTables=False)
    coded = base64.b64encode(out.getvalue()).decode()
    source = f'url(data:font/woff;base64,{coded}) format("woff")'
    return f'@font-face {{ font-family: "{FONT}"; unicode-range: {RANGE}; src: {source}; }}'
