"""The registry of random decisions: each purpose once, by a stable name."""

from __future__ import annotations

import numpy as np

from simulate.engine.inputs.layout import INSTRUMENT_PURPOSES
from simulate.randomness.uniforms import purpose

SIZE = purpose("firm size", "starting revenue of a firm (even numbers: one shift a draw)")
SECTOR = purpose("firm sector", "sector of a firm (even numbers: one shift a draw)")
CAPABILITY = purpose("firm capability", "unobserved capability of a firm")
STAGE_NOISE = purpose("starting stage", "noise in the rank that gives the starting stage")
AWARENESS = purpose("awareness", "whether a firm knows the awards")
BUSY = purpose("project under way at the start", "whether a firm has a project under way at the start")
REMAINING = purpose("remaining quarters", "quarters left of a project under way at the start")
RECENT = purpose("recent completion", "whether a firm finished a project shortly before the start")
RECENT_WHEN = purpose("recent completion date", "when the last project before the start was finished")
GROWTH = purpose("revenue growth", "yearly shock to a firm's revenue")
EXIT = purpose("exit", "whether a firm closes in a year")
ENTRY = purpose("entry", "number of entrants of a segment in a year")
ENTRANT_TRANSFORMED = purpose("entrant transformed", "whether an entrant has already done a project")
ENTRANT_STAGE = purpose("entrant stage", "stage of an entrant")
PROJECT_START = purpose("project start", "whether a firm starts an upgrade project in a quarter")
BUILD_TIME = purpose("build time", "quarters from start to completion, by firm and project number")
STAGE_SUCCESS = purpose("stage success", "whether a completed project raises the stage, by firm and project number")


def attribute_purpose(name: str) -> np.uint64:
    """Purpose for holding an attribute (a certificate, being a platform)."""
    return purpose(f"attribute:{name}", "whether a firm holds the attribute")


def instrument_purposes(identity: str) -> list[np.uint64]:
    """The purposes of one instrument, in the order of ``INSTRUMENT_PURPOSES``."""
    return [purpose(f"{kind}:{identity}", "a decision about this instrument") for kind in INSTRUMENT_PURPOSES]
