"""Which random generator a process uses: chosen before the rules are imported, fixed from then on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from simulate.foundation.errors import InputError
from simulate.language.choice import tell

VARIABLE, AUDIT = "SIMULATE_GENERATOR", "philox4x32"
GENERATORS = ("squares64", AUDIT)


def use_generator(name: str) -> None:
    """Choose the generator of this process and of its workers; raises InputError where it is too late."""
    if "simulate.kernels.compiling" in sys.modules:
        from simulate.kernels.compiling import generator_name

        if generator_name() != name:
            raise InputError(tell("error.generator.generator_asked_after_rules", name=name))
    os.environ[VARIABLE] = name


def use_generator_of(run: Path) -> None:
    """Choose the generator that a run folder was run with; raises InputError where the folder holds no run."""
    from simulate.runs.record import RECORD, read_record

    name = read_record(run)["generator"]
    if name not in GENERATORS:
        raise InputError(
            tell(
                "error.generator.generator_this_version_has",
                run=run / RECORD,
                name=name,
                known=" and ".join(GENERATORS),
            )
        )
    use_generator(name)
