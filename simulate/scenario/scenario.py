"""A scenario ready to run: the plan as it applies, every parameter, and where each change was written."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulate.foundation.years import LATER
from simulate.place.calibration_folder import own_files
from simulate.place.evidence import CALIBRATION
from simulate.plan.files.figures import below
from simulate.plan.instrument import Instrument
from simulate.plan.plan import Plan
from simulate.plan.values import ByYear, Drawn, PerRecipient, Product
from simulate.plan.words import cut_words
from simulate.randomness.marginals import Dirichlet, Marginal, Truncated
from simulate.scenario.actuals import Actual
from simulate.scenario.files.schema import SAMPLED
from simulate.scenario.observed import Fact
from simulate.yamlfile.merge import Provenance, Traced, is_value

Parameter = Marginal | Dirichlet | Mapping[str, Marginal]
"""A distribution, a vector of shares, or a distribution by year (``later`` for every year that is not named)."""

CONTENT = ("readings", "instruments", "behaviour", "population", "macro", "appropriations")
"""The keys under which a scenario changes the plan, the firms and the economy."""

SHOWN_CHANGES = 12

LEAST_FELT = 2.0**-53
"""A keyed number is at least so far from 0 and from 1: what is cut of less probability moves no draw."""

ROLLOVER_YEARS = 3
"""Payment years beyond the last scheduled one, where an appropriation may push payments on."""


@dataclass(frozen=True)
class Variant:
    """What an instrument is under one choice of the sampled readings that touch it."""

    choices: Mapping[str, str]
    instrument: Instrument


@dataclass(frozen=True)
class Population:
    """What the scenario states of the firms in place of the built-in figures; ``scale`` multiplies every count.

    ``counts`` (firms at the end of 2022) and ``entrants`` (mean number a year) are by segment.
    """

    scale: float
    counts: Mapping[str, int]
    entrants: Mapping[str, float]


@dataclass(frozen=True)
class Appropriations:
    """What the city may pay, in yuan by article and payment year (``later``: every year that is not named).

    ``lapses``: whether the unpaid rest is lost rather than rolled over.
    """

    lapses: bool
    limits: Mapping[int, Mapping[str, int]]

    @property
    def rollover_years(self) -> int:
        """Payment years beyond the last scheduled one, into which a limit may push payments: none without a limit."""
        return ROLLOVER_YEARS if self.limits else 0


@dataclass(frozen=True)
class Attached:
    """A file that the scenario refers to, with the hash of its content."""

    path: Path
    sha256: str


@dataclass(frozen=True)
class Origin:
    """What a scenario was resolved from, kept so that ``replace`` can resolve it again.

    ``written`` is the merged data of ``files`` (the scenario's own first); ``base`` the plan as its folder has it;
    ``calibration`` the folder of figures where it is another than what ships, else None. ``resolve`` makes the scenario
    of an origin with other values by dotted path.
    """

    written: Traced
    files: tuple[Path, ...]
    base: Plan
    priors: Mapping[str, Parameter]
    calibration: Path | None
    resolve: Callable[[Origin, Mapping[str, Any]], Scenario]

    @property
    def stated(self) -> frozenset[str]:
        """Declared parameters that the scenario itself states: they go before priors and before what is fitted."""
        macro = self.written.data.get("macro") or {}
        growth = {"gdp_growth"} if macro.get("gdp_growth") is not None else set()
        return frozenset(self.written.data.get("behaviour") or {}) | growth


@dataclass(frozen=True, repr=False)
class Scenario:
    """One scenario of one plan.

    ``plan`` has the fixed readings and the patches applied. A sampled reading leaves it at its default; ``variants``
    holds, for each instrument that sampled readings touch, what every choice makes of it. ``parameters`` has every
    declared parameter. ``gdp_2022`` is in yuan, None for the built-in figure. ``facts`` and ``actuals`` are what the
    tables ``observed`` and ``evaluate`` hold. ``resolved`` is all of it as plain data.
    """

    path: Path
    title: Mapping[str, str]
    plan: Plan
    readings: Mapping[str, str]
    variants: Mapping[str, tuple[Variant, ...]]
    parameters: Mapping[str, Parameter]
    population: Population
    gdp_2022: int | None
    appropriations: Appropriations
    horizon_end: int
    vintage: str | None
    draws: int
    seed: int
    language: str
    posterior: Attached | None
    observed: Attached | None
    evaluate: Attached | None
    facts: tuple[Fact, ...]
    actuals: tuple[Actual, ...]
    resolved: Mapping[str, Any]
    origin: Origin = field(compare=False)

    def key_data(self) -> dict[str, Any]:
        """The part of ``resolved`` that changes the numbers of a draw: no title, draws, seed, language or origin."""
        content: dict[str, Any] = self.resolved["content"]
        return content

    @property
    def provenance(self) -> Mapping[str, Provenance]:
        """Dotted path of every figure the scenario states, to the file and line where it is written."""
        return {".".join(map(str, path)): at for path, at in self.origin.written.values.items() if path}

    @property
    def calibration(self) -> Path:
        """The folder of figures that the scenario rests on: the nearest ``calibration``, else the one that ships."""
        return self.origin.calibration or CALIBRATION

    @property
    def own_figures(self) -> tuple[str, ...]:
        """Names of the files of ``calibration`` that are not what ships."""
        return own_files(self.origin.calibration) if self.origin.calibration else ()

    def alternatives_of(self, variant: Variant) -> dict[str, int]:
        """The alternative of each sampled reading that leads to a variant: its place in the plan's list."""
        return {
            reading: list(self.plan.reading(reading).alternatives).index(word)
            for reading, word in variant.choices.items()
        }

    def replace(self, changes: Mapping[str, Any]) -> Scenario:
        """This scenario with other values by dotted path, as in the YAML; checked as a file is.

        Parameters
        ----------
        changes : dotted path to value, in the units of the YAML

        Returns
        -------
        Another scenario; this one stays as it is.

        Raises
        ------
        ProblemsError
            All mistakes of the changes, with the nearest names.

        Examples
        --------
        >>> from simulate.scenario.resolve import load_scenario
        >>> higher = load_scenario("baseline").replace({"instruments.a09.3.award.amount": "100万元"})
        >>> higher.plan.instrument("a09.3").award.amount
        Known(value=1000000, money=True)
        """
        return self.origin.resolve(self.origin, changes)

    def truncated(self) -> dict[str, Truncated]:
        """The distributions that are cut to the range of their figure, by dotted path: parameters, then figures of the
        plan.

        Those of which nothing lies outside are left out.
        """
        parameters = ((f"behaviour.{name}", value) for name, value in self.parameters.items())
        found = {path: one for path, value in parameters for path, one in _cut(path, value)}
        for instrument in self.plan.instruments:
            found |= dict(_cut(f"instruments.{instrument.id}", instrument))
        return {path: one for path, one in found.items() if one.cut > 0.0}

    def changes(self) -> list[tuple[str, Any, Provenance]]:
        """What the scenario states of the plan, the firms and the economy: path, value, where it is written.

        Examples
        --------
        >>> from simulate.scenario.resolve import load_scenario
        >>> [(path, value) for path, value, _ in load_scenario("baseline", ["population.scale=0.1"]).changes()]
        [('population.scale', 0.1)]
        """
        written = self.origin.written
        leaves = [leaf for head in CONTENT if head in written.data for leaf in _leaves((head,), written.data[head])]
        return [(".".join(map(str, path)), value, written.origin(path)) for path, value in leaves]

    def __repr__(self) -> str:
        changes = [one for one in self.changes() if not one[0].startswith("readings.")]
        shown = [f"  changed   {path}: {value}  ({at})" for path, value, at in changes[:SHOWN_CHANGES]]
        more = [f"            and {len(changes) - SHOWN_CHANGES} more"] if len(changes) > SHOWN_CHANGES else []
        lines = [
            f"Scenario: {self.title['en']} / {self.title['zh']}",
            f"  file      {' extends '.join(str(file) for file in self.origin.files)}",
            f"  plan      {self.plan.title.en}",
            *([f"  figures   {self.calibration}: its own {', '.join(self.own_figures)}"] if self.own_figures else []),
            f"  horizon   2023 to {self.horizon_end}; {self.draws} draws, seed {self.seed}",
            f"  readings  {self._readings_in_words()}",
        ]
        felt = {path: one for path, one in self.truncated().items() if one.cut >= LEAST_FELT}
        cut = [f"  cut       {path}: to {cut_words(one, 'en')}" for path, one in felt.items()]
        return "\n".join([*lines, *shown, *more, *cut])

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(repr(self))}</pre>"

    def _readings_in_words(self) -> str:
        defaults = self.plan.default_readings()
        fixed = [f"{name}={word}" for name, word in self.readings.items() if word not in (SAMPLED, defaults[name])]
        sampled = sum(word == SAMPLED for word in self.readings.values())
        words = [*fixed, *([f"{sampled} of {len(self.readings)} sampled"] if sampled else [])]
        return ", ".join(words) or "each at its default"


def _cut(path: str, value: Any) -> Iterator[tuple[str, Truncated]]:
    """Every truncated distribution at and below ``path``."""
    match value:
        case Truncated():
            yield path, value
        case Drawn() | PerRecipient():
            yield from _cut(path, value.marginal)
        case Product():
            yield from _cut(path, value.value)
        case ByYear():
            for year, one in (*value.years, (LATER, value.later)):
                yield from _cut(f"{path}.{year}", one)
        case _:
            for key, inner in below(value):
                yield from _cut(f"{path}.{key}", inner)


def _leaves(path: tuple[Any, ...], data: Any) -> list[tuple[tuple[Any, ...], Any]]:
    """The figures of a part of a scenario; below an instrument, each path that it patches."""
    if not isinstance(data, Mapping) or is_value(data) or (path[0] == "instruments" and len(path) == 3):
        return [(path, data)]
    return [leaf for key, value in data.items() for leaf in _leaves((*path, key), value)]
