"""Which random generator a process uses: chosen before the rules are imported, fixed from then on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from simulate.errors import InputError

VARIABLE, AUDIT = "SIMULATE_GENERATOR", "philox4x32"


def use_generator(name: str) -> None:
    """Choose the generator of this process and of its workers; raises InputError where it is too late."""
    if "simulate.compiling" in sys.modules:
        from simulate.compiling import generator_name

        if generator_name() != name:
            raise InputError(f"the generator {name} was asked for after the rules were loaded; start a new process")
    os.environ[VARIABLE] = name


def use_generator_of(run: Path) -> None:
    """Choose the generator that a run folder was run with; a folder that states none is left to its reader."""
    import json

    try:
        name = json.loads((run / "run.json").read_text(encoding="utf-8"))["generator"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    use_generator(str(name))
