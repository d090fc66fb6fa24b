"""Finds a chart by its file: the function of the file's name, in the folder of what it shows."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path

from simulate.forecast.presenting import Drawing
from simulate.foundation.errors import InputError, nearest

HOME = __name__.rpartition(".")[0]


@cache
def charts() -> dict[str, str]:
    """Every chart by its name, and the module that has it."""
    modules = [one.name for one in pkgutil.walk_packages([str(Path(__file__).parent)], f"{HOME}.") if not one.ispkg]
    return {name: module for module in modules for home, _, name in [module.rpartition(".")] if home != HOME}


def chart(name: str) -> Drawing:
    """The chart of this name: a function of axes (None: its own), a dataset and a language.

    Raises InputError where there is none.
    """
    if name not in charts():
        near = nearest(name, charts())
        raise InputError(f"there is no chart {name!r}" + (f"; did you mean {near!r}?" if near else ""))
    drawing: Drawing = getattr(import_module(charts()[name]), name)
    return drawing
