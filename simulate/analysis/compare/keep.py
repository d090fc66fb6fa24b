"""Keeps how one run differs from another in its folder, in every language."""

from __future__ import annotations

import dataclasses

from simulate.analysis.base.stored import keep
from simulate.analysis.compare.compare import Comparison
from simulate.analysis.compare.waterfall import Waterfall
from simulate.forecast.forecast import Forecast
from simulate.language.catalogue import languages
from simulate.language.message import given


def keep_comparison(found: Comparison, name: str, steps: Waterfall, base: Forecast, other: Forecast) -> None:
    """Keep how the run ``other`` (``name`` in the comparison) differs from ``base``."""
    said = {}
    for language in languages():
        # Named by its title, and without the list of changes: it names files of the machine that compared.
        data = found.dataset.sel(scenario=[name]).assign_coords(scenario=[given(other.scenario.title, language)])
        one = dataclasses.replace(found, dataset=data, language=language, texts={})
        lines = [*one.sentences(), *dataclasses.replace(steps, language=language).sentences()]
        said[language] = [line for line in lines if line]
    keep(f"compare_{base.dataset.attrs['scenario']}", steps.dataset, said, steps.chart, other)
