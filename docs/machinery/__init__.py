"""Pages of the site that the package writes itself, and commands that run while it is built."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pygments.lexers.special import TextLexer

from machinery import commands, docstrings, fonts, gallery, interface, keys

GENERATED = "generated"
ROOT = Path(__file__).resolve().parents[2]
COPIED = {
    "scenarios.md": "scenarios/README.md",
    "figures.md": "calibration/README.md",
    "contributing.md": "CONTRIBUTING.md",
    "changelog.md": "CHANGELOG.md",
}
"""Pages of the site that are files of the project; links between these files become links between the pages."""
PAGES = {
    "scenario_keys.md": keys.scenario_page,
    "plan_keys.md": keys.plan_page,
    "api.md": interface.page,
}


def setup(app: Any) -> dict[str, bool]:
    """What Sphinx calls."""
    app.connect("builder-inited", write_pages)
    app.add_lexer("csv", TextLexer)  # tables among the pages are shown as they are
    app.connect("autodoc-process-docstring", docstrings.tidy)
    app.connect("build-finished", fonts.write_fonts)
    commands.setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}


def write_pages(app: Any) -> None:
    """Write the pages below ``docs/generated``; those that are as they were are left alone."""
    folder = Path(app.srcdir) / GENERATED
    folder.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        write(folder / name, page())
    for name, source in COPIED.items():
        write(folder / name, relinked((ROOT / source).read_text(encoding="utf-8"), source))
    write(folder / "gallery.md", gallery.page(folder / "charts"))


def relinked(text: str, source: str) -> str:
    """The text of a file with its links to other copied files turned to their pages."""
    pages = {(ROOT / file).resolve(): name for name, file in COPIED.items()}

    def page(match: re.Match[str]) -> str:
        name = pages.get((ROOT / source).parent.joinpath(match[1]).resolve())
        return f"]({name})" if name else match[0]

    return re.sub(r"\]\(([^)#:]+)\)", page, text)


def write(path: Path, text: str) -> None:
    """Write ``text`` where the file does not hold it yet, so that what has not changed is not read again."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
