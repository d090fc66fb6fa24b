"""Says things about one forecast in one language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simulate.analysis.explain.run_drivers import RunDriver, instrument_shares, parameter_drivers
from simulate.forecast.labels import readings_words
from simulate.forecast.lines import Line, line
from simulate.foundation.printed import money
from simulate.language.catalogue import say
from simulate.report.base import views
from simulate.report.base.words import money_range

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast


@dataclass(frozen=True)
class Narrator:
    """Says things about one forecast in one language."""

    forecast: Forecast
    language: str

    def say(self, key: str, /, **values: object) -> str:
        """A text of the catalogues in this language."""
        return say(key, self.language, **values)

    def money(self, yuan: float, like: float | None = None) -> str:
        """An amount in the unit a reader would pick."""
        return money(yuan, self.language, like)

    def range(self, values: np.ndarray) -> str:
        """``25.4 million yuan (P50; P10 to P90: 19.7 million yuan to 31.8 million yuan)``."""
        return money_range(views.quantiles(values), self.language)

    def listed(self, parts: list[str]) -> str:
        """Parts of a sentence."""
        return self.say("common.semicolon").join(parts)

    @cached_property
    def headline(self) -> Line:
        """The headline: group A awards on the budget of this forecast."""
        places = np.flatnonzero(self.forecast.dataset["headline"].values.astype(bool))
        return line(self.forecast, "headline", places, views.budget_payer(self.forecast.dataset))

    @cached_property
    def payer(self) -> str:
        """The payer whose budget it is: ``the city``."""
        return views.budget_words(self.forecast.dataset, self.language)

    @cached_property
    def drivers(self) -> list[RunDriver]:
        """What the headline moves with, read off the run's own draws."""
        return parameter_drivers(self.forecast)

    @cached_property
    def instruments(self) -> dict[str, float]:
        """Share of the headline's variance by instrument."""
        return instrument_shares(self.forecast)

    @cached_property
    def how(self) -> str:
        """How the ranges take the ambiguous sentences of the plan."""
        return readings_words(self.forecast.scenario, self.language)

    @cached_property
    def years(self) -> str:
        """The recognition years from first to last: ``2023–2025``."""
        return span([int(year) for year in self.forecast.dataset["year"].values])

    @cached_property
    def payment_years(self) -> str:
        """Payment years in which anything is paid or still owed."""
        return span(views.payment_years(self.forecast.dataset))


def span(years: list[int]) -> str:
    """Years from first to last, ``2023–2025``, or the one."""
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
