"""Pieces of the page: tables, figures, sections; everything is escaped."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from html import escape

from simulate.report.page.narrator import Narrator

Value = tuple[str, float]
"""What a cell shows, and the number by which it sorts."""

Charts = Mapping[str, tuple[str, bytes]]
"""Name to (title, SVG)."""


def section(heading: str, *parts: str) -> str:
    """A section; nothing where no part says anything."""
    body = "".join(parts)
    return f"<section><h2>{escape(heading)}</h2>{body}</section>" if body else ""


def prose(sentences: Sequence[str]) -> str:
    """A paragraph of HTML for each sentence, escaped."""
    return "".join(f"<p>{escape(said)}</p>" for said in sentences)


def table(heads: Sequence[str], rows: Sequence[Sequence[str | Value]], caption: str, *, sortable: bool = False) -> str:
    """An HTML table; the first column heads its row, numbers stand right. The page's script makes a sortable one sort."""

    def cell(place: int, value: str | Value, rank: int) -> str:
        text, number = (value, float(rank)) if isinstance(value, str) else value
        kind = "" if isinstance(value, str) else ' class="n"'
        tag, scope = ("th", ' scope="row"') if place == 0 else ("td", "")
        return f'<{tag}{scope}{kind} data-value="{number:.6f}">{escape(text)}</{tag}>'

    numeric = [bool(rows) and not isinstance(rows[0][place], str) for place in range(len(heads))]
    head = "".join(
        f'<th scope="col"{" class=" + chr(34) + "n" + chr(34) if right else ""}>{escape(text)}</th>'
        for text, right in zip(heads, numeric, strict=True)
    )
    body = "".join(
        "<tr>" + "".join(cell(place, value, rank) for place, value in enumerate(row)) + "</tr>"
        for rank, row in enumerate(rows)
    )
    kind = ' class="sortable"' if sortable else ""
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table{kind}>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def figures(one: Narrator, charts: Charts, *names: str) -> str:
    """The charts of these names that the forecast has, side by side where there is room."""
    note = one.say("page.parts.numbers_in_workbook")
    shown = []
    for name in names:
        if name in charts:
            title, picture = charts[name]
            coded = base64.b64encode(picture).decode()
            shown.append(
                f'<figure><img src="data:image/svg+xml;base64,{coded}" alt="{escape(title)}. {escape(note)}">'
                f"<figcaption>{escape(title)}</figcaption></figure>"
            )
    return f'<div class="figures">{"".join(shown)}</div>' if shown else ""
