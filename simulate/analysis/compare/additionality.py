"""What the awards change: against the twin without them, on the same luck, firm by firm.

Two measures of deadweight, kept apart: the *title* that the same firm would hold anyway, and the *project* that it
would do anyway. An award for a title that was granted before the announcement rewards what had happened already: all
of it is deadweight. Recipients outside the table of firms have no behaviour here, and are labelled so.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import xarray as xr

from simulate.analysis.base.results import Floats, Result, about, ratio_of_means, standard_error, variable, within
from simulate.forecast.forecast import Forecast
from simulate.foundation.printed import fine_percent
from simulate.foundation.ratios import UNDEFINED, defined
from simulate.language.catalogue import languages, say
from simulate.language.message import worded
from simulate.plan.instrument import Instrument
from simulate.scenario.scenario import Scenario

BY_INSTRUMENT = (
    "deadweight_titles", "deadweight_title_money", "deadweight_project_money", "titles_added", "cost_per_title",
)  # fmt: skip
BY_SEGMENT = ("additional_projects", "additional_stage_moves")
NO_RESPONSE = "no behavioural response modelled"
ALL_DEADWEIGHT = "recognised before the announcement: 100 % deadweight"
SOME_DEADWEIGHT = "partly recognised before the announcement"


@dataclass(frozen=True, repr=False)
class Additionality(Result):
    """Deadweight and what the awards add.

    Dataset, each with ``_low`` and ``_high`` (95 % interval of the mean): by ``instrument`` deadweight_titles (share of
    recognitions), deadweight_title_money, deadweight_project_money (shares of entitlement), titles_added (recognitions
    with the awards less those without: none where places are rationed, whoever wins them) and cost_per_title (yuan of
    obligation for each of these); by ``instrument`` and ``year`` label; by ``segment`` additional_projects,
    additional_stage_moves; overall projects_added, stage_moves_added, investment_levered (yuan); cost (yuan):
    obligation of the awards that a firm weighs with a project (the plan's channel ``project``), all of which the twin
    without awards saves; cost_per_project (yuan) and levered_per_yuan of that cost; and the shares of deadweight over
    all firms' instruments as ``overall_...``.

    NaN where nothing is paid, or where what is added is not told apart from nothing or is less than nothing. Projects
    are those of all awards together, since a firm weighs them together; what one award adds, ``compare`` says with its
    amount set to zero.
    """

    chart: ClassVar[str] = "additionality"
    answer: ClassVar[str] = "additionality"
    table: ClassVar[tuple[str, ...]] = tuple(f"{name}{end}" for name in BY_INSTRUMENT for end in ("", "_low", "_high"))
    more_tables: ClassVar[dict[str, tuple[str, ...]]] = {
        "labels": ("label",),
        "segments": tuple(f"{name}{end}" for name in BY_SEGMENT for end in ("", "_low", "_high")),
    }

    def sentences(self) -> list[str]:
        """Overall deadweight, additional projects and their price, then what to know about the figures."""
        title, project = (self._share(f"overall_deadweight_{name}_money") for name in ("title", "project"))
        each = self._range("cost_per_project", self.money)
        added = [
            self._change("projects_added", "projects", _number),
            self._change("stage_moves_added", "stage_moves", _number),
            self._change("investment_levered", "investment", self.money),
        ]
        years = self.dataset["year"].values
        scenario = worded(self.dataset.attrs, "title", self.language)
        span = f"{years[0]}-{years[-1]}"
        return [
            self.say("analysis.additionality.anyway", scenario=scenario, span=span, title=title, project=project),
            self.say("analysis.additionality.added", added=self.say("common.semicolon").join(added)),
            self.say("analysis.additionality.price", each=each),
        ]

    def _change(self, name: str, what: str, words: Callable[[float], str]) -> str:
        """How much more or less of something, or that it is not told apart from none."""
        low, high = (float(self.dataset[f"{name}{end}"]) for end in ("_low", "_high"))
        what = self.say(f"analysis.additionality.what.{what}")
        if low == high == 0:
            return self.say("analysis.additionality.no_change", what=what)
        unclear = self.say("common.not_told_apart_from") if low <= 0 <= high else ""
        between = self.say("analysis.additionality.to", low=words(low), high=words(high))
        value = words(float(self.dataset[name]))
        return self.say("analysis.additionality.change", what=what, value=value, between=between, unclear=unclear)

    def _share(self, name: str) -> str:
        """A share with its interval, kept within 0 and 1; undefined where firms earn nothing."""
        value, low, high = (float(self.dataset[f"{name}{end}"]) for end in ("", "_low", "_high"))
        between = [fine_percent(min(max(end, 0.0), 1.0)) for end in (low, high)]
        ends = self.say("analysis.additionality.dash").join(between)
        return defined(
            value, lambda share: self.say("analysis.additionality.share_range", share=fine_percent(share), ends=ends)
        )

    def _range(self, name: str, words: Callable[[float], str]) -> str:
        return range_words(self.dataset, name, words, self.language)


def range_words(data: xr.Dataset, name: str, words: Callable[[float], str], language: str) -> str:
    """A figure with its interval, or that it is not defined."""
    value, low, high = (float(data[f"{name}{end}"]) for end in ("", "_low", "_high"))
    if np.isnan(value):
        return say("analysis.additionality.nothing_added", language, undefined=UNDEFINED)
    return say("analysis.additionality.value_range", language, value=words(value), low=words(low), high=words(high))


def additionality(forecast: Forecast) -> Additionality:
    """Deadweight by instrument, and what the awards add in all, from the twin city without awards on the same luck.

    Parameters
    ----------
    forecast : in memory or from a run folder

    Returns
    -------
    By instrument the share of titles and of money that goes to firms which would have had the title, or done the
    project, anyway; titles added, yuan for each, and projects added, with 95 % intervals; NaN where nothing was
    granted.
    """
    data = forecast.dataset
    sums = data[["entitlement", "recognised_anyway", "entitlement_anyway", "project_anyway", "obligation"]].sum("year")
    recognised = data["recognised"].sel(policy="on", drop=True).sum("year")
    added = recognised - data["recognised"].sel(policy="off", drop=True).sum("year")
    parts: dict[str, xr.Variable] = {}
    pairs = {
        "deadweight_titles": (sums["recognised_anyway"], recognised),
        "deadweight_title_money": (sums["entitlement_anyway"], sums["entitlement"]),
        "deadweight_project_money": (sums["project_anyway"], sums["entitlement"]),
    }
    firms = np.flatnonzero(~data["outside"].values)
    for name, (part, whole) in pairs.items():
        _ratio(parts, name, part.values, whole.values, ("instrument",), "1")
        above, below = (one.isel(instrument=firms).sum("instrument").values for one in (part, whole))
        _ratio(parts, f"overall_{name}", above, below, (), "1")
    _mean(parts, "titles_added", added.values, ("instrument",), "count")
    each = ratio_of_means(sums["obligation"].values, added.values)
    more = added.mean("draw").values > 0
    _keep(parts, "cost_per_title", tuple(np.where(more, end, np.nan) for end in each), ("instrument",), "CNY")  # type: ignore[arg-type]
    _added(parts, forecast)
    labels = labels_of(forecast.scenario, data)
    parts["label"] = variable(("instrument", "year"), labels, "", "what to know about the figure")
    titles = [f"title_{language}" for language in languages()]
    coords = {name: data[name] for name in ("instrument", "year", "segment", "article", *titles)}
    found = xr.Dataset(parts, coords=coords, attrs=about(forecast))
    return Additionality(found.assign(titles=recognised.mean("draw")), forecast.scenario.language)


def _added(parts: dict[str, xr.Variable], forecast: Forecast) -> None:
    """Policy on less policy off: projects, stage moves, investment; and their price."""
    data = forecast.dataset
    gap = {
        name: (data[name].sel(policy="on", drop=True) - data[name].sel(policy="off", drop=True)).sum("year")
        for name in ("projects", "stage_moves", "investment")
    }
    for name, word in (("projects", "additional_projects"), ("stage_moves", "additional_stage_moves")):
        _mean(parts, word, gap[name].values, ("segment",), "count")
    total = {name: one.sum("segment").values for name, one in gap.items()}
    cost = project_money(forecast)
    _mean(parts, "projects_added", total["projects"], (), "count")
    _mean(parts, "stage_moves_added", total["stage_moves"], (), "count")
    _mean(parts, "investment_levered", total["investment"], (), "CNY")
    _mean(parts, "cost", cost, (), "CNY")
    _keep(parts, "cost_per_project", price(cost, total["projects"]), (), "CNY")
    _ratio(parts, "levered_per_yuan", total["investment"], cost, (), "1")


def project_money(forecast: Forecast) -> Floats:
    """Obligation by draw of the awards that a firm weighs when it decides on a project, yuan, (draws,)."""
    channels = {one.id: one.channel for one in forecast.scenario.plan.instruments}
    names = forecast.dataset["instrument"].values
    places = [place for place, name in enumerate(names) if channels[str(name)] == "project"]
    return np.asarray(forecast.dataset["obligation"].isel(instrument=places).sum(["instrument", "year"]).values)


def price(money: Floats, added: Floats) -> tuple[Floats, Floats, Floats]:
    """Money for each one added, with its 95 % interval; NaN unless surely some are added: by what is taken away, or may
    be nothing, no price can be reckoned."""
    found = ratio_of_means(money, added)
    return found if np.mean(added) > 0 else (np.asarray(np.nan),) * 3


def _mean(parts: dict[str, xr.Variable], name: str, values: Floats, dims: tuple[str, ...], units: str) -> None:
    """Add the mean over draws and the ends of its 95 % interval to ``parts``."""
    values = np.asarray(values, dtype=np.float64)
    half = within(len(values)) * standard_error(values)
    _keep(parts, name, (values.mean(axis=0), values.mean(axis=0) - half, values.mean(axis=0) + half), dims, units)


def _ratio(
    parts: dict[str, xr.Variable], name: str, part: Floats, whole: Floats, dims: tuple[str, ...], units: str
) -> None:
    """Mean of ``part`` over mean of ``whole`` with its 95 % interval; draws along the first axis."""
    _keep(parts, name, ratio_of_means(part, whole), dims, units)


def _keep(
    parts: dict[str, xr.Variable], name: str, found: tuple[Floats, Floats, Floats], dims: tuple[str, ...], units: str
) -> None:
    words = name.replace("_", " ")
    for end, value in zip(("", "_low", "_high"), found, strict=True):
        parts[f"{name}{end}"] = variable(
            dims, value, units, f"{words}{end and {'_low': ', lower end', '_high': ', upper end'}[end]}"
        )


def labels_of(scenario: Scenario, data: xr.Dataset) -> np.ndarray:
    """What to know about each instrument and year: (instrument, year)."""
    announced = scenario.plan.issued
    years = [int(year) for year in data["year"].values]
    return np.array([[label_of(one, year, announced) for year in years] for one in scenario.plan.instruments])


def label_of(instrument: Instrument, year: int, announced: datetime.date) -> str:
    """Whether there is behaviour to change, and whether the year's rounds came before the announcement."""
    if instrument.outside:
        return NO_RESPONSE
    early = [datetime.date(year, month, day) < announced for month, day in instrument.rounds]
    if early and all(early):
        return ALL_DEADWEIGHT
    return SOME_DEADWEIGHT if any(early) else ""


def _number(value: float) -> str:
    return defined(value, "{:,.1f}".format)
