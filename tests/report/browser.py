"""A headless Chromium spoken to over a pipe: what a page asks the network for, and what its script does."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-pipe",
]  # fmt: skip
PATIENCE = 90  # seconds until an answer that never comes is an error


class Tab:
    """One page: ``requests`` are the addresses that it asked for."""

    def __init__(self, reading: int, writing: int) -> None:
        self.reading, self.writing = reading, writing
        self.number, self.session, self.rest = 0, "", b""
        self.requests: list[str] = []
        self.loaded = False

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and wait for its answer."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.writing, json.dumps(message).encode() + b"\0")
        return self.until(lambda found: found.get("id") == self.number).get("result", {})

    def until(self, wanted: Any) -> dict[str, Any]:
        """The next message that is wanted; all are noted on the way."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            while b"\0" not in self.rest:
                self.rest += os.read(self.reading, 1 << 16)
            one, self.rest = self.rest.split(b"\0", 1)
            found: dict[str, Any] = json.loads(one)
            if found.get("method") == "Network.requestWillBeSent":
                self.requests.append(found["params"]["request"]["url"])
            self.loaded = self.loaded or found.get("method") == "Page.loadEventFired"
            if wanted(found):
                return found
        raise TimeoutError

    def show(self, address: str) -> None:
        """Open an address and wait until it is loaded."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Network", "Page", "Runtime"):
            self.call(f"{domain}.enable")
        self.call("Page.navigate", url=address)
        if not self.loaded:
            self.until(lambda _: self.loaded)

    def value(self, expression: str) -> Any:
        """What a line of script gives."""
        return self.call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")


@contextmanager
def tab(home: Path) -> Iterator[Tab]:
    """A Chromium of its own, with its profile in ``home``; ended afterwards."""
    to_browser, from_browser = os.pipe(), os.pipe()

    def place() -> None:
        for source, target in ((os.dup(to_browser[0]), 3), (os.dup(from_browser[1]), 4)):
            os.dup2(source, target)

    command = ["chromium", *FLAGS, f"--user-data-dir={home}"]
    process = subprocess.Popen(
        command, preexec_fn=place, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield Tab(from_browser[0], to_browser[1])
    finally:
        process.terminate()
        process.wait(timeout=20)
        for end in (*to_browser, *from_browser):
            os.close(end)
