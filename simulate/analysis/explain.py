"""Why the range is so wide: shares of readings, parameters and chance, and the drivers that move the money most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import xarray as xr

from simulate.analysis.results import Result, percent, variable
from simulate.analysis.simulator import LAYERS, Driver, Simulator
from simulate.analysis.sobol import CHANCE, OTHERS, Indices, sobol_indices
from simulate.analysis.tornado import Tornado, screened, tornado
from simulate.analysis.variance import Layers, nested_layers
from simulate.scenario.scenario import Scenario
from simulate.vocabulary import TERMS, label

TOP = 5
_LAYER_WORDS = {
    "reading": ("readings of the text", "条文解读"),
    "parameter": ("parameters", "参数"),
    "chance": ("chance", "偶然性"),
}


@dataclass(frozen=True)
class Effort:
    """How many futures each part runs: four a reading draw; so many a level of a bar; of each of Saltelli's samples."""

    readings: int = 500
    bar: int = 160
    sobol: int = 256
    parameters: int = 12
    """Parameters that get a bar and an index of their own, chosen by a rough first index."""
    indices: int = 14
    """Drivers that get an index of their own."""


@dataclass(frozen=True, repr=False)
class Explanation(Result):
    """Where the spread of one output comes from.

    Dataset: by ``layer`` share, share_low, share_high; by ``driver`` (widest first) p50_low, p50_high, p90_low,
    p90_high, swing (P90 high less low), first, first_half, total, total_half (NaN where a driver has no index),
    narrowing (share of the range that would go if the driver were known), and in words layer_of, title, low_label,
    high_label, narrowed; scalars p10, p50, p90, chance_total and others_total.
    """

    chart: ClassVar[str] = "tornado"
    table: ClassVar[tuple[str, ...]] = (
        "layer_of", "title", "low_label", "high_label", "p50_low", "p50_high", "p90_low", "p90_high", "swing", "first",
        "first_half", "total", "total_half", "narrowing", "narrowed",
    )  # fmt: skip

    def amount(self, value: float) -> str:
        """A value of the output with its unit."""
        return self.money(value) if self.dataset.attrs["units"] == "CNY" else f"{value:,.4g}"

    def sentences(self) -> list[str]:
        """Layer shares, then the top drivers with the money each moves and who can settle it."""
        data, zh = self.dataset, self.language == "zh"
        low, middle, high = (self.amount(float(data[name])) for name in ("p10", "p50", "p90"))
        parts = [f"{_LAYER_WORDS[name][zh]} {self._share(name)}" for name in LAYERS]
        if zh:
            lines = [
                f"{self._name()}：中位数{middle}，八成区间{low}至{high}。",
                f"区间来自：{'；'.join(parts)}。",
            ]
        else:
            lines = [
                f"{self._name()}: median {middle}, eight futures in ten between {low} and {high}.",
                f"The range comes from {'; '.join(parts)}.",
            ]
        lines.append(str(data.attrs["sampled_zh" if zh else "sampled_en"]))
        return [*lines, *(self._driver(place) for place in range(min(TOP, data.sizes["driver"])))]

    def _name(self) -> str:
        """The output in words where the vocabulary has them."""
        name = str(self.dataset.attrs["output"])
        return label(name, "zh" if self.language == "zh" else "en") if name in TERMS else name

    def _share(self, name: str) -> str:
        one = self.dataset.sel(layer=name)
        low, high = (max(0.0, min(1.0, float(one[key]))) for key in ("share_low", "share_high"))
        return f"{percent(max(float(one['share']), 0.0))} ({percent(low)}-{percent(high)})"

    def _driver(self, place: int) -> str:
        one = self.dataset.isel(driver=place)
        words = [str(one[key].item()) for key in ("driver", "title", "low_label", "high_label", "narrowed")]
        swing = self.amount(float(one["swing"]))
        ends = [self.amount(float(one[key])) for key in ("p90_low", "p90_high")]
        less = "" if np.isnan(float(one["narrowing"])) else percent(float(one["narrowing"]))
        known = f"; total index {float(one['total']):.2f} ± {float(one['total_half']):.2f}" if less else ""
        if self.language == "zh":
            tail = f"，可使区间缩小约{less}" if less else ""
            known = known.replace("; total index", "；总效应指数")
            return (
                f"{place + 1}. {words[0]} {words[1]}：P90变动{swing}（{words[2]} {ends[0]}，{words[3]} {ends[1]}）"
                f"{known}；可由{words[4]}明确{tail}。"
            )
        tail = f", which would narrow the range by about {less}" if less else ""
        return (
            f"{place + 1}. {words[0]} {words[1]}: moves the P90 by {swing} "
            f"({words[2]}: {ends[0]}; {words[3]}: {ends[1]}){known}; settled by: {words[4]}{tail}."
        )


def explain(
    scenario: Scenario, output: str = "headline", effort: Effort | None = None, *, threads: int | None = None,
    quiet: bool = True,
) -> Explanation:  # fmt: skip
    """Where the spread of ``output`` comes from, all readings sampled but those that the scenario sets itself.

    ``output`` is an expression such as ``headline``, ``cash.city.2025`` or ``projects.2025``.
    """
    from simulate.analysis.city import CitySimulator
    from simulate.analysis.drivers import open_readings, with_open_readings
    from simulate.analysis.expression import Expression

    opened = open_readings(scenario)
    simulator = CitySimulator(with_open_readings(scenario), {output: Expression(output)}, threads, quiet)
    fixed = [one.id for one in scenario.plan.readings if one.kind == "switch" and one.id not in opened]
    return explain_simulator(simulator, scenario.language, effort, units=units_of(output), opened=opened, fixed=fixed)


