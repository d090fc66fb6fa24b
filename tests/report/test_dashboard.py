"""The browser view's city: the same numbers as the model behind it, and it stops at the horizon."""

from __future__ import annotations

from pathlib import Path

from simulate.engine.agents.mesa_model import CityModel
from simulate.engine.inputs.city import City
from simulate.engine.inputs.translate import city_spec
from simulate.report.dashboard import ShownCity
from simulate.scenario.resolve import load_scenario


def test_the_shown_city_is_the_draw_and_stops_at_the_horizon(root: Path) -> None:
    path = root / "scenarios" / "baseline.yaml"
    shown = ShownCity(str(path), scale=0.005, draw=3, policy="off")
    while shown.running:
        shown.step()
    quarters = shown.quarter
    shown.step()
    assert shown.quarter == quarters == shown.inputs.settings.quarters
    scenario = load_scenario(path).replace({"population.scale": 0.005})
    behind = CityModel(City(city_spec(scenario)).block(3, 1), policy="off")
    behind.run()
    assert (shown.results.activity == behind.results.activity).all()
