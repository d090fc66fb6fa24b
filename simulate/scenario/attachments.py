"""Files that a scenario refers to, or rests on, and that its run folder keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulate.place.calibration_folder import NAME, READ_BY_RUNS

ATTACHMENTS = {"posterior": "posterior.nc", "observed": "observed.csv", "evaluate": "evaluate.csv"}
"""By key the name under which a run folder keeps each."""

FIGURES = {name: f"{NAME}/{name}" for name in READ_BY_RUNS}
"""By name in a folder of figures that is not what ships, the name under which a run folder keeps each."""

ATTACHED = (*ATTACHMENTS.values(), *FIGURES.values())
"""Every name under which a run folder may keep one."""


def attached_names(origin: Mapping[str, Any]) -> list[str]:
    """Names of the files that a run folder keeps, by the ``origin`` that its record holds of the scenario."""
    referred = [name for key, name in ATTACHMENTS.items() if origin["written"].get(key) is not None]
    figures = origin.get("calibration") or {}
    return [*referred, *(name for key, name in FIGURES.items() if key in figures)]
