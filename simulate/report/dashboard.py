"""Mesa's view of one draw in a browser: ``solara run notebooks/dashboard.py``, with the extra ``[dashboard]``.

A city in small, so that a quarter takes a moment; draw and policy arm are chosen at the side.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from simulate.engine.agents.city_base import Policy
from simulate.engine.agents.mesa_model import CityModel
from simulate.engine.inputs.city import City
from simulate.engine.inputs.translate import city_spec
from simulate.foundation.errors import InputError
from simulate.language.choice import tell
from simulate.scenario.resolve import load_scenario

SCALE = 0.02
DRAWS = 100
SHOWN = {
    "transformed": "firms transformed so far",
    "projects": "projects started, in all",
    "recognitions": "titles won, in all",
}


@cache
def _city(scenario: str, scale: float) -> City:
    return City(city_spec(load_scenario(Path(scenario)).replace({"population.scale": scale})))


class ShownCity(CityModel):
    """The Mesa model of a scenario file with a share ``scale`` of the firms; it stops by itself at the horizon."""

    def __init__(self, scenario: str, scale: float = SCALE, draw: int = 0, policy: Policy = "on") -> None:
        super().__init__(_city(scenario, scale).block(draw, 1), policy=policy)

    def step(self) -> None:
        """Run one quarter; nothing after the last."""
        if self.quarter < self.inputs.settings.quarters:
            super().step()
        self.running = self.quarter < self.inputs.settings.quarters


def _finish(words: str, quarters: int, axes: Axes) -> None:
    """Axes that hold all quarters from the start, and a name in words."""
    axes.set_xlim(0, quarters - 1)
    axes.set_ylim(0, 1.05 * axes.get_ylim()[1])
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylabel(words)


def dashboard(scenario: Path | str, scale: float = SCALE) -> Any:
    """The page for Solara to serve; raises InputError where the extra is not installed."""
    try:
        from mesa.visualization import SolaraViz, make_plot_component  # an optional extra
    except ImportError as error:
        raise InputError(tell("error.dashboard.browser_view_needs_extra")) from error
    parameters = {
        "scenario": str(scenario),
        "scale": scale,
        "draw": {"type": "SliderInt", "value": 0, "label": "draw", "min": 0, "max": DRAWS - 1, "step": 1},
        "policy": {"type": "Select", "value": "on", "values": ["on", "off"], "label": "awards"},
    }
    return SolaraViz(
        ShownCity(str(scenario), scale),
        components=[
            make_plot_component(
                name, post_process=partial(_finish, words, _city(str(scenario), scale).settings.quarters)
            )
            for name, words in SHOWN.items()
        ],
        model_params=parameters,
        name=f"simulate: {Path(scenario).stem}, one draw",
    )
