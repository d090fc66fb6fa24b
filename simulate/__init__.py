"""simulate: what a city's digital-economy plan costs and changes.

    import simulate as sim
    forecast = sim.run("scenarios/baseline.yaml", draws=2000)

Names are loaded when they are first used, so that importing the package is fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from simulate.forecast.presenting import register
from simulate.report.presenter import Reports

if TYPE_CHECKING:
    from simulate.analysis.backtesting import backtest
    from simulate.analysis.budgeting import budget
    from simulate.analysis.calibration import calibrate
    from simulate.analysis.compare.additionality import additionality
    from simulate.analysis.compare.compare import compare
    from simulate.analysis.design.design import design
    from simulate.analysis.explain.explain import explain
    from simulate.analysis.replay.replay import replay_draw as replay
    from simulate.api import Forecast, load_scenario, open_run, run
    from simulate.panel.predict import panel_forecast
    from simulate.reference_class.view import outside_view

register(Reports())

_HOMES = {
    "Forecast": ("simulate.api", "Forecast"),
    "additionality": ("simulate.analysis.compare.additionality", "additionality"),
    "backtest": ("simulate.analysis.backtesting", "backtest"),
    "budget": ("simulate.analysis.budgeting", "budget"),
    "calibrate": ("simulate.analysis.calibration", "calibrate"),
    "compare": ("simulate.analysis.compare.compare", "compare"),
    "design": ("simulate.analysis.design.design", "design"),
    "explain": ("simulate.analysis.explain.explain", "explain"),
    "load_scenario": ("simulate.scenario.resolve", "load_scenario"),
    "open_run": ("simulate.api", "open_run"),
    "outside_view": ("simulate.reference_class.view", "outside_view"),
    "panel_forecast": ("simulate.panel.predict", "panel_forecast"),
    "replay": ("simulate.analysis.replay.replay", "replay_draw"),
    "run": ("simulate.api", "run"),
}
__all__ = [
    "Forecast", "additionality", "backtest", "budget", "calibrate", "compare", "design", "explain", "load_scenario",
    "open_run", "outside_view", "panel_forecast", "replay", "run",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load a name of the facade on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'simulate' has no attribute {name!r}; it has {', '.join(__all__)}")

    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