def units_of(output: str) -> str:
    """Unit of an output by its vocabulary: CNY, count, 1."""
    name = output.split(".")[0]
    return TERMS[name].unit if name in TERMS else ""


def explain_simulator(
    simulator: Simulator, language: str, effort: Effort | None = None, *, units: str = "CNY",
    opened: Sequence[str] = (), fixed: Sequence[str] = (),
) -> Explanation:  # fmt: skip
    """The same for any simulator; its first output is explained."""
    effort = effort or Effort()
    layers = nested_layers(simulator, effort.readings)
    chosen = worth_a_bar(simulator, layers, effort)
    bars = tornado(simulator, chosen, effort.bar)
    ranked = [bar.driver.name for bar in bars.bars][: effort.indices]
    indices = sobol_indices(simulator, ranked, effort.sobol)
    dataset = _dataset(layers, bars, indices, language)
    dataset.attrs |= {"units": units, "output": simulator.outputs[0], **_sampled(opened, fixed)}
    return Explanation(dataset, language)


def worth_a_bar(simulator: Simulator, layers: Layers, effort: Effort) -> list[Driver]:
    """Every reading, and the parameters with the largest rough indices."""
    rough = screened(simulator.drivers, layers.numbers, layers.values[:, 0])
    order = sorted(zip(rough, range(len(rough)), simulator.drivers, strict=True), key=lambda one: (-one[0], one[1]))
    readings = [driver for driver in simulator.drivers if driver.layer == "reading"]
    return readings + [driver for _, _, driver in order if driver.layer == "parameter"][: effort.parameters]


def _sampled(opened: Sequence[str], fixed: Sequence[str]) -> dict[str, str]:
    """Which readings were sampled, in words."""
    kept = ", ".join(fixed)
    en = f"; set by the scenario and kept: {kept}." if fixed else "; the scenario sets none."
    zh = f"；情景已指定并保持不变：{kept}。" if fixed else "；情景未指定任何解读。"
    return {"sampled_en": f"Readings sampled: {len(opened)}{en}", "sampled_zh": f"抽样的解读{len(opened)}项{zh}"}


def _dataset(layers: Layers, bars: Tornado, indices: Indices, language: str) -> xr.Dataset:
    low, high = layers.interval()
    quantiles = np.quantile(layers.values[:, 0], [0.1, 0.5, 0.9])
    parts = {
        "share": variable(("layer",), layers.share[:, 0], "1", "share of the variance"),
        "share_low": variable(("layer",), low[:, 0], "1", "lower end of the 95 % interval"),
        "share_high": variable(("layer",), high[:, 0], "1", "upper end of the 95 % interval"),
    }
    for name, value in zip(("p10", "p50", "p90"), quantiles, strict=True):
        parts[name] = variable((), float(value), "", f"{name} with everything uncertain")
    for name in (CHANCE, OTHERS):
        total = indices.total[indices.names.index(name), 0] if name in indices.names else np.nan
        parts[f"{name}_total"] = variable((), float(total), "1", f"total index of {name}")
    parts |= _bars(bars, language) | _indices(bars, indices)
    drivers = [bar.driver.name for bar in bars.bars]
    return xr.Dataset(parts, coords={"layer": list(LAYERS), "driver": drivers})


def _bars(bars: Tornado, language: str) -> dict[str, xr.Variable]:
    """Ends of the bars and the words beside them."""
    zh, dims, shown = language == "zh", ("driver",), bars.bars
    out = {}
    for side in ("low", "high"):
        ends = np.array([getattr(bar, side) for bar in shown]).reshape(-1, 2)
        for place, name in enumerate(("p50", "p90")):
            out[f"{name}_{side}"] = variable(dims, ends[:, place], "", f"{name.upper()} at the {side} level")
        labels = [(bar.labels_zh if zh else bar.labels_en)[side == "high"] for bar in shown]
        out[f"{side}_label"] = variable(dims, labels, "", f"{side} level")
    drivers = [bar.driver for bar in shown]
    out["swing"] = variable(dims, [bar.swing for bar in shown], "", "by how much the P90 moves")
    out["layer_of"] = variable(dims, [driver.layer for driver in drivers], "", "layer")
    out["title"] = variable(dims, [d.title_zh if zh else d.title_en for d in drivers], "", "what it is")
    narrowed = [d.narrowed_zh if zh else d.narrowed_en for d in drivers]
    out["narrowed"] = variable(dims, narrowed, "", "who can settle it, or which figure would narrow it")
    return out


def _indices(bars: Tornado, indices: Indices) -> dict[str, xr.Variable]:
    """Indices by driver; knowing a driver takes its first index off the variance, so 1 - sqrt(1 - S) off the range."""
    values = np.full((4, len(bars.bars)), np.nan)
    for place, bar in enumerate(bars.bars):
        if bar.driver.name in indices.names:
            at = indices.names.index(bar.driver.name)
            found = (indices.first, indices.first_half, indices.total, indices.total_half)
            values[:, place] = [one[at, 0] for one in found]
    names = ("first", "first_half", "total", "total_half")
    words = ("first index", "half of its 95 % interval", "total index", "half of its 95 % interval")
    out = {n: variable(("driver",), v, "1", w) for n, v, w in zip(names, values, words, strict=True)}
    narrowing = 1 - np.sqrt(1 - np.clip(values[0], 0, 1))
    out["narrowing"] = variable(("driver",), narrowing, "1", "share of the range that goes when it is known")
    return out
