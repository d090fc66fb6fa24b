"""Why the range is so wide: shares of readings, parameters and chance, and the drivers that move the money most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import xarray as xr

from simulate.analysis.base.expression import Expression, output_words
from simulate.analysis.base.results import Floats, Result, variable
from simulate.analysis.base.simulator import LAYERS, Driver, Simulator
from simulate.analysis.explain.city import CitySimulator
from simulate.analysis.explain.drivers import FITTED, open_readings, with_open_readings
from simulate.analysis.explain.sobol import CHANCE, OTHERS, Indices, sobol_indices
from simulate.analysis.explain.tornado import Tornado, screened, tornado
from simulate.analysis.explain.variance import Layers, nested_layers
from simulate.forecast.labels import readings_attributes
from simulate.foundation.printed import fine_percent, quantity, range_of
from simulate.language.catalogue import languages
from simulate.language.message import Message, given, in_every_language, worded
from simulate.language.vocabulary import TERMS
from simulate.runs import run as runs
from simulate.scenario.scenario import Scenario

TOP = 5


@dataclass(frozen=True)
class Effort:
    """How many futures each part of ``explain`` runs.

    ``readings``: draws of the readings, each with four futures; ``bar``: futures at each level of a bar; ``sobol``:
    rows of each of Saltelli's samples.
    """

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
    p90_high, swing (P90 high less low), swing_half (half of its 95 % interval), first, first_half, total, total_half
    (NaN where a driver has no index), narrowing (share of the range that would go if the driver were known) with
    narrowing_low and narrowing_high, and in words layer_of, title, low_label, high_label, narrowed; scalars p10, p50,
    p90, p50_bars, p90_bars (of the fewer futures that the bars share), chance_total and others_total (with _half).
    """

    chart: ClassVar[str] = "tornado"
    answer: ClassVar[str] = "explain"
    table: ClassVar[tuple[str, ...]] = (
        "layer_of", "title", "low_label", "high_label", "p50_low", "p50_high", "p90_low", "p90_high", "swing",
        "swing_half", "first", "first_half", "total", "total_half", "narrowing", "narrowing_low", "narrowing_high",
        "narrowed",
    )  # fmt: skip
    more_tables: ClassVar[dict[str, tuple[str, ...]]] = {"layers": ("share", "share_low", "share_high")}

    def amount(self, value: float) -> str:
        """A value of the output with its unit."""
        return quantity(value, str(self.dataset.attrs["units"]), self.language)

    @property
    def of_money(self) -> bool:
        """Whether the output is a sum of money."""
        return str(self.dataset.attrs["units"]) == "CNY"

    def sentences(self) -> list[str]:
        """Layer shares, then the top drivers with the money each moves and who can settle it."""
        data = self.dataset
        low, high = float(data["p10"]), float(data["p90"])
        if not np.isfinite(data["share"].values).any():
            return [self._certain()]
        middle, ends = self.amount(float(data["p50"])), self._ends(low, high)
        parts = [f"{self.say(f'analysis.explain.layers.{name}')} {self._share(name)}" for name in LAYERS]
        shown = bool((data["swing"] > data["swing_half"]).any())
        lines = [
            self.say("analysis.explain.range", name=self._name(first=True), middle=middle, ends=ends, how=self._how()),
            self.say("analysis.explain.comes_from", parts=self.say("common.semicolon").join(parts)),
            str(worded(data.attrs, "sampled", self.language)),
            "",
            self.say("analysis.explain.moves_it_most" if shown else "analysis.explain.none_moves_it"),
        ]
        return [*lines, *(line for place in range(min(TOP, data.sizes["driver"])) for line in self._driver(place))]

    def tables(self) -> Iterable[Any]:
        """Every driver with a bar: P90 at both ends, indices with intervals."""
        return ["", *super().tables(), self.say("analysis.explain.reading_aid")]

    def _certain(self) -> str:
        """What is said of an output that is the same in every future."""
        value = self.amount(float(self.dataset["p50"]))
        return self.say("analysis.explain.certain", name=self._name(first=True), value=value)

    def _how(self) -> str:
        """Whether readings are sampled in the range."""
        some = bool(self.dataset.attrs.get("readings_sampled", 0))
        return self.say("analysis.explain.readings_sampled" if some else "analysis.explain.readings_set")

    def _name(self, first: bool = False) -> str:
        """The output in words where the vocabulary has them, ``first`` of a sentence or not."""
        text = str(self.dataset.attrs["output"])
        words = output_words(text, self.language)
        if text in TERMS and TERMS[text].adds_up:
            words += self.say("analysis.explain.all_years_together")
        return words[0].upper() + words[1:] if first else words

    def _ends(self, low: float, high: float) -> str:
        if self.of_money:
            return range_of(low, high, self.language, "analysis.explain.between")
        return self.say("analysis.explain.between").join(self.amount(end) for end in (low, high))

    def _share(self, name: str) -> str:
        one = self.dataset.sel(layer=name)
        low, high = (max(0.0, min(1.0, float(one[key]))) for key in ("share_low", "share_high"))
        return f"{fine_percent(max(float(one['share']), 0.0))} ({fine_percent(low)}-{fine_percent(high)})"

    def _driver(self, place: int) -> list[str]:
        """Three lines: what it is; what it moves; who can settle it and what that is worth."""
        one = self.dataset.isel(driver=place)
        name, title, low, high, narrowed = (
            str(one[key].item()) for key in ("driver", "title", "low_label", "high_label", "narrowed")
        )
        swing, half = self.amount(float(one["swing"])), self.amount(float(one["swing_half"]))
        ends = [self.amount(float(one[key])) for key in ("p90_low", "p90_high")]
        layer = str(one["layer_of"].item())
        known, told = self._known(one), float(one["swing"]) > float(one["swing_half"])
        unclear = "" if told else self.say("common.not_told_apart_from")
        return [
            self.say(f"analysis.explain.driver.{layer}", place=place + 1, name=name, title=title),
            self.say(
                "analysis.explain.driver.moves",
                swing=swing,
                half=half,
                unclear=unclear,
                low=low,
                at_low=ends[0],
                high=high,
                at_high=ends[1],
            ),
            self.say(f"analysis.explain.driver.{layer}_narrowed", narrowed=narrowed, known=known),
        ]

    def _known(self, one: xr.Dataset) -> str:
        """By how much the range would narrow if the driver were known."""
        value, low, high = (float(one[f"narrowing{end}"]) for end in ("", "_low", "_high"))
        if np.isnan(value):
            return self.say("analysis.explain.known.too_little")
        between = f"{fine_percent(low)}-{fine_percent(high)}"
        return self.say("analysis.explain.known.narrower", value=fine_percent(value), between=between)


