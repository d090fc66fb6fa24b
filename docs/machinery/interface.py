"""The reference of the Python interface: every name of the facade, and what those names give back."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import simulate
import simulate.analysis
from simulate.analysis.base.results import Result

HEAD = """# Python

`import simulate as sim` gives the names below; they are loaded when they are first used. A scenario goes in, a forecast or a
result comes out; each result prints in words (`print(result)`), draws itself (`result.plot()`), and holds every figure with
its unit in `result.dataset`, an [xarray](https://xarray.dev) dataset.
"""


def page() -> str:
    """The page, in the order of ``simulate.__all__``: functions, then what they take and give."""
    functions = [name for name in simulate.__all__ if inspect.isfunction(getattr(simulate, name))]
    parts = [HEAD, "## What you call", *(_documented("autofunction", f"simulate.{name}") for name in functions)]
    parts += ["## Scenario and forecast"]
    members = ":members:"
    for home in ("simulate.scenario.scenario.Scenario", "simulate.forecast.forecast.Forecast",
                 "simulate.report.charts.plots.ForecastPlots"):  # fmt: skip
        parts.append(_documented("autoclass", home, members))
    parts += ["## Results"]
    parts.append(_documented("autoclass", "simulate.analysis.base.results.Result", members))
    parts += [_documented("autoclass", f"{one.__module__}.{one.__qualname__}") for one in results()]
    return "\n\n".join(parts) + "\n"


def results() -> list[type[Result]]:
    """Every kind of result, in the order of their modules."""
    for module in pkgutil.walk_packages(simulate.analysis.__path__, "simulate.analysis."):
        importlib.import_module(module.name)
    found: list[type[Result]] = []
    waiting = [Result]
    while waiting:
        below = waiting.pop().__subclasses__()
        found += below
        waiting += below
    return sorted(set(found), key=lambda one: (one.__module__, one.__qualname__))


def _documented(directive: str, name: str, *options: str) -> str:
    lines = [f".. {directive}:: {name}", *(f"   {option}" for option in options)]
    return "\n".join(["```{eval-rst}", *lines, "```"])
