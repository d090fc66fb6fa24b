"""What a command prints: nothing unseen, and nothing at which a terminal of few characters stops."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from simulate.foundation.characters import visible


class _Readable:
    """A text stream that writes what cannot be seen as its escape; rich consoles reach the stream itself."""

    def __init__(self, stream: Any) -> None:
        self.rich_proxied_file = stream

    def write(self, text: str) -> int:
        self.rich_proxied_file.write(visible(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        if name == "buffer":  # who writes bytes writes past us
            raise AttributeError(name)
        return getattr(self.rich_proxied_file, name)


@contextlib.contextmanager
def readable() -> Iterator[None]:
    """While the body runs, standard output and error hold no unseen character, and none stops at one they lack.

    A character that the terminal's encoding does not have (Chinese in ASCII) becomes a question mark.
    """
    before = sys.stdout, sys.stderr
    errors = [_replacing(stream) for stream in before]
    sys.stdout, sys.stderr = (stream if stream is None else _Readable(stream) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
        for stream, handling in zip(before, errors, strict=True):
            if handling is not None:
                stream.reconfigure(errors=handling)  # type: ignore[union-attr]


def _replacing(stream: Any) -> str | None:
    """Let a stream replace what it cannot encode; how it dealt with that before, None where it has no encoding."""
    if not hasattr(stream, "reconfigure"):
        return None
    handling = str(stream.errors)
    stream.reconfigure(errors="replace")
    return handling