def explain(
    scenario: Scenario, output: str = "headline", effort: Effort | None = None, *, threads: int | None = None,
    quiet: bool = True,
) -> Explanation:  # fmt: skip
    """Where the spread of an output comes from, all readings sampled but those that the scenario sets itself.

    The variance is split into readings, parameters and chance by the law of total variance on a nested design; drivers
    have bars and the indices of Sobol (Saltelli et al. 2010, Computer Physics Communications 181: 259).

    Parameters
    ----------
    scenario : what is run
    output : an expression such as ``headline``, ``cash.city.2025`` or ``projects.2025``
    effort : how many futures each part runs
    threads : all cores by default; no number depends on it
    quiet : no bar of progress

    Returns
    -------
    Shares by layer, and by driver the range, the indices and what knowing it would narrow; in the unit of the output.

    Raises
    ------
    InputError
        The forecast has no such output.

    Examples
    --------
    >>> sim.explain(sim.load_scenario("baseline"), "cash.city.2025")  # doctest: +SKIP
    """
    asked = Expression(output)
    asked.defined(runs.run(scenario, 1, quiet=True))  # one draw tells whether the forecast has the output
    opened, asked_of = open_readings(scenario), with_open_readings(scenario)
    simulator = CitySimulator(asked_of, {output: asked.defined}, threads, quiet)
    fixed = [one.id for one in scenario.plan.readings if one.kind == "switch" and one.id not in opened]
    found = explain_simulator(simulator, scenario.language, effort, units=asked.unit, opened=opened, fixed=fixed)
    found.dataset.attrs |= {f"title_{language}": given(scenario.title, language) for language in languages()}
    found.dataset.attrs |= readings_attributes(asked_of) | {"seed": scenario.seed}
    return found


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
    dataset.attrs |= {"draws": effort.bar, "readings_sampled": len(opened)}
    return Explanation(dataset, language)


