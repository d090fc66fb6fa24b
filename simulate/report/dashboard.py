"""Mesa's view of one draw in a browser: ``solara run notebooks/dashboard.py``, with the extra ``[dashboard]``.

A city in small, so that a quarter takes a moment; draw and policy arm are chosen at the side.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from simulate.engine.city_base import Policy
from simulate.engine.inputs import City
from simulate.engine.mesa_model import CityModel
from simulate.engine.translate import city_spec
from simulate.errors import InputError
from simulate.scenario.resolve import load_scenario

SCALE = 0.02
DRAWS = 100


@cache
def _city(scenario: str, scale: float) -> City:
    return City(city_spec(load_scenario(Path(scenario)).replace({"population.scale": scale})))


class ShownCity(CityModel):
    """The Mesa model of a scenario file with a share ``scale`` of the firms; it stops by itself at the horizon."""

    def __init__(self, scenario: str, scale: float = SCALE, draw: int = 0, policy: Policy = "on") -> None:
        super().__init__(_city(scenario, scale).block(draw, 1), policy=policy)

    def step(self) -> None:
        """One quarter; none after the last."""
        if self.quarter < self.inputs.settings.quarters:
            super().step()
        self.running = self.quarter < self.inputs.settings.quarters


def dashboard(scenario: Path | str, scale: float = SCALE) -> Any:
    """The page for Solara to serve; raises InputError where the extra is not installed."""
    try:
        from mesa.visualization import SolaraViz, make_plot_component
    except ImportError as error:
        raise InputError(
            "the browser view needs the extra: pip install -c constraints.txt -e '.[dashboard]'"
        ) from error
    parameters = {
        "scenario": str(scenario),
        "scale": scale,
        "draw": {"type": "SliderInt", "value": 0, "label": "draw", "min": 0, "max": DRAWS - 1, "step": 1},
        "policy": {"type": "Select", "value": "on", "values": ["on", "off"], "label": "awards"},
    }
    return SolaraViz(
        ShownCity(str(scenario), scale),
        components=[
            make_plot_component("transformed"),
            make_plot_component("projects"),
            make_plot_component("recognitions"),
        ],
        model_params=parameters,
        name=f"simulate: {Path(scenario).stem}, one draw",
    )
