"""Pages of the site that the package writes itself, and commands that run while it is built."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from machinery import commands, gallery, interface, keys

GENERATED = "generated"
PAGES = {
    "scenario_keys.md": keys.scenario_page,
    "plan_keys.md": keys.plan_page,
    "api.md": interface.page,
}


def setup(app: Any) -> dict[str, bool]:
    """What Sphinx calls."""
    app.connect("builder-inited", write_pages)
    commands.setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}


def write_pages(app: Any) -> None:
    """Write the pages below ``docs/generated``; those that are as they were are left alone."""
    folder = Path(app.srcdir) / GENERATED
    folder.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        write(folder / name, page())
    write(folder / "gallery.md", gallery.page(folder / "charts"))


def write(path: Path, text: str) -> None:
    """Write ``text`` where the file does not hold it yet, so that what has not changed is not read again."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