def worth_a_bar(simulator: Simulator, layers: Layers, effort: Effort) -> list[Driver]:
    """Every reading, what was fitted together (its sets come in no order), and the parameters with the largest rough
    indices.
    """
    rough = screened(simulator.drivers, layers.numbers, layers.values[:, 0])
    order = sorted(zip(rough, range(len(rough)), simulator.drivers, strict=True), key=lambda one: (-one[0], one[1]))
    always = [one for one in simulator.drivers if one.layer == "reading" or one.name == FITTED]
    rest = [driver for _, _, driver in order if driver not in always]
    return always + rest[: effort.parameters]


def _sampled(opened: Sequence[str], fixed: Sequence[str]) -> dict[str, str]:
    """Which readings were sampled, in words."""
    key = "analysis.explain.sampled.others_kept" if fixed else "analysis.explain.sampled.none_set"
    return in_every_language("sampled", Message(key, {"count": len(opened), "kept": ", ".join(fixed)}))


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
    for name, value in zip(("p50_bars", "p90_bars"), bars.base, strict=True):
        parts[name] = variable(
            (), float(value), "", f"{name[:3].upper()} of the futures that the bars were computed on"
        )
    for name in (CHANCE, OTHERS):
        at = indices.names.index(name) if name in indices.names else None
        for end, values in (("", indices.total), ("_half", indices.total_half)):
            value = np.nan if at is None else float(values[at, 0])
            parts[f"{name}_total{end}"] = variable((), value, "1", f"total index of {name}{end and ', half interval'}")
    parts |= _bars(bars, language) | _indices(bars, indices)
    drivers = [bar.driver.name for bar in bars.bars]
    return xr.Dataset(parts, coords={"layer": list(LAYERS), "driver": drivers})


def _bars(bars: Tornado, language: str) -> dict[str, xr.Variable]:
    """Ends of the bars and the words beside them."""
    dims, shown = ("driver",), bars.bars
    out = {}
    for side in ("low", "high"):
        ends = np.array([getattr(bar, side) for bar in shown]).reshape(-1, 2)
        for place, name in enumerate(("p50", "p90")):
            out[f"{name}_{side}"] = variable(dims, ends[:, place], "", f"{name.upper()} at the {side} level")
        labels = [bar.labels[side == "high"].in_language(language) for bar in shown]
        out[f"{side}_label"] = variable(dims, labels, "", f"{side} level")
    drivers = [bar.driver for bar in shown]
    out["swing"] = variable(dims, [bar.swing for bar in shown], "", "by how much the P90 moves")
    out["swing_half"] = variable(dims, [bar.half for bar in shown], "", "half of its 95 % interval")
    out["layer_of"] = variable(dims, [driver.layer for driver in drivers], "", "layer")
    out["title"] = variable(dims, [driver.title.in_language(language) for driver in drivers], "", "what it is")
    narrowed = [driver.narrowed.in_language(language) for driver in drivers]
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
    for end, first in (("", values[0]), ("_low", values[0] - values[1]), ("_high", values[0] + values[1])):
        meaning = f"share of the range that goes when it is known{end.replace('_', ', ')}"
        out[f"narrowing{end}"] = variable(("driver",), narrowing_of(first), "1", meaning)
    return out


def narrowing_of(first: Floats) -> Floats:
    """Share of the range that goes when a driver with a first index is known: the spread falls to sqrt(1 - S)."""
    return np.asarray(1 - np.sqrt(1 - np.clip(first, 0, 1)))
