"""Keeps what ``explain`` says of a run in its folder, in every language."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import xarray as xr

from simulate.analysis.base.simulator import Driver
from simulate.analysis.base.stored import keep
from simulate.analysis.explain.city import CitySimulator
from simulate.analysis.explain.drivers import with_open_readings
from simulate.analysis.explain.explain import Explanation
from simulate.forecast.forecast import Forecast
from simulate.language.catalogue import languages


def keep_explanation(found: Explanation, forecast: Forecast) -> None:
    """Keep what ``explain`` says of the headline of a run."""
    drivers = {one.name: one for one in CitySimulator(with_open_readings(forecast.scenario), {}).drivers}
    dataset, said = found.dataset, {}
    for language in languages():
        words = _words(found.dataset, drivers, language)
        spoken = dataclasses.replace(found, dataset=found.dataset.assign(words), language=language)
        said[language] = [line for line in spoken.sentences() if line]
        dataset = dataset.assign({f"{name}_{language}": values for name, values in words.items()})
    keep("explain", dataset, said, found.chart, forecast)


def _words(data: xr.Dataset, drivers: Mapping[str, Driver], language: str) -> dict[str, tuple[str, list[str]]]:
    """The words of an explanation in one language, whichever it was made in."""
    listed = [drivers[str(name)] for name in data["driver"].values]
    out = {
        name: ("driver", [getattr(one, name).in_language(language) for one in listed]) for name in ("title", "narrowed")
    }
    for side in ("low_label", "high_label"):
        shown = [str(label) for label in data[side].values]
        pairs = zip(listed, shown, strict=True)
        out[side] = ("driver", [_label(one, label, language) for one, label in pairs])
    return out


def _label(driver: Driver, label: str, language: str) -> str:
    for level in driver.levels:
        if label in [level.label.in_language(each) for each in languages()]:
            return level.label.in_language(language)
    return label
