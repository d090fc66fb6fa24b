"""The facade that the command line and notebooks use: scenarios, runs, and what is asked of them."""

from __future__ import annotations

from simulate.forecast.forecast import Forecast
from simulate.runs.run import open_run, prepared_spec, run, run_key
from simulate.scenario.resolve import load_scenario
from simulate.scenario.scenario import Scenario

__all__ = ["Forecast", "Scenario", "load_scenario", "open_run", "prepared_spec", "run", "run_key"]
