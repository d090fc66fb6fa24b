"""Check a built site as a reader without a network would meet it: ``python docs/check_site.py docs/_build/html``.

Every link and picture leads to a file and a place that are there; no page asks another host for anything (links that a
reader may follow apart).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

LOADED = {("img", "src"), ("script", "src"), ("link", "href"), ("iframe", "src"), ("source", "src"), ("object", "data")}
NOT_LOADED = {"canonical", "next", "prev", "search", "index", "author", "copyright", "contents"}
CSS_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


class Page(HTMLParser):
    """The addresses that a page loads, those it links to, and the places in it that can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.linked: list[str] = []
        self.places: set[str] = {""}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect."""
        found = {key: value or "" for key, value in attrs}
        self.places |= {found[key] for key in ("id", "name") if key in found}
        for key, value in found.items():
            if (tag, key) in LOADED and found.get("rel", "") not in NOT_LOADED:
                self.loaded.append(value)
            elif key == "href":
                self.linked.append(value)


@cache
def page(path: Path) -> Page:
    """A page, read once."""
    return Page(path.read_text(encoding="utf-8"))


def problems(site: Path) -> Iterator[str]:
    """What is wrong, a line each."""
    for path in sorted(site.rglob("*.html")):
        one = page(path)
        for address in one.loaded:
            if _outside(address) and not address.startswith("data:"):
                yield f"{path.relative_to(site)}: loads {address} from elsewhere"
            elif not _outside(address):
                yield from _missing(site, path, address)
        for address in one.linked:
            if not _outside(address):
                yield from _missing(site, path, address)
    for path in sorted(site.rglob("*.css")):
        for first, second in CSS_ADDRESS.findall(path.read_text(encoding="utf-8")):
            if _outside(address := first or second) and not address.startswith("data:"):
                yield f"{path.relative_to(site)}: loads {address} from elsewhere"


def _outside(address: str) -> bool:
    return bool(urlsplit(address).scheme or address.startswith("//"))


def _missing(site: Path, path: Path, address: str) -> Iterator[str]:
    where, place = urldefrag(address)
    target = (path.parent / unquote(urlsplit(where).path)).resolve() if where else path
    if target.is_dir():
        target /= "index.html"
    if not target.is_file():
        yield f"{path.relative_to(site)}: {address} leads to nothing"
    elif place and target.suffix == ".html" and unquote(place) not in page(target).places:
        yield f"{path.relative_to(site)}: {address} leads to no such place"


def main() -> None:
    """Print what is wrong; exit code 1 where anything is."""
    site = Path(sys.argv[1]).resolve()
    found = list(problems(site))
    pages = len(list(site.rglob("*.html")))
    print("\n".join([*found, f"{pages} pages, {len(found)} problems"]))
    raise SystemExit(bool(found) or not pages)


if __name__ == "__main__":
    main()
