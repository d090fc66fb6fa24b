"""The forecast as one xarray Dataset: which variables it has, and how a block of draws fills them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from simulate.behaviour.parameters import NUMBERS
from simulate.engine.inputs import layout
from simulate.engine.inputs.city import STAGE_VECTORS, City
from simulate.engine.inputs.spec import SEGMENTS
from simulate.engine.ledger import Claims, PaymentLimits, pay_draws
from simulate.forecast.labels import coordinates
from simulate.language.catalogue import SOURCE, languages, say
from simulate.language.vocabulary import TERMS, description, label
from simulate.montecarlo.blocks import Arrays
from simulate.scenario.scenario import Scenario

if TYPE_CHECKING:
    import xarray as xr

Block = dict[str, NDArray[Any]]

COUNT_DIMS = ("policy", "draw", "instrument", "year")
MONEY_DIMS = ("draw", "instrument", "year")
PAYMENT_DIMS = ("draw", "instrument", "payment_year", "payer")
ACTIVITY_DIMS = ("policy", "draw", "segment", "year")

DIMENSIONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(layout.COUNTS, COUNT_DIMS),
    **dict.fromkeys(layout.AMOUNTS, MONEY_DIMS),
    **dict.fromkeys(layout.PAYMENTS, PAYMENT_DIMS),
    **dict.fromkeys(layout.ACTIVITIES, ACTIVITY_DIMS),
    "coverage": ACTIVITY_DIMS,
    "firms": ACTIVITY_DIMS,
    "stage_share": ("policy", "draw", "segment", "stage", "year"),
    "core_value_added": ("policy", "draw", "year"),
    "core_value_added_before": ("draw",),
    "core_share": ("policy", "draw", "year"),
    "gdp": ("draw", "year"),
    "gdp_before": ("draw",),
    "parameter_value": ("draw", "parameter"),
    "reading_chosen": ("draw", "reading"),
    "payer_share": ("draw", "instrument", "payer"),
    "anchors_at_cap": ("draw",),
}
"""Every variable of the forecast and its dimensions, in order."""

POLICY = ("on", "off")


@dataclass
class DatasetBuilder:
    """What is the same for all draws of a run: coordinates, appropriations, and how blocks become variables."""

    scenario: Scenario
    city: City
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def parameters(self) -> list[str]:
        """Names of the sampled numbers that are written: declared parameters, then the plan's own distributions."""
        vectors = [f"{name}_{index}" for name in STAGE_VECTORS for index in range(4)]
        others = [
            self.city.table.columns[place]
            for place in self.city.table.random
            if self.city.table.columns[place] not in NUMBERS
        ]
        return [*NUMBERS, *vectors, *others]

    @property
    def payment_years(self) -> int:
        """How many years payments may fall in: the lags after the horizon, and those that limits push payments into."""
        return self.city.payment_years + self.scenario.appropriations.rollover_years

    @cached_property
    def coords(self) -> dict[str, Any]:
        """Coordinates of the dataset by name, all but the numbers of the draws."""
        return coordinates(self.scenario, self.city, self.payment_years, self.parameters)

    @cached_property
    def limits(self) -> PaymentLimits:
        """What the payer whose budget this is may spend, by article and payment year."""
        wanted = self.scenario.appropriations.limits
        articles = sorted(wanted)
        place = np.array(
            [articles.index(one.article) if one.article in wanted else -1 for one in self.scenario.plan.instruments]
        )
        first = self.city.spec.calendar.first_year
        limit = np.full((len(articles), self.payment_years), -1, dtype=np.int64)
        for row, article in enumerate(articles):
            for year in range(self.payment_years):
                yearly = wanted[article].get(str(first + year), wanted[article].get("later", -1))
                limit[row, year] = yearly
        return PaymentLimits(place, limit, self.city.spec.budget_payer, self.city.spec.lapses)

    def variables(self, arrays: Arrays) -> Block:
        """A block's variables by name, each in the order of its dimensions."""
        by_policy = [layout.ON, layout.OFF]
        out: Block = {}
        counts, activity = np.asarray(arrays["counts"])[:, by_policy], np.asarray(arrays["activity"])[:, by_policy]
        for place, name in enumerate(layout.COUNTS):
            out[name] = counts[:, :, place].swapaxes(0, 1)
        for place, name in enumerate(layout.AMOUNTS):
            out[name] = np.asarray(arrays["amounts"])[:, place]
        for place, name in enumerate(layout.ACTIVITIES):
            out[name] = activity[:, :, place].swapaxes(0, 1)
        firms, ever, stages = (
            np.asarray(arrays[name])[:, by_policy].swapaxes(0, 1) for name in ("firms", "ever", "stages")
        )
        out["firms"] = firms
        out["coverage"] = share(ever, firms)
        out["stage_share"] = share(stages, firms[:, :, :, None, :])
        core, gdp = np.asarray(arrays["core_value_added"])[:, by_policy].swapaxes(0, 1), np.asarray(arrays["gdp"])
        out |= {
            "core_value_added": core,
            "core_share": core.astype(np.float64) / gdp.astype(np.float64),
            "core_value_added_before": self.city.core_before(np.asarray(arrays["values"])),
            "gdp": gdp,
            "gdp_before": np.full(len(gdp), self.city.spec.gdp),
            "anchors_at_cap": np.asarray(arrays["notes"])[:, layout.ANCHORS_AT_CAP],
        }
        out |= self.payments(arrays)
        out["parameter_value"] = self.sampled(arrays)
        out["reading_chosen"] = self.readings(arrays)
        return out

    def payments(self, arrays: Arrays) -> Block:
        """Cash and what becomes of the rest, by payer, under the appropriations."""
        rows, row, values = self.city.instruments, np.asarray(arrays["row"]), np.asarray(arrays["values"])
        draws, instruments = row.shape
        due = np.zeros((draws, instruments, self.payment_years), dtype=np.int64)
        due[:, :, : self.city.payment_years] = arrays["due"]
        payer = rows.payer[row]
        recovery = np.take_along_axis(values, rows.column[row, layout.field("recovery"), 0], axis=1)
        paid = np.zeros((4, draws, instruments, self.payment_years, payer.shape[2]), dtype=np.int64)
        pay_draws(Claims(due, payer, recovery), self.limits, paid)
        return {name: paid[place] for place, name in enumerate(layout.PAYMENTS)} | {"payer_share": payer}

    def sampled(self, arrays: Arrays) -> NDArray[np.float64]:
        """Values that the draws of a block sampled, (draw, parameter), in the order of ``parameters``."""
        values, shares, columns = (
            np.asarray(arrays["values"]),
            np.asarray(arrays["stage_share"]),
            self.city.table.columns,
        )
        first_year = self.city.spec.calendar.first_year
        out = np.empty((len(values), len(self.parameters)))
        for place, name in enumerate(self.parameters):
            vector, _, component = name.rpartition("_")
            if vector in STAGE_VECTORS:
                out[:, place] = shares[:, STAGE_VECTORS.index(vector), int(component)]
            else:
                column = columns.index(name) if name in columns else self.city.table.parameter(name, first_year)
                out[:, place] = values[:, column]
        return out

    def readings(self, arrays: Arrays) -> NDArray[np.int64]:
        """Which alternative each reading takes: (draw, reading), places in the plan's list of alternatives."""
        plan, chosen = self.scenario.plan, np.asarray(arrays["readings"])
        sampled = list(self.city.spec.readings)
        out = np.empty((len(chosen), len(plan.readings)), dtype=np.int64)
        for place, reading in enumerate(plan.readings):
            if reading.id in sampled:
                out[:, place] = chosen[:, sampled.index(reading.id)]
            else:
                out[:, place] = list(reading.alternatives).index(self.scenario.readings[reading.id])
        return out

    def dataset(self, blocks: Iterator[Arrays], numbers: NDArray[np.int64] | None = None) -> xr.Dataset:
        """All draws in memory; ``numbers`` (draws,) where they are not 0, 1, 2 and so on."""
        parts = [self.variables(arrays) for arrays in blocks]
        data = {
            name: (dims, np.concatenate([part[name] for part in parts], axis=dims.index("draw")), attributes(name))
            for name, dims in DIMENSIONS.items()
        }
        draws = data["anchors_at_cap"][1].shape[0]
        return xr.Dataset(
            data,
            coords={**self.coords, "draw": np.arange(draws) if numbers is None else numbers},
            attrs={**self.attributes, "draws": draws},
        )


def share(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[np.float64]:
    """Shares of whole numbers; nan where there is nobody, who has no share of anything."""
    out = np.full(np.broadcast_shapes(part.shape, whole.shape), np.nan)
    np.divide(part, whole, out=out, where=whole > 0)
    return out


EXTRA = {"gdp_before": "CNY", "core_value_added_before": "CNY", "payer_share": "1", "anchors_at_cap": "count"}
"""Variables that are no terms, and their units; named ``forecast.extra.<name>``."""


def attributes(name: str) -> dict[str, str]:
    """Unit and names of a variable of the forecast, as the CF conventions have them."""
    named = {
        "long_name" if language == SOURCE else f"long_name_{language}": (
            say(f"forecast.extra.{name}", language) if name in EXTRA else label(name, language)
        )
        for language in reversed(languages())
    }
    if name in EXTRA:
        return {"units": EXTRA[name], **named}
    return {"units": TERMS[name].unit, **named, "description": description(name, SOURCE)}


__all__ = ["DIMENSIONS", "POLICY", "SEGMENTS", "DatasetBuilder", "attributes"]
