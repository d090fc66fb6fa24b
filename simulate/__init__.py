"""simulate: what a city's digital-economy plan costs and changes.

    import simulate as sim
    forecast = sim.run("scenarios/baseline.yaml", draws=2000)

Names are loaded when they are first used, so that importing the package is fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulate.api import Forecast, load_scenario, open_run, run

_HOMES = {"Forecast": "simulate.api", "load_scenario": "simulate.scenario.resolve", "open_run": "simulate.api", "run":
"simulate.api"}
__all__ = ["Forecast", "load_scenario", "open_run", "run"]


def __getattr__(name: str) -> Any:
    """Load a name of the facade on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'simulate' has no attribute {name!r}; it has {', '.join(__all__)}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
