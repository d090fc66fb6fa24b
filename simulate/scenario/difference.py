"""What differs between two scenarios, figure by figure, with the file and line that made it so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simulate.foundation.files import sha256_file
from simulate.scenario.scenario import Scenario
from simulate.yamlfile.merge import Provenance, is_by_year, is_value

RUN = ("draws", "seed")
PARTS = ("horizon", "readings", "behaviour", "population", "macro", "appropriations", "posterior", "observed")


@dataclass(frozen=True)
class Difference:
    """One figure that differs: its path in a scenario, both values (None where there is none), where it stands."""

    path: str
    before: Any
    after: Any
    source: Provenance

    def __str__(self) -> str:
        return f"{self.path}: {self.before} -> {self.after}  ({self.source})"


def difference(before: Scenario, after: Scenario) -> list[Difference]:
    """Every figure in which the plan, firms, economy or run differ.

    Titles, languages and the sources of figures do not count.

    Parameters
    ----------
    before, after : loaded scenarios

    Returns
    -------
    In the order of the scenario's keys and the text: path, both values, and the line of ``after`` that states the
    figure, or that of ``before`` where ``after`` no longer does.

    Examples
    --------
    >>> from simulate.scenario.resolve import load_scenario
    >>> for one in difference(load_scenario("baseline"), load_scenario("baseline", ["seed=7"])):
    ...     print(one)
    seed: 20231020 -> 7  (--set:1)
    """
    old, new = dict(_figures(before)), dict(_figures(after))
    paths = [*new, *(path for path in old if path not in new)]
    changed = [path for path in paths if old.get(path) != new.get(path)]
    return [Difference(".".join(path), old.get(path), new.get(path), _source(path, before, after)) for path in changed]


Path = tuple[str, ...]


def _figures(scenario: Scenario) -> Iterator[tuple[Path, Any]]:
    for key in RUN:
        yield (key,), scenario.resolved[key]
    content = scenario.key_data()
    for key in PARTS:
        yield from _leaves((key,), content[key])
    for name in scenario.own_figures:
        yield ("calibration", name), sha256_file(scenario.calibration / name)[:12]
    for instrument in scenario.plan.instruments:
        data = {key: value for key, value in instrument.to_data().items() if key not in ("id", "title", "sources")}
        yield from _leaves(("instruments", instrument.id), data)


def _leaves(path: Path, data: Any) -> Iterator[tuple[Path, Any]]:
    by_year = isinstance(data, Mapping) and is_by_year(data)
    whole = (
        (is_value(data) and not by_year) or (path[0] == "behaviour" and len(path) == 2) or path[-1] in ("lag", "payer")
    )
    if not isinstance(data, Mapping) or whole:
        yield path, data
        return
    for key, value in data.items():
        yield from _leaves((*path, str(key)), value)


def _source(path: Path, before: Scenario, after: Scenario) -> Provenance:
    """The line that states the figure, or the reading that changes it: of ``after``, else of ``before``."""
    for scenario in (after, before):
        written = {".".join(map(str, place)): at for place, at in scenario.origin.written.values.items() if place}
        for statement in _statements(path, scenario):
            if statement in written:
                return written[statement]
    return after.origin.written.origin(())


def _statements(path: Path, scenario: Scenario) -> Iterator[str]:
    """The dotted paths under which a scenario may have stated the figure, the nearest first."""
    for depth in range(len(path), 1, -1):
        yield ".".join(path[:depth])
        if path[0] == "instruments" and depth > 2:
            yield ".".join(("instruments", "*", *path[2:depth]))
    if path == ("behaviour", "gdp_growth"):
        yield "macro.gdp_growth"
    if path[0] == "instruments":
        yield from _readings(path, scenario)
    if path[0] in ("instruments", "readings"):
        yield "readings.*"
    if len(path) == 1:
        yield path[0]


def _readings(path: Path, scenario: Scenario) -> Iterator[str]:
    """The readings whose chosen alternative patches the figure."""
    wanted = ".".join(path[2:])
    for reading in scenario.plan.readings_of(path[1]):
        chosen = reading.alternatives.get(scenario.readings[reading.id])
        if chosen and any(_overlap(wanted, patched) for patched in chosen.patch.get(path[1], {})):
            yield f"readings.{reading.id}"


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")
